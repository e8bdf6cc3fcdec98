"""Reading submissions: only what the actor may see; anything else is not there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, exists, func, or_, select, true
from sqlalchemy.orm import selectinload

from cop.accounts.models import User
from cop.core.db import db
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, Role
from cop.core.submittable import Question, Submittable
from cop.rubric.rubrics import RUBRICS, Rubric
from cop.submissions.enums import Audience, Happened, ProposalState, Way
from cop.submissions.models import (
    Answer,
    Author,
    Event,
    FormerAnswer,
    ImportReport,
    Proposal,
    Round,
    Submission,
)
from cop.submissions.rules import SENT_STATES

KIND = "submission"
"""What a submission is called where kinds of records are told apart: files, audit, reviews."""


def authored_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a submission is the actor's own."""
    return exists().where(Author.submission_id == Submission.id, Author.user_id == actor.id)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a submission may be read; the twin of the rule for READ."""
    if actor.is_system:
        return true()
    if Role.EDITOR in actor.roles:
        return or_(authored_by(actor), Submission.state.in_(SENT_STATES))
    return authored_by(actor)


def one(id: int, *, actor: Actor) -> Submission | None:
    """Return a submission with its authors, or None where the actor may not see it."""
    return _one(id, visible_to(actor))


def own(id: int, *, actor: Actor) -> Submission | None:
    """Return a submission with its authors, or None where the actor is none of them."""
    return _one(id, authored_by(actor))


def _one(id: int, condition: ColumnElement[bool]) -> Submission | None:
    query = select(Submission).where(Submission.id == id, condition)
    return db.session.scalar(query.options(selectinload(Submission.authors)))


def may_see_files(actor: Actor, id: int) -> bool:
    """Whether the actor may see the files of a submission."""
    return db.session.scalar(select(exists().where(Submission.id == id, visible_to(actor)))) is True


def submittable(kind: str) -> Submittable:
    """Return the value of a kind of record; raise InvalidError where there is no such kind."""
    found: Submittable | None = current_app.extensions["cop.submittables"].get(kind)
    if found is None:
        raise InvalidError("kind", _("There is nothing of this kind to be proposed."))
    return found


def rubric_of(kind: str) -> Rubric:
    """Return the rubric by which a kind of record is judged."""
    return RUBRICS[submittable(kind).rubric]


def needs_reviews(submission: Submission) -> bool:
    """Whether it becomes public only with reviews: neither changes nor self-descriptions do."""
    return not submission.is_change and not submittable(submission.kind).is_self_description


def submittables() -> tuple[Submittable, ...]:
    """Return every kind that can be proposed."""
    return tuple(current_app.extensions["cop.submittables"].values())


def questions_of(submission: Submission) -> tuple[Question, ...]:
    """Return its questions in order: those of the self-description first where it is told that way.

    They stand in one section then, also the one that it shares with the form.
    """
    value = submittable(submission.kind)
    told = value.self_description
    if submission.way is not Way.SELF_DESCRIPTION or not told:
        return value.questions
    first = {question.key for question in told}
    together = (replace(question, section=told[0].section) for question in told)
    return (*together, *(q for q in value.questions if q.key not in first))


def question_of(submission: Submission, key: str) -> Question | None:
    """Return one of its questions, or None where it has no such one."""
    return next((q for q in questions_of(submission) if q.key == key), None)


Key = tuple[str, str]
"""(language or nothing, question)."""


def answers(submission_id: int) -> dict[Key, Answer]:
    """Return every answer of a draft."""
    rows = db.session.scalars(select(Answer).where(Answer.submission_id == submission_id))
    return {(answer.language, answer.question): answer for answer in rows}


def answer(submission_id: int, language: str, question: str) -> Answer | None:
    """Return one answer, or None where nothing has been written yet."""
    return db.session.scalar(
        select(Answer).where(
            Answer.submission_id == submission_id, Answer.language == language, Answer.question == question
        )
    )


def as_mapping(found: Mapping[Key, Answer]) -> dict[str, dict[str, Any]]:
    """Return answers as record types take them: language -> question -> value."""
    given: dict[str, dict[str, Any]] = {}
    for (language, question), row in sorted(found.items()):
        given.setdefault(language, {})[question] = row.value
    return given


@dataclass(frozen=True, slots=True)
class Version:
    """What an answer said once, and who wrote it."""

    id: int
    value: Any
    revision: int
    edited_at: datetime
    name: str


def former_versions(answer_id: int) -> list[Version]:
    """Return what an answer said before, newest first."""
    rows = db.session.execute(
        select(FormerAnswer.id, FormerAnswer.value, FormerAnswer.revision, FormerAnswer.edited_at, User.name)
        .outerjoin(User, User.id == FormerAnswer.edited_by)
        .where(FormerAnswer.answer_id == answer_id)
        .order_by(FormerAnswer.id.desc())
        .limit(200)
    )
    return [Version(row.id, row.value, row.revision, row.edited_at, row.name or "") for row in rows]


def former(answer_id: int, id: int) -> FormerAnswer | None:
    """Return one former version of an answer."""
    return db.session.scalar(
        select(FormerAnswer).where(FormerAnswer.id == id, FormerAnswer.answer_id == answer_id)
    )


def proposals(submission_id: int) -> Sequence[Proposal]:
    """Return what has been proposed, in the order of its source."""
    query = select(Proposal).where(Proposal.submission_id == submission_id)
    return db.session.scalars(query.order_by(Proposal.id).limit(1000)).all()


def proposal(submission_id: int, id: int) -> Proposal | None:
    """Return one proposal of a submission."""
    return db.session.scalar(
        select(Proposal).where(Proposal.id == id, Proposal.submission_id == submission_id)
    )


def open_proposals(submission_id: int) -> int:
    """Count the proposals that wait for a person."""
    query = select(func.count()).where(
        Proposal.submission_id == submission_id, Proposal.state == ProposalState.OPEN
    )
    return db.session.scalar(query) or 0


def reports(submission_id: int) -> Sequence[ImportReport]:
    """Return the reports of all documents read, newest first."""
    query = select(ImportReport).where(ImportReport.submission_id == submission_id)
    return db.session.scalars(query.order_by(ImportReport.id.desc()).limit(50)).all()


def last_round(submission_id: int) -> Round | None:
    """Return what was sent last."""
    query = select(Round).where(Round.submission_id == submission_id)
    return db.session.scalar(query.order_by(Round.number.desc()).limit(1))


def round_of(submission_id: int, number: int) -> Round | None:
    """Return what was sent in one round."""
    return db.session.get(Round, (submission_id, number))


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the timeline."""

    id: int
    at: datetime
    happened: Happened
    name: str
    words: str
    audience: Audience
    is_own: bool
    is_new: bool


def timeline(submission: Submission, *, actor: Actor, seen: int) -> list[Entry]:
    """Return what happened, newest first. Names of editors and reviewers stay with the editors."""
    is_editor = Role.EDITOR in actor.roles and not any(a.user_id == actor.id for a in submission.authors)
    authors = {author.user_id for author in submission.authors}
    query = (
        select(Event.id, Event.at, Event.action, Event.words, Event.audience, Event.actor_id, User.name)
        .outerjoin(User, User.id == Event.actor_id)
        .where(Event.submission_id == submission.id)
        .order_by(Event.id.desc())
        .limit(500)
    )
    if not is_editor:
        query = query.where(Event.audience == Audience.AUTHORS)
    return [
        Entry(
            row.id,
            row.at,
            Happened(row.action),
            row.name or "" if is_editor or row.actor_id in authors else "",
            row.words,
            row.audience,
            row.actor_id == actor.id,
            row.id > seen and bool(row.words) and row.actor_id != actor.id,
        )
        for row in db.session.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class AuthorRow:
    """Somebody who writes the submission."""

    user_id: int
    name: str
    is_owner: bool
    since: datetime


def authors(submission_id: int) -> list[AuthorRow]:
    """Return who writes it, the owner first."""
    rows = db.session.execute(
        select(Author.user_id, User.name, Author.is_owner, Author.since)
        .join(User, User.id == Author.user_id)
        .where(Author.submission_id == submission_id)
        .order_by(Author.is_owner.desc(), Author.since)
    )
    return [AuthorRow(*row) for row in rows]


def seen_event(submission: Submission, actor: Actor) -> int:
    """Return the last entry that an author has said to have read."""
    return next((a.seen_event for a in submission.authors if a.user_id == actor.id), 0)
