"""One-time links: thirty-two random bytes in a mail, good once and for a time."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from sqlalchemy import select, update

from cop.accounts.enums import LinkPurpose
from cop.accounts.models import OneTimeLink
from cop.core.db import db, now
from cop.core.errors import CopError
from cop.core.i18n import gettext as _

CONFIRM_LIFETIME = timedelta(hours=72)
RESET_LIFETIME = timedelta(hours=2)
CHANGE_EMAIL_LIFETIME = timedelta(hours=24)
INVITE_LIFETIME = timedelta(days=14)

REMEMBERED = timedelta(days=30)
"""So long after its end a link still answers that it is over, and not that it never was."""


class LinkError(CopError):
    """A link that leads nowhere any more; `message` says why and what to do."""

    status = 410


def hash_of(token: str) -> str:
    """Return what is kept of a token: whoever reads the database cannot use it."""
    return sha256(token.encode()).hexdigest()


def with_next(path: str, next_path: str) -> str:
    """Return a path of ours from which the reader goes on to another, where there is one."""
    return f"{path}?next={quote(next_path, safe='/')}" if next_path else path


def issue(
    purpose: LinkPurpose,
    *,
    lifetime: timedelta,
    user_id: int | None = None,
    email: str = "",
    payload: Mapping[str, Any] | None = None,
) -> str:
    """Return the token of a new link: the part of its address that nobody can guess."""
    token = secrets.token_urlsafe(32)
    link = OneTimeLink(
        token_hash=hash_of(token),
        purpose=purpose,
        user_id=user_id,
        email=email,
        payload=dict(payload or {}),
        expires_at=now() + lifetime,
    )
    db.session.add(link)
    db.session.flush()  # whoever posts the mail wants its number
    return token


def look(token: str, purpose: LinkPurpose) -> OneTimeLink:
    """Return a link that is still good, and leave it so; raise LinkError where it is not."""
    link = _find(token, purpose)
    if link is None:
        raise LinkError(_("This link leads nowhere. Copy the whole address from the mail and try again."))
    if link.used_at is not None:
        raise LinkError(_("This link has been used already. Each link can be used once."))
    if link.expires_at <= now():
        raise LinkError(_("This link is too old. Ask for a new one."))
    return link


def redeem(token: str, purpose: LinkPurpose) -> OneTimeLink:
    """Use a link up, so that of two at once one wins; raise LinkError where it is not good any more."""
    moment = now()
    link: OneTimeLink | None = db.session.scalar(
        update(OneTimeLink)
        .where(_is(token, purpose), OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > moment)
        .values(used_at=moment)
        .returning(OneTimeLink),
        execution_options={"populate_existing": True},
    )
    if link is None:
        look(token, purpose)
        raise LinkError(_("This link has been used already. Each link can be used once."))
    return link


def void(purpose: LinkPurpose, *, user_id: int) -> None:
    """Use up every open link of somebody for a purpose: a newer fact has overtaken them."""
    db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.user_id == user_id, OneTimeLink.purpose == purpose, OneTimeLink.used_at.is_(None))
        .values(used_at=now())
    )


def _is(token: str, purpose: LinkPurpose) -> Any:
    return (OneTimeLink.token_hash == hash_of(token)) & (OneTimeLink.purpose == purpose)


def _find(token: str, purpose: LinkPurpose) -> OneTimeLink | None:
    return db.session.scalar(select(OneTimeLink).where(_is(token, purpose)))
