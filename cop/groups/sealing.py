"""The link from a pseudonym to an account: sealed with a key that is made of the site's secret.

In the database stand a mark, by which the site finds somebody's own persona when they come, and a sealed
number. Without the secret neither leads to an account; with another secret both are lost.
"""

import hmac
from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


@lru_cache(maxsize=8)
def _key(secret: str, purpose: str) -> bytes:
    derived = HKDF(SHA256(), length=32, salt=None, info=f"cop.groups.{purpose}".encode())
    return derived.derive(secret.encode())


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def mark_of(group_id: int, user_id: int) -> str:
    """Return by what somebody's persona in a group is found, when it is they who come."""
    return _hash("mark", f"{group_id}:{user_id}")


def token_of(words: str) -> str:
    """Return a name for a piece of news that tells nobody what it is about."""
    return _hash("news", words)[:32]


def _hash(purpose: str, words: str) -> str:
    return hmac.new(_key(_secret(), purpose), words.encode(), sha256).hexdigest()


def seal(user_id: int) -> str:
    """Return an account's number as nobody can read it without the secret."""
    return _fernet().encrypt(f"{user_id:012}".encode()).decode()


def opened(sealed: str) -> int | None:
    """Return the number of the account; None where it was taken out, or the secret is another one."""
    if not sealed:
        return None
    try:
        return int(_fernet().decrypt(sealed.encode()))
    except InvalidToken:
        return None


def _fernet() -> Fernet:
    return Fernet(urlsafe_b64encode(_key(_secret(), "seal")))
