"""Success self-descriptions: what lists and pages need in columns, and every version whole."""

from typing import Final

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cop.core.db import Base
from cop.records.models import (
    RecordOrganisation,
    RecordOwner,
    RecordText,
    RecordVersion,
    Tables,
    VersionedRecord,
)
from cop.successes.content import SuccessContent


class Success(VersionedRecord, Base):
    """A service's self-description as it is public now: the version of that number, of the newest year."""

    __tablename__ = "successes"
    __table_args__ = (Index("ix_successes_newest", "published_at", "id", "state"),)

    country: Mapped[str | None] = mapped_column(String(120))
    year: Mapped[int | None]


class SuccessText(RecordText, Base):
    """One language of a self-description."""

    __tablename__ = "success_texts"

    success_id: Mapped[int] = mapped_column(ForeignKey("successes.id", ondelete="CASCADE"), primary_key=True)
    city: Mapped[str] = mapped_column(String(300), sort_order=2)


class SuccessOrganisation(RecordOrganisation, Base):
    """An organisation that runs the service."""

    __tablename__ = "success_organisations"

    success_id: Mapped[int] = mapped_column(ForeignKey("successes.id", ondelete="CASCADE"), primary_key=True)


class SuccessOwner(RecordOwner, Base):
    """A member to whom a self-description belongs."""

    __tablename__ = "success_owners"

    success_id: Mapped[int] = mapped_column(ForeignKey("successes.id", ondelete="CASCADE"), primary_key=True)


class SuccessVersion(RecordVersion, Base):
    """What a service said of itself, and of which year it speaks."""

    __tablename__ = "success_versions"
    __table_args__ = (UniqueConstraint("success_id", "number"),)

    success_id: Mapped[int] = mapped_column(ForeignKey("successes.id", ondelete="CASCADE"))
    year: Mapped[int | None]


SUCCESSES: Final = Tables(
    kind="success",
    path="successes",
    content=SuccessContent,
    record=Success,
    version=SuccessVersion,
    text=SuccessText,
    organisation=SuccessOrganisation,
    owner=SuccessOwner,
)
