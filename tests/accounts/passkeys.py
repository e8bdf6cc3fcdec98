"""What the script does with a device, over the same answers."""

import json
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cop.accounts.models import User
from cop.core.permissions import Role
from tests.accounts.authenticator import Authenticator
from tests.people import person, submit

WORDS = "три жълти крави летят"
SIGN_IN = "/en/account/sign-in"


def editor(**more: Any) -> User:
    return person("Мария", Role.EDITOR, email="maria@example.org", language="en", password=WORDS, **more)


def post(client: FlaskClient, url: str, body: object, *, page: str = SIGN_IN) -> TestResponse:
    """Post JSON as the script does, with the page's token in a header."""
    token = client.get(page).text.partition('data-csrf="')[2].partition('"')[0]
    return client.post(url, json=body, headers={"X-CSRFToken": token})


def add(
    client: FlaskClient, device: Authenticator, *, label: str = "Телефон", words: str = WORDS
) -> TestResponse:
    page = "/en/account/passkeys"
    asked = post(client, "/en/account/passkeys/options", {"password": words}, page=page)
    if asked.status_code != 200:
        return asked
    credential = device.make(json.loads(asked.text))
    return post(client, "/en/account/passkeys", {"credential": credential, "label": label}, page=page)


def password(client: FlaskClient, query: str = "") -> TestResponse:
    return submit(client, SIGN_IN + query, {"email": "maria@example.org", "password": WORDS})
