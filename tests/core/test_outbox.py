"""The outbox: what is written in a transaction is done after it, once at least, and nothing holds it up."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from cop.core import outbox
from cop.core.db import own_transaction
from cop.core.outbox import LARGE_BACKLOG, Job, JobType
from tests.conftest import Statements

Session = scoped_session[Any]


class Recorder:
    """Takes subjects, and refuses those that it is told to."""

    def __init__(self, *refused: str) -> None:
        self.batches: list[list[str]] = []
        self._refused = set(refused)

    def __call__(self, subjects: Sequence[str]) -> None:
        if bad := self._refused & set(subjects):
            raise ValueError(f"cannot take {', '.join(sorted(bad))}")
        self.batches.append(list(subjects))

    def types(self, batch: int = 200) -> dict[str, JobType]:
        return {"test": JobType("test", self, batch)}


def _enqueue(session: Session, subjects: Sequence[str]) -> None:
    outbox.enqueue("test", subjects)
    session.commit()


def test_job_names_a_subject_once_however_often_it_was_touched(db_session: Session) -> None:
    _enqueue(db_session, ["a", "b", "a"])
    recorder = Recorder()

    done = outbox.run_pending(recorder.types())

    assert done == 3
    assert recorder.batches == [["a", "b"]]
    assert outbox.backlog()[0] == 0


def test_job_rolled_back_is_never_done(db_session: Session) -> None:
    outbox.enqueue("test", ["a"])
    db_session.rollback()
    recorder = Recorder()

    done = outbox.run_pending(recorder.types())

    assert done == 0
    assert recorder.batches == []


def test_bad_subject_is_postponed_and_holds_no_other_up(db_session: Session) -> None:
    subjects = [f"s{number}" for number in range(20)]
    _enqueue(db_session, subjects)
    recorder = Recorder("s7")

    done = outbox.run_pending(recorder.types())

    left = db_session.scalars(select(Job)).one()
    assert done == 19
    assert sorted(s for batch in recorder.batches for s in batch) == sorted(set(subjects) - {"s7"})
    assert (left.subject, left.attempts, left.error) == ("s7", 1, "ValueError('cannot take s7')")
    assert left.not_before > left.created_at


def test_postponed_job_waits_for_its_time(db_session: Session) -> None:
    _enqueue(db_session, ["a"])
    outbox.run_pending(Recorder("a").types())
    recorder = Recorder()

    done = outbox.run_pending(recorder.types())

    assert done == 0
    assert recorder.batches == []


def test_small_backlog_is_done_in_batches_and_a_large_one_at_once(db_session: Session) -> None:
    recorder = Recorder()
    _enqueue(db_session, [str(number) for number in range(LARGE_BACKLOG + 1)])

    first = outbox.run_pending(recorder.types())
    _enqueue(db_session, [str(number) for number in range(300)])
    second = outbox.run_pending(recorder.types())

    assert (first, second) == (LARGE_BACKLOG + 1, 200)
    assert [len(batch) for batch in recorder.batches] == [LARGE_BACKLOG + 1, 200]


def test_work_that_makes_work_is_followed_in_the_same_round(db_session: Session) -> None:
    second = Recorder()

    def first(subjects: Sequence[str]) -> None:
        with own_transaction():
            outbox.enqueue("told", subjects)

    _enqueue(db_session, ["a"])

    done = outbox.run_pending({"test": JobType("test", first), "told": JobType("told", second)})

    assert (done, second.batches) == (2, [["a"]])


@pytest.mark.usefixtures("db_session")
def test_idle_worker_asks_once_for_all_kinds(count_statements: Statements) -> None:
    types = {kind: JobType(kind, Recorder()) for kind in ("one", "two", "three")}

    with count_statements() as statements:
        done = outbox.run_pending(types)

    assert (done, len(statements)) == (0, 1)
