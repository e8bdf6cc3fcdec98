"""The rows of a module's parts: written, overwritten, and what they said before."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import func, select

from cop.core.db import db, now
from cop.learning import drafts
from cop.learning.models import DraftPart, FormerPart, ModuleDraft
from cop.learning.parts import Where

KEPT_EVERY: Final = timedelta(minutes=1)
"""While somebody writes, what they wrote is kept this often."""


def is_step(row: DraftPart) -> bool:
    """Say whether what a part says is to be kept, though the same person goes on writing."""
    kept = db.session.scalar(select(func.max(FormerPart.edited_at)).where(FormerPart.part_id == row.id))
    return kept is None or row.edited_at - kept >= KEPT_EVERY


def insert(draft: ModuleDraft, where: Where, value: dict[str, Any], position: int) -> DraftPart:
    """Write a part that is not there yet."""
    row = DraftPart(
        draft_id=draft.id,
        language=where.language,
        kind=where.kind,
        key=where.key,
        position=position,
        value=value,
    )
    db.session.add(row)
    db.session.flush()
    return row


def overwrite(row: DraftPart, value: dict[str, Any], *, keeps: bool = True) -> None:
    """Let a part say something else; `keeps`: what it said before can be brought back."""
    if keeps:
        db.session.add(
            FormerPart(part_id=row.id, revision=row.revision, value=row.value, edited_at=row.edited_at)
        )
    row.value, row.revision, row.is_removed, row.edited_at = value, row.revision + 1, False, now()
    db.session.flush()


def place_of_new(draft: ModuleDraft, where: Where) -> int:
    """Return the place of the original, or the one behind all others."""
    original = drafts.part(draft, Where(draft.source_language, where.kind, where.key))
    if original is not None:
        return original.position
    last = db.session.scalar(select(func.max(DraftPart.position)).where(DraftPart.draft_id == draft.id))
    return (last or 0) + 1


def revision_of_original(draft: ModuleDraft, where: Where) -> int:
    """Return which revision of the original a translation has before it."""
    original = drafts.part(draft, Where(draft.source_language, where.kind, where.key))
    return original.revision if original is not None else 0
