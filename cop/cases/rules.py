"""Who may do what with an involvement case."""

from dataclasses import dataclass
from enum import StrEnum

from cop.cases.enums import CaseState
from cop.cases.models import Case
from cop.core.permissions import Actor, Rules, is_editor, is_system


class Permission(StrEnum):
    """What can be done with cases."""

    READ = "cases.read"
    PUBLISH = "cases.publish"
    CHANGE = "cases.change"
    WITHDRAW = "cases.withdraw"
    EDIT_RESULTS = "cases.edit_results"


@dataclass(frozen=True, slots=True)
class Belonging:
    """A case, and what one member has to do with it."""

    id: int
    slug: str
    state: CaseState
    is_owner: bool
    speaks_for_it: bool


def is_published(_actor: Actor, case: Case | Belonging) -> bool:
    """Allow what everybody may see."""
    return case.state is CaseState.PUBLISHED


def owns(actor: Actor, belonging: Belonging) -> bool:
    """Allow those who wrote what the case came from, and who speak for an organisation that told it."""
    return actor.is_member and (belonging.is_owner or belonging.speaks_for_it)


RULES: Rules = {
    Permission.READ: [[is_published], [is_system]],
    Permission.PUBLISH: [[is_system], [is_editor]],
    Permission.CHANGE: [[is_published, owns], [is_published, is_editor]],
    Permission.WITHDRAW: [[is_system]],
    Permission.EDIT_RESULTS: [[is_editor]],
}
