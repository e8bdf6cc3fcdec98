"""Reading across all seminars: the board of open questions and next steps, and web addresses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from cop.core.db import db
from cop.core.permissions import VISITOR, Actor
from cop.seminars.enums import QuestionState, StepState
from cop.seminars.models import Contribution, NextStep, OpenQuestion, Seminar
from cop.seminars.queries import editable_by, visible_to


@dataclass(frozen=True, slots=True)
class OnBoard:
    """A question or a step with the seminar that it comes from."""

    id: int
    state: str
    texts: Mapping[str, Any]
    due: date | None
    evidence_url: str | None
    seminar: int


def board_questions(
    *, actor: Actor, state: QuestionState | None = None, id: int = 0, limit: int = 200
) -> list[OnBoard]:
    """Return the questions of all seminars, or one: open ones first, then those that somebody is trying."""
    conditions = [OpenQuestion.state == state] if state else []
    conditions += [OpenQuestion.id == id] if id else []
    order = {QuestionState.OPEN: 0, QuestionState.TRIED: 1, QuestionState.ANSWERED: 2}
    query = (
        select(OpenQuestion.id, OpenQuestion.state, OpenQuestion.texts, OpenQuestion.seminar_id)
        .join(Seminar, Seminar.id == OpenQuestion.seminar_id)
        .where(visible_to(actor), *conditions)
        .order_by(OpenQuestion.state_since.desc(), OpenQuestion.id.desc())
        .limit(limit)
    )
    found = [
        OnBoard(row.id, row.state, row.texts, None, None, row.seminar_id) for row in db.session.execute(query)
    ]
    return sorted(found, key=lambda one: order[QuestionState(one.state)])


def board_steps(*, actor: Actor, limit: int = 200) -> list[OnBoard]:
    """Return the next steps of all seminars: what is to be done first, the most urgent first."""
    query = (
        select(
            NextStep.id,
            NextStep.state,
            NextStep.texts,
            NextStep.due,
            NextStep.evidence_url,
            NextStep.seminar_id,
        )
        .join(Seminar, Seminar.id == NextStep.seminar_id)
        .where(visible_to(actor), NextStep.state != StepState.DROPPED)
        .order_by(NextStep.state != StepState.OPEN, NextStep.due.is_(None), NextStep.due, NextStep.id.desc())
        .limit(limit)
    )
    return [OnBoard(*row) for row in db.session.execute(query)]


def question(id: int, *, actor: Actor) -> tuple[OpenQuestion, Seminar] | None:
    """Return a question and its seminar, where the actor may edit them."""
    row = db.session.execute(
        select(OpenQuestion, Seminar)
        .join(Seminar, Seminar.id == OpenQuestion.seminar_id)
        .where(OpenQuestion.id == id, editable_by(actor))
    ).one_or_none()
    return (row[0], row[1]) if row else None


def web_addresses() -> Iterator[tuple[int, list[str]]]:
    """Yield id and web addresses of what each seminar left behind, of those that everybody may read."""
    named: dict[int, list[str]] = {}
    for id, url in (
        (Seminar.id, Seminar.recording_url),
        (Contribution.seminar_id, Contribution.slides_url),
        (NextStep.seminar_id, NextStep.evidence_url),
    ):
        query = select(id, url).where(Seminar.id == id, visible_to(VISITOR), url.is_not(None)).distinct()
        for seminar_id, address in db.session.execute(query.order_by(id, url)):
            named.setdefault(seminar_id, []).append(str(address))
    sourced = select(Seminar.id, Seminar.source).where(visible_to(VISITOR)).order_by(Seminar.id)
    for row in db.session.execute(sourced):
        if url := row.source.get("url"):
            named.setdefault(row.id, []).append(url)
    return iter(named.items())
