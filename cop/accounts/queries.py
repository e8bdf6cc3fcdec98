"""Reading accounts: who is signed in, and who is who."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import ScalarSelect, bindparam, exists, func, or_, select
from sqlalchemy.orm import selectinload

from cop.accounts.enums import UserState
from cop.accounts.links import hash_of
from cop.accounts.models import Passkey, User, UserRole, UserSession
from cop.accounts.rules import STAFF
from cop.core.db import db, now
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, Role

IDLE = timedelta(days=30)
LONGEST = timedelta(days=180)
"""A session ends so long after it was last used, and after it was begun."""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that holds."""

    id: int
    actor: Actor
    last_seen_at: datetime
    created_at: datetime
    by_passkey: bool
    leaves_at: datetime | None


# Written once: every page of whoever has signed in asks it, and to put it together costs half as much as
# the answer.
_OPEN_SESSION: Final = (
    select(
        UserSession.id,
        UserSession.last_seen_at,
        UserSession.created_at,
        UserSession.by_passkey,
        User.leaves_at,
        User.id.label("user_id"),
        User.name,
        User.language,
        User.timezone,
        UserRole.role,
    )
    .join(User, User.id == UserSession.user_id)
    .outerjoin(UserRole, UserRole.user_id == User.id)
    .where(
        UserSession.token_hash == bindparam("token_hash"),
        UserSession.last_seen_at > bindparam("seen_after"),
        UserSession.created_at > bindparam("begun_after"),
        User.state == UserState.ACTIVE,
    )
)


def open_session(token: str) -> OpenSession | None:
    """Return the session of a cookie's token, or None where it has ended; in one statement."""
    moment = now()
    rows = db.session.execute(
        _OPEN_SESSION,
        {"token_hash": hash_of(token), "seen_after": moment - IDLE, "begun_after": moment - LONGEST},
    ).all()
    if not rows:
        return None
    first = rows[0]
    roles = frozenset(Role(row.role) for row in rows if row.role is not None)
    actor = Actor("member", first.user_id, first.name, roles, first.language, first.timezone)
    return OpenSession(
        first.id, actor, first.last_seen_at, first.created_at, first.by_passkey, first.leaves_at
    )


def password_of(email: str) -> tuple[int, str]:
    """Return (id, hash) of the account with an address; (0, "") where there is none."""
    row = db.session.execute(select(User.id, User.password_hash).where(User.email == email)).one_or_none()
    return (row.id, row.password_hash) if row else (0, "")


def by_email(email: str) -> User | None:
    """Return the account with an address in its normal form."""
    return db.session.scalar(select(User).where(User.email == email))


def actor_of(user: User) -> Actor:
    """Return somebody as the one who acts."""
    roles = frozenset(role.role for role in user.roles)
    return Actor("member", user.id, user.name, roles, user.language, user.timezone)


class Person(NamedTuple):
    """Whom to write to. `email` is empty where the account has been erased."""

    name: str
    email: str
    language: str


def people(ids: Collection[int]) -> dict[int, Person]:
    """Return name, address and language by id, of those that there are."""
    if not ids:
        return {}
    rows = db.session.execute(
        select(User.id, User.name, User.email, User.language).where(User.id.in_(set(ids)))
    )
    return {row.id: Person(row.name or _("A former member"), row.email or "", row.language) for row in rows}


def with_role(role: Role) -> list[int]:
    """Return the ids of everybody who has a role and an account that can be used."""
    query = (
        select(UserRole.user_id)
        .join(User, User.id == UserRole.user_id)
        .where(UserRole.role == role, User.state == UserState.ACTIVE)
        .order_by(UserRole.user_id)
    )
    return list(db.session.scalars(query))


def needs_passkey(user: User) -> bool:
    """Answer whether a password alone does not let somebody in: they are staff, and have a passkey."""
    return not STAFF.isdisjoint(role.role for role in user.roles) and has_passkey(user.id)


def has_passkey(user_id: int) -> bool:
    """Answer whether somebody has a passkey."""
    return bool(db.session.scalar(select(exists().where(Passkey.user_id == user_id))))


def sessions_of(user_id: int) -> list[UserSession]:
    """Return somebody's sessions that hold, the one used last first."""
    moment = now()
    query = select(UserSession).where(
        UserSession.user_id == user_id,
        UserSession.last_seen_at > moment - IDLE,
        UserSession.created_at > moment - LONGEST,
    )
    return list(db.session.scalars(query.order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())))


def passkeys_of(user_id: int) -> list[Passkey]:
    """Return somebody's passkeys, the oldest first."""
    return list(db.session.scalars(select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)))


PEOPLE_A_PAGE = 50


def found_people(words: str, page: int) -> tuple[int, list[User]]:
    """Return (how many, those of one page) with all these words in name or address; for administrators."""
    query = select(User).where(User.state != UserState.ERASED)
    for word in words.split()[:8]:
        query = query.where(or_(*(_holds(form) for form in {word, word.lower(), word.upper(), word.title()})))
    count = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.scalars(
        query.options(selectinload(User.roles))
        .order_by(User.name, User.id)
        .limit(PEOPLE_A_PAGE)
        .offset((page - 1) * PEOPLE_A_PAGE)
    )
    return count, list(rows)


def _holds(word: str) -> Any:
    # SQLite folds the case of Latin letters alone, so each form of a Cyrillic word is asked for.
    return or_(User.name.contains(word, autoescape=True), User.email.contains(word, autoescape=True))


def address_of(person_id: int) -> ScalarSelect[str | None]:
    """Return the query of somebody's mail address, for conditions: by it they may be known elsewhere."""
    query = select(User.email).where(User.id == person_id, User.email.is_not(None))
    return query.scalar_subquery()


def person(id: int) -> User | None:
    """Return one account that has not been erased, with its roles."""
    query = select(User).where(User.id == id, User.state != UserState.ERASED)
    return db.session.scalar(query.options(selectinload(User.roles)))


def everybody() -> list[User]:
    """Return every account that has not been erased, with its roles, by address."""
    query = select(User).where(User.state != UserState.ERASED).order_by(User.email)
    return list(db.session.scalars(query.options(selectinload(User.roles))))


def is_last_administrator(user_id: int) -> bool:
    """Answer whether nobody could give the role back if this person went."""
    ids = with_role(Role.ADMINISTRATOR)
    return ids == [user_id]
