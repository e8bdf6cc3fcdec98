"""Taking every trace of a consent away."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from cop.consents import operations
from cop.consents.enums import ConsentState
from cop.consents.models import Consent
from cop.consents.operations import ERASE
from cop.core import outbox, stamps
from cop.core.db import db, now, own_transaction, transaction
from cop.core.outbox import Job, JobType, NotNowError
from cop.core.redaction import (
    Eraser,
    holdings,
    lines_of,
    redactables,
    replace_value,
    without_echoes,
)
from cop.core.remembered import Remembered
from cop.search import index
from cop.search.contract import IndexUnavailableError

SCRUB = "consents.scrub"
"""The second half: files that still hold what rows and index no longer say."""


def _erase(references: Sequence[str]) -> None:
    for reference in references:
        with own_transaction():
            _erase_one(reference)


def _erase_one(reference: str) -> None:
    state = db.session.scalar(select(Consent.state).where(Consent.reference == reference))
    if state is None or state is ConsentState.ACTIVE:
        return
    eraser = Eraser(reference)
    changed: dict[str, set[tuple[Any, ...]]] = {}
    for holding in holdings(reference):
        replace_value(holding, eraser.without(holding.value, holding.language))
        changed.setdefault(holding.table.name, set()).add(holding.key)
    words = lines_of(eraser.words)
    for line in words:
        # A part without what JSON writes otherwise, so that it is found in every column.
        part = max(line.replace("\\", '"').split('"'), key=len)
        for holding in holdings(part):
            cleaned = without_echoes(holding.value, words, holding.language)
            if cleaned != holding.value:
                replace_value(holding, cleaned)
                changed.setdefault(holding.table.name, set()).add(holding.key)
    db.session.expire_all()
    for redactable in redactables():
        redactable.forget(reference)
        if rows := changed.get(redactable.table):
            redactable.refresh(sorted(rows), words)
    stamps.bump(stamps.CONTENT)
    outbox.enqueue(SCRUB, [reference])


def _scrub(references: Sequence[str]) -> None:
    # What waits for the index is written first; its jobs come round again and change nothing.
    waiting = db.session.scalars(select(Job.subject).where(Job.kind == index.JOB_KIND)).all()
    index.sync(list(dict.fromkeys(waiting)))
    db.session.rollback()
    try:
        index.engine().backend.purge()
    except IndexUnavailableError as error:
        index.report_broken()  # the new one is made of what the database says now
        raise NotNowError(str(error)) from error
    with own_transaction():
        db.session.execute(
            update(Consent)
            .where(Consent.reference.in_(references), Consent.erased_at.is_(None))
            .values(erased_at=now())
        )
    _empty_the_log()


def _empty_the_log() -> None:
    """Move SQLite's log into the file and cut it off: until then it holds the pages as they were."""
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            is_busy = connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if is_busy:
            raise NotNowError("somebody still reads what the log holds")


def _end_again(known: Mapping[str, str]) -> int:
    """End what a restored database has forgotten the end of, and erase it before anybody can read it."""
    with transaction():
        references = operations.end_again(known)
    _erase(references)
    return len(references)


REMEMBERED = Remembered(operations.ENDED, _end_again)
ERASING = JobType(ERASE, _erase, batch=20)
SCRUBBING = JobType(SCRUB, _scrub, batch=20)
