"""A review saved and sent, and what was told of it."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.core.db import db
from cop.mail.models import MailMessage
from cop.reviews import reviewing
from cop.reviews.deciding import decide
from cop.reviews.enums import Outcome
from cop.reviews.models import Review
from cop.reviews.reading import Sheet, Written
from cop.submissions.models import Submission
from tests.people import actor_of

Session = scoped_session[Any]


def save(sheet: Sheet, reviewer: User, given: Written, revision: int | None = None) -> Review:
    seen = sheet.review.version if revision is None else revision
    review = reviewing.save_review(sheet, actor=actor_of(reviewer), given=given, revision=seen)
    db.session.commit()
    return review


def send(sheet: Sheet, reviewer: User) -> Review:
    review = reviewing.send_review(sheet, actor=actor_of(reviewer))
    db.session.commit()
    return review


def mails(session: Session, template: str) -> int:
    query = select(func.count()).where(MailMessage.template == f"reviews/{template}")
    return session.scalar(query) or 0


def decided(case: Submission, editor: User, _reviewer: User) -> None:
    decide(case, actor=actor_of(editor), outcome=Outcome.DECLINE, letter="No.", language="en")
