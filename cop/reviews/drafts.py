"""Reviews before they are in: an empty one, and the former one taken up again for what was sent anew."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from cop.core.db import db
from cop.reviews.content import label_of, number_of
from cop.reviews.enums import ReviewState
from cop.reviews.evidence import is_stale
from cop.reviews.models import Review, Score
from cop.submissions.models import Submission
from cop.submissions.queries import KIND, rubric_of


def begin(submission: Submission, *, reviewer_id: int, language: str) -> Review:
    """Return the reviewer's draft of this round, an empty one where there is none. The case is locked."""
    earlier = _reviews(submission.id)
    present = next((r for r in earlier if r.reviewer_id == reviewer_id and r.round == submission.round), None)
    return present or _add(submission, earlier, reviewer_id, language)


def take_up(submission: Submission, *, reviewer_id: int, language: str, words: str) -> Review:
    """Return a draft of this round that holds what the reviewer said in the last one.

    `words` are all those of the new text: a score whose quote is not among them is stale.
    """
    earlier = _reviews(submission.id)
    draft = begin(submission, reviewer_id=reviewer_id, language=language)
    own = [r for r in earlier if r.reviewer_id == reviewer_id and r.round < submission.round]
    if draft.scores or not own:
        return draft
    former = max(own, key=lambda review: review.round)
    draft.confidence = former.confidence
    draft.to_authors, draft.to_editors = former.to_authors, former.to_editors
    draft.language = former.language
    draft.scores = [
        Score(
            criterion=score.criterion,
            step=score.step,
            reason=dict(score.reason),
            evidence=list(score.evidence),
            is_stale=is_stale(score.evidence, words),
            is_undecided=score.is_undecided,
        )
        for score in former.scores
    ]
    db.session.flush()  # whoever reads next reads rows
    return draft


def _reviews(submission_id: int) -> list[Review]:
    query = select(Review).where(Review.submission_id == submission_id).options(selectinload(Review.scores))
    return list(db.session.scalars(query.order_by(Review.id)))


def _add(submission: Submission, earlier: list[Review], reviewer_id: int, language: str) -> Review:
    own = next((r.reviewer for r in earlier if r.reviewer_id == reviewer_id), None)
    highest = max((number_of(review.reviewer) for review in earlier), default=0)
    rubric = rubric_of(submission.kind)
    review = Review(
        subject_kind=KIND,
        subject_id=submission.id,
        submission_id=submission.id,
        reviewer=own or label_of(highest + 1),
        reviewer_id=reviewer_id,
        rubric=rubric.key,
        rubric_version=rubric.version,
        language=language or submission.source_language,
        state=ReviewState.DRAFT,
        round=submission.round,
        submitted_at=None,
        scores=[],
    )
    db.session.add(review)
    db.session.flush()  # its number is taken now
    return review
