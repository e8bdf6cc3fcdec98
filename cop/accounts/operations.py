"""Changing accounts: what people change about themselves, and all that other features may use."""

from collections.abc import Mapping

from sqlalchemy import delete

from cop.accounts import passwords
from cop.accounts.content import known_zone, tidy_name
from cop.accounts.enums import Cadence
from cop.accounts.joining import ask_email
from cop.accounts.joining import require_password as require_password
from cop.accounts.links import issue as issue_link
from cop.accounts.links import look as look_at_link
from cop.accounts.links import redeem as redeem_link
from cop.accounts.links import void as void_links
from cop.accounts.mails import Change, post_change
from cop.accounts.models import Notification, NotificationSetting, User
from cop.accounts.news import notify
from cop.accounts.rules import Permission
from cop.accounts.sessions import begin_session, end_one, end_session, end_sessions
from cop.config import LANGUAGES
from cop.core import audit, stamps
from cop.core.db import db
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize

__all__ = [
    "ask_email",
    "begin_session",
    "end_one",
    "end_session",
    "end_sessions",
    "issue_link",
    "look_at_link",
    "notify",
    "redeem_link",
    "void_links",
]


def change_profile(user: User, *, actor: Actor, name: str, language: str, timezone: str) -> User:
    """Take a name, the language of mails and the time zone."""
    authorize(actor, Permission.CHANGE_OWN, user)
    if language not in LANGUAGES:
        raise InvalidError("language", _("Choose one of the languages of the list."))
    if known_zone(timezone, language) != timezone:
        raise InvalidError("timezone", _("Choose one of the places of the list."))
    if user.name != (new := tidy_name(name)):
        user.name = new
        stamps.bump(stamps.CONTENT)  # it may stand on pages that are kept drawn
    user.language, user.timezone = language, timezone
    audit.record(actor, "account.change_profile", "user", user.id)
    return user


def change_password(user: User, *, actor: Actor, current: str, password: str, token: str) -> User:
    """Take a new password, and end all sessions but the one with this token."""
    authorize(actor, Permission.CHANGE_OWN, user)
    require_password(user, current)
    passwords.require_good(password, user.name, user.email or "")
    user.password_hash = passwords.hashed(password)
    end_sessions(user.id, but=token)
    audit.record(actor, "account.change_password", "user", user.id)
    post_change(user, Change.PASSWORD)
    return user


def sign_out_everywhere(user: User, *, actor: Actor) -> None:
    """End every session, this one too."""
    authorize(actor, Permission.CHANGE_OWN, user)
    end_sessions(user.id)
    audit.record(actor, "account.sign_out_everywhere", "user", user.id)


def set_cadences(user: User, *, actor: Actor, cadences: Mapping[str, Cadence]) -> None:
    """Note when somebody wants to hear of news of each kind."""
    authorize(actor, Permission.CHANGE_OWN, user)
    _write_cadences(user.id, cadences)
    wishes = {kind: str(cadence) for kind, cadence in cadences.items()}
    audit.record(actor, "account.set_cadences", "user", user.id, cadences=wishes)


def unsubscribe(user_id: int, kinds: list[str]) -> None:
    """End news of these kinds for somebody; the link in each mail is their authority."""
    user = db.session.get(User, user_id)
    if user is None:
        return
    _write_cadences(user.id, dict.fromkeys(kinds, Cadence.NEVER))
    audit.record(Actor("visitor"), "account.unsubscribe", "user", user.id, kinds=kinds)


def _write_cadences(user_id: int, cadences: Mapping[str, Cadence]) -> None:
    for kind, cadence in cadences.items():
        db.session.merge(NotificationSetting(user_id=user_id, kind=kind, cadence=cadence))
    unwanted = [kind for kind, cadence in cadences.items() if cadence is Cadence.NEVER]
    if unwanted:
        db.session.execute(
            delete(Notification).where(
                Notification.user_id == user_id,
                Notification.kind.in_(unwanted),
                Notification.told_at.is_(None),
            )
        )
    db.session.flush()  # nobody else sets these; what was read before stays true
