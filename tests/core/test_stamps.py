"""Stamps: they go up with the change, and a watch asks seldom."""

from time import sleep
from typing import Any

import pytest
from sqlalchemy.orm import scoped_session

from cop.core import stamps
from cop.core.stamps import Watch
from tests.conftest import Statements

Session = scoped_session[Any]


@pytest.mark.usefixtures("db_session")
def test_stamp_counts_changes_from_none() -> None:
    before = stamps.current("test")
    stamps.bump("test")
    stamps.bump("test")

    assert (before, stamps.current("test")) == (0, 2)


def test_stamp_is_rolled_back_with_the_change(db_session: Session) -> None:
    stamps.bump("test")
    db_session.commit()
    stamps.bump("test")
    db_session.rollback()

    assert stamps.current("test") == 1


@pytest.mark.usefixtures("db_session")
def test_watch_asks_the_database_once_in_its_time(count_statements: Statements) -> None:
    watch = Watch("test", seconds=60)

    with count_statements() as statements:
        values = [watch.value() for _ in range(5)]
    stamps.bump("test")

    assert values == [0] * 5
    assert len(statements) == 1
    assert watch.value() == 0


@pytest.mark.usefixtures("db_session")
def test_watch_sees_a_change_after_its_time() -> None:
    watch = Watch("test", seconds=0.01)
    before = watch.value()

    stamps.bump("test")
    sleep(0.02)

    assert (before, watch.value()) == (0, 1)
