"""Jobs that say themselves when they are to be tried again, and write in the midst of reading."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from cop.core import outbox
from cop.core.db import db, now, own_transaction, read_only
from cop.core.outbox import Job, JobType, PutOffError
from cop.core.stamps import bump, current
from tests.conftest import MakeApp

Session = scoped_session[Any]


def test_put_off_job_waits_without_a_failure_and_the_others_are_done(db_session: Session) -> None:
    outbox.enqueue("test", ["a", "b", "c", "b"])
    db_session.commit()
    asked: list[list[str]] = []
    moment = now() + timedelta(hours=3)

    def run(subjects: Sequence[str]) -> None:
        asked.append(list(subjects))
        raise PutOffError({"b": moment})

    done = outbox.run_pending({"test": JobType("test", run)})
    again = outbox.run_pending({"test": JobType("test", run)})

    rows = db_session.execute(select(Job.subject, Job.not_before, Job.attempts, Job.error)).all()
    assert (done, again) == (4, 0)
    assert asked == [["a", "b", "c"]]
    assert rows == [("b", moment, 0, "")] * 2


def test_job_put_off_until_now_comes_with_the_next_batch(db_session: Session) -> None:
    outbox.enqueue("test", ["a", "b"])
    db_session.commit()
    asked: list[list[str]] = []

    def run(subjects: Sequence[str]) -> None:
        asked.append(list(subjects))
        if len(subjects) > 1:
            raise PutOffError({"b": now()})

    while outbox.run_pending({"test": JobType("test", run)}):
        pass

    assert asked == [["a", "b"], ["b"]]


def _bump_and_fail() -> None:
    with own_transaction():
        bump("test")
        raise ZeroDivisionError


def test_own_transaction_writes_within_a_job_that_reads(empty_app: MakeApp) -> None:
    with empty_app() as app, app.app_context(), read_only():
        before = current("test")
        with own_transaction():
            bump("test")
        after = current("test")
        with pytest.raises(ZeroDivisionError):
            _bump_and_fail()
        db.session.rollback()
        at_the_end = current("test")
        db.session.rollback()

    assert (before, after, at_the_end) == (0, 1, 1)
