"""Pauses, and what was told of measures."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from cop.accounts.models import Notification, User
from cop.core.db import db, now
from cop.discussions import measures
from cop.discussions.enums import Rule
from cop.discussions.models import Decision, Post
from tests.discussions.conftest import HALL, place
from tests.people import actor_of

SOON = now().date() + timedelta(days=7)


def pause(post: Post, user: User, until: date | None = SOON, **more: Any) -> Decision:
    actor = actor_of(user)
    spot = more.pop("spot", place(HALL, actor))
    made = measures.pause(post, actor=actor, place=spot, rule=Rule.INSULT, note="Rest.", until=until, **more)
    db.session.commit()
    return made


def heard(user: User) -> list[str]:
    query = select(Notification.template).where(Notification.user_id == user.id).order_by(Notification.id)
    return [str(template).partition("/")[2] for template in db.session.scalars(query)]
