"""The desk: what waits for a reviewer, and what waits for an editor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from cop.core.db import db, now
from cop.core.permissions import Actor, Role
from cop.reviews.candidates import AT_WORK
from cop.reviews.enums import AssignmentState, ReviewState, Stage
from cop.reviews.models import Assignment, Conflict, Reply, Review, Score
from cop.reviews.rules import FEWEST_REVIEWS
from cop.submissions import queries as submissions
from cop.submissions.enums import State
from cop.submissions.models import Submission

PAGE: Final = 50
"""Cases of one stage on a page."""
OWN_AT_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A request to me, as my desk shows it."""

    submission_id: int
    title: str
    language: str
    state: AssignmentState
    due_at: datetime
    is_overdue: bool


def own_requests(actor: Actor) -> list[OwnRow]:
    """Return the requests to a reviewer: what is to be answered, what is at work, what is done.

    A case that was declined, withdrawn or taken up again as a draft is its authors' own: it is not there.
    """
    moment = now()
    under_way = and_(Assignment.state.in_(AT_WORK), Submission.state == State.IN_REVIEW)
    done = and_(
        Assignment.state == AssignmentState.DONE,
        Submission.state.in_((State.IN_REVIEW, State.CHANGES_REQUESTED, State.PUBLISHED)),
    )
    rows = db.session.execute(
        select(
            Submission.id, Submission.title, Submission.source_language, Assignment.state, Assignment.due_at
        )
        .join(Assignment, Assignment.submission_id == Submission.id)
        .where(Assignment.reviewer_id == actor.id, or_(under_way, done))
        .order_by(Assignment.state == AssignmentState.DONE, Assignment.due_at, Assignment.id)
        .limit(OWN_AT_MOST)
    )
    return [
        OwnRow(
            row.id,
            row.title,
            row.source_language,
            row.state,
            row.due_at,
            row.state in AT_WORK and row.due_at < moment,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as editors see it in a list; `apart` is the greatest difference on any criterion."""

    id: int
    title: str
    language: str
    stage: Stage
    is_change: bool
    round: int
    since: datetime
    asked: int
    done: int
    overdue: int
    awaits_reply: bool
    apart: int


@dataclass(frozen=True, slots=True)
class StageRows:
    """The cases of one stage: so many in all, and those of this page, the longest waiting first."""

    stage: Stage
    total: int
    rows: tuple[CaseRow, ...]


def stages(actor: Actor, *, language: str = "", stage: Stage | None = None, page: int = 1) -> list[StageRows]:
    """Return what waits for editors by stage, in two statements; of one stage alone a page of it."""
    if Role.EDITOR not in actor.roles:
        return []
    rows = db.session.execute(_cases(actor, language, stage, page)).all()
    differences = _apart([row.id for row in rows])
    found: dict[Stage, list[CaseRow]] = {}
    totals: dict[Stage, int] = {}
    for row in rows:
        at = Stage(row.stage)
        totals[at] = row.total
        found.setdefault(at, []).append(
            CaseRow(
                id=row.id,
                title=row.title,
                language=row.source_language,
                stage=at,
                is_change=row.is_change,
                round=row.round,
                since=row.state_since,
                asked=row.open + row.done,
                done=row.done,
                overdue=row.overdue,
                awaits_reply=row.awaits_reply,
                apart=differences.get(row.id, 0),
            )
        )
    shown = [stage] if stage else list(Stage)
    return [StageRows(at, totals.get(at, 0), tuple(found.get(at, ()))) for at in shown]


def _cases(actor: Actor, language: str, stage: Stage | None, page: int) -> Select[*tuple[Any, ...]]:
    counted = _counted(actor, language).subquery()
    at = case(
        (counted.c.state == State.SUBMITTED, Stage.GATE.value),
        (counted.c.state == State.CHANGES_REQUESTED, Stage.AUTHORS.value),
        (and_(counted.c.open == 0, counted.c.done >= FEWEST_REVIEWS), Stage.READY.value),
        else_=Stage.REVIEW.value,
    )
    staged = select(counted, at.label("stage")).subquery()
    order = (staged.c.state_since, staged.c.id)
    numbered = select(
        staged,
        func.row_number().over(partition_by=staged.c.stage, order_by=order).label("number"),
        func.count().over(partition_by=staged.c.stage).label("total"),
    )
    if stage is not None:
        numbered = numbered.where(staged.c.stage == stage.value)
    cut = numbered.subquery()
    first = (page - 1) * PAGE
    return (
        select(cut).where(cut.c.number.between(first + 1, first + PAGE)).order_by(cut.c.stage, cut.c.number)
    )


def _counted(actor: Actor, language: str) -> Select[*tuple[Any, ...]]:
    def count(*conditions: ColumnElement[bool]) -> Any:
        of_case = Assignment.submission_id == Submission.id
        return select(func.count()).where(of_case, *conditions).correlate(Submission).scalar_subquery()

    is_open = Assignment.state.in_(AT_WORK)
    awaits_reply = exists().where(
        Reply.submission_id == Submission.id,
        Reply.round == Submission.round,
        Reply.replied_at.is_(None),
        Reply.until > now(),
    )
    query = select(
        Submission.id,
        Submission.title,
        Submission.source_language,
        Submission.state,
        Submission.is_change,
        Submission.round,
        Submission.state_since,
        count(is_open).label("open"),
        count(Assignment.state == AssignmentState.DONE).label("done"),
        count(is_open, Assignment.due_at < now()).label("overdue"),
        awaits_reply.label("awaits_reply"),
    ).where(
        Submission.state.in_((State.SUBMITTED, State.IN_REVIEW, State.CHANGES_REQUESTED)),
        submissions.visible_to(actor),
        ~submissions.authored_by(actor),
        ~exists().where(Conflict.submission_id == Submission.id, Conflict.user_id == actor.id),
    )
    return query.where(Submission.source_language == language) if language else query


def _apart(ids: Sequence[int]) -> dict[int, int]:
    """Return by case how far two reviewers differ at most on one criterion, in the present round."""
    each = (
        select(Review.submission_id.label("id"), (func.max(Score.step) - func.min(Score.step)).label("apart"))
        .join(Score, Score.review_id == Review.id)
        .join(Submission, (Submission.id == Review.submission_id) & (Submission.round == Review.round))
        .where(Review.submission_id.in_(ids), Review.state == ReviewState.SUBMITTED)
        .group_by(Review.submission_id, Score.criterion)
        .subquery()
    )
    query = select(each.c.id, func.max(each.c.apart).label("apart")).group_by(each.c.id)
    return {row.id: row.apart or 0 for row in db.session.execute(query)}
