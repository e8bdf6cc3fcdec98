"""Judgements: a review, its scores with reasons, and the scorecard made of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cop.core.db import Base, LanguageCode, Timestamps, now, pk
from cop.reviews.enums import AssignmentState, Outcome, ReviewState


class Review(Timestamps, Base):
    """One reviewer's judgement of one record, which it names without knowing its type.

    While it is under way the record is the submission itself, and `reviewer` is "Reviewer 1", never a name.
    Publishing makes the public record the subject; `submission_id` stays. `is_named`: its writer has agreed
    under open review that their name stands with the published scores.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "reviewer", "round"),
        Index("ix_reviews_submission_id_round", "submission_id", "round"),
    )

    id: Mapped[pk]
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    reviewer: Mapped[str] = mapped_column(String(80))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    rubric: Mapped[str] = mapped_column(String(40), default="practices")
    rubric_version: Mapped[int]
    language: Mapped[LanguageCode]
    state: Mapped[ReviewState] = mapped_column(default=ReviewState.SUBMITTED)
    round: Mapped[int] = mapped_column(default=1)
    confidence: Mapped[int | None]
    to_authors: Mapped[str] = mapped_column(Text, default="")
    to_editors: Mapped[str] = mapped_column(Text, default="")
    submitted_at: Mapped[datetime | None] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)
    is_named: Mapped[bool] = mapped_column(default=False)

    scores: Mapped[list["Score"]] = relationship(
        back_populates="review", cascade="all, delete-orphan", passive_deletes=True
    )


class Score(Base):
    """One criterion in one review. No step means not applicable, or in a draft that it `is_undecided`.

    `reason` maps a language to the words. `evidence` holds {"kind", "field", "quote": {language: words}}.
    """

    __tablename__ = "scores"
    __table_args__ = (
        UniqueConstraint("review_id", "criterion"),
        CheckConstraint("step BETWEEN 0 AND 4", name="step_on_scale"),
    )

    id: Mapped[pk]
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id", ondelete="CASCADE"))
    criterion: Mapped[str] = mapped_column(String(40))
    step: Mapped[int | None]
    reason: Mapped[dict[str, Any]]
    evidence: Mapped[list[dict[str, Any]]]
    is_stale: Mapped[bool] = mapped_column(default=False)
    is_undecided: Mapped[bool] = mapped_column(default=False)

    review: Mapped[Review] = relationship(back_populates="scores")


class Scorecard(Base):
    """The sum of the reviews of one record, kept so that lists need not count.

    `steps` maps a criterion to {"steps": [...], "not_applicable": n}.
    """

    __tablename__ = "scorecards"

    subject_kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reviewers: Mapped[int]
    is_demonstration: Mapped[bool]
    steps: Mapped[dict[str, Any]]


class Assignment(Timestamps, Base):
    """A request to somebody to review a submission."""

    __tablename__ = "review_assignments"
    __table_args__ = (UniqueConstraint("submission_id", "reviewer_id"),)

    id: Mapped[pk]
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    state: Mapped[AssignmentState] = mapped_column(default=AssignmentState.ASKED)
    due_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    words: Mapped[str] = mapped_column(String(1000), default="")


class Conflict(Base):
    """Somebody who must not review a submission, as they themselves have said."""

    __tablename__ = "review_conflicts"

    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    words: Mapped[str] = mapped_column(String(1000), default="")
    at: Mapped[datetime] = mapped_column(default=now)


class GateAnswer(Base):
    """An editor's answer to one question of the gate, in one round."""

    __tablename__ = "gate_answers"

    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True
    )
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question: Mapped[str] = mapped_column(String(40), primary_key=True)
    is_yes: Mapped[bool]
    words: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    answered_at: Mapped[datetime] = mapped_column(default=now)


class Reply(Base):
    """The authors' chance to answer the reviews of one round, before it is decided.

    Their words are an event of the submission; this says until when they are awaited, and when they came.
    """

    __tablename__ = "review_replies"

    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True
    )
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    opened_at: Mapped[datetime] = mapped_column(default=now)
    until: Mapped[datetime]
    replied_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    replied_at: Mapped[datetime | None]


class Decision(Base):
    """What an editor decided on one round, once. `report` is for the authors of a declined case alone."""

    __tablename__ = "decisions"
    __table_args__ = (UniqueConstraint("submission_id", "round"),)

    id: Mapped[pk]
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    round: Mapped[int]
    outcome: Mapped[Outcome]
    language: Mapped[LanguageCode]
    letter: Mapped[str] = mapped_column(Text)
    report: Mapped[dict[str, Any]]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime] = mapped_column(default=now)


class ReviewerProfile(Base):
    """What somebody wishes to review: languages, concepts of the vocabulary, how much at once."""

    __tablename__ = "reviewer_profiles"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    languages: Mapped[list[str]] = mapped_column(JSON)
    themes: Mapped[list[str]] = mapped_column(JSON)
    most_at_once: Mapped[int] = mapped_column(default=3)
