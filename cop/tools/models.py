"""Feedback tools: what lists and pages need in columns, and every version whole."""

from typing import Final

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cop.core.db import Base
from cop.records.models import (
    RecordDraft,
    RecordFormerPart,
    RecordOrganisation,
    RecordPart,
    RecordVersion,
    Tables,
    VersionedRecord,
)
from cop.tools.content import ToolContent


class Tool(VersionedRecord, Base):
    """A tool as it is public now. Its content is the version of that number."""

    __tablename__ = "tools"
    __table_args__ = (Index("ix_tools_newest", "published_at", "id", "state"),)

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


class ToolDraft(RecordDraft, Base):
    """A tool as editors write it."""

    __tablename__ = "tool_drafts"


class ToolPart(RecordPart, Base):
    """The facts of a draft, or its text in one language."""

    __tablename__ = "tool_draft_parts"
    __table_args__ = (UniqueConstraint("draft_id", "language", "kind", "key"),)

    draft_id: Mapped[int] = mapped_column(ForeignKey("tool_drafts.id", ondelete="CASCADE"))


class FormerToolPart(RecordFormerPart, Base):
    """What they said before."""

    __tablename__ = "tool_former_parts"

    part_id: Mapped[int] = mapped_column(ForeignKey("tool_draft_parts.id", ondelete="CASCADE"), index=True)


TOOLS: Final = Tables(
    kind="tool",
    path="tools",
    content=ToolContent,
    record=Tool,
    version=ToolVersion,
    text=ToolText,
    organisation=ToolOrganisation,
)
