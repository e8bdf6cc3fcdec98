"""What is kept about everybody who has an account, and how it ends."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select

from cop.accounts.enums import CADENCE_NAMES, LINK_NAMES, ROLE_NAMES, STATE_NAMES, UserState
from cop.accounts.models import (
    ConsentEvent,
    Notification,
    NotificationSetting,
    OneTimeLink,
    Passkey,
    User,
    UserRole,
    UserSession,
)
from cop.accounts.queries import address_of
from cop.config import DEFAULT_LANGUAGE
from cop.core.db import db
from cop.core.i18n import lazy_gettext as _l
from cop.core.privacy import PersonalData

Rows = Iterator[Mapping[str, Any]]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _account(person_id: int) -> Rows:
    user = db.session.get(User, person_id)
    if user is not None:
        yield {
            "number": user.id,
            "name": user.name,
            "email": user.email,
            "language": user.language,
            "timezone": user.timezone,
            "state": user.state,
            "since": _iso(user.created_at),
            "confirmed": _iso(user.confirmed_at),
            "leaves": _iso(user.leaves_at),
        }


def _erase_account(person_id: int) -> None:
    """Leave a row without a person, so that what names its number still leads somewhere."""
    user = db.session.get(User, person_id)
    if user is not None:
        user.email, user.name, user.password_hash = None, "", ""
        user.language, user.timezone = DEFAULT_LANGUAGE, "UTC"
        user.confirmed_at = user.leaves_at = None
        user.state = UserState.ERASED
        db.session.flush()


def _roles(person_id: int) -> Rows:
    for row in db.session.scalars(select(UserRole).where(UserRole.user_id == person_id)):
        yield {"role": row.role, "given": _iso(row.given_at)}


def _erase_roles(person_id: int) -> None:
    user = db.session.get(User, person_id)
    if user is not None:
        user.roles = []
        db.session.flush()


def _sessions(person_id: int) -> Rows:
    query = select(UserSession).where(UserSession.user_id == person_id).order_by(UserSession.id)
    for row in db.session.scalars(query):
        yield {
            "begun": _iso(row.created_at),
            "last_used": _iso(row.last_seen_at),
            "browser": row.browser,
            "with_passkey": row.by_passkey,
        }


def _passkeys(person_id: int) -> Rows:
    for row in db.session.scalars(select(Passkey).where(Passkey.user_id == person_id).order_by(Passkey.id)):
        yield {"name": row.label, "added": _iso(row.created_at), "last_used": _iso(row.last_used_at)}


def _are_theirs(person_id: int) -> ColumnElement[bool]:
    """Return the condition of links made for somebody, or sent to their address before we knew them."""
    return or_(OneTimeLink.user_id == person_id, OneTimeLink.email == address_of(person_id))


def _links(person_id: int) -> Rows:
    for row in db.session.scalars(select(OneTimeLink).where(_are_theirs(person_id)).order_by(OneTimeLink.id)):
        yield {
            "for": row.purpose,
            "email": row.email,
            "made": _iso(row.created_at),
            "ends": _iso(row.expires_at),
            "used": _iso(row.used_at),
        }


def _erase_links(person_id: int) -> None:
    db.session.execute(
        delete(OneTimeLink).where(_are_theirs(person_id)).execution_options(synchronize_session="fetch")
    )


def _settings(person_id: int) -> Rows:
    for row in db.session.scalars(
        select(NotificationSetting).where(NotificationSetting.user_id == person_id)
    ):
        yield {"kind": row.kind, "when": row.cadence}


def _news(person_id: int) -> Rows:
    query = select(Notification).where(Notification.user_id == person_id).order_by(Notification.id)
    for row in db.session.scalars(query):
        yield {
            "kind": row.kind,
            "made": _iso(row.created_at),
            "told": _iso(row.told_at),
            "about": row.context,
        }


def _consents(person_id: int) -> Rows:
    query = select(ConsentEvent).where(ConsentEvent.user_id == person_id).order_by(ConsentEvent.id)
    for row in db.session.scalars(query):
        yield {
            "for": row.purpose,
            "wording_version": row.wording_version,
            "language": row.language,
            "is_given": row.is_given,
            "at": _iso(row.at),
        }


def _remove(model: Any) -> Callable[[int], None]:
    def erase(person_id: int) -> None:
        db.session.execute(delete(model).where(model.user_id == person_id))

    return erase


_UNTIL_LEAVING = _l("Until you change it, or leave.")

PERSONAL = (
    PersonalData(
        "user_roles",
        _l("Roles"),
        _l("What you have been asked to do here."),
        _l("Until an administrator takes the role back, or you leave."),
        _roles,
        _erase_roles,
        values={"role": ROLE_NAMES},
    ),
    PersonalData(
        "user_sessions",
        _l("Where you are signed in"),
        _l("So that you stay signed in, see where, and can end it."),
        _l("Until you sign out; at most 30 days after the last use, and 180 days in all."),
        _sessions,
        _remove(UserSession),
    ),
    PersonalData(
        "passkeys",
        _l("Passkeys"),
        _l("The public part of the keys on your devices, so that you can sign in with them."),
        _l("Until you remove them, or leave."),
        _passkeys,
        _remove(Passkey),
    ),
    PersonalData(
        "one_time_links",
        _l("Links that were sent to you by mail"),
        _l("So that each link works once, and a used one says so."),
        _l("30 days after the link has ended; the address in it goes as soon as it has."),
        _links,
        _erase_links,
        values={"for": LINK_NAMES},
    ),
    PersonalData(
        "notification_settings",
        _l("What you want to hear of by mail"),
        _l("So that you get news when you want it."),
        _UNTIL_LEAVING,
        _settings,
        _remove(NotificationSetting),
        values={"when": CADENCE_NAMES},
    ),
    PersonalData(
        "notifications",
        _l("News for you"),
        _l("So that you are told each piece of news once."),
        _l("180 days after you were told."),
        _news,
        _remove(Notification),
    ),
    PersonalData(
        "consent_events",
        _l("What you agreed to"),
        _l("To know what you agreed to, in which wording, language and when."),
        _l("As long as you have an account."),
        _consents,
        _remove(ConsentEvent),
    ),
    PersonalData(
        "users",
        _l("Your account"),
        _l("To know who you are when you sign in, and to write to you in your language."),
        _l("Until you leave. Then a number without name and address is left, for what points to it."),
        _account,
        _erase_account,
        values={"state": STATE_NAMES},
    ),
)
