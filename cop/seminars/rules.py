"""Who may do what with a seminar, and which state may follow which."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from sqlalchemy import select

from cop.core.db import db
from cop.core.permissions import Actor, Rules, holds_link, is_editor, is_system
from cop.groups.queries import facilitated
from cop.seminars.enums import State
from cop.seminars.models import Facilitator, Seminar


class Permission(StrEnum):
    """What can be done with seminars; SPEAK is for a Contribution. Joining needs an open one, and no role."""

    BEGIN = "seminars.begin"
    READ = "seminars.read"
    EDIT = "seminars.edit"
    NAME_FACILITATORS = "seminars.name_facilitators"
    READ_PLACES = "seminars.read_places"
    SPEAK = "seminars.speak"


ALLOWED: Final[Mapping[State, frozenset[State]]] = {
    State.DRAFT: frozenset({State.ANNOUNCED, State.OPEN, State.AWAITED}),
    State.ANNOUNCED: frozenset(
        {State.DRAFT, State.OPEN, State.CLOSED, State.LIVE, State.AWAITED, State.POSTPONED, State.CANCELLED}
    ),
    State.OPEN: frozenset(
        {State.FULL, State.CLOSED, State.LIVE, State.AWAITED, State.POSTPONED, State.CANCELLED}
    ),
    State.FULL: frozenset(
        {State.OPEN, State.CLOSED, State.LIVE, State.AWAITED, State.POSTPONED, State.CANCELLED}
    ),
    State.CLOSED: frozenset({State.OPEN, State.LIVE, State.AWAITED, State.POSTPONED, State.CANCELLED}),
    State.LIVE: frozenset({State.AWAITED, State.CANCELLED}),
    State.AWAITED: frozenset({State.SUMMARISED, State.ARCHIVED}),
    State.SUMMARISED: frozenset({State.AWAITED, State.ARCHIVED}),
    State.ARCHIVED: frozenset({State.SUMMARISED}),
    State.POSTPONED: frozenset({State.ANNOUNCED, State.OPEN, State.CLOSED, State.CANCELLED}),
    State.CANCELLED: frozenset({State.ANNOUNCED}),
}
"""State -> the states that may follow it."""

JOINABLE: Final = frozenset({State.OPEN, State.FULL})
AHEAD: Final = frozenset({State.ANNOUNCED, State.OPEN, State.FULL, State.CLOSED, State.POSTPONED})
"""It is still to come. A cancelled one stands among the past ones, and a live one among the coming."""
PLANNED: Final = frozenset({State.ANNOUNCED, State.OPEN, State.FULL, State.CLOSED})
"""It has a date that holds."""
HELD: Final = frozenset({State.AWAITED, State.SUMMARISED, State.ARCHIVED})


def facilitates(actor: Actor, seminar: Seminar) -> bool:
    """Allow whoever looks after the seminar."""
    if actor.id is None:
        return False
    query = select(Facilitator.user_id).where(
        Facilitator.seminar_id == seminar.id, Facilitator.user_id == actor.id
    )
    return db.session.scalar(query) is not None


def is_public(_actor: Actor, seminar: Seminar) -> bool:
    """Allow what is no draft."""
    return seminar.state is not State.DRAFT


def leads_a_group(actor: Actor, _obj: object) -> bool:
    """Allow whoever leads a group: a seminar that they begin belongs to it."""
    return bool(facilitated(actor))


RULES: Rules = {
    Permission.BEGIN: [[is_editor], [leads_a_group], [is_system]],
    Permission.READ: [[is_public], [facilitates], [is_editor], [is_system]],
    Permission.EDIT: [[facilitates], [is_editor], [is_system]],
    Permission.NAME_FACILITATORS: [[is_editor], [facilitates]],
    Permission.READ_PLACES: [[facilitates], [is_editor]],
    Permission.SPEAK: [[holds_link]],
}
