"""Self-descriptions in lists: columns, not entities."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from werkzeug.datastructures import MultiDict

from cop.core.db import db
from cop.core.i18n import best_text
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import Actor
from cop.records.cards import forum, named, record_kind
from cop.successes.models import SUCCESSES, Success, SuccessOrganisation, SuccessText, SuccessVersion
from cop.successes.queries import visible_to

LONGEST = 120


@dataclass(frozen=True, slots=True)
class Card:
    """A self-description in a list, in the reader's language where that text exists."""

    id: int
    slug: str
    language: str
    title: str
    strapline: str
    city: str
    country: str | None
    year: int | None
    published_at: datetime
    updated_at: datetime
    organisations: tuple[str, ...] = ()

    @property
    def detail(self) -> str:
        """What tells it from another service of the same name."""
        return ", ".join(str(part) for part in (self.city, self.year) if part)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks of the list: a country, a year that was described. Empty: all of them."""

    country: str = ""
    year: int | None = None

    def conditions(self, actor: Actor) -> list[ColumnElement[bool]]:
        """Return what must hold of a self-description."""
        found = [visible_to(actor)]
        if self.country:
            found.append(Success.country == self.country)
        if self.year is not None:
            of_year = SuccessVersion.success_id == Success.id, SuccessVersion.year == self.year
            found.append(exists().where(*of_year))
        return found


def read(arguments: MultiDict[str, str]) -> Asked:
    """Read a question from an address; what is unknown or out of bounds is left out."""
    country, year = arguments.get("country", ""), arguments.get("year", "")
    is_year = year.isascii() and year.isdigit() and len(year) == 4
    is_country = country.isprintable() and len(country) <= LONGEST
    return Asked(country if is_country else "", int(year) if is_year else None)


def cards(ids: Sequence[int], *, actor: Actor, language: str) -> list[Card]:
    """Return cards in the order of the ids, in two statements; what may not be seen is left out."""
    if not ids:
        return []
    texts: dict[int, dict[str, Card]] = {}
    sources: dict[int, str] = {}
    for row in db.session.execute(
        select(
            Success.id,
            Success.slug,
            Success.source_language,
            SuccessText.language,
            SuccessText.title,
            SuccessText.strapline,
            SuccessText.city,
            Success.country,
            Success.year,
            Success.published_at,
            Success.updated_at,
        )
        .join(SuccessText, SuccessText.success_id == Success.id)
        .where(
            Success.id.in_(ids),
            visible_to(actor),
            or_(SuccessText.language == language, SuccessText.language == Success.source_language),
        )
    ):
        values: dict[str, Any] = row._asdict()
        sources[row.id] = values.pop("source_language")
        texts.setdefault(row.id, {})[row.language] = Card(**values)
    names = named(SUCCESSES, ids, language)
    return [
        replace(best_text(texts[id], language, sources[id])[1], organisations=tuple(names.get(id, ())))
        for id in ids
        if id in texts
    ]


def newest_ids(limit: int, *, actor: Actor, offset: int = 0, asked: Asked | None = None) -> list[int]:
    """Return ids of the newest self-descriptions, newest first."""
    return list(
        db.session.scalars(
            select(Success.id)
            .where(*(asked or Asked()).conditions(actor))
            .order_by(Success.published_at.desc(), Success.id.desc())
            .limit(limit)
            .offset(offset)
        )
    )


def of_organisation(organisation_id: int, *, actor: Actor) -> list[int]:
    """Return ids of the self-descriptions of an organisation's services, newest first."""
    return list(
        db.session.scalars(
            select(Success.id)
            .join(SuccessOrganisation, SuccessOrganisation.success_id == Success.id)
            .where(visible_to(actor), SuccessOrganisation.organisation_id == organisation_id)
            .order_by(Success.published_at.desc(), Success.id.desc())
        )
    )


def total(asked: Asked, *, actor: Actor) -> int:
    """Return how many self-descriptions there are."""
    return db.session.scalar(select(func.count(Success.id)).where(*asked.conditions(actor))) or 0


def known(*, actor: Actor) -> tuple[list[str], list[int]]:
    """Return the countries and the years that there are, the newest year first."""
    rows = db.session.execute(
        select(Success.country, SuccessVersion.year)
        .join(SuccessVersion, SuccessVersion.success_id == Success.id)
        .where(visible_to(actor))
        .distinct()
    ).all()
    countries = {row.country for row in rows if row.country}
    years = {row.year for row in rows if row.year is not None}
    return sorted(countries), sorted(years, reverse=True)


FORUM = forum(SUCCESSES)
RECORD = record_kind(SUCCESSES, _l("Success self-description"), _l("Success self-descriptions"), cards)
