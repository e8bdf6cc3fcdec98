"""Reading one practice, and all of them in a row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, partial
from typing import Any

from sqlalchemy import Select, bindparam, exists, func, select

from cop.addresses.queries import dead_of
from cop.core import links
from cop.core.db import db, now
from cop.core.i18n import best_text
from cop.core.markdown import RENDERER
from cop.core.permissions import Actor
from cop.discussions import queries as discussions
from cop.media.models import MediaFile
from cop.organisations.models import Organisation
from cop.practices.content import PracticeContent
from cop.practices.models import (
    PRACTICES,
    Practice,
    PracticeOrganisation,
    PracticeOwner,
    PracticeVersion,
)
from cop.practices.rules import unconfirmed_since
from cop.records import queries as records
from cop.records import reading
from cop.records.content import OrganisationRole, TranslationState
from cop.records.queries import rows
from cop.records.reading import page_row
from cop.reviews.models import Scorecard
from cop.reviews.queries import SCORES, CardScores, card_scores, scorecard_of

KIND = PRACTICES.kind

visible_to = partial(records.visible_to, PRACTICES)
id_of = partial(records.id_of, PRACTICES)
present = partial(records.present, PRACTICES)


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
    dead: Mapping[str, date] = field(default_factory=dict)

    @property
    def unconfirmed_since(self) -> datetime | None:
        """Since when nobody has confirmed it, where readers must be told; else None."""
        return unconfirmed_since(
            self.published_at, self.confirmed_at, self.asked_at, has_owners=self.has_owners, moment=now()
        )


_ITS_FILES = MediaFile.subject_kind == KIND, MediaFile.subject_id == Practice.id
_BESIDES = (
    Practice.fingerprint,
    Practice.confirmed_at,
    Practice.asked_at,
    exists().where(PracticeOwner.practice_id == Practice.id).label("has_owners"),
    exists().where(*_ITS_FILES).label("has_files"),
    links.is_linked(KIND, Practice.id).label("has_links"),
    discussions.count_at_each(KIND, Practice.id).label("threads"),
    *SCORES,
)


@cache
def _page_row(actor: Actor) -> Select[*tuple[Any, ...]]:
    return page_row(PRACTICES, actor, *_BESIDES).outerjoin(Scorecard, scorecard_of(KIND, Practice.id))


_PARTIES = (
    select(Organisation.slug, PracticeOrganisation.role, Organisation.names, Organisation.website)
    .join(Organisation, Organisation.id == PracticeOrganisation.organisation_id)
    .where(PracticeOrganisation.practice_id == bindparam("id"))
    .order_by(PracticeOrganisation.position)
)


def page(slug: str, *, actor: Actor, language: str) -> PracticePage | None:
    """Return a practice for its page, in two statements; None where it may not be seen."""
    row = rows(_page_row(actor), slug=slug, language=language).one_or_none()
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
        html=row.html if row.renderer == RENDERER else reading.rendered(content.texts[row.shown_in]),
        organisations=_parties(row.id, language),
        confirmed_at=row.confirmed_at,
        asked_at=row.asked_at,
        has_owners=row.has_owners,
        has_files=row.has_files,
        has_links=row.has_links,
        threads=row.threads,
        scorecard=card_scores(row),
        dead=dead_of(row.dead),
    )


def _parties(id: int, language: str) -> tuple[Party, ...]:
    found = rows(_PARTIES, id=id)
    return tuple(Party(r.slug, r.role, *best_text(r.names, language), r.website) for r in found)


def page_of(offset: int, limit: int, *, actor: Actor) -> tuple[int, list[tuple[str, str, int, datetime]]]:
    """Return (total, [(content in JSON, slug, version number, last change)]), newest first."""
    total = db.session.scalar(select(func.count(Practice.id)).where(visible_to(actor))) or 0
    found = db.session.execute(
        select(PracticeVersion.content, Practice.slug, Practice.version_number, Practice.updated_at)
        .join(PracticeVersion, PRACTICES.is_current)
        .where(visible_to(actor))
        .order_by(Practice.published_at.desc(), Practice.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return total, [(row.content, row.slug, row.version_number, row.updated_at) for row in found]
