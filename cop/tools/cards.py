"""Tools in lists: columns, not entities."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from cop.core.db import db
from cop.core.i18n import best_text
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import Actor
from cop.records.cards import record_kind
from cop.tools.models import TOOLS, Tool, ToolText
from cop.tools.queries import visible_to


@dataclass(frozen=True, slots=True)
class Card:
    """A tool in a list, in the reader's language where that text exists."""

    id: int
    slug: str
    language: str
    title: str
    strapline: str


def cards(ids: Sequence[int], *, actor: Actor, language: str) -> list[Card]:
    """Return cards in the order of the ids, in one statement; what may not be seen is left out."""
    if not ids:
        return []
    found: dict[int, tuple[str, str, dict[str, tuple[str, str]]]] = {}
    for row in db.session.execute(
        select(
            Tool.id, Tool.slug, Tool.source_language, ToolText.language, ToolText.title, ToolText.strapline
        )
        .join(ToolText, ToolText.tool_id == Tool.id)
        .where(
            Tool.id.in_(ids),
            visible_to(actor),
            or_(ToolText.language == language, ToolText.language == Tool.source_language),
        )
    ):
        texts = found.setdefault(row.id, (row.slug, row.source_language, {}))[2]
        texts[row.language] = (row.title, row.strapline)
    made = []
    for id in ids:
        if id in found:
            slug, source, texts = found[id]
            shown_in, (title, strapline) = best_text(texts, language, source)
            made.append(Card(id=id, slug=slug, language=shown_in, title=title, strapline=strapline))
    return made


def oldest_ids(limit: int, *, actor: Actor, offset: int = 0) -> list[int]:
    """Return ids of tools in the order in which they came."""
    return list(
        db.session.scalars(
            select(Tool.id).where(visible_to(actor)).order_by(Tool.id).limit(limit).offset(offset)
        )
    )


RECORD = record_kind(TOOLS, _l("Feedback tool"), _l("Feedback tools"), cards)
