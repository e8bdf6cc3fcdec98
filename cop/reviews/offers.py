"""Cases that a reviewer could take up unasked: in their languages, least reviewed first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from cop.core.db import db
from cop.core.permissions import Actor, Role
from cop.organisations.models import Organisation, Speaker
from cop.reviews.candidates import AT_WORK
from cop.reviews.enums import AssignmentState
from cop.reviews.models import Assignment, Conflict, ReviewerProfile
from cop.reviews.rules import ENOUGH_REVIEWS
from cop.submissions import queries as submissions
from cop.submissions.enums import State
from cop.submissions.models import Author, Round, Submission

QUEUE: Final = 20


def profile(user_id: int) -> ReviewerProfile | None:
    """Return what somebody wishes to review, or None where they have not said."""
    return db.session.get(ReviewerProfile, user_id)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A case that a reviewer could take up, with the themes that they share."""

    submission_id: int
    title: str
    language: str
    reviews: int
    shared_themes: tuple[str, ...]


def queue(actor: Actor, *, language: str = "", theme: str = "") -> list[QueueRow]:
    """Return the cases that a reviewer may take up, those with the fewest reviews first."""
    if Role.REVIEWER not in actor.roles or actor.id is None:
        return []
    wishes = profile(actor.id)
    languages = [language] if language else list(wishes.languages if wishes else [actor.language])
    themes = set(wishes.themes if wishes else ())
    houses = set(
        db.session.scalars(
            select(Organisation.slug)
            .join(Speaker, Speaker.organisation_id == Organisation.id)
            .where(Speaker.user_id == actor.id)
        )
    )
    found = []
    for row in db.session.execute(_open_cases(actor.id, languages)):
        value = submissions.submittable(row.kind)
        content = value.parse(row.content)
        tagged = value.themes(content)
        if houses.isdisjoint(value.leads(content)) and (not theme or theme in tagged):
            shared = tuple(sorted(themes & tagged))
            found.append(QueueRow(row.id, row.title, row.source_language, row.reviews, shared))
    return sorted(found, key=lambda row: (row.reviews, -len(row.shared_themes)))[:QUEUE]


def offered(id: int, *, actor: Actor) -> Submission | None:
    """Return a case that the reviewer may take up, or None."""
    if Role.REVIEWER not in actor.roles or actor.id is None:
        return None
    is_it = (Submission.id == id) & (Submission.state == State.IN_REVIEW)
    return db.session.scalar(select(Submission).where(is_it, _is_open_to(actor.id)))


def _open_cases(user_id: int, languages: Sequence[str]) -> Select[*tuple[Any, ...]]:
    reviews = (
        select(func.count())
        .where(
            Assignment.submission_id == Submission.id,
            Assignment.state.in_((*AT_WORK, AssignmentState.DONE)),
        )
        .correlate(Submission)
        .scalar_subquery()
    )
    return (
        select(
            Submission.id,
            Submission.kind,
            Submission.title,
            Submission.source_language,
            Round.content,
            reviews.label("reviews"),
        )
        .join(Round, (Round.submission_id == Submission.id) & (Round.number == Submission.round))
        .where(
            Submission.state == State.IN_REVIEW,
            Submission.source_language.in_(languages),
            reviews < ENOUGH_REVIEWS,
            _is_open_to(user_id),
        )
        .order_by(reviews, Submission.state_since, Submission.id)
        .limit(3 * QUEUE)  # those of their own organisations are left out only below
    )


def _is_open_to(user_id: int) -> ColumnElement[bool]:
    """Return the condition under which somebody has nothing to do with a case; see candidates.conflicts."""
    mine, others = aliased(Author), aliased(Author)
    coauthors = (
        select(others.user_id)
        .join(mine, mine.submission_id == others.submission_id)
        .where(mine.user_id == user_id)
    )
    own_houses = select(Speaker.organisation_id).where(Speaker.user_id == user_id)
    colleagues = select(Speaker.user_id).where(Speaker.organisation_id.in_(own_houses))
    of_case = Submission.id
    return and_(
        ~exists().where(Assignment.submission_id == of_case, Assignment.reviewer_id == user_id),
        ~exists().where(Conflict.submission_id == of_case, Conflict.user_id == user_id),
        # Whoever writes is their own co-author.
        ~exists().where(
            Author.submission_id == of_case,
            or_(Author.user_id.in_(coauthors), Author.user_id.in_(colleagues)),
        ),
    )
