"""Who may do what with boards. Whoever has the code may answer, and is asked for nothing."""

from enum import StrEnum

from cop.core import hosts
from cop.core.permissions import Actor, Rules, is_editor, is_moderator, is_system
from cop.core.records import Ref
from cop.voices.models import Board


class Permission(StrEnum):
    """What can be done: OPEN for a Ref of a place, DEMONSTRATE for nothing, the others with a Board."""

    OPEN = "voices.open"
    LEAD = "voices.lead"
    HELP = "voices.help"
    DEMONSTRATE = "voices.demonstrate"


def may_ask(actor: Actor, place: Ref) -> bool:
    """Allow those who look after the place."""
    return hosts.may_ask(actor, place)


def looks_after(actor: Actor, board: Board) -> bool:
    """Allow those who look after the place of the board."""
    return hosts.may_ask(actor, board.place)


RULES: Rules = {
    Permission.OPEN: [[may_ask], [is_editor]],
    Permission.LEAD: [[looks_after], [is_editor]],
    Permission.HELP: [[looks_after], [is_editor], [is_moderator]],
    Permission.DEMONSTRATE: [[is_system]],
}
