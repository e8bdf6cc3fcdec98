"""What happens to cases in tests: through the gate, to reviewers, and their reviews handed in."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from cop.accounts.models import User
from cop.core.db import db, now
from cop.reviews import assigning, gate, requests
from cop.reviews.enums import ReviewState
from cop.reviews.gate import Answered
from cop.reviews.models import Review, Score
from cop.rubric.criteria import CRITERIA, GATE
from cop.submissions.models import Submission
from tests.people import actor_of
from tests.reviews.samples import NEED

YES = {question.key: Answered(True) for question in GATE}
CONSENT_IS_MISSING = YES | {"consent": Answered(False, "A child is named.")}


def let_through(submission: Submission, editor: User) -> Submission:
    """Answer every question of the gate with yes."""
    gate.let_through(submission, actor=actor_of(editor), answers=YES)
    db.session.commit()
    return submission


def ask_all(submission: Submission, editor: User, reviewers: Sequence[User]) -> None:
    """Ask these reviewers, who all accept."""
    for reviewer in reviewers:
        request = assigning.ask(submission, actor=actor_of(editor), reviewer_id=reviewer.id)
        requests.accept(request, actor=actor_of(reviewer))
    db.session.commit()


def draft_of(submission: Submission, reviewer: User) -> Review:
    """The reviewer's review of the present round."""
    query = select(Review).where(
        Review.submission_id == submission.id,
        Review.reviewer_id == reviewer.id,
        Review.round == submission.round,
    )
    return db.session.scalars(query).one()


def hand_in(
    submission: Submission,
    reviewer: User,
    steps: Mapping[str, int | None] | int = 3,
    *,
    quote: str = NEED,
    to_authors: str = "",
    to_editors: str = "",
) -> Review:
    """Let a reviewer score every criterion; those not named in `steps` are not applicable."""
    review = draft_of(submission, reviewer)
    evidence = [{"kind": "passage", "field": "need", "quote": {"en": quote}}] if quote else []
    review.scores = []
    db.session.flush()
    for criterion in CRITERIA:
        step = steps if isinstance(steps, int) else steps.get(criterion.key)
        reason = {"en": f"{reviewer.name.split()[-1]}: because of {criterion.key}."}
        review.scores.append(Score(criterion=criterion.key, step=step, reason=reason, evidence=evidence))
    review.to_authors, review.to_editors = to_authors, to_editors
    review.state, review.submitted_at = ReviewState.SUBMITTED, now()
    db.session.flush()
    requests.finish(review)
    db.session.commit()
    return review


def reviewed(submission: Submission, editor: User, reviewers: Sequence[User], *steps: int) -> Submission:
    """Take a case that was sent through the gate and to reviewers, who give it these steps throughout."""
    let_through(submission, editor)
    ask_all(submission, editor, reviewers[: len(steps)])
    for reviewer, step in zip(reviewers, steps, strict=False):
        hand_in(submission, reviewer, step)
    return submission
