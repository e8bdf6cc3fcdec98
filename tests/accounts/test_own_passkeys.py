"""One's passkeys: added and removed with the password, told, and only so many."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts import passkeys
from cop.accounts.models import Passkey
from cop.core.db import db
from tests.accounts.authenticator import Authenticator
from tests.accounts.mailbox import mails
from tests.accounts.passkeys import WORDS, add, editor, post
from tests.people import actor_of, person, sign_in, submit

pytestmark = pytest.mark.usefixtures("app")


def test_passkey_is_added_and_told(client: FlaskClient) -> None:
    user, device = editor(), Authenticator()
    sign_in(client, user)

    answer = add(client, device, label=" Моят\nтелефон ")

    kept = db.session.scalars(select(Passkey)).one()
    assert answer.json == {"url": "/en/account/passkeys"}
    assert (kept.user_id, kept.label, kept.credential_id) == (user.id, "Моят телефон", device.credential_id)
    assert client.get("/en/account/passkeys").text.count("<h2>Моят телефон</h2>") == 1
    assert [mail.text.count("A passkey was added to your account.") for mail in mails()] == [1]


def test_passkey_is_added_only_with_the_password(client: FlaskClient) -> None:
    sign_in(client, editor())

    answer = add(client, Authenticator(), words="wrong")

    assert (answer.status_code, answer.json) == (400, {"message": "This is not your present password."})
    assert db.session.scalars(select(Passkey)).all() == []


def test_challenge_to_sign_in_is_none_to_add(client: FlaskClient) -> None:
    sign_in(client, editor())
    asked = post(client, "/en/account/sign-in/passkey/options", {}, page="/en/account/passkeys")
    options = json.loads(asked.text) | {"rp": {"id": "localhost"}}

    body = {"credential": Authenticator().make(options), "label": "x"}
    answer = post(client, "/en/account/passkeys", body, page="/en/account/passkeys")

    assert answer.status_code == 400


def test_passkey_is_removed_with_the_password(client: FlaskClient) -> None:
    sign_in(client, editor())
    add(client, Authenticator())
    address = f"/en/account/passkeys/{db.session.scalars(select(Passkey.id)).one()}/remove"

    statuses = [submit(client, address, {"current": word}).status_code for word in ("wrong", WORDS)]

    assert statuses == [400, 303]
    assert db.session.scalars(select(Passkey)).all() == []
    assert mails()[-1].text.count("A passkey was removed from your account.") == 1
    assert client.get(address).location == "/en/account/passkeys"


def test_passkey_of_somebody_else_is_not_removed(app: Flask, device: Authenticator) -> None:
    client = app.test_client()
    sign_in(client, person("Иван", password=WORDS))
    address = f"/en/account/passkeys/{db.session.scalars(select(Passkey.id)).one()}/remove"

    assert client.get(address).location == "/en/account/passkeys"
    assert db.session.scalars(select(Passkey.credential_id)).one() == device.credential_id


def test_same_device_is_not_added_twice(client: FlaskClient) -> None:
    device = Authenticator()
    sign_in(client, editor())

    statuses = [add(client, device).status_code for _ in range(2)]

    assert statuses == [200, 409]


def test_passkeys_of_one_person_have_a_limit(client: FlaskClient) -> None:
    user = editor()
    sign_in(client, user)
    db.session.add_all(
        Passkey(user_id=user.id, credential_id=bytes([n]), public_key=b"", label=str(n)) for n in range(20)
    )
    db.session.commit()

    answer = add(client, Authenticator())

    assert (answer.status_code, answer.json) == (
        409,
        {"message": "There are too many passkeys. Remove one first."},
    )


def test_removing_what_has_gone_tells_nobody(client: FlaskClient) -> None:
    user = editor()
    sign_in(client, user)

    passkeys.remove(user, actor=actor_of(user), passkey_id=9999, password=WORDS)

    assert mails() == []
