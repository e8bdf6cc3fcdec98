"""Seeds, and what comes round: the time going by, reminders, and outcomes that are waited for."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import delete, select, update

from cop.config import LANGUAGES
from cop.core import audit, seeding
from cop.core.db import db, now, transaction
from cop.core.permissions import SYSTEM, Actor
from cop.core.timers import Timer
from cop.seminars import mails, operations, outcomes, queries
from cop.seminars.content import KIND, SeminarContent
from cop.seminars.enums import PlaceState, State
from cop.seminars.models import (
    Contribution,
    Item,
    NextStep,
    OpenQuestion,
    Registration,
    Seminar,
    Takeaway,
)
from cop.seminars.operations import change_text, move
from cop.seminars.rules import PLANNED
from cop.seminars.times import When

KEPT: Final = timedelta(days=365)
REMINDED_BEFORE: Final = timedelta(hours=24)
OUTCOME_AFTER: Final = (3, 7, 14, 28)
"""Days after which those who look after a seminar are reminded of its outcome."""


def seed(folder: Path, actor: Actor) -> int:
    """Write `seminars/<slug>/` with its texts, each once; return how many seminars changed."""
    folders = {path.parent.name: path.parent for path in sorted((folder / "seminars").glob("*/seminar.toml"))}
    names = seeding.fresh((f"seminars/{slug}", list(at.iterdir())) for slug, at in folders.items())
    for name in names:
        _put(read_seed(folders[name.partition("/")[2]]), actor)
    return len(names)


def read_seed(folder: Path) -> SeminarContent:
    """Read one seminar from its folder: facts in TOML, each language in Markdown with its words before it."""
    data = tomllib.loads((folder / "seminar.toml").read_text(encoding="utf-8"))
    data |= {"slug": folder.name, "texts": {}, "words": {}}
    for language in LANGUAGES:
        if (path := folder / f"{language}.md").exists():
            text = seeding.read_sections(path.read_text(encoding="utf-8"))
            words = {
                name: text.pop(name, []) for name in ("contributions", "takeaways", "questions", "steps")
            }
            data["texts"][language], data["words"][language] = text, words
    return SeminarContent.model_validate(data)


def _put(content: SeminarContent, actor: Actor) -> None:
    """Write a seminar whole; one that is there takes over texts and facts, and keeps its items."""
    seminar = queries.by_slug(content.slug, actor=actor)
    source = content.source_language
    if seminar is None:
        seminar = operations.begin(
            content.facts, content.texts[source], actor=actor, language=source, slug=content.slug
        )
        seminar.state = content.state
        db.session.flush()
        _put_items(content, seminar, actor)
    else:
        operations.change_facts(seminar, content.facts, actor=actor, version=seminar.version)
    texts = queries.texts_of(seminar)
    for language, text in content.texts.items():
        revision = texts[language].revision if language in texts else 0
        change_text(seminar, language, text, actor=actor, revision=revision)
    for path in content.discusses:
        outcomes.discuss(seminar, path, actor=actor)


def _put_items(content: SeminarContent, seminar: Seminar, actor: Actor) -> None:
    def add(model: type[Item], name: str, index: int, values: Mapping[str, Any]) -> Item:
        return outcomes.add(
            model, seminar, actor=actor, texts=content.words_of(name, index), values=dict(values)
        )

    ids: list[int] = []
    for index, one in enumerate(content.contributions):
        values = one.model_dump() | {"adds_to": ids[one.adds_to - 1] if one.adds_to else None}
        ids.append(add(Contribution, "contributions", index, values).id)
    for index, moment in enumerate(content.takeaways):
        add(Takeaway, "takeaways", index, moment.model_dump())
    for index, question in enumerate(content.questions):
        add(OpenQuestion, "questions", index, question.model_dump())
    for index, step in enumerate(content.steps):
        add(NextStep, "steps", index, step.model_dump())


def keep_time() -> None:
    """Let seminars begin and end by the clock, and follow zones that have changed their rules."""
    states = (*PLANNED, State.LIVE)
    for id in _ids(Seminar.state.in_(states)):
        with transaction():
            seminar = db.session.get_one(Seminar, id)
            _follow_zone(seminar)
            if seminar.ends_at <= now():
                move(seminar, State.AWAITED, actor=SYSTEM)
            elif seminar.begins and seminar.starts_at <= now():
                move(seminar, State.LIVE, actor=SYSTEM)


def _follow_zone(seminar: Seminar) -> None:
    when = When(seminar.day, seminar.begins, seminar.minutes, seminar.zone)
    if (when.starts_at, when.ends_at) != (seminar.starts_at, seminar.ends_at):
        seminar.starts_at, seminar.ends_at = when.starts_at, when.ends_at
        seminar.sequence += 1
        audit.record(SYSTEM, "seminar.zone", KIND, seminar.slug, zone=seminar.zone)
        operations.touch(seminar)


def remind() -> None:
    """Remind whoever has a place a day before; for a day without a time as well."""
    moment = now()
    for id in _ids(
        Seminar.state.in_(PLANNED), Seminar.starts_at > moment, Seminar.starts_at <= moment + REMINDED_BEFORE
    ):
        with transaction():
            seminar = db.session.get_one(Seminar, id)
            for place in db.session.scalars(
                select(Registration).where(
                    Registration.seminar_id == id, Registration.state == PlaceState.JOINED
                )
            ).all():
                mails.remind(seminar, place)


def ask_for_outcome() -> None:
    """Remind those who look after a seminar, from the third day, while its outcome is not complete."""
    moment = now()
    for id in _ids(Seminar.state == State.AWAITED, Seminar.ends_at <= moment - timedelta(days=3)):
        with transaction():
            seminar = db.session.get_one(Seminar, id)
            ready = queries.page_of(seminar, seminar.source_language).ready
            days = (moment - seminar.ends_at).days
            due = max(day for day in OUTCOME_AFTER if day <= days)
            mails.outcome_waits(seminar, ready=sum(ready.values()), parts=len(ready), days=due)


def forget() -> None:
    """Delete places, and the addresses of speakers, a year after the seminar."""
    old = select(Seminar.id).where(Seminar.ends_at < now() - KEPT)
    with transaction():
        for statement in (
            delete(Registration).where(Registration.seminar_id.in_(old)),
            update(Contribution)
            .where(Contribution.seminar_id.in_(old), Contribution.email != "")
            .values(email=""),
        ):
            db.session.execute(statement.execution_options(synchronize_session=False))


def _ids(*conditions: Any) -> list[int]:
    found = list(db.session.scalars(select(Seminar.id).where(*conditions).order_by(Seminar.id)))
    db.session.rollback()  # each gets a transaction of its own
    return found


KEEP_TIME = Timer("seminars begin and end", 60, keep_time)
REMIND = Timer("seminars remind", 300, remind)
ASK = Timer("seminars ask for outcomes", timedelta(hours=6).total_seconds(), ask_for_outcome)
FORGET = Timer("forget places in seminars", timedelta(hours=24).total_seconds(), forget)
TIMERS = (KEEP_TIME, REMIND, ASK, FORGET)
