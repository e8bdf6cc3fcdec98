"""Tries are counted in the database, whoever asks, and a refusal later does not take the count back."""

from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import scoped_session

from cop.core import limits
from cop.core.limits import Attempts, Limit, TooManyError, spend

Session = scoped_session[Any]
TWICE = Limit("test", 2, 3600)


@pytest.mark.usefixtures("db_session")
def test_limit_refuses_the_try_after_the_last() -> None:
    spend(TWICE, "a@example.org")
    spend(TWICE, "a@example.org")

    with pytest.raises(TooManyError) as refused:
        spend(TWICE, "a@example.org")

    assert refused.value.status == 429
    assert 0 < refused.value.seconds <= 3600


def test_limit_counts_everybody_apart(db_session: Session) -> None:
    for _ in range(2):
        spend(TWICE, "a@example.org")

    spend(TWICE, "b@example.org")

    assert sorted(db_session.scalars(select(Attempts.count))) == [1, 2]


def test_limits_of_different_names_count_apart(db_session: Session) -> None:
    for _ in range(2):
        spend(TWICE, "a@example.org")

    spend(Limit("other", 2, 3600), "a@example.org")

    assert sorted(db_session.scalars(select(Attempts.count))) == [1, 2]


def test_count_outlives_a_rollback(db_session: Session) -> None:
    spend(TWICE, "a@example.org")

    db_session.rollback()

    assert db_session.scalars(select(Attempts.count)).all() == [1]


def test_attempts_name_nobody(db_session: Session) -> None:
    spend(TWICE, "a@example.org")

    key = db_session.scalars(select(Attempts.key)).one()

    assert len(key) == 64
    assert "example" not in key


def test_windows_that_have_ended_are_forgotten(db_session: Session) -> None:
    spend(TWICE, "a@example.org")
    db_session.execute(update(Attempts).values(ends=1))
    spend(Limit("other", 2, 3600), "a@example.org")

    limits.FORGET.run()

    assert db_session.scalars(select(Attempts.count)).all() == [1]
