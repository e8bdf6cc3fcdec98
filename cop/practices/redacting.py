"""What follows for practices where a consent has ended."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update

from cop.core.db import db
from cop.core.permissions import VISITOR
from cop.core.redaction import Redactable, Use
from cop.practices import cards
from cop.practices.content import PracticeContent
from cop.practices.models import IS_CURRENT, Practice, PracticeText, PracticeVersion
from cop.practices.operations import text_row, touched
from cop.practices.queries import visible_to


def _refresh(rows: Sequence[tuple[Any, ...]], _words: Sequence[str]) -> None:
    ids = select(PracticeVersion.practice_id).where(PracticeVersion.id.in_([key for (key,) in rows]))
    found = db.session.execute(
        select(Practice.id, PracticeVersion.content)
        .join(PracticeVersion, IS_CURRENT)
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
    touched([row.id for row in found])


def _uses(reference: str, language: str) -> list[Use]:
    ids = db.session.scalars(
        select(Practice.id)
        .join(PracticeVersion, IS_CURRENT)
        .where(visible_to(VISITOR), PracticeVersion.content.contains(reference, autoescape=True))
        .order_by(Practice.id)
    ).all()
    return [
        Use(f"/{language}/practices/{slug}", title)
        for slug, _language, title in cards.titles(ids, actor=VISITOR, language=language)
    ]


REDACTABLE = Redactable(table="practice_versions", refresh=_refresh, uses=_uses)
