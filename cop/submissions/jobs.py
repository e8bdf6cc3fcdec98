"""The end of drafts that nobody has touched for years: told of by mail first, then deleted."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from cop.core.db import db, now, transaction
from cop.core.permissions import SYSTEM
from cop.core.timers import Timer
from cop.mail.models import MailMessage
from cop.submissions import mails
from cop.submissions.drafting import delete_draft
from cop.submissions.enums import State
from cop.submissions.models import Answer, Submission

KEPT = timedelta(days=730)
TOLD_BEFORE = timedelta(days=30)
AT_ONCE = 100


def forget_drafts() -> None:
    """Tell the authors of drafts that are nearly two years old, and delete those that they let go."""
    found = _untouched_since(now() - KEPT + TOLD_BEFORE)
    db.session.rollback()  # each gets a transaction of its own
    for id, touched in found:
        with transaction():
            _end(db.session.get_one(Submission, id), touched)


def _untouched_since(moment: datetime) -> list[tuple[int, datetime]]:
    """Return (id, when last touched) of drafts that were never sent, the oldest first."""
    edited = (
        select(func.max(Answer.edited_at))
        .where(Answer.submission_id == Submission.id)
        .correlate(Submission)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Submission.id, Submission.updated_at, edited.label("edited_at"))
        .where(
            Submission.state == State.DRAFT,
            Submission.round == 0,
            Submission.updated_at < moment,
            func.coalesce(edited, Submission.updated_at) < moment,
        )
        .order_by(Submission.updated_at, Submission.id)
        .limit(AT_ONCE)
    )
    return [(row.id, max(row.updated_at, row.edited_at or row.updated_at)) for row in rows]


def _end(submission: Submission, touched: datetime) -> None:
    ends = max(touched + KEPT, now() + TOLD_BEFORE)
    reason = f"submissions.old_draft:{submission.id}:{touched.date()}"
    told_at = db.session.scalar(
        select(func.min(MailMessage.created_at)).where(
            MailMessage.reason.startswith(f"{reason}:", autoescape=True)
        )
    )
    if told_at is None and mails.old_draft(submission, reason=reason, ends=ends):
        return
    # Where nobody can be told any more, there is nobody to wait for but the time itself.
    if touched < now() - KEPT and (told_at is None or told_at <= now() - TOLD_BEFORE):
        delete_draft(submission, actor=SYSTEM)


FORGET = Timer("end old drafts", timedelta(hours=24).total_seconds(), forget_drafts)
