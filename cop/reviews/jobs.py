"""Reminders: three days before a review is due, and on the day after; each once."""

from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, or_, select

from cop.core.db import db, now, transaction
from cop.core.timers import Timer
from cop.reviews.candidates import AT_WORK
from cop.reviews.mails import tell_editors, tell_reviewer
from cop.reviews.models import Assignment
from cop.submissions.enums import State
from cop.submissions.models import Submission

BEFORE: Final = timedelta(days=3)
AFTER: Final = timedelta(days=1)
BATCH: Final = 100
"""Reminders of one transaction; the rest follows in the next round."""


def remind() -> None:
    """Remind everybody who is due to be reminded."""
    moment = now()
    is_soon = and_(
        Assignment.due_at > moment, Assignment.due_at <= moment + BEFORE, Assignment.reminded_at.is_(None)
    )
    is_late = and_(
        Assignment.due_at <= moment - AFTER,
        or_(Assignment.reminded_at.is_(None), Assignment.reminded_at < Assignment.due_at),
    )
    while _remind_some(is_soon, "due_soon") or _remind_some(is_late, "overdue"):
        pass


def _remind_some(is_due: ColumnElement[bool], template: str) -> bool:
    query = (
        select(Assignment, Submission)
        .join(Submission, Submission.id == Assignment.submission_id)
        .where(Assignment.state.in_(AT_WORK), Submission.state == State.IN_REVIEW, is_due)
        .order_by(Assignment.id)
        .limit(BATCH)
    )
    with transaction():
        found = db.session.execute(query).all()
        for assignment, submission in found:
            assignment.reminded_at = now()
            tell_reviewer(assignment, submission, template)
            if template == "overdue":
                due = int(assignment.due_at.timestamp())
                tell_editors(submission, "overdue_editors", reason=f"{assignment.id}:{due}")
    return bool(found)


REMIND: Final = Timer("remind reviewers", timedelta(minutes=10).total_seconds(), remind)
