"""Signing in and out: who may, and the sessions that come of it."""

import secrets
from datetime import timedelta

from sqlalchemy import delete, select, update

from cop.accounts import passwords, queries
from cop.accounts.links import hash_of
from cop.accounts.models import User, UserSession
from cop.accounts.queries import actor_of
from cop.core import audit
from cop.core.db import db, now, read_only
from cop.core.permissions import Actor

TOUCHED_EVERY = timedelta(minutes=10)


def with_password(email: str, password: str) -> User | None:
    """Return who has this address and this password, or None. Whether there is such an address: as fast."""
    with read_only():
        id, password_hash = queries.password_of(email)
        db.session.rollback()  # checking takes long, and the database has one writer
    if not passwords.is_right(password_hash, password):
        return None
    # With the hash once more: meanwhile somebody may have set a new password and ended all sessions.
    user = db.session.scalar(select(User).where(User.id == id, User.password_hash == password_hash))
    if user is not None and passwords.is_outdated(password_hash):
        user.password_hash = passwords.hashed(password)
    return user


def begin_session(user: User, *, browser: str = "", by_passkey: bool = False) -> str:
    """Open a session; return its token, which the cookie alone carries."""
    token = secrets.token_urlsafe(32)
    session = UserSession(
        user_id=user.id, token_hash=hash_of(token), browser=browser[:120], by_passkey=by_passkey
    )
    db.session.add(session)
    db.session.flush()  # the answer to this very request may ask who it is
    audit.record(actor_of(user), "account.sign_in", "user", user.id, by_passkey=by_passkey)
    return token


def end_session(token: str, *, actor: Actor) -> None:
    """End the session of a cookie's token; one that has ended already stays so."""
    db.session.execute(
        delete(UserSession).where(UserSession.user_id == actor.id, UserSession.token_hash == hash_of(token))
    )
    audit.record(actor, "account.sign_out", "user", actor.id)


def end_one(session_id: int, *, actor: Actor) -> None:
    """End one of one's own sessions; where there is none with that number, nothing."""
    ended = db.session.execute(
        delete(UserSession)
        .where(UserSession.user_id == actor.id, UserSession.id == session_id)
        .returning(UserSession.id)
    ).scalar_one_or_none()
    if ended is not None:
        audit.record(actor, "account.end_session", "user", actor.id)


def end_sessions(user_id: int, *, but: str = "") -> None:
    """End every session of somebody, but for the one with this token."""
    db.session.execute(
        delete(UserSession).where(UserSession.user_id == user_id, UserSession.token_hash != hash_of(but))
    )


def touch(session_id: int) -> None:
    """Note that a session is in use; at most every ten minutes."""
    moment = now()
    db.session.execute(
        update(UserSession)
        .where(UserSession.id == session_id, UserSession.last_seen_at < moment - TOUCHED_EVERY)
        .values(last_seen_at=moment)
    )
