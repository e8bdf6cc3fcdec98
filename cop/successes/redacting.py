"""What follows for self-descriptions where a consent has ended."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from cop.core.db import db
from cop.core.permissions import VISITOR
from cop.core.redaction import Redactable, Use
from cop.successes import cards
from cop.successes.content import SuccessContent
from cop.successes.models import IS_CURRENT, Success, SuccessVersion
from cop.successes.operations import write
from cop.successes.queries import visible_to


def _refresh(rows: Sequence[tuple[Any, ...]], _words: Sequence[str]) -> None:
    ids = select(SuccessVersion.success_id).where(SuccessVersion.id.in_([key for (key,) in rows]))
    for success, content in db.session.execute(
        select(Success, SuccessVersion.content).join(SuccessVersion, IS_CURRENT).where(Success.id.in_(ids))
    ).all():
        write(success, SuccessContent.model_validate_json(content))


def _uses(reference: str, language: str) -> list[Use]:
    # The years before are public too, at their own addresses.
    ids = db.session.scalars(
        select(Success.id)
        .join(SuccessVersion, SuccessVersion.success_id == Success.id)
        .where(visible_to(VISITOR), SuccessVersion.content.contains(reference, autoescape=True))
        .order_by(Success.id)
        .distinct()
    ).all()
    return [
        Use(f"/{language}/successes/{card.slug}", card.title)
        for card in cards.cards(ids, actor=VISITOR, language=language)
    ]


REDACTABLE = Redactable(table="success_versions", refresh=_refresh, uses=_uses)
