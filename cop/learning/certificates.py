"""Certificates: what they say is in their signed link, and nowhere else."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from cop.core.db import now

NAME_LIMIT: Final = 120
PROOF_HOURS: Final = 24


@dataclass(frozen=True, slots=True)
class Certificate:
    """Who has answered the questions of which version of a module, and when."""

    name: str
    slug: str
    version: int
    day: date


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])


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


def issue(name: str, slug: str, version: int) -> tuple[Certificate, str]:
    """Return a certificate of today, and the token of its link."""
    certificate = Certificate(name, slug, version, now().date())
    signed = URLSafeSerializer(_key(), salt="learning.certificate")
    token = signed.dumps([name, slug, version, certificate.day.isoformat()])
    return certificate, str(token)


def read(token: str) -> Certificate | None:
    """Return what a link says, None where we have not signed it."""
    signed = URLSafeSerializer(_key(), salt="learning.certificate")
    try:
        name, slug, version, day = signed.loads(token)
    except BadSignature:
        return None
    return Certificate(name, slug, version, date.fromisoformat(day))
