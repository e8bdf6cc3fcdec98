"""The published catalogue: what lists and pages need in columns, and every version whole."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from cop.core.db import Base
from cop.practices.content import PracticeContent
from cop.records.content import OrganisationRole
from cop.records.models import (
    RecordOrganisation,
    RecordOwner,
    RecordText,
    RecordVersion,
    Tables,
    VersionedRecord,
)


class Practice(VersionedRecord, Base):
    """A practice as it is public now. Its content is the version of that number."""

    __tablename__ = "practices"
    __table_args__ = (
        CheckConstraint("length(slug) > 0", name="slug_not_empty"),
        Index("ix_practices_newest", "published_at", "id", "state"),
    )

    country: Mapped[str | None] = mapped_column(String(120))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    started: Mapped[str | None] = mapped_column(String(7))
    ended: Mapped[str | None] = mapped_column(String(7))
    is_running: Mapped[bool | None]
    fingerprint: Mapped[str] = mapped_column(String(64))
    confirmed_at: Mapped[datetime | None]
    """When its owners last said that it is still so."""
    asked_at: Mapped[datetime | None]
    """When they were last asked; newer than `confirmed_at` where no answer has come."""


class PracticeOwner(RecordOwner, Base):
    """A member to whom a practice belongs."""

    __tablename__ = "practice_owners"

    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), primary_key=True)


class PracticeText(RecordText, Base):
    """One language of a practice."""

    __tablename__ = "practice_texts"

    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), primary_key=True)
    city: Mapped[str] = mapped_column(String(300), sort_order=2)


class PracticeConcept(Base):
    """A concept that a practice is tagged with."""

    __tablename__ = "practice_concepts"

    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), primary_key=True)
    concept_id: Mapped[int] = mapped_column(
        ForeignKey("concepts.id", ondelete="RESTRICT"), primary_key=True, index=True
    )


class PracticeOrganisation(RecordOrganisation, Base):
    """An organisation's part in a practice."""

    __tablename__ = "practice_organisations"

    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[OrganisationRole] = mapped_column(primary_key=True, sort_order=1)


class PracticeVersion(RecordVersion, Base):
    """What a practice said from a moment on."""

    __tablename__ = "practice_versions"
    __table_args__ = (UniqueConstraint("practice_id", "number"),)

    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"))


@event.listens_for(PracticeVersion, "before_update")
def _refuse(_mapper: Any, _connection: Any, version: PracticeVersion) -> None:
    raise RuntimeError(f"version {version.number} is written once and never changed")


IS_LEAD: Final = PracticeOrganisation.role == OrganisationRole.LEAD

PRACTICES: Final = Tables(
    kind="practice",
    path="practices",
    content=PracticeContent,
    record=Practice,
    version=PracticeVersion,
    text=PracticeText,
    organisation=PracticeOrganisation,
    owner=PracticeOwner,
    carrying=IS_LEAD,
)
