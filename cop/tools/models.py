"""Feedback tools: what lists and pages need in columns, and every version whole."""

from typing import Any, Final

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cop.core.db import Base, LanguageCode, Slug, Timestamps, pk
from cop.records.models import RecordOrganisation, RecordVersion, Tables, VersionedRecord
from cop.tools.content import ToolContent


class Tool(VersionedRecord, Base):
    """A tool as it is public now. Its content is the version of that number."""

    __tablename__ = "tools"
    __table_args__ = (Index("ix_tools_newest", "state", "published_at", "id"),)

    fingerprint: Mapped[str] = mapped_column(String(64))


class ToolText(Base):
    """What lists say of a tool in one language."""

    __tablename__ = "tool_texts"

    tool_id: Mapped[int] = mapped_column(ForeignKey("tools.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    strapline: Mapped[str] = mapped_column(String(300))


class ToolOrganisation(RecordOrganisation, Base):
    """An organisation that uses a tool."""

    __tablename__ = "tool_organisations"

    tool_id: Mapped[int] = mapped_column(ForeignKey("tools.id", ondelete="CASCADE"), primary_key=True)


class ToolVersion(RecordVersion, Base):
    """What a tool said from a moment on."""

    __tablename__ = "tool_versions"
    __table_args__ = (UniqueConstraint("tool_id", "number"),)

    tool_id: Mapped[int] = mapped_column(ForeignKey("tools.id", ondelete="CASCADE"))


class ToolDraft(Timestamps, Base):
    """A tool as editors write it, whether readers see one of that slug or not.

    `pieces` maps a language, or "" for the facts, to drafts.Piece. `base_version`: what was last taken from
    or made public; 0 where nothing was.
    """

    __tablename__ = "tool_drafts"

    id: Mapped[pk]
    slug: Mapped[Slug] = mapped_column(unique=True)
    source_language: Mapped[LanguageCode]
    pieces: Mapped[dict[str, Any]]
    base_version: Mapped[int] = mapped_column(default=0)
    has_changes: Mapped[bool] = mapped_column(default=False)
    is_dropped: Mapped[bool] = mapped_column(default=False)


TOOLS: Final = Tables(
    kind="tool",
    path="tools",
    content=ToolContent,
    record=Tool,
    version=ToolVersion,
    text=ToolText,
    organisation=ToolOrganisation,
)
