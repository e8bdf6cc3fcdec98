"""Feedback tools: what lists and pages need in columns, and every version whole."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column

from cop.core.db import Base, LanguageCode, Slug, Timestamps, now, pk
from cop.tools.enums import ToolState


class Tool(Timestamps, Base):
    """A tool as it is public now. Its content is the version of that number."""

    __tablename__ = "tools"
    __table_args__ = (Index("ix_tools_newest", "state", "published_at", "id"),)

    id: Mapped[pk]
    slug: Mapped[Slug] = mapped_column(unique=True)
    state: Mapped[ToolState] = mapped_column(default=ToolState.PUBLISHED)
    source_language: Mapped[LanguageCode]
    version_number: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(default=now)


class ToolText(Base):
    """What lists say of a tool in one language."""

    __tablename__ = "tool_texts"

    tool_id: Mapped[int] = mapped_column(ForeignKey("tools.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    strapline: Mapped[str] = mapped_column(String(300))


class ToolOrganisation(Base):
    """An organisation that uses a tool."""

    __tablename__ = "tool_organisations"

    tool_id: Mapped[int] = mapped_column(ForeignKey("tools.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    position: Mapped[int]


class ToolVersion(Base):
    """What a tool said from a moment on: canonical JSON of a ToolContent. Never changed."""

    __tablename__ = "tool_versions"
    __table_args__ = (UniqueConstraint("tool_id", "number"),)

    id: Mapped[pk]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tools.id", ondelete="CASCADE"))
    number: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)


IS_CURRENT: ColumnElement[bool] = and_(
    ToolVersion.tool_id == Tool.id, ToolVersion.number == Tool.version_number
)
"""Joins a tool with the version that is public now."""
