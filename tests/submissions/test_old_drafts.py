"""Drafts that nobody has touched for two years: told of, then deleted; all others stay."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from cop.accounts.models import User
from cop.core.audit import AuditEntry
from cop.core.db import db, now
from cop.mail.models import MailMessage
from cop.mail.rendering import render
from cop.submissions import operations
from cop.submissions.jobs import forget_drafts
from cop.submissions.models import Answer, Submission
from tests.people import actor_of
from tests.submissions.conftest import MakeDraft

pytestmark = pytest.mark.usefixtures("app")


def _age(submission: Submission, days: int, *, answers: int | None = None) -> None:
    touched, edited = (now() - timedelta(days=n) for n in (days, days if answers is None else answers))
    _set(touched, edited, submission.id)


def _set(touched: datetime, edited: datetime, id: int) -> None:
    db.session.execute(update(Submission).where(Submission.id == id).values(updated_at=touched))
    db.session.execute(update(Answer).where(Answer.submission_id == id).values(edited_at=edited))
    db.session.commit()


def _left() -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(select(Submission.title)))


def test_authors_are_told_a_month_before(draft: MakeDraft, owner: User) -> None:
    submission = draft()
    _age(submission, 701)

    for _twice in range(2):
        forget_drafts()

    mails = db.session.scalars(select(MailMessage)).all()
    assert [(mail.to, mail.template) for mail in mails] == [(owner.email, "submissions/old_draft")]
    assert render(mails[0]).first_link() == f"http://localhost/en/submissions/{submission.id}"
    assert _left() == ["A note"]


def test_draft_is_deleted_a_month_after_that(draft: MakeDraft) -> None:
    submission = draft()
    _age(submission, 731)
    forget_drafts()
    assert _left() == ["A note"]
    db.session.execute(update(MailMessage).values(created_at=now() - timedelta(days=31)))
    db.session.commit()

    forget_drafts()

    assert _left() == []
    actions = list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions[-1] == "submission.delete"


@pytest.mark.parametrize(("days", "answers"), [(699, 699), (800, 10), (10, 800)])
def test_draft_that_somebody_has_touched_stays(draft: MakeDraft, days: int, answers: int) -> None:
    submission = draft()
    _age(submission, days, answers=answers)

    forget_drafts()

    assert (_left(), db.session.scalars(select(MailMessage)).all()) == (["A note"], [])


def test_what_was_sent_once_stays(draft: MakeDraft, owner: User) -> None:
    submission = draft(need="Words.")
    operations.send(submission, actor=actor_of(owner))
    operations.withdraw(submission, actor=actor_of(owner))
    operations.reopen(submission, actor=actor_of(owner))
    _age(submission, 800)

    forget_drafts()

    assert _left() == ["A note"]


def test_draft_of_nobody_goes_when_its_time_is_over(draft: MakeDraft, owner: User) -> None:
    submission = draft()
    _age(submission, 731)
    owner.email = None
    db.session.commit()

    forget_drafts()

    assert _left() == []
