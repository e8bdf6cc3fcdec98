"""Coming in by mail: signing up, a forgotten password, another address.

Whether an address is known must not be seen from outside: each of these asks the database the same
questions and writes the same rows either way, and what differs is said by mail alone.
"""

import secrets

from sqlalchemy.exc import IntegrityError

from cop.accounts import links, mails, passwords, queries
from cop.accounts.content import (
    RULES_CONSENT,
    RULES_VERSION,
    known_zone,
    normal_email,
    tidy_name,
)
from cop.accounts.enums import LinkPurpose, UserState
from cop.accounts.mails import Change
from cop.accounts.models import ConsentEvent, OneTimeLink, User
from cop.accounts.queries import actor_of
from cop.accounts.rules import Permission
from cop.accounts.sessions import end_sessions
from cop.core import audit, outbox
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize

RESET_JOB = "accounts.reset"


def sign_up(
    *, email: str, name: str, password: str, language: str, timezone: str, agrees: bool, next_path: str = ""
) -> str:
    """Send a mail to confirm the address; return a mark by which the same browser is known again.

    There is no account before that: what was typed waits in the link. Raise InvalidError by field.
    """
    email, name = normal_email(email), tidy_name(name)
    passwords.require_good(password, name, email)
    if not agrees:
        raise InvalidError("agrees", _("Without your agreement to the rules there can be no account."))
    password_hash = passwords.hashed(password)  # first: it takes long, and the database has one writer
    known = queries.by_email(email)
    waiting = {
        "name": name,
        "password_hash": password_hash,
        "language": language,
        "timezone": known_zone(timezone, language),
        "rules": RULES_VERSION,
        "next": next_path,
    }
    token = links.issue(
        LinkPurpose.RESET if known else LinkPurpose.CONFIRM,
        lifetime=links.RESET_LIFETIME if known else links.CONFIRM_LIFETIME,
        user_id=known.id if known else None,
        email=email,
        payload={} if known else waiting,
    )
    mails.post_sign_up(email, name, language, token, known=known, next_path=next_path)
    return mark_of(token)


def mark_of(token: str) -> str:
    """Return what a browser keeps of a sign-up: enough to know it again, useless as a link."""
    return links.hash_of(links.hash_of(token))


def confirm(token: str, *, password: str | None) -> tuple[User, str]:
    """Open the account that waits in a link; return it and where the person wanted to go.

    Whoever confirms in another browser gives the password as well: else somebody could sign up with a
    stranger's address, wait until the stranger confirms it, and share the account with them.
    """
    waiting = links.look(token, LinkPurpose.CONFIRM).payload
    if password is not None and not passwords.is_right(waiting["password_hash"], password):
        raise InvalidError("password", _("This is not the password that you chose when you signed up."))
    link = links.redeem(token, LinkPurpose.CONFIRM)
    user = User(
        email=link.email,
        name=waiting["name"],
        password_hash=waiting["password_hash"],
        language=waiting["language"],
        timezone=waiting["timezone"],
        state=UserState.ACTIVE,
        confirmed_at=now(),
    )
    _add(user)
    consent = ConsentEvent(
        user_id=user.id,
        purpose=RULES_CONSENT,
        wording_version=waiting["rules"],
        language=waiting["language"],
        is_given=True,
        at=link.created_at,
    )
    db.session.add(consent)
    _settle(link, user)
    audit.record(actor_of(user), "account.sign_up", "user", user.id)
    return user, waiting["next"]


def _add(user: User) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError as error:
        raise ConflictError(_("There is an account with this address by now. Sign in.")) from error


def _settle(link: OneTimeLink, user: User) -> None:
    """Forget what waited in a link; only that it was used is needed from here on."""
    link.payload, link.email, link.user_id = {}, "", user.id


def ask_reset(email: str, *, language: str) -> None:
    """Have a mail sent to whoever has an account with this address: the worker finds out whether one does."""
    link = OneTimeLink(
        token_hash=links.hash_of(secrets.token_urlsafe(32)),  # nobody knows it, so far it opens nothing
        purpose=LinkPurpose.RESET,
        email=normal_email(email),
        payload={"language": language},
        expires_at=now() + links.RESET_LIFETIME,
    )
    db.session.add(link)
    db.session.flush()  # the job names it
    outbox.enqueue(RESET_JOB, [str(link.id)])


def send_reset(link_id: int) -> None:
    """Send the link that was asked for; where nobody has the address, forget that it was. Safe to repeat."""
    link = db.session.get(OneTimeLink, link_id)
    if link is None or link.user_id is not None:
        return
    user = queries.by_email(link.email)
    if user is None or user.state is UserState.DISABLED:
        db.session.delete(link)
        return
    token = secrets.token_urlsafe(32)
    link.token_hash, link.email, link.user_id = links.hash_of(token), "", user.id
    mails.post_reset(user, link.payload["language"], token)


def set_password(token: str, purpose: LinkPurpose, *, password: str) -> User:
    """Set the password by a link from a mail, and end all sessions; who reads the mail has the address."""
    user = owner(links.look(token, purpose))
    passwords.require_good(password, user.name, user.email or "")
    links.redeem(token, purpose)
    user.password_hash = passwords.hashed(password)
    if user.state is UserState.UNCONFIRMED:
        user.state, user.confirmed_at = UserState.ACTIVE, now()
    end_sessions(user.id)
    for each in (LinkPurpose.RESET, LinkPurpose.INVITE):
        links.void(each, user_id=user.id)
    audit.record(actor_of(user), "account.reset_password", "user", user.id)
    mails.post_change(user, Change.PASSWORD)
    return user


def owner(link: OneTimeLink) -> User:
    """Return whose link it is; raise LinkError where the account has gone."""
    user = db.session.get(User, link.user_id) if link.user_id else None
    if user is None or user.email is None:
        raise links.LinkError(_("This link leads nowhere any more: the account has been removed."))
    return user


def ask_email(user: User, *, actor: Actor, email: str, password: str) -> None:
    """Send a link to the new address, and word of it to the present one."""
    authorize(actor, Permission.CHANGE_OWN, user)
    require_password(user, password)
    email = normal_email(email)
    if email == user.email:
        raise InvalidError("email", _("This is your address already."))
    is_taken = queries.by_email(email) is not None
    token = links.issue(
        LinkPurpose.CHANGE_EMAIL, lifetime=links.CHANGE_EMAIL_LIFETIME, user_id=user.id, email=email
    )
    mails.post_new_email(user, email, token, is_taken=is_taken)
    mails.post_change(user, Change.EMAIL_ASKED)
    audit.record(actor, "account.ask_email", "user", user.id)


def change_email(token: str) -> User:
    """Take the address that a link was sent to; raise ConflictError where it is another account's."""
    link = links.redeem(token, LinkPurpose.CHANGE_EMAIL)
    user = owner(link)
    former = user.email or ""
    try:
        with db.session.begin_nested():
            user.email = link.email
    except IntegrityError as error:
        raise ConflictError(_("Another account has this address.")) from error
    _settle(link, user)
    for purpose in (
        LinkPurpose.RESET,
        LinkPurpose.CHANGE_EMAIL,
    ):  # sent to an address that is no longer theirs
        links.void(purpose, user_id=user.id)
    audit.record(actor_of(user), "account.change_email", "user", user.id)
    mails.post_change(user, Change.EMAIL, email=former)
    return user


def require_password(user: User, password: str, field: str = "current") -> None:
    """Raise InvalidError where this is not somebody's password."""
    if not passwords.is_right(user.password_hash, password):
        raise InvalidError(field, _("This is not your present password."))
