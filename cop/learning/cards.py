"""Modules in lists: columns, not entities."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from cop.core.db import db
from cop.core.forums import open_forum
from cop.core.i18n import best_text
from cop.core.i18n import gettext as _
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import VISITOR, Actor
from cop.core.records import RecordCard, RecordKind, Ref
from cop.learning.models import Module, ModuleCriterion
from cop.learning.models import ModuleText as TextRow
from cop.learning.queries import KIND, id_of, visible_to


@dataclass(frozen=True, slots=True)
class Card:
    """A module in a list, in the reader's language where that text exists."""

    id: int
    slug: str
    position: int
    language: str
    title: str
    strapline: str
    minutes: int
    is_estimate: bool
    questions: int


def cards(ids: Sequence[int] | None, *, actor: Actor, language: str) -> list[Card]:
    """Return cards of these modules or of all, in their order, in one statement."""
    rows = db.session.execute(
        select(
            Module.id,
            Module.slug,
            Module.position,
            Module.source_language,
            Module.minutes.label("stated"),
            TextRow.language,
            TextRow.title,
            TextRow.strapline,
            TextRow.minutes,
            TextRow.questions,
        )
        .join(TextRow, TextRow.module_id == Module.id)
        .where(
            Module.id.in_(ids) if ids is not None else Module.id.is_not(None),
            visible_to(actor),
            or_(TextRow.language == language, TextRow.language == Module.source_language),
        )
        .order_by(Module.position, Module.id)
    ).all()
    texts: dict[int, dict[str, Card]] = {}
    for row in rows:
        texts.setdefault(row.id, {})[row.language] = Card(
            id=row.id,
            slug=row.slug,
            position=row.position,
            language=row.language,
            title=row.title,
            strapline=row.strapline,
            minutes=row.stated or row.minutes,
            is_estimate=row.stated is None,
            questions=row.questions,
        )
    return [best_text(said, language)[1] for said in texts.values()]


def _record_cards(ids: Sequence[int], actor: Actor, language: str) -> list[RecordCard]:
    found = {card.id: card for card in cards(ids, actor=actor, language=language)} if ids else {}
    return [
        RecordCard(
            ref=Ref(KIND, card.id),
            slug=card.slug,
            path=f"/{language}/learn/{card.slug}",
            language=card.language,
            title=card.title,
            summary=card.strapline,
            detail=_("Module %(number)s", number=card.position),
        )
        for card in (found[id] for id in ids if id in found)
    ]


def teaching(criteria: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Return (criterion, module) of the public modules that help with these criteria, in their order."""
    rows = db.session.execute(
        select(ModuleCriterion.criterion, ModuleCriterion.module_id)
        .join(Module, Module.id == ModuleCriterion.module_id)
        .where(ModuleCriterion.criterion.in_(criteria), visible_to(VISITOR))
        .order_by(Module.position, Module.id)
    )
    return ((row.criterion, row.module_id) for row in rows)


def _places(ids: Sequence[int], actor: Actor, language: str) -> dict[int, tuple[str, str, str]]:
    found = cards(ids, actor=actor, language=language)
    return {card.id: (f"/{language}/learn/{card.slug}", card.language, card.title) for card in found}


FORUM = open_forum(KIND, _places)
RECORD = RecordKind(
    kind=KIND,
    label=_l("Learning module"),
    plural=_l("Learning modules"),
    cards=_record_cards,
    id_of=id_of,
    teaching=teaching,
)
