"""Reading reviews and scorecards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from cop.accounts.models import User
from cop.core.db import db
from cop.core.i18n import best_text
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor
from cop.core.submittable import Submittable
from cop.reviews.content import number_of
from cop.reviews.enums import AssignmentState, Outcome, ReviewState
from cop.reviews.models import Assignment, Decision, Reply, Review, Score, Scorecard
from cop.reviews.naming import names_are_shown
from cop.rubric.rules import CriterionScore, counted
from cop.submissions import queries as submissions
from cop.submissions.enums import State
from cop.submissions.models import Submission


@dataclass(frozen=True, slots=True)
class CardScores:
    """The scorecard of one record as lists need it: scores by criterion."""

    reviewers: int
    is_demonstration: bool
    scores: Mapping[str, CriterionScore]

    @property
    def medians(self) -> dict[str, float | None]:
        """Median step by criterion; None where there are too few."""
        return {key: score.median for key, score in self.scores.items()}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a score rests on: words of a section, and the language they are shown in."""

    kind: str
    field: str
    language: str
    quote: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One reviewer's answer on one criterion. No step means not applicable."""

    reviewer: str
    step: int | None
    language: str
    text: str
    evidence: tuple[Evidence, ...]
    is_demonstration: bool
    is_stale: bool = False
    name: str = ""
    """Of a reviewer who has agreed to be named, where the network has chosen open review."""


SCORES = Scorecard.reviewers, Scorecard.is_demonstration, Scorecard.steps
"""The columns that `card_scores` reads."""


def scorecard_of(kind: str, id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Return how the scorecard of the record of that column is joined, for who reads more of it."""
    return and_(Scorecard.subject_kind == kind, Scorecard.subject_id == id)


def card_scores(row: Any) -> CardScores | None:
    """Return the scorecard that a row holds; None where there is none."""
    if row.steps is None:
        return None
    scores = {key: counted(tuple(s["steps"]), s["not_applicable"]) for key, s in row.steps.items()}
    return CardScores(row.reviewers, row.is_demonstration, scores)


# Made once: making a statement costs more than SQLite needs to answer it.
_SCORECARDS = select(Scorecard.subject_id, *SCORES).where(
    Scorecard.subject_kind == bindparam("kind"), Scorecard.subject_id.in_(bindparam("ids", expanding=True))
)


def scorecards(kind: str, ids: Sequence[int]) -> dict[int, CardScores]:
    """Return the scorecards of these records by id; one without reviews is left out."""
    rows = db.session.connection().execute(_SCORECARDS, {"kind": kind, "ids": ids})
    return {row.subject_id: card for row in rows if (card := card_scores(row)) is not None}


_REASONS = (
    select(
        Score.criterion,
        Score.step,
        Score.reason,
        Score.evidence,
        Score.is_stale,
        Review.reviewer,
        Review.language,
        Review.is_demonstration,
        case((Review.is_named, User.name), else_="").label("name"),
    )
    .join(Review, Review.id == Score.review_id)
    .outerjoin(User, User.id == Review.reviewer_id)
    .where(
        Review.subject_kind == bindparam("kind"),
        Review.subject_id == bindparam("id"),
        Review.state == ReviewState.SUBMITTED,
    )
    .order_by(Review.id, Score.id)
)


def reasons(kind: str, id: int, language: str) -> dict[str, list[Reason]]:
    """Return every reviewer's reasons by criterion, in the reader's language where they exist in it."""
    found: dict[str, list[Reason]] = {}
    is_open = names_are_shown()
    for row in db.session.connection().execute(_REASONS, {"kind": kind, "id": id}):
        shown_in, text = best_text(row.reason, language, row.language) if row.reason else ("", "")
        evidence = tuple(_evidence(item, language, row.language) for item in row.evidence)
        found.setdefault(row.criterion, []).append(
            Reason(
                row.reviewer,
                row.step,
                shown_in,
                text,
                evidence,
                row.is_demonstration,
                row.is_stale,
                (row.name or "") if is_open else "",
            )
        )
    return found


def _evidence(item: Mapping[str, object], language: str, source_language: str) -> Evidence:
    if item["kind"] == "file":
        # Its name may name somebody, and the file itself need not be public.
        return Evidence("file", "", language, _("A file that came with the case"))
    quotes = item.get("quote")
    shown_in, quote = (
        best_text(quotes, language, source_language) if isinstance(quotes, dict) and quotes else ("", "")
    )
    return Evidence(str(item["kind"]), str(item.get("field", "")), shown_in, quote)


def sent(submission: Submission) -> tuple[Submittable, Any]:
    """Return (record type, content) of what was sent last, which is what reviewers read."""
    value = submissions.submittable(submission.kind)
    last = submissions.round_of(submission.id, submission.round)
    if last is None:
        raise LookupError(f"submission {submission.id} has no round {submission.round}")
    return value, value.parse(last.content)


def changes(submission: Submission) -> Sequence[tuple[str, str, Sequence[tuple[str, str]]]]:
    """Return what the last round changed: (language, label, parts); nothing in the first round."""
    before = submissions.round_of(submission.id, submission.round - 1) if submission.round > 1 else None
    if before is None:
        return []
    value, content = sent(submission)
    return value.differences(value.parse(before.content), content)


def locked(submission: Submission) -> Submission:
    """Return it as it is now, and let nobody else change it before this transaction ends."""
    # On SQLite a writer is alone from its beginning; on PostgreSQL the second one waits here.
    db.session.refresh(submission, with_for_update=True)
    return submission


def assignment_of(submission_id: int, reviewer_id: int) -> Assignment | None:
    """Return the request to somebody for a case, whatever became of it."""
    return db.session.scalar(
        select(Assignment).where(
            Assignment.submission_id == submission_id, Assignment.reviewer_id == reviewer_id
        )
    )


def case_of(assignment: Assignment) -> Submission:
    """Return the case that a request is about, locked, and the request as it then is."""
    submission = locked(db.session.get_one(Submission, assignment.submission_id))
    db.session.refresh(assignment)
    return submission


def awaited(submission_id: int) -> list[Assignment]:
    """Return the requests of a case that neither a review nor a no has answered."""
    query = select(Assignment).where(
        Assignment.submission_id == submission_id,
        Assignment.state.in_((AssignmentState.ASKED, AssignmentState.ACCEPTED)),
    )
    return list(db.session.scalars(query.order_by(Assignment.id)))


def standing(submission_id: int) -> list[Review]:
    """Return the reviews of a case that count: of each reviewer the last one that is in."""
    return _last_of_each(submission_id, true())


def _last_of_each(submission_id: int, condition: ColumnElement[bool]) -> list[Review]:
    query = (
        select(Review)
        .where(Review.submission_id == submission_id, Review.state == ReviewState.SUBMITTED, condition)
        .options(selectinload(Review.scores))
        .order_by(Review.round, Review.id)
    )
    last = {review.reviewer: review for review in db.session.scalars(query)}
    return sorted(last.values(), key=lambda review: number_of(review.reviewer))


def request_to(submission_id: int, *, actor: Actor) -> tuple[Assignment, Submission] | None:
    """Return the open request to the actor for a case that is with the reviewers, or None."""
    query = (
        select(Assignment, Submission)
        .join(Submission, Submission.id == Assignment.submission_id)
        .where(
            Submission.id == submission_id,
            Submission.state == State.IN_REVIEW,
            Assignment.reviewer_id == actor.id,
            Assignment.state.in_((AssignmentState.ASKED, AssignmentState.ACCEPTED)),
        )
    )
    row = db.session.execute(query).one_or_none()
    return (row[0], row[1]) if row else None


def open_to_authors(submission_id: int) -> list[Review]:
    """Return what the authors of a case may read: reviews of rounds opened to them, or decided on."""
    opened = select(Reply.round).where(Reply.submission_id == submission_id)
    decided = select(Decision.round).where(Decision.submission_id == submission_id)
    return _last_of_each(submission_id, or_(Review.round.in_(opened), Review.round.in_(decided)))


def last_report(submission_id: int) -> Decision | None:
    """Return the last decision that declined a case, with its report."""
    query = select(Decision).where(
        Decision.submission_id == submission_id, Decision.outcome == Outcome.DECLINE
    )
    return db.session.scalar(query.order_by(Decision.round.desc()).limit(1))
