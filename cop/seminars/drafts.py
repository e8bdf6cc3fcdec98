"""The text of a seminar as somebody is writing it: kept as they write, gone when they save it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, select, update

from cop.core.db import db, insert_if_absent, now, transaction
from cop.core.permissions import Actor, authorize
from cop.core.timers import Timer
from cop.seminars.content import LINES, SECTIONS
from cop.seminars.models import Seminar, TextDraft
from cop.seminars.rules import Permission

KEPT: Final = timedelta(days=180)
MOST: Final = 60_000
"""Characters of one field that are kept; more than may be saved."""


def text_draft(seminar: Seminar, language: str, *, actor: Actor) -> TextDraft | None:
    """Return what somebody was writing and has not saved."""
    return db.session.scalar(select(TextDraft).where(*_at(seminar, language, actor)))


def _at(seminar: Seminar, language: str, actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (
        TextDraft.seminar_id == seminar.id,
        TextDraft.language == language,
        TextDraft.user_id == (actor.id or 0),
    )


def keep_text(
    seminar: Seminar, language: str, fields: Mapping[str, str], *, actor: Actor, revision: int
) -> TextDraft | None:
    """Keep what is being written over the text of that revision. Safe to repeat; the last words stay."""
    authorize(actor, Permission.EDIT, seminar)
    words = {name: fields.get(name, "").replace("\r\n", "\n")[:MOST] for name in (*LINES, *SECTIONS)}
    values: dict[str, Any] = {"fields": words, "revision": revision, "saved_at": now()}
    row = {"seminar_id": seminar.id, "language": language, "user_id": actor.id} | values
    if insert_if_absent(TextDraft, row, ["seminar_id", "language", "user_id"]) is None:
        db.session.execute(
            update(TextDraft)
            .where(*_at(seminar, language, actor))
            .values(**values)
            .execution_options(synchronize_session=False)
        )
    return text_draft(seminar, language, actor=actor)


def drop_text(seminar: Seminar, language: str, *, actor: Actor) -> None:
    """Throw away what is being written: it is saved, or is not wanted. Safe to repeat."""
    authorize(actor, Permission.EDIT, seminar)
    db.session.execute(
        delete(TextDraft).where(*_at(seminar, language, actor)).execution_options(synchronize_session=False)
    )


def _forget_old() -> None:
    with transaction():
        db.session.execute(delete(TextDraft).where(TextDraft.saved_at < now() - KEPT))


FORGET: Final = Timer("end old drafts of seminars", timedelta(hours=24).total_seconds(), _forget_old)
