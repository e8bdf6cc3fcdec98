"""Places and the list of those who wait: who is in, who moves up, and when a seminar is full."""

from sqlalchemy import func, select

from cop.core import audit, stamps
from cop.core.db import db
from cop.core.permissions import SYSTEM
from cop.seminars import mails
from cop.seminars.content import KIND
from cop.seminars.enums import PlaceState, State
from cop.seminars.models import Registration, Seminar
from cop.seminars.rules import JOINABLE, PLANNED


def lock(seminar: Seminar) -> None:
    """Let nobody else give or free a place of this seminar until the transaction ends."""
    db.session.execute(select(Seminar.id).where(Seminar.id == seminar.id).with_for_update())


def count(seminar: Seminar, state: PlaceState) -> int:
    """Return how many have a place, or wait for one."""
    query = select(func.count(Registration.id)).where(
        Registration.seminar_id == seminar.id, Registration.state == state
    )
    return db.session.scalar(query) or 0


def is_full(seminar: Seminar) -> bool:
    """Whether everybody who asks now has to wait."""
    return seminar.capacity is not None and count(seminar, PlaceState.JOINED) >= seminar.capacity


def settle(seminar: Seminar) -> None:
    """Let those who wait longest move up while there are places, and say whether the seminar is full."""
    if seminar.state not in PLANNED:
        return
    lock(seminar)
    while not is_full(seminar) and (place := _first_waiting(seminar)) is not None:
        place.state = PlaceState.JOINED
        place.changes += 1
        db.session.flush()
        audit.record(SYSTEM, "seminar.moved_up", KIND, seminar.slug, place=place.id)
        mails.moved_up(seminar, place)
    if seminar.state in JOINABLE:
        _say(seminar, State.FULL if is_full(seminar) else State.OPEN)


def _first_waiting(seminar: Seminar) -> Registration | None:
    return db.session.scalar(
        select(Registration)
        .where(Registration.seminar_id == seminar.id, Registration.state == PlaceState.WAITING)
        .order_by(Registration.asked_at, Registration.id)
        .limit(1)
    )


def _say(seminar: Seminar, state: State) -> None:
    if seminar.state is not state:
        audit.record(SYSTEM, "seminar.move", KIND, seminar.slug, before=seminar.state, after=state.value)
        seminar.state = state
        db.session.flush()
        stamps.bump(stamps.CONTENT)
