"""Involvement cases: what lists and pages need in columns, and every version whole."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column

from cop.cases.enums import CaseState, ProposalState
from cop.core.db import Base, LanguageCode, Slug, Timestamps, now, pk
from cop.practices.content import TranslationState


class Case(Timestamps, Base):
    """A case as it is public now. Its content is the version of that number."""

    __tablename__ = "cases"
    __table_args__ = (Index("ix_cases_newest", "state", "published_at", "id"),)

    id: Mapped[pk]
    slug: Mapped[Slug] = mapped_column(unique=True)
    state: Mapped[CaseState] = mapped_column(default=CaseState.PUBLISHED)
    source_language: Mapped[LanguageCode]
    country: Mapped[str | None] = mapped_column(String(120))
    version_number: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(default=now)


class CaseText(Base):
    """One language of a case; `html` and `plain` as in the text of a practice."""

    __tablename__ = "case_texts"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    state: Mapped[TranslationState]
    title: Mapped[str] = mapped_column(String(300))
    strapline: Mapped[str] = mapped_column(String(300))
    city: Mapped[str] = mapped_column(String(300))
    html: Mapped[dict[str, Any]]
    plain: Mapped[dict[str, Any]]
    renderer: Mapped[int]


class CaseCell(Base):
    """A cell of the matrix that a case stands in; what the case does not speak of is "none"."""

    __tablename__ = "case_cells"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    form: Mapped[str] = mapped_column(String(120), primary_key=True)
    depth: Mapped[str] = mapped_column(String(120), primary_key=True)
    phase: Mapped[str] = mapped_column(String(120), primary_key=True)
    role: Mapped[str] = mapped_column(String(120), primary_key=True)


class CaseOrganisation(Base):
    """An organisation's part in a case."""

    __tablename__ = "case_organisations"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    position: Mapped[int]


class CaseOwner(Base):
    """A member to whom a case belongs: whoever wrote the submission that it came from."""

    __tablename__ = "case_owners"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class CaseVersion(Base):
    """What a case said from a moment on: canonical JSON of a CaseContent.

    Changed only where a consent has ended: then the words that stood under it go from every version.
    """

    __tablename__ = "case_versions"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: Mapped[pk]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    number: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)
    note: Mapped[str] = mapped_column(String(300))


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


IS_CURRENT: ColumnElement[bool] = and_(
    CaseVersion.case_id == Case.id, CaseVersion.number == Case.version_number
)
"""Joins a case with the version that is public now."""
