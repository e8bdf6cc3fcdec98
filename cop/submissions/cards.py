"""One's own submissions as a list shows them: columns, in one statement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from cop.core.db import db
from cop.core.permissions import Actor
from cop.submissions.enums import Audience, State, Way
from cop.submissions.models import Author, Event, Submission


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One of my submissions, as the list shows it."""

    id: int
    kind: str
    way: Way
    state: State
    title: str
    source_language: str
    is_change: bool
    state_since: datetime
    answer_until: datetime | None
    updated_at: datetime
    authors: int
    unread: int


def mine(actor: Actor) -> list[OwnRow]:
    """Return the actor's submissions, the last changed first, in one statement."""
    authors = select(func.count()).where(Author.submission_id == Submission.id).correlate(Submission)
    rows = db.session.execute(
        select(
            Submission.id,
            Submission.kind,
            Submission.way,
            Submission.state,
            Submission.title,
            Submission.source_language,
            Submission.is_change,
            Submission.state_since,
            Submission.answer_until,
            Submission.updated_at,
            authors.scalar_subquery().label("authors"),
            _unread().label("unread"),
        )
        .join(Author, and_(Author.submission_id == Submission.id, Author.user_id == actor.id))
        .order_by(Submission.updated_at.desc(), Submission.id.desc())
        .limit(500)
    )
    return [OwnRow(**row._asdict()) for row in rows]


def _unread() -> Any:
    return (
        select(func.count())
        .where(
            Event.submission_id == Submission.id,
            Event.id > Author.seen_event,
            Event.audience == Audience.AUTHORS,
            Event.words != "",
            or_(Event.actor_id.is_(None), Event.actor_id != Author.user_id),
        )
        .correlate(Submission, Author)
        .scalar_subquery()
    )
