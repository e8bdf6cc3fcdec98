"""The worker: what it does first, and that nothing ends it."""

from collections.abc import Callable, Sequence
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import scoped_session

from cop.core import outbox
from cop.core.locks import only_one
from cop.core.outbox import Job, JobType, NotNowError
from cop.core.timers import Timer
from cop.prepare import WORKER_LOCK
from cop.search import index
from cop.worker import ALREADY_RUNNING, IDLE_SECONDS, LONGEST_PAUSE_SECONDS, Worker
from tests.conftest import MakeApp

Session = scoped_session[Any]


@pytest.fixture(autouse=True)
def _no_timers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.extensions, "cop.timers", ())


@pytest.fixture
def worker(app: Flask) -> Worker:
    return Worker(app, app.extensions["cop.jobs"], Event())


def _types(run: Callable[[Sequence[str]], None]) -> dict[str, JobType]:
    return {"test": JobType("test", run)}


def test_worker_compares_at_its_start_and_then_has_nothing_to_do(worker: Worker) -> None:
    rounds = [worker.work(), worker.work()]

    assert rounds == [True, False]


def test_worker_rebuilds_an_index_that_a_reader_could_not_read(worker: Worker) -> None:
    index.report_broken()

    worker.work()

    assert index.is_usable()


def test_worker_does_what_waits_before_it_compares(worker: Worker, db_session: Session) -> None:
    outbox.enqueue(index.JOB_KIND, ["nothing:1"])
    db_session.commit()

    worker.work()

    assert outbox.backlog()[0] == 0


def test_second_worker_of_a_folder_says_so_and_ends(app: Flask) -> None:
    with only_one(app.config["COP"].data_dir / WORKER_LOCK):
        done = app.test_cli_runner().invoke(args=["worker"])

    assert done.stderr == f"Error: Another worker serves the data folder {app.config['COP'].data_dir}.\n"
    assert done.exit_code == ALREADY_RUNNING


def _refuse(error: Exception) -> Callable[[Sequence[str]], None]:
    def run(_subjects: Sequence[str]) -> None:
        raise error

    return run


@pytest.mark.parametrize(
    "error", [NotNowError("the index is away"), OperationalError("SELECT 1", {}, Exception("gone"))]
)
def test_jobs_wait_unharmed_while_nothing_can_be_done(
    app: Flask, db_session: Session, error: Exception
) -> None:
    outbox.enqueue("test", ["a", "b"])
    db_session.commit()
    worker = Worker(app, _types(_refuse(error)), Event())

    pauses = [worker.round() for _ in range(3)]

    assert pauses == [1.0, 2.0, 4.0]
    assert [(job.attempts, job.error) for job in db_session.scalars(select(Job))] == [(0, ""), (0, "")]


def test_pause_after_failures_is_bounded_and_ends_with_success(app: Flask, db_session: Session) -> None:
    outbox.enqueue("test", ["a"])
    db_session.commit()
    faults: list[Exception] = [NotNowError("the index is away")] * 9

    def run(_subjects: Sequence[str]) -> None:
        if faults:
            raise faults.pop()

    worker = Worker(app, _types(run), Event())

    pauses = [worker.round() for _ in range(12)]

    assert pauses[8:10] == [LONGEST_PAUSE_SECONDS, 0.0]
    assert pauses[11] == IDLE_SECONDS


def test_worker_runs_each_timer_when_it_is_due(empty_app: MakeApp) -> None:
    ran: list[str] = []
    with empty_app() as app, app.app_context():
        app.extensions["cop.timers"] = (
            Timer("often", 0.0, lambda: ran.append("often")),
            Timer("daily", 86400.0, lambda: ran.append("daily")),
        )
        worker = Worker(app, {}, Event())

        for _ in range(4):
            worker.work()

    assert sorted(ran) == ["daily", "often", "often", "often"]


def test_timer_that_fails_does_not_keep_the_next_from_its_turn(empty_app: MakeApp) -> None:
    ran: list[str] = []

    def fail() -> None:
        raise ValueError("no")

    with empty_app() as app:
        app.extensions["cop.timers"] = (
            Timer("bad", 3600.0, fail),
            Timer("good", 3600.0, lambda: ran.append("good")),
        )
        worker = Worker(app, {}, Event())

        pauses = [worker.round() for _ in range(2)]

    assert pauses == [1.0, 0.0]
    assert ran == ["good"]
