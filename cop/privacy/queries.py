"""Reading what is kept about persons: the registry, who leaves, what somebody agreed to."""

from datetime import datetime

from flask import current_app
from sqlalchemy import select

from cop.accounts.enums import UserState
from cop.accounts.models import ConsentEvent, User, UserRole
from cop.core.db import db, now
from cop.core.permissions import Role
from cop.core.privacy import PersonalData
from cop.privacy.erasures import Erased

ACCOUNT = "users"


def registry() -> list[PersonalData]:
    """Return every table that refers to persons, the account itself last: others look up its address."""
    tables: dict[str, PersonalData] = current_app.extensions["cop.personal"]
    return sorted(tables.values(), key=lambda data: data.table == ACCOUNT)


def effects(person_id: int) -> list[str]:
    """Return in sentences what of somebody's work goes, and what stays, when they leave."""
    return [sentence for data in registry() for sentence in data.effects(person_id)]


def consents_of(person_id: int) -> list[ConsentEvent]:
    """Return what somebody agreed to and took back, the newest first."""
    query = select(ConsentEvent).where(ConsentEvent.user_id == person_id)
    return list(db.session.scalars(query.order_by(ConsentEvent.at.desc(), ConsentEvent.id.desc())))


def leaving() -> list[User]:
    """Return those who have asked to leave, the next to go first."""
    query = select(User).where(User.leaves_at.is_not(None), User.state != UserState.ERASED)
    return list(db.session.scalars(query.order_by(User.leaves_at, User.id)))


def due() -> list[int]:
    """Return the ids of those whose time to stay is over."""
    query = select(User.id).where(User.leaves_at <= now(), User.state != UserState.ERASED)
    return list(db.session.scalars(query.order_by(User.leaves_at, User.id)))


def locked(user_id: int) -> User | None:
    """Return an account that has not been erased, as it stands now, and keep others from changing it."""
    query = select(User).where(User.id == user_id, User.state != UserState.ERASED)
    return db.session.scalar(query.with_for_update().execution_options(populate_existing=True))


def administrators_who_stay() -> set[int]:
    """Return the ids of administrators who can sign in and have not asked to leave."""
    query = (
        select(UserRole.user_id)
        .join(User, User.id == UserRole.user_id)
        .where(UserRole.role == Role.ADMINISTRATOR, User.state == UserState.ACTIVE, User.leaves_at.is_(None))
        # In one order: two who leave at once wait here for one another.
        .order_by(UserRole.user_id)
        .with_for_update()
    )
    return set(db.session.scalars(query))


def is_administrator(user: User) -> bool:
    """Answer whether somebody can give and take roles."""
    return Role.ADMINISTRATOR in {row.role for row in user.roles}


def erased() -> set[Erased]:
    """Return everybody of this database who was erased."""
    query = select(User.id, User.created_at).where(User.state == UserState.ERASED)
    return {_entry(id, since) for id, since in db.session.execute(query)}


def to_erase_again(known: set[Erased]) -> list[int]:
    """Return the ids of those on the list who are in this database all the same: it was restored."""
    query = select(User.id, User.created_at).where(
        User.state != UserState.ERASED, User.id.in_({each.user for each in known})
    )
    return [id for id, since in db.session.execute(query.order_by(User.id)) if _entry(id, since) in known]


def _entry(id: int, since: datetime) -> Erased:
    return Erased(id, since.isoformat())
