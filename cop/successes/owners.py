"""Whose a self-description is."""

from collections.abc import Iterator

from cop.core.i18n import ngettext
from cop.records.owners import Owners
from cop.successes.models import SUCCESSES

OWNERS = Owners(SUCCESSES)


def effects_of_leaving(person_id: int) -> Iterator[str]:
    """Say how many self-descriptions stay without that person."""
    if n := OWNERS.number_of(person_id):
        yield ngettext(
            "%(n)s success self-description stays, under the name of its service.",
            "%(n)s success self-descriptions stay, under the names of their services.",
            n,
        )
