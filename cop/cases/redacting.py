"""What follows for involvement cases where a consent has ended."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from cop.cases import cards
from cop.cases.content import CaseContent
from cop.cases.models import IS_CURRENT, Case, CaseVersion
from cop.cases.operations import write
from cop.cases.queries import visible_to
from cop.core.db import db
from cop.core.permissions import VISITOR
from cop.core.redaction import Redactable, Use


def _refresh(rows: Sequence[tuple[Any, ...]], _words: Sequence[str]) -> None:
    ids = select(CaseVersion.case_id).where(CaseVersion.id.in_([key for (key,) in rows]))
    for case, content in db.session.execute(
        select(Case, CaseVersion.content).join(CaseVersion, IS_CURRENT).where(Case.id.in_(ids))
    ).all():
        write(case, CaseContent.model_validate_json(content))


def _uses(reference: str, language: str) -> list[Use]:
    ids = db.session.scalars(
        select(Case.id)
        .join(CaseVersion, IS_CURRENT)
        .where(visible_to(VISITOR), CaseVersion.content.contains(reference, autoescape=True))
        .order_by(Case.id)
    ).all()
    return [
        Use(f"/{language}/cases/{card.slug}", card.title)
        for card in cards.cards(ids, actor=VISITOR, language=language)
    ]


REDACTABLE = Redactable(table="case_versions", refresh=_refresh, uses=_uses)
