"""What administrators do with others' accounts: adding, roles, closing and opening."""

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from cop.accounts import links, mails, passwords
from cop.accounts.content import known_zone, normal_email, tidy_name
from cop.accounts.enums import LinkPurpose, UserState
from cop.accounts.mails import Change
from cop.accounts.models import Passkey, User, UserRole, UserSession
from cop.accounts.rules import STAFF, Permission
from cop.accounts.sessions import end_sessions
from cop.core import audit
from cop.core.db import db, now
from cop.core.errors import ConflictError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, Role, authorize


def add(
    *, actor: Actor, email: str, name: str, language: str, roles: Collection[Role] = (), password: str = ""
) -> User:
    """Open an account for somebody. Without a password they set one by a link: see `invite`."""
    authorize(actor, Permission.MANAGE)
    email, name = normal_email(email), tidy_name(name)
    if password:
        passwords.require_good(password, name, email)
    user = User(
        email=email,
        name=name,
        language=language,
        timezone=known_zone("", language),
        password_hash=passwords.hashed(password) if password else "",
        state=UserState.ACTIVE if password else UserState.UNCONFIRMED,
        confirmed_at=now() if password else None,
        roles=[UserRole(role=role) for role in sorted(set(roles))],
    )
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError as error:
        raise ConflictError(_("There is an account with this address already.")) from error
    audit.record(actor, "account.add", "user", user.id, roles=sorted(set(roles)))
    return user


def look(user: User, *, actor: Actor) -> User:
    """Let an administrator see somebody's address; that they did is written down."""
    authorize(actor, Permission.MANAGE, user)
    audit.record(actor, "account.look", "user", user.id)
    return user


def invite(user: User, *, actor: Actor) -> str:
    """Return the path where somebody sets their first password, or a new one; good once, for 14 days."""
    authorize(actor, Permission.MANAGE)
    token = links.issue(LinkPurpose.INVITE, lifetime=links.INVITE_LIFETIME, user_id=user.id)
    audit.record(actor, "account.invite", "user", user.id)
    return f"/{user.language}/account/invite/{token}"


def set_roles(user: User, *, actor: Actor, roles: Collection[Role]) -> User:
    """Give and take roles, so that somebody has exactly these. Whoever loses one is signed out."""
    authorize(actor, Permission.MANAGE, user)
    _refuse_erased(user)
    held, wanted = {row.role for row in user.roles}, set(roles)
    given, taken = wanted - held, held - wanted
    if Role.ADMINISTRATOR in taken:
        _require_another_administrator(user)
    user.roles = [row for row in user.roles if row.role in wanted]
    user.roles += [UserRole(role=role) for role in sorted(given)]
    db.session.flush()  # a second administrator who is being removed at this moment must be seen
    for role in sorted(given):
        audit.record(actor, "account.give_role", "user", user.id, role=role)
    for role in sorted(taken):
        audit.record(actor, "account.take_role", "user", user.id, role=role)
    if taken:
        end_sessions(user.id)
    elif given & STAFF:
        _end_sessions_without_passkey(user)
    return user


def disable(user: User, *, actor: Actor) -> User:
    """Close an account: nobody signs in with it; nothing of it is lost."""
    authorize(actor, Permission.MANAGE, user)
    _refuse_erased(user)
    if user.state is UserState.DISABLED:
        return user
    if Role.ADMINISTRATOR in {row.role for row in user.roles}:
        _require_another_administrator(user)
    user.state = UserState.DISABLED
    end_sessions(user.id)
    audit.record(actor, "account.disable", "user", user.id)
    return user


def enable(user: User, *, actor: Actor) -> User:
    """Open a closed account again."""
    authorize(actor, Permission.MANAGE, user)
    _refuse_erased(user)
    if user.state is UserState.DISABLED:
        user.state = UserState.ACTIVE if user.password_hash else UserState.UNCONFIRMED
        audit.record(actor, "account.enable", "user", user.id)
    return user


def forget_passkeys(user: User, *, actor: Actor) -> int:
    """Remove all passkeys of somebody who has lost theirs; return how many there were."""
    authorize(actor, Permission.MANAGE, user)
    forgotten = db.session.scalars(
        delete(Passkey).where(Passkey.user_id == user.id).returning(Passkey.id)
    ).all()
    if forgotten:
        end_sessions(user.id)
        audit.record(actor, "account.forget_passkeys", "user", user.id)
        mails.post_change(user, Change.PASSKEY_REMOVED)
    return len(forgotten)


def _refuse_erased(user: User) -> None:
    if user.state is UserState.ERASED:
        raise ConflictError(_("This account has been erased. It cannot be changed any more."))


def _require_another_administrator(user: User) -> None:
    """Raise ConflictError where nobody else could give the role back."""
    query = (
        select(UserRole.user_id)
        .join(User, User.id == UserRole.user_id)
        .where(UserRole.role == Role.ADMINISTRATOR, User.state == UserState.ACTIVE)
        # All of them, in one order: two who remove each other at once wait here for one another.
        .order_by(UserRole.user_id)
        .with_for_update()
    )
    if not set(db.session.scalars(query)) - {user.id}:
        raise ConflictError(_("This is the last administrator. Give the role to somebody else first."))


def _end_sessions_without_passkey(user: User) -> None:
    """Let whoever joins the staff and has a passkey sign in with it."""
    has_passkey = select(Passkey.id).where(Passkey.user_id == user.id).exists()
    db.session.execute(
        delete(UserSession).where(
            UserSession.user_id == user.id, UserSession.by_passkey.is_(False), has_passkey
        )
    )
