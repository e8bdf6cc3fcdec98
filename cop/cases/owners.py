"""Whose an involvement case is."""

from collections.abc import Iterator

from cop.cases.models import CASES
from cop.core.i18n import ngettext
from cop.records.owners import Owners

OWNERS = Owners(CASES)


def effects_of_leaving(person_id: int) -> Iterator[str]:
    """Say how many cases stay without that person."""
    if n := OWNERS.number_of(person_id):
        yield ngettext(
            "%(n)s involvement case stays, under the name of its organisation.",
            "%(n)s involvement cases stay, under the names of their organisations.",
            n,
        )
