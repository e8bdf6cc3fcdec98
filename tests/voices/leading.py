"""Words that are old enough to be read, and what the trail says."""

from datetime import timedelta

from sqlalchemy import select, update

from cop.core.audit import AuditEntry
from cop.core.db import db, now
from cop.voices import results
from cop.voices.models import Board, BoardText
from tests.voices.conftest import take


def actions() -> list[str]:
    query = select(AuditEntry.action).where(AuditEntry.object_kind == "board").order_by(AuditEntry.id)
    return list(db.session.scalars(query))


def ripe(board: Board, *texts: str, days: int = 2) -> None:
    """Let people have written so many days ago, and the timer come round."""
    for said in texts:
        take(board, {"mood": "5"}, said)
    then = now().date() - timedelta(days=days)
    db.session.execute(update(BoardText).where(BoardText.batch.is_(None)).values(day=then))
    db.session.commit()
    results.release_texts()
