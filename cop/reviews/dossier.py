"""All that an editor sees of one case: what was sent, who reviews it, how far they agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import aliased

from cop.accounts.models import User
from cop.core.db import db
from cop.core.i18n import best_text
from cop.core.permissions import Actor, Role
from cop.reviews.agreement import Agreement, Severity, agreement, apart, histogram
from cop.reviews.content import shown
from cop.reviews.enums import AssignmentState, Outcome
from cop.reviews.models import Assignment, Decision, GateAnswer, Reply, Review, Score
from cop.reviews.rules import has_no_conflict
from cop.rubric.criteria import Criterion
from cop.rubric.rubrics import Rubric, every_gate_question
from cop.submissions import queries as submissions
from cop.submissions.enums import Happened
from cop.submissions.models import Event, Submission
from cop.submissions.rules import SENT_STATES, is_no_author


def case(id: int, *, actor: Actor) -> Submission | None:
    """Return a case that the actor looks after as an editor, or None where they must not."""
    if Role.EDITOR not in actor.roles:
        return None
    submission = submissions.one(id, actor=actor)
    if submission is None or submission.state not in SENT_STATES:
        return None
    return submission if is_no_author(actor, submission) and has_no_conflict(actor, submission) else None


@dataclass(frozen=True, slots=True)
class Answer:
    """What one reviewer says on one criterion. No step means not applicable."""

    reviewer: str
    step: int | None
    language: str
    reason: str
    evidence: tuple[tuple[str, str, str, str], ...]
    """(kind, field, language, quote)."""
    is_stale: bool


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion with everything that was said on it."""

    criterion: Criterion
    answers: tuple[Answer, ...]
    steps: tuple[int, ...]
    median: float | None
    histogram: tuple[int, ...]
    apart: int
    network: Agreement
    """How far reviewers agree on this criterion over all cases."""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One review that is in, with the name that only editors see; empty where the person has gone."""

    id: int
    label: str
    name: str
    reviewer_id: int | None
    round: int
    confidence: int | None
    to_authors: str
    to_editors: str
    language: str
    submitted_at: datetime | None
    severity: Severity | None


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request to review, as editors see it."""

    id: int
    name: str
    state: AssignmentState
    due_at: datetime
    words: str
    label: str


def rows(
    reviews: Sequence[Review], network: Mapping[str, Agreement], language: str, rubric: Rubric
) -> list[CriterionRow]:
    """Return the criteria of a case, in the rubric's order."""
    return [_row(each, reviews, network.get(each.key) or agreement([]), language) for each in rubric.criteria]


def _row(each: Criterion, reviews: Sequence[Review], network: Agreement, language: str) -> CriterionRow:
    answers = tuple(
        _answer(review, score, language)
        for review in reviews
        for score in review.scores
        if score.criterion == each.key
    )
    steps = tuple(sorted(answer.step for answer in answers if answer.step is not None))
    return CriterionRow(
        criterion=each,
        answers=answers,
        steps=steps,
        median=float(median(steps)) if steps else None,
        histogram=histogram(steps),
        apart=apart(steps),
        network=network,
    )


def _answer(review: Review, score: Score, language: str) -> Answer:
    shown_in, reason = best_text(score.reason, language, review.language) if score.reason else ("", "")
    evidence = tuple(
        (str(item["kind"]), str(item.get("field", "")), *_quote(item.get("quote") or {}, language, review))
        for item in score.evidence
    )
    return Answer(shown(review.reviewer), score.step, shown_in, reason, evidence, score.is_stale)


def _quote(quotes: Mapping[str, str], language: str, review: Review) -> tuple[str, str]:
    return best_text(quotes, language, review.language) if quotes else ("", "")


def case_agreement(reviews: Sequence[Review], rubric: Rubric) -> Agreement:
    """Return how far the reviewers of one case agree: its criteria are the units."""
    return agreement(
        [
            [s.step for r in reviews for s in r.scores if s.criterion == each.key and s.step is not None]
            for each in rubric.criteria
        ]
    )


def review_rows(reviews: Sequence[Review], severity: Mapping[int, Severity]) -> list[ReviewRow]:
    """Return the reviews of a case with the names of those who wrote them."""
    ids = [review.reviewer_id for review in reviews if review.reviewer_id is not None]
    names = {
        row.id: row.name for row in db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    }
    return [
        ReviewRow(
            id=review.id,
            label=shown(review.reviewer),
            name=names.get(review.reviewer_id or 0, ""),
            reviewer_id=review.reviewer_id,
            round=review.round,
            confidence=review.confidence,
            to_authors=review.to_authors,
            to_editors=review.to_editors,
            language=review.language,
            submitted_at=review.submitted_at,
            severity=severity.get(review.reviewer_id or 0),
        )
        for review in reviews
    ]


def requests(submission: Submission) -> list[RequestRow]:
    """Return every request to review this case, in the order in which they were made."""
    query = (
        select(Assignment, User.name, Review.reviewer)
        .join(User, User.id == Assignment.reviewer_id)
        .outerjoin(
            Review,
            (Review.submission_id == Assignment.submission_id)
            & (Review.reviewer_id == Assignment.reviewer_id)
            & (Review.round == submission.round),
        )
        .where(Assignment.submission_id == submission.id)
        .order_by(Assignment.id)
    )
    return [
        RequestRow(a.id, name, a.state, a.due_at, a.words, shown(label) if label else "")
        for a, name, label in db.session.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class GateRow:
    """One answer at the gate."""

    round: int
    question: str
    is_yes: bool
    words: str
    name: str


def gate(submission_id: int) -> list[GateRow]:
    """Return all that was answered at the gate, the last round first."""
    query = (
        select(GateAnswer, User.name)
        .outerjoin(User, User.id == GateAnswer.answered_by)
        .where(GateAnswer.submission_id == submission_id)
    )
    order = {question.key: position for position, question in enumerate(every_gate_question())}
    rows = [
        GateRow(g.round, g.question, g.is_yes, g.words, name or "") for g, name in db.session.execute(query)
    ]
    return sorted(rows, key=lambda row: (-row.round, order.get(row.question, len(order))))


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What was decided on one round."""

    round: int
    outcome: Outcome
    letter: str
    language: str
    name: str
    decided_at: datetime


def decisions(submission_id: int) -> list[DecisionRow]:
    """Return every decision on a case, the last first."""
    query = (
        select(Decision, User.name)
        .outerjoin(User, User.id == Decision.decided_by)
        .where(Decision.submission_id == submission_id)
        .order_by(Decision.round.desc())
    )
    return [
        DecisionRow(d.round, d.outcome, d.letter, d.language, name or "", d.decided_at)
        for d, name in db.session.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """The authors' answer to the reviews: until when it is awaited, and what it says."""

    until: datetime
    replied_at: datetime | None
    words: str
    name: str


def reply(submission: Submission) -> ReplyRow | None:
    """Return the answer of this round, or None where nobody has been asked for one."""
    author = aliased(User)
    query = (
        select(Reply.until, Reply.replied_at, Event.words, author.name)
        .outerjoin(
            Event,
            (Event.submission_id == Reply.submission_id)
            & (Event.actor_id == Reply.replied_by)
            & (Event.round == Reply.round)
            & (Event.action == Happened.SAID)
            & (Event.at >= Reply.opened_at)
            & (Event.at <= Reply.replied_at),
        )
        .outerjoin(author, author.id == Reply.replied_by)
        .where(Reply.submission_id == submission.id, Reply.round == submission.round)
        .order_by(Event.id.desc())
        .limit(1)
    )
    row = db.session.execute(query).one_or_none()
    return ReplyRow(row.until, row.replied_at, row.words or "", row.name or "") if row else None
