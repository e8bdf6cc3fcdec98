"""What follows for learning modules where a consent has ended: the public text is drawn anew."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from cop.core.db import db
from cop.core.permissions import VISITOR
from cop.core.redaction import Redactable, Use
from cop.learning import cards
from cop.learning.content import ModuleContent
from cop.learning.models import IS_CURRENT, Module, ModuleVersion
from cop.learning.operations import write
from cop.learning.queries import visible_to


def _refresh(rows: Sequence[tuple[Any, ...]], _words: Sequence[str]) -> None:
    ids = select(ModuleVersion.module_id).where(ModuleVersion.id.in_([key for (key,) in rows]))
    for module, content in db.session.execute(
        select(Module, ModuleVersion.content).join(ModuleVersion, IS_CURRENT).where(Module.id.in_(ids))
    ).all():
        write(module, ModuleContent.model_validate_json(content))


def _uses(reference: str, language: str) -> list[Use]:
    ids = db.session.scalars(
        select(Module.id)
        .join(ModuleVersion, IS_CURRENT)
        .where(visible_to(VISITOR), ModuleVersion.content.contains(reference, autoescape=True))
        .order_by(Module.id)
    ).all()
    return [
        Use(f"/{language}/learn/{card.slug}", card.title)
        for card in cards.cards(ids, actor=VISITOR, language=language)
    ]


REDACTABLE = Redactable(table="module_versions", refresh=_refresh, uses=_uses)
