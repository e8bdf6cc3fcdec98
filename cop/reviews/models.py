"""Judgements: a review, its scores with reasons, and the scorecard made of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cop.core.db import Base, LanguageCode, Timestamps, now, pk


class Review(Timestamps, Base):
    """One reviewer's judgement of one record, which it names without knowing its type."""

    __tablename__ = "reviews"
    __table_args__ = (UniqueConstraint("subject_kind", "subject_id", "reviewer"),)

    id: Mapped[pk]
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    reviewer: Mapped[str] = mapped_column(String(80))
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    rubric_version: Mapped[int]
    language: Mapped[LanguageCode]
    submitted_at: Mapped[datetime] = mapped_column(default=now)

    scores: Mapped[list["Score"]] = relationship(
        back_populates="review", cascade="all, delete-orphan", passive_deletes=True
    )


class Score(Base):
    """One criterion in one review. No step means not applicable.

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
