"""What follows for seminars where a consent has ended."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from cop.core.db import db
from cop.core.markdown import RENDERER
from cop.core.permissions import VISITOR
from cop.core.redaction import Redactable, Use
from cop.seminars.models import Seminar, SeminarText
from cop.seminars.operations import touch
from cop.seminars.queries import rendered, visible_to


def _refresh(rows: Sequence[tuple[Any, ...]], _words: Sequence[str]) -> None:
    for seminar_id, language in rows:
        text = db.session.get_one(SeminarText, (seminar_id, language))
        text.html, text.renderer = rendered(text.fields), RENDERER
    db.session.flush()
    for seminar in db.session.scalars(select(Seminar).where(Seminar.id.in_({id for id, _language in rows}))):
        touch(seminar)


def _uses(reference: str, language: str) -> list[Use]:
    texts = db.session.execute(
        select(Seminar.slug, SeminarText.title, SeminarText.fields)
        .join(SeminarText, SeminarText.seminar_id == Seminar.id)
        .where(visible_to(VISITOR))
        .order_by(Seminar.id)
    )
    named = {slug: title for slug, title, fields in texts if reference in str(fields)}
    return [Use(f"/{language}/seminars/{slug}", title) for slug, title in named.items()]


REDACTABLE = Redactable(table="seminar_texts", refresh=_refresh, uses=_uses)
