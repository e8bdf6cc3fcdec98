"""Writing reviews, and keeping the scorecard equal to them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from sqlalchemy import delete, select, update

from cop.core import audit, outbox, stamps
from cop.core.db import db
from cop.core.errors import InvalidError
from cop.core.permissions import Actor, authorize
from cop.reviews.enums import ReviewState
from cop.reviews.evidence import is_stale, words_of_passages
from cop.reviews.models import Review, Score, Scorecard
from cop.reviews.rules import Permission
from cop.rubric.rubrics import RUBRICS
from cop.rubric.rules import score
from cop.search import index
from cop.submissions.queries import KIND as SUBMISSION

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]


class EvidenceContent(BaseModel):
    """What a score points at."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["passage", "figure", "link"]
    field: str = ""
    quote: dict[str, Words] = Field(default_factory=dict)


class ScoreContent(BaseModel):
    """One criterion: a step with reason and evidence, or not applicable with a reason."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    step: int | None = Field(default=None, ge=0, le=4)
    not_applicable: bool = False
    reason: dict[str, Words] = Field(min_length=1)
    evidence: list[EvidenceContent] = Field(default_factory=list)

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if (self.step is None) != self.not_applicable:
            raise ValueError("a step, or not applicable: one of the two")
        if self.step and not self.evidence:
            raise ValueError("a step above 0 needs evidence")
        return self


class ReviewContent(BaseModel):
    """One review as files give it; scores by criterion, all of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reviewer: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    language: Annotated[str, StringConstraints(min_length=2, max_length=8)]
    scores: dict[str, ScoreContent]

    @model_validator(mode="after")
    def _all_criteria(self) -> Self:
        if all(set(self.scores) != {c.key for c in rubric.criteria} for rubric in RUBRICS.values()):
            raise ValueError("a review answers every criterion, and no other")
        return self


def put_demonstrations(kind: str, id: int, contents: Sequence[ReviewContent], *, actor: Actor) -> bool:
    """Make these the demonstration reviews of a record; return whether anything changed."""
    authorize(actor, Permission.WRITE_DEMONSTRATION)
    if len({content.reviewer for content in contents}) != len(contents):
        raise InvalidError("reviewer", "a reviewer reviews a record once")
    present = db.session.scalars(
        select(Review)
        .where(Review.subject_kind == kind, Review.subject_id == id, Review.is_demonstration.is_(True))
        .order_by(Review.id)
    ).all()
    if [_as_content(review) for review in present] == list(contents):
        return False
    for review in present:
        db.session.delete(review)
    db.session.flush()  # the old reviews go first: the same reviewer may come back
    db.session.add_all(_as_review(kind, id, content) for content in contents)
    db.session.flush()  # the scorecard is counted from rows
    refresh_scorecard(kind, id)
    audit.record(actor, "reviews.put_demonstrations", kind, id, reviews=len(contents))
    return True


def remove_demonstrations(*, actor: Actor) -> int:
    """Remove every demonstration review; return how many there were."""
    authorize(actor, Permission.REMOVE_DEMONSTRATION)
    demonstrations = Review.is_demonstration.is_(True)
    rows = db.session.execute(select(Review.subject_kind, Review.subject_id).where(demonstrations)).all()
    db.session.execute(delete(Score).where(Score.review_id.in_(select(Review.id).where(demonstrations))))
    db.session.execute(delete(Review).where(demonstrations))
    for kind, id in sorted({(row.subject_kind, row.subject_id) for row in rows}):
        refresh_scorecard(kind, id)
    if rows:
        audit.record(actor, "reviews.remove_demonstrations", "review", "all", reviews=len(rows))
    return len(rows)


def make_public(
    kind: str, id: int, review_ids: Sequence[int], *, passages: Iterable[tuple[str, str, str, str]]
) -> None:
    """Let these reviews be those of a public record, which has just become what `passages` say.

    Those that stood there go back to the submissions that they were written for; demonstrations go.
    Without new reviews the old ones stay, and scores whose quotes are gone are marked.
    """
    is_there = (Review.subject_kind == kind) & (Review.subject_id == id)
    if review_ids:
        demonstrations = select(Review.id).where(is_there, Review.is_demonstration.is_(True))
        db.session.execute(delete(Score).where(Score.review_id.in_(demonstrations)))
        db.session.execute(delete(Review).where(is_there, Review.is_demonstration.is_(True)))
        db.session.execute(
            update(Review)
            .where(is_there, Review.submission_id.is_not(None))
            .values(subject_kind=SUBMISSION, subject_id=Review.submission_id)
        )
        db.session.execute(
            update(Review).where(Review.id.in_(review_ids)).values(subject_kind=kind, subject_id=id)
        )
    words = words_of_passages(passages)
    for score_row in db.session.scalars(select(Score).join(Review).where(is_there)):
        score_row.is_stale = is_stale(score_row.evidence, words)
    db.session.flush()  # the scorecard is counted from rows
    refresh_scorecard(kind, id)


def refresh_scorecard(kind: str, id: int) -> None:
    """Count the reviews of a record again, and let search and pages know."""
    rows = db.session.execute(
        select(Score.criterion, Score.step, Review.id, Review.is_demonstration)
        .join(Review)
        .where(Review.subject_kind == kind, Review.subject_id == id, Review.state == ReviewState.SUBMITTED)
    ).all()
    db.session.execute(delete(Scorecard).where(Scorecard.subject_kind == kind, Scorecard.subject_id == id))
    if rows:
        steps: dict[str, Mapping[str, object]] = {}
        given = {row.criterion for row in rows}
        judged = (r for r in RUBRICS.values() if given & {c.key for c in r.criteria})
        for criterion in (criterion for rubric in judged for criterion in rubric.criteria):
            counted = score(row.step for row in rows if row.criterion == criterion.key)
            steps[criterion.key] = {"steps": list(counted.steps), "not_applicable": counted.not_applicable}
        db.session.add(
            Scorecard(
                subject_kind=kind,
                subject_id=id,
                reviewers=len({row.id for row in rows}),
                is_demonstration=any(row.is_demonstration for row in rows),
                steps=steps,
            )
        )
    db.session.flush()  # the row stands before the job that will read it
    outbox.enqueue(index.JOB_KIND, [index.subject(kind, id)])
    stamps.bump(stamps.CONTENT)


def _as_review(kind: str, id: int, content: ReviewContent) -> Review:
    scores = [
        Score(
            criterion=key,
            step=given.step,
            reason=dict(given.reason),
            evidence=[item.model_dump() for item in given.evidence],
        )
        for key, given in content.scores.items()
    ]
    rubric = next(r for r in RUBRICS.values() if {c.key for c in r.criteria} == set(content.scores))
    return Review(
        subject_kind=kind,
        subject_id=id,
        reviewer=content.reviewer,
        language=content.language,
        is_demonstration=True,
        rubric=rubric.key,
        rubric_version=rubric.version,
        scores=scores,
    )


def _as_content(review: Review) -> ReviewContent:
    return ReviewContent(
        reviewer=review.reviewer,
        language=review.language,
        scores={
            s.criterion: ScoreContent(
                step=s.step,
                not_applicable=s.step is None,
                reason=s.reason,
                evidence=[EvidenceContent.model_validate(item) for item in s.evidence],
            )
            for s in review.scores
        },
    )
