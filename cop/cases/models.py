"""Involvement cases: what lists and pages need in columns, and every version whole."""

from typing import Final

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cop.cases.content import CaseContent
from cop.cases.enums import ProposalState
from cop.core.db import Base, LanguageCode, Timestamps, pk
from cop.records.models import (
    RecordOrganisation,
    RecordOwner,
    RecordText,
    RecordVersion,
    Tables,
    VersionedRecord,
)


class Case(VersionedRecord, Base):
    """A case as it is public now. Its content is the version of that number."""

    __tablename__ = "cases"
    __table_args__ = (Index("ix_cases_newest", "published_at", "id", "state"),)

    country: Mapped[str | None] = mapped_column(String(120))
    fingerprint: Mapped[str] = mapped_column(String(64))


class CaseText(RecordText, Base):
    """One language of a case."""

    __tablename__ = "case_texts"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    city: Mapped[str] = mapped_column(String(300), sort_order=2)


class CaseCell(Base):
    """A cell of the matrix that a case stands in; what the case does not speak of is "none"."""

    __tablename__ = "case_cells"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    form: Mapped[str] = mapped_column(String(120), primary_key=True)
    depth: Mapped[str] = mapped_column(String(120), primary_key=True)
    phase: Mapped[str] = mapped_column(String(120), primary_key=True)
    role: Mapped[str] = mapped_column(String(120), primary_key=True)


class CaseOrganisation(RecordOrganisation, Base):
    """An organisation's part in a case."""

    __tablename__ = "case_organisations"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)


class CaseOwner(RecordOwner, Base):
    """A member to whom a case belongs."""

    __tablename__ = "case_owners"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)


class CaseVersion(RecordVersion, Base):
    """What a case said from a moment on."""

    __tablename__ = "case_versions"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))


class CaseResult(Base):
    """A social result that the public version of a case names from the list."""

    __tablename__ = "case_results"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), primary_key=True, index=True)


class ProposedResult(Timestamps, Base):
    """A social result in authors' words, until an editor says which one of the list it is, or that it is not.

    `key` are the words without regard to capitals. `slug` is its place in the list; `reason` says why none.
    """

    __tablename__ = "proposed_results"
    __table_args__ = (UniqueConstraint("language", "key"),)

    id: Mapped[pk]
    language: Mapped[LanguageCode]
    key: Mapped[str] = mapped_column(String(300))
    words: Mapped[str] = mapped_column(String(300))
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.WAITING, index=True)
    slug: Mapped[str | None] = mapped_column(String(120), index=True)
    reason: Mapped[str] = mapped_column(String(300), default="")


class CaseProposal(Base):
    """A social result that the public version of a case proposes."""

    __tablename__ = "case_proposals"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    proposal_id: Mapped[int] = mapped_column(
        ForeignKey("proposed_results.id", ondelete="CASCADE"), primary_key=True, index=True
    )


CASES: Final = Tables(
    kind="case",
    path="cases",
    content=CaseContent,
    record=Case,
    version=CaseVersion,
    text=CaseText,
    organisation=CaseOrganisation,
    owner=CaseOwner,
)
