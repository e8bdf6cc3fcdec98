"""What follows for practices where a consent has ended."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import delete, insert, select, update

from cop.core.db import db
from cop.core.redaction import Redactable
from cop.practices.content import PracticeContent
from cop.practices.models import PRACTICES, Practice, PracticeText, PracticeVersion
from cop.practices.operations import text_row
from cop.records.operations import touched
from cop.records.queries import uses


def _refresh(rows: Sequence[tuple[Any, ...]], _words: Sequence[str]) -> None:
    ids = select(PracticeVersion.practice_id).where(PracticeVersion.id.in_([key for (key,) in rows]))
    found = db.session.execute(
        select(Practice.id, PracticeVersion.content)
        .join(PracticeVersion, PRACTICES.is_current)
        .where(Practice.id.in_(ids))
    ).all()
    for row in found:
        content = PracticeContent.model_validate_json(row.content)
        db.session.execute(delete(PracticeText).where(PracticeText.practice_id == row.id))
        texts = [text_row(row.id, content, language, text) for language, text in content.texts.items()]
        db.session.execute(insert(PracticeText), texts)
        db.session.execute(
            update(Practice).where(Practice.id == row.id).values(fingerprint=content.fingerprint())
        )
    touched(PRACTICES.kind, [row.id for row in found])


REDACTABLE = Redactable(table="practice_versions", refresh=_refresh, uses=partial(uses, PRACTICES))
