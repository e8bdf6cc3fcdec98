"""What each route of accounts answers to whom; a route without a row fails."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cop.core.permissions import Role
from tests.people import person, sign_in

pytestmark = pytest.mark.usefixtures("app")

# rule: (address, GET as visitor, member, administrator, and POST of an empty form as the same)
A = "/<lang:lang>/account"
D = "/<lang:lang>/desk/people"
ROUTES = {
    f"{A}/sign-in": ("/en/account/sign-in", 200, 303, 303, 400, 303, 303),
    f"{A}/sign-out": ("/en/account/sign-out", 405, 405, 405, 303, 303, 303),
    f"{A}/sign-up": ("/en/account/sign-up", 200, 303, 303, 400, 303, 303),
    f"{A}/sign-up/sent": ("/en/account/sign-up/sent", 200, 200, 200, 405, 405, 405),
    f"{A}/confirm/<token>": ("/en/account/confirm/x", 410, 410, 410, 410, 410, 410),
    f"{A}/forgotten": ("/en/account/forgotten", 200, 200, 200, 400, 400, 400),
    f"{A}/forgotten/sent": ("/en/account/forgotten/sent", 200, 200, 200, 405, 405, 405),
    f"{A}/reset/<token>": ("/en/account/reset/x", 410, 410, 410, 410, 410, 410),
    f"{A}/invite/<token>": ("/en/account/invite/x", 410, 410, 410, 410, 410, 410),
    f"{A}/sign-in/passkey": ("/en/account/sign-in/passkey", 303, 303, 303, 400, 400, 400),
    f"{A}/sign-in/passkey/options": ("/en/account/sign-in/passkey/options", 405, 405, 405, 200, 200, 200),
    f"{A}/unsubscribe/<token>": ("/en/account/unsubscribe/x", 404, 404, 404, 404, 404, 404),
    f"{A}/email/<token>": ("/en/account/email/x", 410, 410, 410, 410, 410, 410),
    A: ("/en/account", 303, 200, 200, 405, 405, 405),
    f"{A}/profile": ("/en/account/profile", 303, 200, 200, 401, 303, 303),
    f"{A}/email": ("/en/account/email", 303, 200, 200, 401, 400, 400),
    f"{A}/password": ("/en/account/password", 303, 200, 200, 401, 400, 400),
    f"{A}/sessions": ("/en/account/sessions", 303, 200, 200, 405, 405, 405),
    f"{A}/sessions/<int:number>/end": ("/en/account/sessions/9999/end", 405, 405, 405, 401, 303, 303),
    f"{A}/sessions/end-all": ("/en/account/sessions/end-all", 405, 405, 405, 401, 303, 303),
    f"{A}/passkeys": ("/en/account/passkeys", 303, 200, 200, 401, 400, 400),
    f"{A}/passkeys/options": ("/en/account/passkeys/options", 405, 405, 405, 401, 400, 400),
    f"{A}/passkeys/<int:number>/remove": ("/en/account/passkeys/9999/remove", 303, 303, 303, 401, 303, 303),
    f"{A}/news": ("/en/account/news", 303, 200, 200, 401, 303, 303),
    D: ("/en/desk/people", 303, 404, 200, 405, 405, 405),
    f"{D}/<int:number>": ("/en/desk/people/9999", 303, 404, 404, 405, 405, 405),
    f"{D}/<int:number>/look": ("/en/desk/people/9999/look", 405, 405, 405, 401, 404, 404),
    f"{D}/<int:number>/roles": ("/en/desk/people/9999/roles", 405, 405, 405, 401, 404, 404),
    f"{D}/<int:number>/disable": ("/en/desk/people/9999/disable", 405, 405, 405, 401, 404, 404),
    f"{D}/<int:number>/enable": ("/en/desk/people/9999/enable", 405, 405, 405, 401, 404, 404),
    f"{D}/<int:number>/forget-passkeys": (
        "/en/desk/people/9999/forget-passkeys", 405, 405, 405, 401, 404, 404,
    ),
}  # fmt: skip

OURS = ("entrance.", "accounts.", "passkeys.", "people.")


def test_table_has_a_row_for_every_route(app: Flask) -> None:
    ours = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(OURS)}

    assert ours == set(ROUTES)


@pytest.mark.parametrize(("address", "statuses"), [(row[0], row[1:]) for row in ROUTES.values()])
def test_route_answers_as_the_table_says(app: Flask, address: str, statuses: tuple[int, ...]) -> None:
    visitor, member, administrator = (app.test_client() for _ in range(3))
    sign_in(member, person("Мария", Role.REVIEWER, Role.EDITOR, Role.MODERATOR, Role.OFFICER))
    sign_in(administrator, person("Анна", Role.ADMINISTRATOR))
    clients = (visitor, member, administrator)

    read = [client.get(address).status_code for client in clients]
    written = [
        client.post(address, headers={"X-CSRFToken": token_of(client)}).status_code for client in clients
    ]

    assert (*read, *written) == statuses


@pytest.mark.parametrize("address", [row[0] for row in ROUTES.values() if row[-1] not in (404, 405)])
def test_nothing_is_written_without_the_forms_token(app: Flask, address: str) -> None:
    client = app.test_client()
    sign_in(client, person("Анна", Role.ADMINISTRATOR))

    assert client.post(address).status_code == 400


@pytest.mark.parametrize("row", ROUTES.values(), ids=lambda row: row[0])
def test_answers_are_kept_by_nobody(client: FlaskClient, row: tuple[str, int]) -> None:
    assert client.get(row[0]).headers["Cache-Control"] == "private, no-store"


def token_of(client: FlaskClient) -> str:
    """Return the token of a form that everybody can open."""
    page = client.get("/en/account/forgotten").text
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]
