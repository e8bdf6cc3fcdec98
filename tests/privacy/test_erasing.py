"""After somebody has been erased, nothing in the database leads to them or says their name."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Column, ColumnElement, String, cast, func, select, update

from cop.accounts.enums import UserState
from cop.accounts.models import User
from cop.accounts.operations import begin_session
from cop.core.audit import AuditEntry
from cop.core.db import Base, db
from cop.core.errors import ConflictError, NotAllowedError
from cop.core.outbox import Job
from cop.core.permissions import SYSTEM, Role
from cop.mail.models import MailMessage
from cop.privacy import operations, queries
from cop.submissions.models import Submission
from tests.people import actor_of, person
from tests.submissions.conftest import note_kind as note_kind
from tests.web.cast import ROLES, Cast, assemble

pytestmark = pytest.mark.usefixtures("app")

LEFT = {"audit_entries.actor_id", "users.id"}
"""A number without a name: in the trail, and in the empty row that it leads to."""


@pytest.fixture
def cast_of_a_case(note_kind: None) -> Cast:  # noqa: ARG001 - its kind of record is in the cast's case
    """People of every role around a case in review."""
    return assemble()


def _columns(holds: Callable[[Column[Any]], ColumnElement[bool] | None]) -> set[str]:
    """Return the columns of which this holds in any row; each table is asked once for all of its columns."""
    found = set()
    for table in Base.metadata.sorted_tables:
        asked = [(column.name, what) for column in table.columns if (what := holds(column)) is not None]
        if not asked:
            continue
        counts = db.session.execute(
            select(*(func.count().filter(what) for _name, what in asked)).select_from(table)
        ).one()
        found |= {f"{table.name}.{name}" for (name, _what), count in zip(asked, counts, strict=True) if count}
    return found


def _pointing_at(person_id: int) -> set[str]:
    """Return the columns in which the number of a person stands."""

    def holds(column: Column[Any]) -> ColumnElement[bool] | None:
        is_person = any(key.target_fullname == "users.id" for key in column.foreign_keys)
        return column == person_id if is_person or column.name in {"person_id", "actor_id"} else None

    return _columns(holds) | ({"users.id"} if db.session.get(User, person_id) is not None else set())


def _holding(words: str) -> set[str]:
    """Return the columns in which some words stand."""
    return _columns(lambda column: cast(column, String).contains(words, autoescape=True))


@pytest.mark.parametrize("role", ROLES[1:])
def test_nothing_leads_to_whoever_was_erased(cast_of_a_case: Cast, role: str) -> None:
    user = cast_of_a_case.people[role]
    assert user is not None
    person("Other", Role.ADMINISTRATOR)
    begin_session(user, browser="Firefox")
    name, email = user.name, user.email or ""
    assert {"users.id", "user_sessions.user_id"} <= _pointing_at(user.id)
    assert _holding(email) >= {"users.email"}

    operations.erase(user.id, actor=SYSTEM, reason="a test")
    db.session.execute(update(MailMessage).values(state="sent"))  # the farewell has gone
    for data in queries.registry():
        data.erase(user.id)
    db.session.commit()

    assert _pointing_at(user.id) <= LEFT
    assert _holding(email) == set()
    assert _holding(name) == set()
    assert (user.state, user.email, user.name, user.password_hash) == (UserState.ERASED, None, "", "")
    exported = {data.table for data in queries.registry() if list(data.export(user.id))}
    assert exported == {"audit_entries", "users"}


def test_farewell_is_sent_and_then_forgotten(member: User) -> None:
    operations.erase(member.id, actor=SYSTEM, reason="a test")
    db.session.commit()

    mail = db.session.scalars(select(MailMessage)).one()
    assert (mail.to, mail.template, mail.is_to_be_forgotten) == (
        "mira@example.org",
        "privacy/erased",
        True,
    )
    assert set(db.session.scalars(select(Job.kind))) == {"mail", operations.AFTER_ERASING}


def test_erasing_twice_is_erasing_once(member: User) -> None:
    found = [operations.erase(member.id, actor=SYSTEM, reason="a test") for _twice in range(2)]
    db.session.commit()

    assert found == [True, False]
    actions = db.session.scalars(select(AuditEntry.action)).all()
    assert list(actions) == ["privacy.erase"]


def test_last_administrator_is_not_erased() -> None:
    admin = person("Anna", Role.ADMINISTRATOR)

    with pytest.raises(ConflictError, match="the last administrator"):
        operations.erase(admin.id, actor=SYSTEM, reason="a test")

    assert admin.state is UserState.ACTIVE


@pytest.mark.parametrize("role", [None, *sorted(set(Role) - {Role.OFFICER, Role.ADMINISTRATOR})])
def test_nobody_else_erases_people(member: User, role: Role | None) -> None:
    actor = actor_of(person("Somebody", *([role] if role else [])))

    with pytest.raises(NotAllowedError):
        operations.erase(member.id, actor=actor, reason="a test")


def test_reviews_of_a_case_go_with_it(cast_of_a_case: Cast) -> None:
    owner, coauthor = cast_of_a_case.people["owner"], cast_of_a_case.people["co-author"]
    assert owner
    assert coauthor
    assert _rows("reviews") == 1

    for user in (owner, coauthor):
        operations.erase(user.id, actor=SYSTEM, reason="a test")
    db.session.commit()

    assert db.session.scalars(select(Submission)).all() == []
    tables = ("reviews", "scores", "submission_rounds", "gate_answers", "media_files")
    assert {_rows(table) for table in tables} == {0}


def _rows(table: str) -> int:
    found = db.session.scalar(select(func.count()).select_from(Base.metadata.tables[table]))
    return int(found or 0)
