"""Certificates: what they say is in their signed link alone; the site keeps which of them hold no more."""

import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from cop.core.db import now

NAME_LIMIT: Final = 120
PROOF_HOURS: Final = 24


@dataclass(frozen=True, slots=True)
class Certificate:
    """Who has answered the questions of which version of a module, and when.

    `mark` proves to the site alone whose it is; those of former days have none.
    """

    name: str
    slug: str
    version: int
    day: date
    serial: str = ""
    mark: str = ""

    @property
    def digest(self) -> str:
        """What is kept of a certificate that holds no more: the same for every way to write its link."""
        said = [self.name, self.slug, self.version, self.day.isoformat(), self.serial, self.mark]
        return sha256(json.dumps(said).encode()).hexdigest()

    def is_of(self, member: int | None) -> bool:
        """Whether this member has earned it."""
        return (
            member is not None
            and bool(self.mark)
            and hmac.compare_digest(self.mark, _mark(member, self.serial))
        )


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])


def _mark(member: int, serial: str) -> str:
    return hmac.new(_key().encode(), f"certificate\0{member}\0{serial}".encode(), sha256).hexdigest()[:32]


def prove(member: int | None, slug: str, version: int) -> str:
    """Return a proof that this member has answered everything rightly; it holds for a day."""
    proofs = URLSafeTimedSerializer(_key(), salt="learning.proof")
    return str(proofs.dumps([member, slug, version]))


def proved(proof: str, member: int | None, slug: str) -> int | None:
    """Return the version of the module for which this member has a proof; None where they have none."""
    proofs = URLSafeTimedSerializer(_key(), salt="learning.proof")
    try:
        said: Any = proofs.loads(proof, max_age=PROOF_HOURS * 3600)
    except BadSignature:
        return None
    return int(said[2]) if member is not None and said[:2] == [member, slug] else None


def issue(member: int, name: str, slug: str, version: int) -> tuple[Certificate, str]:
    """Return a certificate of today, and the token of its link."""
    serial = secrets.token_hex(8)
    certificate = Certificate(name, slug, version, now().date(), serial, _mark(member, serial))
    signed = URLSafeSerializer(_key(), salt="learning.certificate")
    day = certificate.day.isoformat()
    return certificate, str(signed.dumps([name, slug, version, day, serial, certificate.mark]))


def read(token: str) -> Certificate | None:
    """Return what a link says, None where we have not signed it."""
    signed = URLSafeSerializer(_key(), salt="learning.certificate")
    try:
        name, slug, version, day, *own = signed.loads(token)
    except BadSignature:
        return None
    return Certificate(name, slug, version, date.fromisoformat(day), *own)
