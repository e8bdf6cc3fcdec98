"""The form for signing up: what cannot be taken, what is kept, and how often it may be sent."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.accounts.mailbox import mails
from tests.accounts.signing_up import MARIA
from tests.people import person, submit

pytestmark = pytest.mark.usefixtures("app")
PAGE = "/en/account/sign-up"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"agrees": None}, "agrees"),
        ({"name": " "}, "name"),
        ({"email": "maria"}, "email"),
        ({"password": "кратка123"}, "password"),
        ({"password": "1234567890"}, "password"),
        ({"password": "qwertyuiop"}, "password"),
        ({"password": "ПАРОЛА12345"}, "password"),
        ({"password": "maria@example.org"}, "password"),
        ({"password": "петрова2026"}, "password"),
        ({"password": "ababababab"}, "password"),
        ({"password": "a" * 201}, "password"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(
    client: FlaskClient, change: dict[str, Any], field: str
) -> None:
    answer = submit(client, PAGE, MARIA | change)

    assert answer.status_code == 400
    assert answer.text.count(f'<a href="#{field}">') == 1
    assert answer.text.count('class="field-error"') == 1
    assert mails() == []


def test_form_that_comes_back_keeps_everything_but_the_password(client: FlaskClient) -> None:
    answer = submit(client, f"{PAGE}?next=/en/about", MARIA | {"agrees": None})

    assert 'value="Maria@Example.ORG"' in answer.text
    assert '<input type="hidden" name="next" value="/en/about">' in answer.text
    assert MARIA["password"] not in answer.text


@pytest.mark.parametrize(
    "password", ["корова луна трамвай", "aaaaaaaaaab!c", "   spaces   ", "петрова крави летят"]
)
def test_long_password_needs_no_odd_characters(client: FlaskClient, password: str) -> None:
    assert submit(client, PAGE, MARIA | {"password": password}).status_code == 303


def test_consent_is_not_ticked_for_the_reader(client: FlaskClient) -> None:
    page = client.get(PAGE).text

    assert page.count('<input type="checkbox" id="agrees" name="agrees" value="y"> ') == 1


def test_sign_up_from_one_place_has_a_limit(client: FlaskClient) -> None:
    statuses = [
        submit(client, PAGE, MARIA | {"email": f"p{n}@example.org", "agrees": None}).status_code
        for n in range(61)
    ]

    assert statuses == [400] * 60 + [429]


def test_one_address_gets_few_mails_known_or_not(client: FlaskClient) -> None:
    person("Мария", email="maria@example.org")

    statuses = {
        email: [submit(client, PAGE, MARIA | {"email": email}).status_code for _ in range(6)]
        for email in ("maria@example.org", "nobody@example.org")
    }

    assert statuses == dict.fromkeys(statuses, [303] * 5 + [429])
