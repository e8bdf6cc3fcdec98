"""Work that must happen after a commit, and happens even when a process dies in between.

A job is a row written in the business transaction. It names *what* to look at, never the content:
the worker reads the present state, does the work, and only then deletes exactly the rows it took.
So a job may run twice and changes nothing the second time.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import String, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from cop.core.db import Base, db, now, pk, read_only, transaction

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 34
"""After about a day of growing pauses a job is left for a person to look at."""


LARGE_BACKLOG = 2000
LARGE_BATCH = 5000
"""After a great import one commit of the index for many records costs far less than many commits."""


class Job(Base):
    """One piece of work to do. `subject` names the object, as "practice:42"."""

    __tablename__ = "outbox_jobs"

    id: Mapped[pk]
    kind: Mapped[str] = mapped_column(String(40), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=now)
    not_before: Mapped[datetime] = mapped_column(default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(1000), default="")


class NotNowError(Exception):
    """Nothing of this kind can be done at present; no job is to blame, and none counts it as a failure."""


class PutOffError(Exception):
    """Some subjects are not done, and `until` says when each is to be tried again. The others are done.

    For work that keeps count of its failures itself; the job counts none.
    """

    def __init__(self, until: Mapping[str, datetime]) -> None:
        super().__init__(f"{len(until)} put off")
        self.until = until


@dataclass(frozen=True, slots=True)
class JobType:
    """How jobs of one kind are done: `run` takes subjects without repetition.

    It gets at most `batch` of them, or `LARGE_BATCH` where more than `LARGE_BACKLOG` wait.
    """

    kind: str
    run: Callable[[Sequence[str]], None]
    batch: int = 200


def enqueue(kind: str, subjects: Sequence[str]) -> None:
    """Write jobs into the present transaction."""
    if subjects:
        moment = now()
        rows = [
            {
                "kind": kind,
                "subject": s,
                "created_at": moment,
                "not_before": moment,
                "attempts": 0,
                "error": "",
            }
            for s in subjects
        ]
        # Below the unit of work: this is called while a flush is under way.
        db.session.connection().execute(insert(Job), rows)


def backlog(kind: str | None = None) -> tuple[int, datetime | None]:
    """Return (number of jobs waiting, since when the oldest could have been done)."""
    query = select(func.count(Job.id), func.min(Job.not_before)).where(Job.attempts < MAX_ATTEMPTS)
    if kind is not None:
        query = query.where(Job.kind == kind)
    count, oldest = db.session.execute(query).one()
    return count, oldest


def given_up() -> int:
    """Count the jobs that failed too often."""
    return db.session.scalar(select(func.count(Job.id)).where(Job.attempts >= MAX_ATTEMPTS)) or 0


def run_pending(types: Mapping[str, JobType]) -> int:
    """Do one batch of each kind; return the number of jobs done. Only one worker may call this at a time."""
    done, due = 0, _kinds_due()
    for job_type in types.values():
        if job_type.kind in due and (just_done := _run_batch(job_type)):
            done += just_done
            due = _kinds_due()  # work makes work: what is told waits for no other round
    return done


def _kinds_due() -> frozenset[str]:
    # One statement for all kinds: an idle worker asks five times a second.
    with read_only():
        found = db.session.execute(_KINDS_DUE, {"moment": now()}).scalars().all()
        db.session.rollback()  # an open snapshot would hide what is written next
    return frozenset(found)


_KINDS_DUE: Final = (
    select(Job.kind).where(Job.not_before <= bindparam("moment"), Job.attempts < MAX_ATTEMPTS).distinct()
)


def _run_batch(job_type: JobType) -> int:
    with read_only():
        due = db.session.execute(
            select(Job.id, Job.subject)
            .where(Job.kind == job_type.kind, Job.not_before <= now(), Job.attempts < MAX_ATTEMPTS)
            .order_by(Job.id)
            .limit(LARGE_BATCH)
        ).all()
        db.session.rollback()  # the work below must see what was committed after these rows were read
    if len(due) <= LARGE_BACKLOG:
        due = due[: job_type.batch]
    return _settle(job_type, [(row.id, row.subject) for row in due])


def _settle(job_type: JobType, due: Sequence[tuple[int, str]]) -> int:
    """Do these jobs, in halves where they fail together: one bad subject must not hold the others up."""
    if not due:
        return 0
    if error := _attempt(job_type, due):
        if len(due) == 1:
            _postpone(due[0][0], error)
            return 0
        middle = len(due) // 2
        return _settle(job_type, due[:middle]) + _settle(job_type, due[middle:])
    return len(due)


def _attempt(job_type: JobType, due: Sequence[tuple[int, str]]) -> str:
    """Do these jobs and remove them; return what went wrong, or nothing."""
    until: Mapping[str, datetime] = {}
    try:
        with read_only():
            job_type.run(list(dict.fromkeys(subject for _id, subject in due)))
    except PutOffError as put_off:
        until = put_off.until
    except (NotNowError, OperationalError, InterfaceError):
        raise  # the database or the index is away: the jobs wait as they are
    except Exception as error:
        log.exception("outbox: %s failed for %d job(s)", job_type.kind, len(due))
        return repr(error)
    finally:
        db.session.rollback()
    ids = [id for id, subject in due if subject not in until]
    with transaction():
        for start in range(0, len(ids), 500):  # a statement takes a limited number of values
            db.session.execute(delete(Job).where(Job.id.in_(ids[start : start + 500])))
        _put_off([(id, until[subject]) for id, subject in due if subject in until])
    return ""


def _put_off(moments: Sequence[tuple[int, datetime]]) -> None:
    began = now()
    if later := [{"id": id, "not_before": moment} for id, moment in moments if moment > began]:
        db.session.execute(update(Job), later)


def _postpone(id: int, error: str) -> None:
    with transaction():
        attempts = db.session.scalar(select(Job.attempts).where(Job.id == id)) or 0
        pause = timedelta(seconds=min(2 ** (attempts + 1), 3600))
        db.session.execute(
            update(Job)
            .where(Job.id == id)
            .values(attempts=Job.attempts + 1, not_before=now() + pause, error=error[:1000])
        )
