"""Success self-descriptions: what lists and pages need in columns, and every version whole."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column

from cop.core.db import Base, LanguageCode, Slug, Timestamps, now, pk
from cop.core.withdrawal import RecordState
from cop.practices.content import TranslationState


class Success(Timestamps, Base):
    """A service's self-description as it is public now: the version of that number, of the newest year."""

    __tablename__ = "successes"
    __table_args__ = (Index("ix_successes_newest", "state", "published_at", "id"),)

    id: Mapped[pk]
    slug: Mapped[Slug] = mapped_column(unique=True)
    state: Mapped[RecordState] = mapped_column(default=RecordState.PUBLISHED)
    source_language: Mapped[LanguageCode]
    country: Mapped[str | None] = mapped_column(String(120))
    year: Mapped[int | None]
    version_number: Mapped[int]
    published_at: Mapped[datetime] = mapped_column(default=now)


class SuccessText(Base):
    """One language of a self-description; `html` and `plain` as in the text of a practice."""

    __tablename__ = "success_texts"

    success_id: Mapped[int] = mapped_column(ForeignKey("successes.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    state: Mapped[TranslationState]
    title: Mapped[str] = mapped_column(String(300))
    strapline: Mapped[str] = mapped_column(String(300))
    city: Mapped[str] = mapped_column(String(300))
    html: Mapped[dict[str, Any]]
    plain: Mapped[dict[str, Any]]
    renderer: Mapped[int]


class SuccessOrganisation(Base):
    """An organisation that runs the service."""

    __tablename__ = "success_organisations"

    success_id: Mapped[int] = mapped_column(ForeignKey("successes.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    position: Mapped[int]


class SuccessOwner(Base):
    """A member to whom a self-description belongs: whoever wrote the submission that it came from."""

    __tablename__ = "success_owners"

    success_id: Mapped[int] = mapped_column(ForeignKey("successes.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class SuccessVersion(Base):
    """What a service said of itself: canonical JSON of a SuccessContent, and of which year it speaks.

    Changed only where a consent has ended: then the words that stood under it go from every version.
    """

    __tablename__ = "success_versions"
    __table_args__ = (UniqueConstraint("success_id", "number"),)

    id: Mapped[pk]
    success_id: Mapped[int] = mapped_column(ForeignKey("successes.id", ondelete="CASCADE"))
    number: Mapped[int]
    year: Mapped[int | None]
    content: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)
    note: Mapped[str] = mapped_column(String(300))


IS_CURRENT: ColumnElement[bool] = and_(
    SuccessVersion.success_id == Success.id, SuccessVersion.number == Success.version_number
)
"""Joins a self-description with the version that is public now."""
