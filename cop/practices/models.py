"""The published catalogue: what lists and pages need in columns, and every version whole."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    event,
)
from sqlalchemy.orm import Mapped, mapped_column

from cop.core.db import Base, LanguageCode, Slug, Timestamps, now, pk
from cop.practices.content import OrganisationRole, TranslationState
from cop.practices.enums import PracticeState


class Practice(Timestamps, Base):
    """A practice as it is public now. Its content is the version of that number."""

    __tablename__ = "practices"
    __table_args__ = (
        CheckConstraint("length(slug) > 0", name="slug_not_empty"),
        Index("ix_practices_newest", "state", "published_at", "id"),
    )

    id: Mapped[pk]
    slug: Mapped[Slug] = mapped_column(unique=True)
    state: Mapped[PracticeState] = mapped_column(default=PracticeState.PUBLISHED)
    source_language: Mapped[LanguageCode]
    country: Mapped[str | None] = mapped_column(String(120))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    started: Mapped[str | None] = mapped_column(String(7))
    ended: Mapped[str | None] = mapped_column(String(7))
    is_running: Mapped[bool | None]
    version_number: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]
    """When its owners last said that it is still so."""
    asked_at: Mapped[datetime | None]
    """When they were last asked; newer than `confirmed_at` where no answer has come."""


class PracticeOwner(Base):
    """A member to whom a practice belongs: whoever wrote the submission that it came from."""

    __tablename__ = "practice_owners"

    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class PracticeText(Base):
    """One language of a practice.

    `html` maps a section to its Markdown as `renderer` number n made it; `plain` maps it to the words
    alone, which search reads and shows.
    """

    __tablename__ = "practice_texts"

    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    state: Mapped[TranslationState]
    title: Mapped[str] = mapped_column(String(300))
    strapline: Mapped[str] = mapped_column(String(300))
    city: Mapped[str] = mapped_column(String(300))
    html: Mapped[dict[str, Any]]
    plain: Mapped[dict[str, Any]]
    renderer: Mapped[int]


class PracticeConcept(Base):
    """A concept that a practice is tagged with."""

    __tablename__ = "practice_concepts"

    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), primary_key=True)
    concept_id: Mapped[int] = mapped_column(
        ForeignKey("concepts.id", ondelete="RESTRICT"), primary_key=True, index=True
    )


class PracticeOrganisation(Base):
    """An organisation's part in a practice."""

    __tablename__ = "practice_organisations"

    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    role: Mapped[OrganisationRole] = mapped_column(primary_key=True)
    position: Mapped[int]


class PracticeVersion(Base):
    """What a practice said from a moment on: canonical JSON of a PracticeContent. Never changed."""

    __tablename__ = "practice_versions"
    __table_args__ = (UniqueConstraint("practice_id", "number"),)

    id: Mapped[pk]
    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"))
    number: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)
    note: Mapped[str] = mapped_column(String(300))


@event.listens_for(PracticeVersion, "before_update")
def _refuse(_mapper: Any, _connection: Any, version: PracticeVersion) -> None:
    raise RuntimeError(f"version {version.number} is written once and never changed")


IS_CURRENT: ColumnElement[bool] = and_(
    PracticeVersion.practice_id == Practice.id, PracticeVersion.number == Practice.version_number
)
"""Joins a practice with the version that is public now."""
