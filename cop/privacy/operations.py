"""Leaving: asked for, thought over, done. And what is noted when somebody's data is looked at."""

from cop.accounts import queries as accounts
from cop.accounts.content import normal_email
from cop.accounts.models import User
from cop.accounts.operations import require_password
from cop.core import audit, outbox
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import SYSTEM, Actor, authorize
from cop.privacy import mails, queries
from cop.privacy.content import TIME_TO_STAY
from cop.privacy.erasures import Erased
from cop.privacy.rules import Permission

AFTER_ERASING = "privacy.erased"
"""The job that notes outside the database who was erased."""
LONGEST_REASON = 200


def ask_to_leave(user: User, *, actor: Actor, password: str | None) -> User:
    """Begin the time after which somebody is erased; asked twice, the first time holds.

    No password is needed of whoever has just used a passkey. Raise InvalidError for a wrong one,
    ConflictError for the last administrator.
    """
    authorize(actor, Permission.LEAVE, user)
    if password is not None:
        require_password(user, password)
    if user.leaves_at is not None:
        return user
    _require_another_administrator(user)
    user.leaves_at = now() + TIME_TO_STAY
    audit.record(actor, "privacy.leave", "user", user.id)
    mails.post_leaving(user)
    return user


def stay(user: User, *, actor: Actor) -> User:
    """Take the wish to leave back; where there is none, nothing."""
    authorize(actor, Permission.LEAVE, user)
    if user.leaves_at is not None:
        user.leaves_at = None
        audit.record(actor, "privacy.stay", "user", user.id)
    return user


def note_taken(user: User, *, actor: Actor) -> None:
    """Write down that everything about somebody was downloaded."""
    authorize(actor, Permission.TAKE, user)
    audit.record(actor, "privacy.download", "user", user.id)


def look_up(email: str, *, actor: Actor) -> User:
    """Return whose account an address is; raise InvalidError where there is none."""
    authorize(actor, Permission.LOOK)
    user = accounts.by_email(normal_email(email))
    if user is None:
        raise InvalidError("email", _("There is no account with this address."))
    return look(user, actor=actor)


def look(user: User, *, actor: Actor) -> User:
    """Let an officer see whose account an address is; that they did is written down."""
    authorize(actor, Permission.LOOK, user)
    audit.record(actor, "privacy.look", "user", user.id)
    return user


def erase(user_id: int, *, actor: Actor, reason: str) -> bool:
    """Take a person out of everything at once; answer whether they were still there.

    `reason` is what stands in the trail, such as the date of a letter; it names nobody.
    Raise InvalidError where it is too long, ConflictError for the last administrator.
    """
    user = queries.locked(user_id)
    authorize(actor, Permission.ERASE, user)
    if user is None:
        return False
    if len(reason) > LONGEST_REASON:
        raise InvalidError("reason", _("Use at most %(count)s characters.", count=LONGEST_REASON))
    _require_another_administrator(user)
    mails.post_farewell(user)
    _erase(user, actor=actor, reason=reason)
    return True


def erase_due(user_id: int) -> bool:
    """Erase somebody whose time is over; answer False where they have stayed after all."""
    user = queries.locked(user_id)
    if user is None or user.leaves_at is None or user.leaves_at > now():
        return False
    return erase(user_id, actor=SYSTEM, reason="asked to leave")


def erase_again(known: set[Erased], *, actor: Actor) -> int:
    """Erase whom a restored backup has brought back, without telling them anew; return how many."""
    authorize(actor, Permission.ERASE)
    people = [user for user_id in queries.to_erase_again(known) if (user := queries.locked(user_id))]
    for user in people:
        _erase(user, actor=actor, reason="erased before")
    return len(people)


def _erase(user: User, *, actor: Actor, reason: str) -> None:
    for data in queries.registry():
        data.erase(user.id)
    db.session.flush()  # what is erased must be gone before anything is said about it
    audit.record(actor, "privacy.erase", "user", user.id, reason=reason)
    outbox.enqueue(AFTER_ERASING, [str(user.id)])


def _require_another_administrator(user: User) -> None:
    if queries.is_administrator(user) and not queries.administrators_who_stay() - {user.id}:
        raise ConflictError(_("This is the last administrator. Give the role to somebody else first."))
