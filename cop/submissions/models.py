"""Proposals on their way to the public: drafts answer by answer, what was sent, and what happened."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cop.core.db import Base, LanguageCode, Timestamps, now, pk
from cop.submissions.enums import Audience, ProposalState, State, Way


class Submission(Timestamps, Base):
    """One case on its way. It names the public record it changes, or has become, by `target_slug`.

    `answer_until` is how long its authors may say what they think of the reviews, where they are asked.

    `begun_with` is the key that the form carried: the same one twice is one submission.
    """

    __tablename__ = "submissions"
    __table_args__ = (Index("ix_submissions_state", "state", "id"),)

    id: Mapped[pk]
    kind: Mapped[str] = mapped_column(String(40))
    way: Mapped[Way] = mapped_column(default=Way.FORM)
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    title: Mapped[str] = mapped_column(String(300), default="")
    source_language: Mapped[LanguageCode]
    target_slug: Mapped[str | None] = mapped_column(String(120), index=True)
    is_change: Mapped[bool] = mapped_column(default=False)
    round: Mapped[int] = mapped_column(default=0)
    state_since: Mapped[datetime] = mapped_column(default=now)
    answer_until: Mapped[datetime | None]
    begun_with: Mapped[str | None] = mapped_column(String(40), unique=True)
    version: Mapped[int] = mapped_column()

    authors: Mapped[list["Author"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="Author.since"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class Author(Base):
    """Somebody who writes a submission; the owner began it. What came after `seen_event` is news to them."""

    __tablename__ = "submission_authors"

    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    is_owner: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime] = mapped_column(default=now)
    seen_event: Mapped[int] = mapped_column(default=0)


class Answer(Base):
    """One answer of a draft; `language` is empty for what does not depend on it.

    `revision` goes up with every change, so that whoever writes says what they had before their eyes.
    """

    __tablename__ = "submission_answers"
    __table_args__ = (UniqueConstraint("submission_id", "language", "question"),)

    id: Mapped[pk]
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(8), default="")
    question: Mapped[str] = mapped_column(String(60))
    value: Mapped[Any] = mapped_column(JSON)
    revision: Mapped[int] = mapped_column(default=1)
    edited_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    edited_at: Mapped[datetime] = mapped_column(default=now)


class FormerAnswer(Base):
    """What an answer said before: so that nothing is ever lost."""

    __tablename__ = "submission_former_answers"

    id: Mapped[pk]
    answer_id: Mapped[int] = mapped_column(
        ForeignKey("submission_answers.id", ondelete="CASCADE"), index=True
    )
    value: Mapped[Any] = mapped_column(JSON)
    revision: Mapped[int]
    edited_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    edited_at: Mapped[datetime]


class Proposal(Base):
    """Words from a document or a self-description that may answer a question. A person decides.

    `settled_revision` is the revision that accepting it gave to the answer.
    """

    __tablename__ = "submission_proposals"

    id: Mapped[pk]
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(8))
    question: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(200))
    place: Mapped[dict[str, Any]]
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.OPEN)
    settled_revision: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class ImportReport(Base):
    """What was noticed while a document was read: {"kind", "place", "quote"} each."""

    __tablename__ = "submission_import_reports"

    id: Mapped[pk]
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    findings: Mapped[list[dict[str, Any]]]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Round(Base):
    """What was sent in one round, whole and never changed: what reviewers read."""

    __tablename__ = "submission_rounds"

    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime] = mapped_column(default=now)


class Event(Base):
    """Something that happened to a submission, and what was said about it."""

    __tablename__ = "submission_events"

    id: Mapped[pk]
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    action: Mapped[str] = mapped_column(String(40))
    round: Mapped[int] = mapped_column(default=0)
    words: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[Audience] = mapped_column(default=Audience.AUTHORS)
