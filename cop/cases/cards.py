"""Cases in lists: columns, not entities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from cop.cases.content import UNSTATED
from cop.cases.models import CASES, Case, CaseCell, CaseText
from cop.cases.queries import visible_to
from cop.core.db import db
from cop.core.i18n import best_text
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import Actor
from cop.records.cards import forum, named, record_kind


@dataclass(frozen=True, slots=True)
class Card:
    """A case in a list, in the reader's language where that text exists."""

    id: int
    slug: str
    language: str
    title: str
    strapline: str
    city: str
    country: str | None
    published_at: datetime
    updated_at: datetime
    organisations: tuple[str, ...]
    forms: tuple[str, ...]


def cards(ids: Sequence[int], *, actor: Actor, language: str) -> list[Card]:
    """Return cards in the order of the ids, in three statements; what may not be seen is left out."""
    if not ids:
        return []
    rows = db.session.execute(
        select(
            Case.id,
            Case.slug,
            Case.source_language,
            Case.country,
            Case.published_at,
            Case.updated_at,
            CaseText.language,
            CaseText.title,
            CaseText.strapline,
            CaseText.city,
        )
        .join(CaseText, CaseText.case_id == Case.id)
        .where(
            Case.id.in_(ids),
            visible_to(actor),
            or_(CaseText.language == language, CaseText.language == Case.source_language),
        )
    ).all()
    found = {row.id: row for row in rows}
    texts: dict[int, dict[str, tuple[str, str, str]]] = {}
    for row in rows:
        texts.setdefault(row.id, {})[row.language] = (row.title, row.strapline, row.city)
    names, forms = named(CASES, ids, language), _forms(ids)
    made = []
    for id in ids:
        if id in found:
            row = found[id]
            shown_in, (title, strapline, city) = best_text(texts[id], language, row.source_language)
            made.append(
                Card(
                    id=id,
                    slug=row.slug,
                    language=shown_in,
                    title=title,
                    strapline=strapline,
                    city=city,
                    country=row.country,
                    published_at=row.published_at,
                    updated_at=row.updated_at,
                    organisations=tuple(names.get(id, ())),
                    forms=tuple(forms.get(id, ())),
                )
            )
    return made


def _forms(ids: Sequence[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = db.session.execute(
        select(CaseCell.case_id, CaseCell.form)
        .where(CaseCell.case_id.in_(ids), CaseCell.form != UNSTATED)
        .distinct()
        .order_by(CaseCell.case_id, CaseCell.form)
    )
    for row in rows:
        found.setdefault(row.case_id, []).append(row.form)
    return found


FORUM = forum(CASES)
RECORD = record_kind(CASES, _l("Involvement case"), _l("Involvement cases"), cards)
