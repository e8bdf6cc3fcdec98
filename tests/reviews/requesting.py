"""Asking for reviews, and what was told of it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.core.db import db
from cop.mail.models import MailMessage
from cop.organisations.models import Organisation, Speaker
from cop.reviews import assigning
from cop.reviews.models import Assignment
from cop.submissions.models import Submission
from tests.people import actor_of

Session = scoped_session[Any]


def ask(case: Submission, editor: User, reviewer: User, **more: int) -> Assignment:
    return assigning.ask(case, actor=actor_of(editor), reviewer_id=reviewer.id, **more)


def templates(session: Session, person_id: int) -> list[str]:
    query = select(MailMessage.template).where(MailMessage.person_id == person_id)
    return list(session.scalars(query.order_by(MailMessage.id)))


def leading_house(*people: User, slug: str = "house") -> None:
    house = Organisation(slug=slug, names={"en": "House"})
    db.session.add(house)
    db.session.flush()
    db.session.add_all(Speaker(organisation_id=house.id, user_id=one.id) for one in people)
    db.session.commit()
