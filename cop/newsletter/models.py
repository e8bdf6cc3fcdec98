"""Issues of the newsletter and their editions in each language."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cop.core.db import Base, LanguageCode, Timestamps, pk
from cop.newsletter.enums import IssueState, Purpose


class Issue(Timestamps, Base):
    """One issue, whatever the number of its languages.

    `blocks` are what it is put together from, in their order: {"key", "kind", "id"}; the key names the
    block in the editions. `version` goes up with every change of what is not text. `source` names
    what an issue was rebuilt from.
    """

    __tablename__ = "newsletter_issues"

    id: Mapped[pk]
    number: Mapped[int] = mapped_column(unique=True)
    state: Mapped[IssueState] = mapped_column(default=IssueState.DRAFT)
    purpose: Mapped[Purpose] = mapped_column(default=Purpose.ISSUES)
    version: Mapped[int] = mapped_column(default=1)
    source_language: Mapped[LanguageCode]
    blocks: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    topics: Mapped[list[str]] = mapped_column(JSON, default=list)
    source: Mapped[str] = mapped_column(String(300), default="")
    send_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    corrected_at: Mapped[datetime | None]

    editions: Mapped[list["Edition"]] = relationship(
        back_populates="issue", cascade="all, delete-orphan", order_by="Edition.id", lazy="selectin"
    )


class Edition(Timestamps, Base):
    """An issue in one language. `intros` maps the key of a block to its introduction."""

    __tablename__ = "newsletter_editions"
    __table_args__ = (UniqueConstraint("issue_id", "language"),)

    id: Mapped[pk]
    issue_id: Mapped[int] = mapped_column(ForeignKey("newsletter_issues.id", ondelete="CASCADE"))
    language: Mapped[LanguageCode]
    version: Mapped[int] = mapped_column(default=1)
    texts: Mapped[dict[str, str]] = mapped_column(default=dict)
    intros: Mapped[dict[str, str]] = mapped_column(default=dict)
    correction: Mapped[str] = mapped_column(Text, default="")

    issue: Mapped[Issue] = relationship(back_populates="editions")
