"""The outbox when things go wrong: processes that die, writers that do not wait, jobs that never succeed."""

from collections.abc import Sequence
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import scoped_session

from cop.core import outbox
from cop.core.db import db, now, transaction
from cop.core.outbox import MAX_ATTEMPTS, Job, JobType, NotNowError
from tests.conftest import MakeApp

Session = scoped_session[Any]


class Failing:
    """Raises what it is told to, and counts how often it was asked."""

    def __init__(self, error: BaseException) -> None:
        self.error = error
        self.calls = 0

    def __call__(self, _subjects: Sequence[str]) -> None:
        self.calls += 1
        raise self.error


def _types(run: Any) -> dict[str, JobType]:
    return {"test": JobType("test", run)}


def _enqueue(session: Session, *subjects: str) -> None:
    outbox.enqueue("test", subjects)
    session.commit()


def _make_due(session: Session) -> None:
    session.execute(update(Job).values(not_before=now() - timedelta(seconds=1)))
    session.commit()


def test_job_written_while_the_same_subject_is_done_stays(empty_app: MakeApp) -> None:
    with empty_app() as app, app.app_context():

        def write_again() -> None:
            with app.app_context(), transaction():
                outbox.enqueue("test", ["a", "b"])

        def run(_subjects: Sequence[str]) -> None:
            writer = Thread(target=write_again)  # another process would do: it has a connection of its own
            writer.start()
            writer.join(10)

        with transaction():
            outbox.enqueue("test", ["a"])
        done = outbox.run_pending(_types(run))

        assert done == 1
        assert db.session.scalars(select(Job.subject).order_by(Job.id)).all() == ["a", "b"]


def test_job_is_done_again_where_the_worker_died_before_it_was_removed(db_session: Session) -> None:
    _enqueue(db_session, "a")
    with pytest.raises(KeyboardInterrupt):
        outbox.run_pending(_types(Failing(KeyboardInterrupt())))
    seen: list[str] = []

    done = outbox.run_pending(_types(seen.extend))

    assert (done, seen) == (1, ["a"])
    assert outbox.backlog()[0] == 0


def test_job_cannot_write_in_the_transaction_it_reads_in(db_session: Session) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL is not told that a job only reads")
    _enqueue(db_session, "a")

    with pytest.raises(OperationalError, match="readonly"):
        outbox.run_pending(_types(lambda subjects: outbox.enqueue("test", subjects)))

    assert outbox.backlog()[0] == 1


@pytest.mark.parametrize(
    "error", [NotNowError("the index is away"), OperationalError("SELECT", {}, Exception("gone"))]
)
def test_outage_is_no_failure_of_the_job(db_session: Session, error: Exception) -> None:
    _enqueue(db_session, "a", "b")

    with pytest.raises(type(error)):
        outbox.run_pending(_types(Failing(error)))

    assert db_session.execute(select(Job.subject, Job.attempts).order_by(Job.id)).all() == [
        ("a", 0),
        ("b", 0),
    ]


def test_pauses_of_a_failing_job_grow_to_an_hour(db_session: Session) -> None:
    _enqueue(db_session, "a")
    pauses = []
    for _attempt in range(14):
        began = now()
        outbox.run_pending(_types(Failing(ValueError("never"))))
        pauses.append(round((db_session.scalars(select(Job.not_before)).one() - began).total_seconds()))
        _make_due(db_session)

    assert pauses == [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600, 3600]


def test_job_is_given_up_after_about_a_day_and_kept(db_session: Session) -> None:
    _enqueue(db_session, "a")
    failing = Failing(ValueError("never"))

    for _attempt in range(MAX_ATTEMPTS + 3):
        outbox.run_pending(_types(failing))
        _make_due(db_session)

    hours = sum(min(2**attempt, 3600) for attempt in range(1, MAX_ATTEMPTS)) / 3600
    assert 20 < hours < 28
    assert failing.calls == MAX_ATTEMPTS
    assert (outbox.backlog()[0], outbox.given_up()) == (0, 1)
    assert db_session.scalars(select(Job.error)).one() == "ValueError('never')"


def test_backlog_counts_by_kind_and_knows_the_oldest(db_session: Session) -> None:
    outbox.enqueue("test", ["a", "b"])
    outbox.enqueue("other", ["c"])
    db_session.commit()
    oldest = db_session.scalars(select(Job.created_at).order_by(Job.id)).first()

    assert outbox.backlog() == (3, oldest)
    assert outbox.backlog("other")[0] == 1
    assert outbox.backlog("none") == (0, None)


@pytest.mark.usefixtures("db_session")
def test_nothing_to_enqueue_writes_nothing() -> None:
    outbox.enqueue("test", [])

    assert outbox.backlog() == (0, None)
