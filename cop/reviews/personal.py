"""What is kept about reviewers and editors, and how it ends."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import delete, func, select, update

from cop.core import stamps
from cop.core.db import db
from cop.core.i18n import lazy_gettext as _l
from cop.core.i18n import ngettext
from cop.core.privacy import PersonalData
from cop.reviews.content import OUTCOMES, REQUEST_STATES, REVIEW_STATES
from cop.reviews.enums import ReviewState
from cop.reviews.models import Assignment, Conflict, Decision, GateAnswer, Reply, Review, ReviewerProfile
from cop.rubric.rubrics import RUBRICS, every_gate_question

Rows = Iterator[Mapping[str, Any]]


def _reviews(person_id: int) -> Rows:
    for review in db.session.scalars(
        select(Review).where(Review.reviewer_id == person_id).order_by(Review.id)
    ):
        yield {
            "submission": review.submission_id,
            "round": review.round,
            "state": review.state,
            "to_authors": review.to_authors,
            "to_editors": review.to_editors,
            "is_named": review.is_named,
            "scores": [
                {"criterion": s.criterion, "step": s.step, "reason": s.reason, "evidence": s.evidence}
                for s in review.scores
            ],
        }


def _erase_reviews(person_id: int) -> None:
    """Delete what was never handed in, and take the person out of the rest: decisions stand on it."""
    own = Review.reviewer_id == person_id
    for draft in db.session.scalars(select(Review).where(own, Review.state == ReviewState.DRAFT)):
        db.session.delete(draft)
    db.session.flush()
    db.session.execute(update(Review).where(own).values(reviewer_id=None, is_named=False))
    stamps.bump(stamps.CONTENT)  # the name may stand on pages that are kept drawn


def _effects(person_id: int) -> Iterator[str]:
    query = select(Review.state, func.count()).where(Review.reviewer_id == person_id).group_by(Review.state)
    counts: dict[ReviewState, int] = dict(db.session.execute(query).all())
    if n := counts.get(ReviewState.DRAFT, 0):
        yield ngettext(
            "%(n)s review that you have not sent will be deleted.",
            "%(n)s reviews that you have not sent will be deleted.",
            n,
        )
    if n := counts.get(ReviewState.SUBMITTED, 0):
        yield ngettext(
            "%(n)s review that you have sent stays, without your name.",
            "%(n)s reviews that you have sent stay, without your name.",
            n,
        )


def _assignments(person_id: int) -> Rows:
    for row in db.session.scalars(
        select(Assignment).where(Assignment.reviewer_id == person_id).order_by(Assignment.id)
    ):
        yield {
            "submission": row.submission_id,
            "state": row.state,
            "due_at": row.due_at.isoformat(),
            "words": row.words,
        }


def _erase_assignments(person_id: int) -> None:
    db.session.execute(delete(Assignment).where(Assignment.reviewer_id == person_id))
    db.session.execute(update(Assignment).where(Assignment.asked_by == person_id).values(asked_by=None))


def _conflicts(person_id: int) -> Rows:
    for row in db.session.scalars(select(Conflict).where(Conflict.user_id == person_id)):
        yield {"submission": row.submission_id, "words": row.words, "at": row.at.isoformat()}


def _gate_answers(person_id: int) -> Rows:
    for row in db.session.scalars(select(GateAnswer).where(GateAnswer.answered_by == person_id)):
        yield {
            "submission": row.submission_id,
            "round": row.round,
            "question": row.question,
            "is_yes": row.is_yes,
            "words": row.words,
        }


def _decisions(person_id: int) -> Rows:
    for row in db.session.scalars(select(Decision).where(Decision.decided_by == person_id)):
        yield {
            "submission": row.submission_id,
            "round": row.round,
            "outcome": row.outcome,
            "letter": row.letter,
            "decided_at": row.decided_at.isoformat(),
        }


def _replies(person_id: int) -> Rows:
    is_theirs = (Reply.opened_by == person_id) | (Reply.replied_by == person_id)
    for row in db.session.scalars(select(Reply).where(is_theirs)):
        yield {
            "submission": row.submission_id,
            "round": row.round,
            "has_opened": row.opened_by == person_id,
            "has_replied": row.replied_by == person_id,
        }


def _erase_replies(person_id: int) -> None:
    db.session.execute(update(Reply).where(Reply.opened_by == person_id).values(opened_by=None))
    db.session.execute(update(Reply).where(Reply.replied_by == person_id).values(replied_by=None))


def _profile(person_id: int) -> Rows:
    for row in db.session.scalars(select(ReviewerProfile).where(ReviewerProfile.user_id == person_id)):
        yield {"languages": row.languages, "themes": row.themes, "most_at_once": row.most_at_once}


def _delete(model: Any) -> Callable[[int], None]:
    def erase(person_id: int) -> None:
        db.session.execute(delete(model).where(model.user_id == person_id))

    return erase


def _take_out(model: Any, column: str) -> Callable[[int], None]:
    def erase(person_id: int) -> None:
        db.session.execute(update(model).where(getattr(model, column) == person_id).values({column: None}))

    return erase


_NAMELESS: Final = _l("As long as the case is kept; when you leave, your name is taken off it.")
_UNTIL_LEAVING: Final = _l("As long as the case is kept, or until you leave.")

_CRITERIA: Final = {each.key: each.label for rubric in RUBRICS.values() for each in rubric.criteria}

PERSONAL: Final[tuple[PersonalData, ...]] = (
    PersonalData(
        "reviews",
        _l("Your reviews"),
        _l("What you wrote as a reviewer: decisions are made on it, and published scores rest on it."),
        _NAMELESS,
        _reviews,
        _erase_reviews,
        _effects,
        values={"state": REVIEW_STATES, "criterion": _CRITERIA},
    ),
    PersonalData(
        "review_assignments",
        _l("Requests to review"),
        _l("Who was asked to review which case, and until when."),
        _UNTIL_LEAVING,
        _assignments,
        _erase_assignments,
        values={"state": REQUEST_STATES},
    ),
    PersonalData(
        "review_conflicts",
        _l("Conflicts of interest that you declared"),
        _l("Who must not review which case, as they have said themselves."),
        _UNTIL_LEAVING,
        _conflicts,
        _delete(Conflict),
    ),
    PersonalData(
        "gate_answers",
        _l("Your answers at the gate"),
        _l("Which editor answered the questions before a review."),
        _NAMELESS,
        _gate_answers,
        _take_out(GateAnswer, "answered_by"),
        values={"question": {each.key: each.question for each in every_gate_question()}},
    ),
    PersonalData(
        "decisions",
        _l("Your decisions"),
        _l("Which editor decided on a case, and what they wrote to its authors."),
        _NAMELESS,
        _decisions,
        _take_out(Decision, "decided_by"),
        values={"outcome": OUTCOMES},
    ),
    PersonalData(
        "review_replies",
        _l("Replies to reviews"),
        _l("Who asked the authors for an answer to the reviews, and who of them gave it."),
        _NAMELESS,
        _replies,
        _erase_replies,
    ),
    PersonalData(
        "reviewer_profiles",
        _l("What you wish to review"),
        _l("What you wish to review: languages, themes, how much at once."),
        _l("Until you change it or leave."),
        _profile,
        _delete(ReviewerProfile),
    ),
)
