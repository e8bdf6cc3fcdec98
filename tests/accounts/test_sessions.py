"""Sessions: rows of ours, found by the hash of a token, ended from our side."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from cop.accounts.enums import UserState
from cop.accounts.models import User, UserSession
from cop.accounts.operations import end_session, end_sessions
from cop.accounts.queries import open_session
from cop.core.db import db, now
from cop.core.permissions import Actor, Role
from tests.conftest import Statements
from tests.people import actor_of, person, sign_in

pytestmark = pytest.mark.usefixtures("app")


def test_session_says_who_it_is_in_one_statement(client: FlaskClient, count_statements: Statements) -> None:
    user = person("Мария", Role.EDITOR, Role.REVIEWER)
    token = sign_in(client, user)
    db.session.expire_all()

    with count_statements() as statements:
        found = open_session(token)

    assert len(statements) == 1
    assert found is not None
    assert found.actor == Actor(
        "member", user.id, "Мария", frozenset({Role.EDITOR, Role.REVIEWER}), "bg", "Europe/Sofia"
    )


def test_page_greets_whoever_has_signed_in(client: FlaskClient) -> None:
    sign_in(client, person("Мария <b>"))

    page = client.get("/bg/about").text

    assert page.count("Мария &lt;b&gt;") == 1


def test_database_keeps_no_token(client: FlaskClient) -> None:
    token = sign_in(client, person("Мария"))

    kept = db.session.scalars(select(UserSession.token_hash)).all()

    assert [token in value for value in kept] == [False]


@pytest.mark.parametrize("state", [UserState.DISABLED, UserState.ERASED, UserState.UNCONFIRMED])
def test_account_that_cannot_be_used_has_no_session(client: FlaskClient, state: UserState) -> None:
    user = person("Мария")
    token = sign_in(client, user)

    db.session.execute(update(User).where(User.id == user.id).values(state=state))

    assert open_session(token) is None


@pytest.mark.parametrize(
    ("column", "days", "holds"),
    [
        ("last_seen_at", 29, True),
        ("last_seen_at", 31, False),
        ("created_at", 179, True),
        ("created_at", 181, False),
    ],
)
def test_session_ends_by_itself(client: FlaskClient, column: str, days: int, holds: bool) -> None:
    token = sign_in(client, person("Мария"))

    db.session.execute(update(UserSession).values({column: now() - timedelta(days=days)}))

    assert (open_session(token) is not None) == holds


def test_ended_session_ends_no_other(app: Flask) -> None:
    user = person("Мария")
    phone, desk = sign_in(app.test_client(), user), sign_in(app.test_client(), user)

    end_session(phone, actor=actor_of(user))

    assert [open_session(token) is None for token in (phone, desk)] == [True, False]


def test_one_session_stays_where_all_others_end(app: Flask) -> None:
    user, other = person("Мария"), person("Иван")
    phone, desk, others = (sign_in(app.test_client(), who) for who in (user, user, other))

    end_sessions(user.id, but=desk)

    assert [open_session(token) is None for token in (phone, desk, others)] == [True, False, False]
