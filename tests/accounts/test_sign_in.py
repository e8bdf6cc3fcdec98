"""Signing in: one answer whatever is wrong, a new session each time, and limits."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from cop.accounts.enums import UserState
from cop.accounts.models import User, UserSession
from cop.accounts.passwords import hashed
from cop.accounts.sessions import with_password
from cop.core.db import db, now
from cop.core.permissions import Role
from tests.conftest import Statements
from tests.people import person, sign_in, submit

pytestmark = pytest.mark.usefixtures("app")

PAGE = "/en/account/sign-in"
WORDS = "три жълти крави летят"


def test_password_opens_the_account(client: FlaskClient) -> None:
    person("Мария", email="maria@example.org", password=WORDS)

    answer = submit(client, PAGE, {"email": " MARIA@example.org ", "password": WORDS})

    assert (answer.status_code, answer.location) == (303, "/en/account")
    assert client.get("/en/account").text.count("maria@example.org") == 1


def test_reader_goes_on_where_they_wanted_to_go(client: FlaskClient) -> None:
    person("Мария", email="maria@example.org", password=WORDS)
    asked = client.get("/en/account/profile?a=b")

    answer = submit(client, asked.location or "", {"email": "maria@example.org", "password": WORDS})

    assert answer.location == "/en/account/profile?a=b"


@pytest.mark.parametrize(
    ("email", "password"),
    [("maria@example.org", "не тази"), ("nobody@example.org", WORDS), ("not an address", WORDS)],
)
def test_whatever_is_wrong_the_answer_is_the_same(client: FlaskClient, email: str, password: str) -> None:
    person("Мария", email="maria@example.org", password=WORDS)

    answer = submit(client, PAGE, {"email": email, "password": password})

    assert answer.status_code == 400
    assert answer.text.count("The address or the password is not right. If you have just signed up, ") == 1
    assert db.session.scalars(select(UserSession)).all() == []


def test_unknown_address_takes_the_same_statements(count_statements: Statements) -> None:
    person("Мария", email="maria@example.org", password=WORDS)
    asked = []

    for email in ("maria@example.org", "nobody@example.org"):
        with count_statements() as statements:
            assert with_password(email, "не тази парола") is None
        asked.append(list(statements))

    assert asked[0] == asked[1]
    assert len(asked[0]) == 1


def test_account_without_a_password_opens_to_none(client: FlaskClient) -> None:
    person("Мария", email="maria@example.org")

    statuses = [
        submit(client, PAGE, {"email": "maria@example.org", "password": password}).status_code
        for password in ("nobody has this password", " ")
    ]

    assert statuses == [400, 400]


def test_closed_account_says_so_to_whoever_knows_the_password(client: FlaskClient) -> None:
    person("Мария", email="maria@example.org", password=WORDS, state=UserState.DISABLED)

    answer = submit(client, PAGE, {"email": "maria@example.org", "password": WORDS})

    assert answer.status_code == 400
    assert answer.text.count("This account is closed. Write to the people who run this site.") == 1


def test_same_letters_typed_otherwise_are_the_same_password(client: FlaskClient) -> None:
    one_character, two_characters = "моят чай е с мед", "моят чаи\u0306 е с мед"
    person("Мария", email="maria@example.org", password=one_character)

    answer = submit(client, PAGE, {"email": "maria@example.org", "password": two_characters})

    assert answer.status_code == 303


def test_password_is_hashed_anew_when_hashing_has_become_dearer(client: FlaskClient) -> None:
    user = person("Мария", email="maria@example.org")
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(WORDS)
    db.session.execute(update(User).values(password_hash=cheap))
    db.session.commit()

    submit(client, PAGE, {"email": "maria@example.org", "password": WORDS})

    db.session.refresh(user)
    assert user.password_hash.split("$")[3] == hashed("x").split("$")[3]
    assert with_password("maria@example.org", WORDS) is user


def test_session_before_is_not_the_session_after(client: FlaskClient) -> None:
    person("Мария", email="maria@example.org", password=WORDS)
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
        cookie["_user_id"] = "planted"

    submit(client, PAGE, {"email": "maria@example.org", "password": WORDS})

    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["_user_id"] != "planted"


def test_session_notes_the_browser(client: FlaskClient) -> None:
    person("Мария", email="maria@example.org", password=WORDS)
    client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko Firefox/130.0"

    submit(client, PAGE, {"email": "maria@example.org", "password": WORDS})

    assert db.session.scalars(select(UserSession.browser)).one() == "Firefox, Windows"


def test_signing_out_ends_the_session_and_not_only_the_cookie(client: FlaskClient) -> None:
    sign_in(client, person("Мария"))

    answer = submit(client, "/en/about", form="sign-out")

    assert (answer.status_code, answer.location) == (303, "/en/")
    assert db.session.scalars(select(UserSession)).all() == []
    assert client.get("/en/account").location == "/en/account/sign-in?next=/en/account"


def test_stolen_cookie_is_worth_nothing_after_signing_out(app: Flask, client: FlaskClient) -> None:
    token = sign_in(client, person("Мария"))
    submit(client, "/en/about", form="sign-out")
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie["_user_id"] = token

    assert thief.get("/en/account").status_code == 303


def test_tries_at_one_account_have_a_limit_and_others_go_on(client: FlaskClient) -> None:
    person("Мария", email="maria@example.org", password=WORDS)
    person("Иван", email="ivan@example.org", password=WORDS)

    statuses = [
        submit(client, PAGE, {"email": "maria@example.org", "password": f"guess {n}"}).status_code
        for n in range(10)
    ]
    statuses.append(submit(client, PAGE, {"email": "maria@example.org", "password": WORDS}).status_code)

    assert statuses == [400] * 10 + [429]
    assert submit(client, PAGE, {"email": "ivan@example.org", "password": WORDS}).status_code == 303


def test_limit_is_the_same_for_an_unknown_address(client: FlaskClient) -> None:
    answers = [submit(client, PAGE, {"email": "nobody@example.org", "password": "x"}) for _ in range(11)]

    assert [answer.status_code for answer in answers] == [400] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) <= 900


def test_many_addresses_of_one_network_are_one_guesser(client: FlaskClient) -> None:
    statuses = []

    for n in range(11):
        client.environ_base["REMOTE_ADDR"] = f"2001:db8::{n:x}"
        statuses.append(submit(client, PAGE, {"email": "a@example.org", "password": "x"}).status_code)

    assert statuses == [400] * 10 + [429]


def test_place_without_an_address_is_one_place(client: FlaskClient) -> None:
    client.environ_base["REMOTE_ADDR"] = ""  # behind a socket that tells none

    statuses = [
        submit(client, PAGE, {"email": "a@example.org", "password": "x"}).status_code for _ in range(11)
    ]

    assert statuses == [400] * 10 + [429]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_use_is_noted_where_something_is_written_and_at_most_every_ten_minutes(
    client: FlaskClient, method: str
) -> None:
    user = person("Мария")
    sign_in(client, user)
    page = client.get("/en/account/profile").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    before = now() - timedelta(minutes=11)
    db.session.execute(update(UserSession).values(last_seen_at=before))
    db.session.commit()

    client.open(
        "/en/account/profile",
        method=method,
        data={"csrf_token": token, "name": "М", "language": "bg", "timezone": "Europe/Sofia"},
    )

    db.session.expire_all()
    seen = db.session.scalars(select(UserSession.last_seen_at)).one()
    assert (seen > before) == (method == "POST")


def test_signed_in_reader_is_not_asked_again(client: FlaskClient) -> None:
    sign_in(client, person("Мария"))

    locations = [
        client.get(address).location
        for address in (f"{PAGE}?next=/en/about", "/en/account/sign-up", f"{PAGE}?next=//evil.example")
    ]

    assert locations == ["/en/about", "/en/account", "/en/account"]


def test_staff_without_a_passkey_get_in_and_are_advised(client: FlaskClient) -> None:
    person("Мария", Role.EDITOR, email="maria@example.org", password=WORDS)

    answer = submit(client, PAGE, {"email": "maria@example.org", "password": WORDS})

    assert answer.location == "/en/account"
    assert client.get("/en/account").text.count('<p class="notice-title">Add a passkey</p>') == 1


def test_member_is_not_advised(client: FlaskClient) -> None:
    sign_in(client, person("Мария", Role.REVIEWER))

    assert client.get("/en/account").text.count("notice-title") == 0
