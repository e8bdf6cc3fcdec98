"""The database: moments have a zone, readers cannot write, a transaction is whole or nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import scoped_session

from cop.core import outbox, stamps
from cop.core.db import db, read_only, transaction
from cop.core.outbox import Job
from tests.conftest import MakeApp

Session = scoped_session[Any]
MOMENT = datetime(2026, 3, 29, 2, 30, tzinfo=timezone(timedelta(hours=3)))


@pytest.fixture
def own_app(empty_app: MakeApp) -> Iterator[Flask]:
    """An application with a database of its own, which commits for good."""
    with empty_app() as app, app.app_context():
        yield app


def _job(moment: datetime) -> Job:
    return Job(kind="test", subject="a", created_at=moment)


def test_moment_without_a_zone_is_refused(db_session: Session) -> None:
    db_session.add(_job(MOMENT.replace(tzinfo=None)))

    with pytest.raises(StatementError, match="a moment without a time zone"):
        db_session.flush()


def test_moment_comes_back_in_utc(db_session: Session) -> None:
    db_session.add(_job(MOMENT))
    db_session.commit()

    found = db_session.scalars(select(Job.created_at)).one()

    assert found == MOMENT
    assert found.tzinfo is UTC


@pytest.mark.usefixtures("own_app")
def test_reader_cannot_write_and_the_next_writer_can() -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL is not told that a request only reads")

    with read_only(), pytest.raises(DBAPIError, match="readonly"):
        outbox.enqueue("test", ["a"])
    db.session.rollback()
    with transaction():
        outbox.enqueue("test", ["b"])

    assert db.session.scalars(select(Job.subject)).all() == ["b"]


def test_reader_sees_one_state_while_others_write(own_app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("one snapshot a transaction is SQLite's")

    def write() -> None:
        with own_app.app_context(), transaction():
            outbox.enqueue("test", ["a"])

    with read_only():
        before = outbox.backlog()[0]
        writer = Thread(target=write)
        writer.start()
        writer.join(10)
        during = outbox.backlog()[0]
        db.session.rollback()
        after = outbox.backlog()[0]

    assert (before, during, after) == (0, 0, 1)


@pytest.mark.usefixtures("own_app")
def test_transaction_commits_at_its_end() -> None:
    with transaction():
        outbox.enqueue("test", ["a"])
    db.session.rollback()

    assert outbox.backlog()[0] == 1


@pytest.mark.usefixtures("own_app")
@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_transaction_is_rolled_back_on_any_error(error: type[BaseException]) -> None:
    def fail() -> None:
        outbox.enqueue("test", ["a"])
        raise error

    with pytest.raises(error), transaction():
        fail()

    assert outbox.backlog()[0] == 0


def test_writers_queue_and_no_change_is_lost(own_app: Flask) -> None:
    failures: list[BaseException] = []

    def write() -> None:
        try:
            for _turn in range(10):
                with own_app.app_context(), transaction():
                    stamps.current("test")
                    stamps.bump("test")
        except BaseException as error:  # noqa: BLE001 - told below, in the thread of the test
            failures.append(error)

    writers = [Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(30)

    assert failures == []
    assert stamps.current("test") == 40
