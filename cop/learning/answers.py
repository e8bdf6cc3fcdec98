"""What a member asks to be kept of a self-assessment, and certificates that hold no more."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, select, update

from cop.core import audit
from cop.core.db import db, insert_if_absent, now
from cop.core.permissions import Actor, authorize
from cop.learning.certificates import Certificate
from cop.learning.models import KeptAnswers, RevokedCertificate
from cop.learning.queries import KIND, ModulePage
from cop.learning.rules import Permission


class Kept(NamedTuple):
    """Answers as they were kept, and to which version of the module they were given."""

    answers: Mapping[str, Sequence[str]]
    version: int
    at: datetime


def kept(page: ModulePage, *, actor: Actor) -> Kept | None:
    """Return what the actor has asked to be kept of a module; None where nothing is."""
    row = _row(page, actor) if actor.is_member else None
    return Kept(row.answers, row.version, row.updated_at) if row is not None else None


def _row(page: ModulePage, actor: Actor) -> KeptAnswers | None:
    return db.session.scalar(
        select(KeptAnswers).where(KeptAnswers.user_id == actor.id, KeptAnswers.module_id == page.id)
    )


def keep(page: ModulePage, answers: Mapping[str, Sequence[str]], *, actor: Actor) -> None:
    """Keep these answers in the actor's account, in the place of those that are there."""
    authorize(actor, Permission.KEEP_ANSWERS)
    moment = now()
    values = {"answers": dict(answers), "version": page.version_number, "updated_at": moment}
    who = {"user_id": actor.id, "module_id": page.id}
    if insert_if_absent(KeptAnswers, who | values | {"created_at": moment}, list(who)) is None:
        db.session.execute(
            update(KeptAnswers)
            .where(KeptAnswers.user_id == actor.id, KeptAnswers.module_id == page.id)
            .values(**values)
            .execution_options(synchronize_session="fetch")
        )
    audit.record(actor, "answers.keep", KIND, page.slug)


def forget(page: ModulePage, *, actor: Actor) -> bool:
    """Forget the actor's answers to a module; whether there were any."""
    authorize(actor, Permission.KEEP_ANSWERS)
    gone = db.session.execute(
        delete(KeptAnswers)
        .where(KeptAnswers.user_id == actor.id, KeptAnswers.module_id == page.id)
        .returning(KeptAnswers.module_id)
        .execution_options(synchronize_session="fetch")
    ).all()
    if gone:
        audit.record(actor, "answers.forget", KIND, page.slug)
    return bool(gone)


class Revoked(NamedTuple):
    """When a certificate was taken back, and by whom."""

    is_by_editor: bool
    at: datetime


def revoke(certificate: Certificate, *, actor: Actor) -> bool:
    """Let a certificate hold no more, for good; whether it still held."""
    authorize(actor, Permission.REVOKE, certificate)
    values = {
        "digest": certificate.digest,
        "is_by_editor": not certificate.is_of(actor.id),
        "at": now(),
    }
    is_new = insert_if_absent(RevokedCertificate, values, ["digest"]) is not None
    if is_new:
        audit.record(actor, "certificate.revoke", "certificate", certificate.digest[:12])
    return is_new


def revoked(certificate: Certificate) -> Revoked | None:
    """Return when and by whom a certificate was taken back; None where it holds."""
    row = db.session.scalar(select(RevokedCertificate).where(RevokedCertificate.digest == certificate.digest))
    return Revoked(row.is_by_editor, row.at) if row is not None else None
