"""Who may do what with a success self-description, and in which order its versions stand."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from cop.core.permissions import Rules, is_editor, is_system
from cop.records.rules import is_published, owns


class Permission(StrEnum):
    """What can be done with self-descriptions."""

    READ = "successes.read"
    PUBLISH = "successes.publish"
    CHANGE = "successes.change"
    MAKE_PRACTICE = "successes.make_practice"
    WITHDRAW = "successes.withdraw"


RULES: Rules = {
    Permission.READ: [[is_published], [is_system]],
    Permission.PUBLISH: [[is_system], [is_editor]],
    Permission.CHANGE: [[is_published, owns], [is_published, is_editor]],
    Permission.MAKE_PRACTICE: [[is_published, owns], [is_published, is_editor]],
    Permission.WITHDRAW: [[is_system]],
}


class Numbered(NamedTuple):
    """A version: of which year it speaks, and the how manieth it is."""

    year: int | None
    number: int


def in_order(versions: Iterable[Numbered]) -> list[Numbered]:
    """Return versions by their year, within one by their number; what states no year comes first.

    The last one is shown: a correction of an earlier year does not take the place of a later one.
    """
    return sorted(versions, key=lambda version: (version.year or 0, version.number))
