"""Records that are asked for by their ids are looked up by them, however many others there are."""

from typing import Any

import pytest
from sqlalchemy.orm import scoped_session

from cop.cases.models import CASES
from cop.core.db import db
from cop.core.permissions import VISITOR
from cop.learning.models import MODULES
from cop.practices.models import PRACTICES
from cop.records.models import Tables
from cop.records.queries import newest_ids, titled
from cop.successes.models import SUCCESSES
from cop.tools.models import TOOLS
from tests.conftest import Statements

KINDS = [PRACTICES, CASES, TOOLS, MODULES, SUCCESSES]


def plan(statement: str) -> list[str]:
    """What SQLite says it would do."""
    values = tuple(range(1, statement.count("?") + 1))
    found = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    return [row.detail for row in found]


@pytest.fixture
def sqlite(db_session: scoped_session[Any]) -> None:
    if db_session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL chooses by what it has counted")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
@pytest.mark.usefixtures("sqlite")
def test_twenty_records_are_found_by_their_ids(kind: Tables[Any], count_statements: Statements) -> None:
    with count_statements() as statements:
        titled(kind, list(range(1, 21)), VISITOR, "en")

    name = kind.record.__tablename__
    assert f"SEARCH {name} USING INTEGER PRIMARY KEY (rowid=?)" in plan(statements[0])


@pytest.mark.usefixtures("sqlite")
def test_newest_records_are_read_in_their_order(count_statements: Statements) -> None:
    with count_statements() as statements:
        newest_ids(PRACTICES, 20, actor=VISITOR)

    assert plan(statements[0]) == ["SCAN practices USING COVERING INDEX ix_practices_newest"]
