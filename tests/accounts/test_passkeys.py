"""Passkeys: made and used through the same answers that the script gets."""

import json
import time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from cop.accounts import passkeys, staffing
from cop.accounts.enums import UserState
from cop.accounts.models import User, UserSession
from cop.accounts.queries import open_session
from cop.config import Config
from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.core.permissions import SYSTEM, Role
from tests.accounts.authenticator import Authenticator
from tests.accounts.passkeys import SIGN_IN, WORDS, add, editor, password, post
from tests.people import person, sign_in, submit

pytestmark = pytest.mark.usefixtures("app")


def use(client: FlaskClient, device: Authenticator, *, page: str = SIGN_IN, query: str = "") -> TestResponse:
    asked = post(client, "/en/account/sign-in/passkey/options", {}, page=page)
    assert asked.status_code == 200
    credential = device.use(json.loads(asked.text))
    return post(client, f"/en/account/sign-in/passkey{query}", {"credential": credential}, page=page)


@pytest.mark.usefixtures("device")
def test_staff_with_a_passkey_are_not_in_with_the_password_alone(client: FlaskClient) -> None:
    answer = password(client, "?next=/en/about")

    assert answer.location == "/en/account/sign-in/passkey?next=/en/about"
    assert client.get("/en/account").status_code == 303
    assert db.session.scalars(select(UserSession)).all() == []


def test_staff_are_in_with_password_and_passkey(client: FlaskClient, device: Authenticator) -> None:
    password(client)

    answer = use(client, device, page="/en/account/sign-in/passkey", query="?next=/en/about")

    assert answer.json == {"url": "/en/about"}
    assert client.get("/en/account").status_code == 200
    assert db.session.scalars(select(UserSession.by_passkey)).one() is True


def test_second_step_without_the_first_leads_back(client: FlaskClient) -> None:
    assert client.get("/en/account/sign-in/passkey").location == SIGN_IN


def test_second_step_waits_ten_minutes(client: FlaskClient, device: Authenticator) -> None:
    password(client)
    with client.session_transaction() as cookie:
        waiting = cookie["waits_for_passkey"]
        assert 590 < waiting["until"] - time.time() <= 600
        cookie["waits_for_passkey"] = {**waiting, "until": int(time.time())}

    assert client.get("/en/account/sign-in/passkey").location == SIGN_IN
    assert device.count == 0


def test_passkey_of_somebody_else_is_not_the_second_step(app: Flask, device: Authenticator) -> None:
    ivans, client = Authenticator(), app.test_client()
    sign_in(client, person("Иван", password=WORDS))
    add(client, ivans)
    maria = app.test_client()
    password(maria)

    answer = use(maria, ivans, page="/en/account/sign-in/passkey")

    assert (answer.status_code, answer.json) == (
        400,
        {"message": "This passkey was not accepted. Try again."},
    )
    assert device.count == 0


def test_passkey_alone_opens_the_account(client: FlaskClient, device: Authenticator) -> None:
    answer = use(client, device)

    assert answer.json == {"url": "/en/account"}
    assert client.get("/en/account").text.count("maria@example.org") == 1


def test_passkey_alone_must_have_made_sure_of_the_person(client: FlaskClient) -> None:
    device = Authenticator(verifies=False)
    sign_in(client, editor())
    add(client, device)
    submit(client, "/en/about", form="sign-out")

    alone = use(client, device)
    password(client)
    second = use(client, device, page="/en/account/sign-in/passkey")

    assert (alone.status_code, second.status_code) == (400, 200)


def test_answer_is_good_for_one_challenge_once(client: FlaskClient, device: Authenticator) -> None:
    asked = post(client, "/en/account/sign-in/passkey/options", {})
    credential = device.use(json.loads(asked.text))
    first = post(client, "/en/account/sign-in/passkey", {"credential": credential})
    submit(client, "/en/about", form="sign-out")

    without = post(client, "/en/account/sign-in/passkey", {"credential": credential})
    post(client, "/en/account/sign-in/passkey/options", {})
    again = post(client, "/en/account/sign-in/passkey", {"credential": credential})

    assert (first.status_code, without.status_code, again.status_code) == (200, 400, 400)
    assert without.json == {"message": "That took too long. Try again."}


def test_key_of_another_site_is_not_taken(client: FlaskClient) -> None:
    sign_in(client, editor())

    answer = add(client, Authenticator("http://evil.example"))

    assert (answer.status_code, answer.json) == (
        400,
        {"message": "The passkey could not be made. Try again."},
    )


def test_copied_passkey_is_noticed_by_its_count(client: FlaskClient, device: Authenticator) -> None:
    device.count = 5
    use(client, device)
    submit(client, "/en/about", form="sign-out")

    device.count = 2
    answer = use(client, device)

    assert answer.status_code == 400


def test_passkey_of_a_closed_account_opens_nothing(client: FlaskClient, device: Authenticator) -> None:
    user = db.session.scalars(select(User)).one()
    user.state = UserState.DISABLED
    db.session.commit()

    answer = use(client, device)

    assert answer.status_code == 400
    assert client.get("/en/account").status_code == 303


@pytest.mark.parametrize(
    "body",
    [{}, {"credential": {}}, {"credential": {"id": "AAAA"}}, {"credential": {"id": "é"}}, [], "x", None],
)
def test_nonsense_is_refused(client: FlaskClient, device: Authenticator, body: object) -> None:
    post(client, "/en/account/sign-in/passkey/options", {})

    answer = post(client, "/en/account/sign-in/passkey", body)

    assert answer.status_code == 400
    assert device.count == 0


def test_script_needs_the_pages_token(client: FlaskClient) -> None:
    assert client.post("/en/account/sign-in/passkey/options", json={}).status_code == 400


def test_member_may_use_either(client: FlaskClient) -> None:
    person("Иван", email="maria@example.org", password=WORDS)
    sign_in(client, db.session.scalars(select(User)).one())
    add(client, Authenticator())
    submit(client, "/en/about", form="sign-out")

    assert password(client).location == "/en/account"


def test_lost_passkey_is_forgotten_by_an_administrator(client: FlaskClient, device: Authenticator) -> None:
    user = db.session.scalars(select(User)).one()

    counts = [staffing.forget_passkeys(user, actor=SYSTEM) for _ in range(2)]
    db.session.commit()

    assert counts == [1, 0]
    assert password(client).location == "/en/account"
    assert use(client.application.test_client(), device).status_code == 400
    actions = db.session.scalars(select(AuditEntry.action)).all()
    assert actions.count("account.forget_passkeys") == 1


def test_who_joins_the_staff_signs_in_with_their_passkey(app: Flask) -> None:
    client, user = app.test_client(), person("Иван", email="maria@example.org", password=WORDS)
    token = sign_in(client, user)
    add(client, Authenticator())

    staffing.set_roles(user, actor=SYSTEM, roles={Role.EDITOR})
    db.session.commit()

    assert open_session(token) is None
    assert password(app.test_client()).location == "/en/account/sign-in/passkey"


@pytest.mark.parametrize(
    ("base_url", "name"),
    [
        ("https://practice.example.org", "practice.example.org"),
        ("http://localhost:8000", "localhost"),
        ("http://127.0.0.1:8000", ""),
        ("http://[::1]:8000", ""),
    ],
)
def test_passkeys_are_bound_to_the_name_in_the_settings(
    app: Flask, monkeypatch: pytest.MonkeyPatch, base_url: str, name: str
) -> None:
    monkeypatch.setitem(app.config, "COP", Config(base_url=base_url))

    assert passkeys.relying_party() == name


def test_site_without_a_name_offers_none(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, editor())
    monkeypatch.setitem(app.config, "COP", Config(base_url="http://127.0.0.1:8000"))

    assert client.get("/en/account/passkeys").text.count("data-passkey") == 0
    assert app.test_client().get(SIGN_IN).text.count("data-passkey") == 0
    token = client.get("/en/account/profile").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    headers = {"X-CSRFToken": token}
    answer = client.post("/en/account/sign-in/passkey/options", json={}, headers=headers)
    assert answer.json == {"message": "Passkeys work only where the site has a name, not under a number."}
