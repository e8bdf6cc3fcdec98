"""One's own account: name and language, address, password, sessions."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts import joining, operations
from cop.accounts.models import User
from cop.accounts.queries import open_session
from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.core.errors import ConflictError, NotAllowedError
from tests.accounts.mailbox import mails
from tests.conftest import Statements
from tests.people import actor_of, person, sign_in, submit

pytestmark = pytest.mark.usefixtures("app")

WORDS, NEW = "три жълти крави летят", "пет сини кози спят"


@pytest.fixture
def maria() -> User:
    return person("Мария", email="maria@example.org", language="en", password=WORDS)


def actions() -> list[str]:
    entries = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id))
    return [action for action in entries if action != "account.sign_in"]


def test_profile_is_changed(client: FlaskClient, maria: User) -> None:
    sign_in(client, maria)

    answer = submit(
        client, "/en/account/profile", {"name": "М. П.", "language": "ru", "timezone": "Asia/Tashkent"}
    )

    assert (answer.status_code, answer.location) == (303, "/en/account")
    db.session.refresh(maria)
    assert (maria.name, maria.language, maria.timezone) == ("М. П.", "ru", "Asia/Tashkent")
    assert actions() == ["account.change_profile"]


def test_profile_form_sent_as_it_stands_changes_nothing(client: FlaskClient, maria: User) -> None:
    sign_in(client, maria)

    submit(client, "/en/account/profile")

    db.session.refresh(maria)
    assert (maria.name, maria.language, maria.timezone) == ("Мария", "en", "Europe/Sofia")


@pytest.mark.parametrize(
    ("field", "value"), [("name", " "), ("name", "м" * 121), ("language", "de"), ("timezone", "Mars/Base")]
)
def test_what_cannot_be_taken_is_said_at_its_field(
    client: FlaskClient, maria: User, field: str, value: str
) -> None:
    sign_in(client, maria)

    answer = submit(client, "/en/account/profile", {field: value})

    assert answer.status_code == 400
    assert answer.text.count(f'<a href="#{field}') == 1


def test_moments_are_shown_in_the_readers_time(client: FlaskClient, maria: User) -> None:
    sign_in(client, maria)

    assert client.get("/en/account/sessions").text.count("(Sofia)") == 2


def test_nobody_changes_anothers_account(maria: User) -> None:
    stranger = actor_of(person("Иван"))
    attempts: list[Any] = [
        lambda: operations.change_profile(maria, actor=stranger, name="x", language="bg", timezone="UTC"),
        lambda: operations.change_password(maria, actor=stranger, current=WORDS, password=NEW, token=""),
        lambda: operations.ask_email(maria, actor=stranger, email="x@example.org", password=WORDS),
        lambda: operations.sign_out_everywhere(maria, actor=stranger),
        lambda: operations.set_cadences(maria, actor=stranger, cadences={}),
    ]

    for attempt in attempts:
        with pytest.raises(NotAllowedError):
            attempt()


def test_another_address_holds_when_its_mail_has_been_answered(client: FlaskClient, maria: User) -> None:
    sign_in(client, maria)

    submit(client, "/en/account/email", {"email": "New@Example.org", "current": WORDS})
    assert maria.email == "maria@example.org"
    asked = [(mail.to, mail.template) for mail in mails()]
    link = mails("new@example.org")[0].link
    client.get(link)
    answer = submit(client, link)

    db.session.refresh(maria)
    assert asked == [("new@example.org", "accounts/change_email"), ("maria@example.org", "accounts/changed")]
    assert (answer.status_code, maria.email) == (303, "new@example.org")
    assert [mail.to for mail in mails()][2:] == ["maria@example.org"]
    assert actions() == ["account.ask_email", "account.change_email"]


def test_address_of_another_account_is_told_by_mail_alone(client: FlaskClient, maria: User) -> None:
    person("Иван", email="ivan@example.org")
    sign_in(client, maria)

    answers = [
        submit(client, "/en/account/email", {"email": email, "current": WORDS})
        for email in ("ivan@example.org", "free@example.org")
    ]

    assert [(answer.status_code, answer.location) for answer in answers] == [(303, "/en/account")] * 2
    assert [mail.template for mail in mails() if mail.to != "maria@example.org"] == [
        "accounts/email_taken",
        "accounts/change_email",
    ]


def test_address_taken_in_the_meantime_stays_the_others(client: FlaskClient, maria: User) -> None:
    sign_in(client, maria)
    submit(client, "/en/account/email", {"email": "new@example.org", "current": WORDS})
    link = mails("new@example.org")[0].link
    person("Иван", email="new@example.org")

    with pytest.raises(ConflictError):
        joining.change_email(link.rpartition("/")[2])
    db.session.rollback()
    answer = submit(client, link)

    assert answer.status_code == 303
    assert client.get("/en/account").text.count("Another account has this address.") == 1
    db.session.refresh(maria)
    assert maria.email == "maria@example.org"


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [("new@example.org", "wrong", "current"), ("maria@example.org", WORDS, "email"), ("x", WORDS, "email")],
)
def test_address_that_cannot_be_asked_for_is_said_at_its_field(
    client: FlaskClient, maria: User, email: str, password: str, field: str
) -> None:
    sign_in(client, maria)

    answer = submit(client, "/en/account/email", {"email": email, "current": password})

    assert answer.status_code == 400
    assert answer.text.count(f'<a href="#{field}">') == 1
    assert mails() == []


def test_new_password_ends_every_other_session(app: Flask, maria: User) -> None:
    desk, phone = app.test_client(), app.test_client()
    at_desk, on_phone = sign_in(desk, maria), sign_in(phone, maria)

    answer = submit(desk, "/en/account/password", {"current": WORDS, "password": NEW})

    assert answer.status_code == 303
    assert [open_session(token) is None for token in (at_desk, on_phone)] == [False, True]
    assert [mail.template for mail in mails()] == ["accounts/changed"]
    assert submit(desk, "/en/account/password", {"current": WORDS, "password": NEW}).status_code == 400


def test_password_cannot_be_guessed_from_a_stolen_session(client: FlaskClient, maria: User) -> None:
    sign_in(client, maria)

    statuses = [
        submit(client, "/en/account/password", {"current": f"guess {n}", "password": NEW}).status_code
        for n in range(11)
    ]

    assert statuses == [400] * 10 + [429]


def test_one_session_is_ended_from_another(app: Flask, maria: User) -> None:
    desk, phone = app.test_client(), app.test_client()
    at_desk, on_phone = sign_in(desk, maria), sign_in(phone, maria)

    submit(desk, "/en/account/sessions", form="/end")

    assert [open_session(token) is None for token in (at_desk, on_phone)] == [False, True]
    assert actions() == ["account.end_session"]


def test_session_of_somebody_else_is_not_ended(app: Flask, maria: User) -> None:
    ivans = sign_in(app.test_client(), person("Иван"))
    found = open_session(ivans)
    assert found is not None
    client = app.test_client()
    sign_in(client, maria)
    token = client.get("/en/account/profile").text.partition('name="csrf_token" value="')[2].partition('"')[0]

    client.post(f"/en/account/sessions/{found.id}/end", data={"csrf_token": token})

    assert open_session(ivans) is not None
    assert actions() == []


def test_signing_out_everywhere_ends_this_session_too(app: Flask, maria: User) -> None:
    desk, phone = app.test_client(), app.test_client()
    tokens = [sign_in(desk, maria), sign_in(phone, maria)]

    answer = submit(desk, "/en/account/sessions", form="end-all")

    assert (answer.status_code, answer.location) == (303, "/en/account/sign-in")
    assert [open_session(token) for token in tokens] == [None, None]
    assert desk.get("/en/account").status_code == 303


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_sessions_takes_the_same_statements(
    app: Flask, maria: User, count_statements: Statements, count: int
) -> None:
    client = app.test_client()
    for _ in range(count - 1):
        sign_in(app.test_client(), maria)
    sign_in(client, maria)
    db.session.expire_all()

    with count_statements() as statements:
        page = client.get("/en/account/sessions")

    assert page.text.count("Last used: ") == count
    assert len(statements) == 3


@pytest.mark.parametrize(
    "page",
    ["", "/profile", "/email", "/password", "/sessions", "/passkeys", "/news"],
)
def test_visitor_is_asked_to_sign_in_first(client: FlaskClient, page: str) -> None:
    answer = client.get(f"/en/account{page}")

    assert (answer.status_code, answer.location) == (303, f"/en/account/sign-in?next=/en/account{page}")
