"""Reading one practice, its versions, and all of them in a row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Result, Select, bindparam, exists, func, or_, select, true

from cop.core import links
from cop.core.db import db, now
from cop.core.i18n import best_text
from cop.core.markdown import RENDERER, render
from cop.core.permissions import Actor
from cop.discussions import queries as discussions
from cop.media.models import MediaFile
from cop.organisations.models import Organisation
from cop.practices.content import OrganisationRole, PracticeContent, TranslationState
from cop.practices.enums import PracticeState
from cop.practices.models import (
    IS_CURRENT,
    Practice,
    PracticeOrganisation,
    PracticeOwner,
    PracticeText,
    PracticeVersion,
)
from cop.practices.rules import unconfirmed_since
from cop.reviews.models import Scorecard
from cop.reviews.queries import SCORES, CardScores, card_scores, scorecard_of


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a practice may be read; the twin of the rule for READ."""
    return true() if actor.is_system else Practice.state == PracticeState.PUBLISHED


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation's part in a practice."""

    slug: str
    role: OrganisationRole
    language: str
    name: str
    website: str | None


@dataclass(frozen=True, slots=True)
class PracticePage:
    """A practice as its page shows it; `html` maps sections to safe markup in `language`."""

    id: int
    slug: str
    version_number: int
    fingerprint: str
    published_at: datetime
    updated_at: datetime
    content: PracticeContent
    language: str
    state: TranslationState
    html: Mapping[str, str]
    organisations: tuple[Party, ...] = field(default=())
    confirmed_at: datetime | None = None
    asked_at: datetime | None = None
    has_owners: bool = False
    has_files: bool = False
    has_links: bool = False
    threads: int = 0
    scorecard: CardScores | None = None

    @property
    def unconfirmed_since(self) -> datetime | None:
        """Since when nobody has confirmed it, where readers must be told; else None."""
        return unconfirmed_since(
            self.published_at, self.confirmed_at, self.asked_at, has_owners=self.has_owners, moment=now()
        )


@dataclass(frozen=True, slots=True)
class VersionEntry:
    """A version in the list of versions."""

    number: int
    created_at: datetime
    note: str


# Statements are made once: making one costs more than SQLite needs to answer it.


KIND = "practice"
"""What a practice is called where kinds of records are told apart: files, reviews, search."""

_ITS_FILES = MediaFile.subject_kind == KIND, MediaFile.subject_id == Practice.id


@cache
def _page_row(actor: Actor) -> Select[*tuple[Any, ...]]:
    is_readers = PracticeText.language == bindparam("language")
    return (
        select(
            Practice.id,
            Practice.slug,
            Practice.version_number,
            Practice.fingerprint,
            Practice.published_at,
            Practice.updated_at,
            Practice.confirmed_at,
            Practice.asked_at,
            exists().where(PracticeOwner.practice_id == Practice.id).label("has_owners"),
            exists().where(*_ITS_FILES).label("has_files"),
            links.is_linked(KIND, Practice.id).label("has_links"),
            discussions.count_at_each(KIND, Practice.id).label("threads"),
            *SCORES,
            PracticeVersion.content,
            PracticeText.language.label("shown_in"),
            PracticeText.html,
            PracticeText.renderer,
        )
        .join(PracticeVersion, IS_CURRENT)
        .join(PracticeText, PracticeText.practice_id == Practice.id)
        .outerjoin(Scorecard, scorecard_of(KIND, Practice.id))
        .where(
            Practice.slug == bindparam("slug"),
            visible_to(actor),
            or_(is_readers, PracticeText.language == Practice.source_language),
        )
        .order_by(is_readers.desc())
        .limit(1)
    )


_PARTIES = (
    select(Organisation.slug, PracticeOrganisation.role, Organisation.names, Organisation.website)
    .join(Organisation, Organisation.id == PracticeOrganisation.organisation_id)
    .where(PracticeOrganisation.practice_id == bindparam("id"))
    .order_by(PracticeOrganisation.position)
)

_VERSIONS = (
    select(PracticeVersion.number, PracticeVersion.created_at, PracticeVersion.note)
    .where(PracticeVersion.practice_id == bindparam("id"))
    .order_by(PracticeVersion.number.desc())
)


def _rows(statement: Select[*tuple[Any, ...]], **values: Any) -> Result[Any]:
    # By the connection: these are columns, and the session would prepare for entities.
    return db.session.connection().execute(statement, values)


def page(slug: str, *, actor: Actor, language: str) -> PracticePage | None:
    """Return a practice for its page, in two statements; None where it may not be seen."""
    row = _rows(_page_row(actor), slug=slug, language=language).one_or_none()
    if row is None:
        return None
    content = PracticeContent.model_validate_json(row.content)
    return PracticePage(
        id=row.id,
        slug=row.slug,
        version_number=row.version_number,
        fingerprint=row.fingerprint,
        published_at=row.published_at,
        updated_at=row.updated_at,
        content=content,
        language=row.shown_in,
        state=content.texts[row.shown_in].state,
        html=row.html if row.renderer == RENDERER else rendered(content, row.shown_in),
        organisations=_parties(row.id, language),
        confirmed_at=row.confirmed_at,
        asked_at=row.asked_at,
        has_owners=row.has_owners,
        has_files=row.has_files,
        has_links=row.has_links,
        threads=row.threads,
        scorecard=card_scores(row),
    )


def rendered(content: PracticeContent, language: str) -> dict[str, str]:
    """Return the sections of one language as safe markup; silent ones are left out."""
    text = content.texts[language]
    return {name: render(source) for name in text.SECTIONS if (source := getattr(text, name))}


def _parties(id: int, language: str) -> tuple[Party, ...]:
    rows = _rows(_PARTIES, id=id)
    return tuple(Party(r.slug, r.role, *best_text(r.names, language), r.website) for r in rows)


def versions(id: int) -> list[VersionEntry]:
    """Return the versions of a practice, newest first."""
    rows = _rows(_VERSIONS, id=id)
    return [VersionEntry(row.number, row.created_at, row.note) for row in rows]


def version(id: int, number: int) -> PracticeContent | None:
    """Return what a practice said in that version, or None where there is no such version."""
    content = db.session.scalar(
        select(PracticeVersion.content).where(
            PracticeVersion.practice_id == id, PracticeVersion.number == number
        )
    )
    return PracticeContent.model_validate_json(content) if content is not None else None


def addresses(*, actor: Actor) -> Iterator[tuple[str, datetime]]:
    """Return (slug, last change) of every practice, newest first, without holding them all."""
    rows = db.session.execute(
        select(Practice.slug, Practice.updated_at)
        .where(visible_to(actor))
        .order_by(Practice.published_at.desc(), Practice.id.desc())
        .execution_options(yield_per=1000)
    )
    return ((row.slug, row.updated_at) for row in rows)


def page_of(offset: int, limit: int, *, actor: Actor) -> tuple[int, list[tuple[str, str, int, datetime]]]:
    """Return (total, [(content in JSON, slug, version number, last change)]), newest first."""
    total = db.session.scalar(select(func.count(Practice.id)).where(visible_to(actor))) or 0
    rows = db.session.execute(
        select(PracticeVersion.content, Practice.slug, Practice.version_number, Practice.updated_at)
        .join(PracticeVersion, IS_CURRENT)
        .where(visible_to(actor))
        .order_by(Practice.published_at.desc(), Practice.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return total, [(row.content, row.slug, row.version_number, row.updated_at) for row in rows]


def may_see_files(actor: Actor, id: int) -> bool:
    """Whether the actor may see what may be shown of the files of a practice."""
    return db.session.scalar(select(exists().where(Practice.id == id, visible_to(actor)))) is True
