"""Links in mails to readers, good while they are subscribed; and what is kept of tokens and addresses."""

import hmac
from hashlib import sha256
from typing import NamedTuple

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from cop.core.db import db
from cop.newsletter.models import Subscriber


class Paths(NamedTuple):
    """The pages of one reader: leaving, and preferences."""

    leave: str
    mine: str


def paths(id: int, key: str, language: str) -> Paths:
    """Return the paths of a reader's own pages."""
    token = _signer().dumps([id, key])
    return Paths(f"/{language}/newsletter/leave/{token}", f"/{language}/newsletter/mine/{token}")


def subscriber_of(token: str) -> Subscriber | None:
    """Return whose pages these are; None where the token is not ours, or they are not subscribed any more."""
    try:
        id, key = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    found = db.session.get(Subscriber, id)
    return found if found is not None and hmac.compare_digest(found.key, str(key)) else None


def hash_of(token: str) -> str:
    """Return what is kept of a one-time token."""
    return sha256(token.encode()).hexdigest()


def hash_of_address(email: str) -> str:
    """Return what is kept of an address that is gone: without our secret nobody can try addresses on it."""
    return hmac.new(_secret(), f"newsletter\0{email}".encode(), sha256).hexdigest()


def mark_of(delivery_id: int, key: str) -> str:
    """Return the part of a mail's Message-ID that nobody can guess: by it a bounce proves to be ours."""
    return hmac.new(_secret(), f"delivery\0{delivery_id}\0{key}".encode(), sha256).hexdigest()[:32]


def _secret() -> bytes:
    return str(current_app.config["SECRET_KEY"]).encode()


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="newsletter.reader")
