"""Who may do what with a success self-description, and in which order its versions stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from cop.core.permissions import Actor, Rules, is_editor, is_system
from cop.core.withdrawal import RecordState
from cop.successes.models import Success


class Permission(StrEnum):
    """What can be done with self-descriptions."""

    READ = "successes.read"
    PUBLISH = "successes.publish"
    CHANGE = "successes.change"
    MAKE_PRACTICE = "successes.make_practice"
    WITHDRAW = "successes.withdraw"


@dataclass(frozen=True, slots=True)
class Belonging:
    """A self-description, and what one member has to do with it."""

    id: int
    slug: str
    state: RecordState
    is_owner: bool
    speaks_for_it: bool


def is_published(_actor: Actor, success: Success | Belonging) -> bool:
    """Allow what everybody may see."""
    return success.state is RecordState.PUBLISHED


def owns(actor: Actor, belonging: Belonging) -> bool:
    """Allow those who wrote what it came from, and who speak for an organisation that runs the service."""
    return actor.is_member and (belonging.is_owner or belonging.speaks_for_it)


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
