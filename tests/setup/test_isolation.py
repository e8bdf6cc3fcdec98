"""The tests' own ground: what one test commits, no other test finds, and counting counts."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, scoped_session

from cop.core import outbox
from cop.core.db import db, read_only
from cop.core.outbox import Job
from tests.conftest import Statements


@pytest.mark.parametrize("turn", [1, 2])
def test_commit_in_a_test_is_rolled_back_after_it(db_session: scoped_session[Session], turn: int) -> None:
    before = outbox.backlog()[0]

    outbox.enqueue("nothing", [f"turn:{turn}"])
    db_session.commit()

    assert before == 0
    assert db_session.scalars(select(Job.subject)).all() == [f"turn:{turn}"]


def test_commit_in_a_test_is_seen_by_a_request(
    db_session: scoped_session[Session], client: FlaskClient
) -> None:
    outbox.enqueue("nothing", ["a", "b"])
    db_session.commit()

    answer = client.get("/healthz")

    assert answer.get_json()["jobs"] == {"waiting": 2, "given_up": 0}


def test_request_has_a_session_of_its_own(db_session: scoped_session[Session], client: FlaskClient) -> None:
    outbox.enqueue("nothing", ["a"])
    db_session.commit()
    job = db_session.scalars(select(Job)).one()

    client.get("/healthz")

    assert job in db_session


def test_reading_transaction_cannot_write_in_a_test(db_session: scoped_session[Session]) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL is not told that a request only reads")

    with read_only(), pytest.raises(DBAPIError, match="readonly"):
        outbox.enqueue("nothing", ["a"])
    db_session.rollback()

    outbox.enqueue("nothing", ["b"])
    assert db_session.scalars(select(Job.subject)).all() == ["b"]


def test_statements_are_counted_without_those_of_transactions(
    db_session: scoped_session[Session], count_statements: Statements
) -> None:
    with count_statements() as statements:
        db_session.scalars(select(Job.subject)).all()
        db_session.commit()

    assert len(statements) == 1
