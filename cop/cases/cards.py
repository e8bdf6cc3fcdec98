"""Cases in lists: columns, not entities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from cop.cases.content import UNSTATED
from cop.cases.models import Case, CaseCell, CaseOrganisation, CaseText
from cop.cases.queries import KIND, id_of, visible_to
from cop.core.db import db
from cop.core.forums import open_forum
from cop.core.i18n import best_text
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import Actor
from cop.core.records import RecordCard, RecordKind, Ref
from cop.organisations.models import Organisation


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
    names, forms = _organisation_names(ids, language), _forms(ids)
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


def _organisation_names(ids: Sequence[int], language: str) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in db.session.execute(
        select(CaseOrganisation.case_id, Organisation.names)
        .join(Organisation, Organisation.id == CaseOrganisation.organisation_id)
        .where(CaseOrganisation.case_id.in_(ids))
        .order_by(CaseOrganisation.case_id, CaseOrganisation.position)
    ):
        found.setdefault(row.case_id, []).append(best_text(row.names, language)[1])
    return found


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


def newest_ids(limit: int, *, actor: Actor, offset: int = 0) -> list[int]:
    """Return ids of the newest cases, newest first."""
    return list(
        db.session.scalars(
            select(Case.id)
            .where(visible_to(actor))
            .order_by(Case.published_at.desc(), Case.id.desc())
            .limit(limit)
            .offset(offset)
        )
    )


def titles_beginning(words: Sequence[str], limit: int, *, actor: Actor) -> list[int]:
    """Return ids of cases whose title or strapline has these words: search without an index."""
    conditions = [
        CaseText.title.icontains(word, autoescape=True) | CaseText.strapline.icontains(word, autoescape=True)
        for word in words
    ]
    has_words = select(CaseText.case_id).where(CaseText.case_id == Case.id, *conditions).exists()
    return list(
        db.session.scalars(
            select(Case.id)
            .where(visible_to(actor), has_words)
            .order_by(Case.published_at.desc(), Case.id.desc())
            .limit(limit)
        )
    )


def _record_cards(ids: Sequence[int], actor: Actor, language: str) -> list[RecordCard]:
    return [
        RecordCard(
            ref=Ref(KIND, card.id),
            slug=card.slug,
            path=f"/{language}/cases/{card.slug}",
            language=card.language,
            title=card.title,
            summary=card.strapline,
            detail=card.city,
        )
        for card in cards(ids, actor=actor, language=language)
    ]


def _places(ids: Sequence[int], actor: Actor, language: str) -> dict[int, tuple[str, str, str]]:
    known = {}
    texts: dict[int, dict[str, str]] = {}
    for row in db.session.execute(
        select(Case.id, Case.slug, Case.source_language, CaseText.language, CaseText.title)
        .join(CaseText, CaseText.case_id == Case.id)
        .where(
            Case.id.in_(ids),
            visible_to(actor),
            or_(CaseText.language == language, CaseText.language == Case.source_language),
        )
    ):
        known[row.id] = row
        texts.setdefault(row.id, {})[row.language] = row.title
    return {
        id: (f"/{language}/cases/{row.slug}", *best_text(texts[id], language, row.source_language))
        for id, row in known.items()
    }


FORUM = open_forum(KIND, _places)
RECORD = RecordKind(
    kind=KIND,
    label=_l("Involvement case"),
    plural=_l("Involvement cases"),
    cards=_record_cards,
    id_of=id_of,
)
