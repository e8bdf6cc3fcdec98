"""Who may call a route, what happens to others, and that no typed word is lost on the way."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from cop.core.permissions import Role
from cop.web.identity import current_actor
from cop.web.policy import accepts, members, open_to_all, staff
from tests.conftest import MakeApp
from tests.people import person, sign_in


@members
def _write() -> str:
    return f"{current_actor().name}: {request.form.get('text', '')}"


@staff(Role.EDITOR)
def _desk() -> str:
    return "desk"


@accepts(3 * 1024 * 1024)
@open_to_all
def _upload() -> str:
    return str(len(request.files["file"].read()))


@pytest.fixture
def site(empty_app: MakeApp) -> Iterator[Flask]:
    with empty_app() as app:
        for rule, view in (
            ("/<lang:lang>/test/write", _write),
            ("/<lang:lang>/test/desk", _desk),
            ("/<lang:lang>/test/upload", _upload),
        ):
            app.add_url_rule(rule, rule, view, methods=["GET", "POST"])
        yield app


def _client_of(site: Flask, *roles: Role) -> FlaskClient:
    client = site.test_client()
    with site.app_context():
        sign_in(client, person("Мара", *roles))
    return client


def _token(client: FlaskClient) -> str:
    page = client.get("/en/account/sign-in").get_data(as_text=True)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


def test_visitor_who_reads_is_sent_to_sign_in_and_back(site: Flask) -> None:
    answer = site.test_client().get("/bg/test/write?a=1")

    assert (answer.status_code, answer.location) == (303, "/bg/account/sign-in?next=/bg/test/write%3Fa%3D1")


def test_member_may(site: Flask) -> None:
    client = _client_of(site)

    answer = client.get("/bg/test/write")

    assert answer.get_data(as_text=True) == "Мара: "
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(("roles", "status"), [([], 404), ([Role.REVIEWER], 404), ([Role.EDITOR], 200)])
def test_desk_is_there_for_its_roles_alone(site: Flask, roles: list[Role], status: int) -> None:
    client = _client_of(site, *roles)

    answer = client.get("/bg/test/desk")

    assert answer.status_code == status


def test_post_without_its_token_gives_everything_back(site: Flask) -> None:
    client = _client_of(site)
    text = "Дълъг разказ & <знаци>. " * 10

    answer = client.post("/bg/test/write", data={"text": text, "n": "7"})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "Дълъг разказ &amp; &lt;знаци&gt;. " in page
    assert '<input type="hidden" name="n" value="7">' in page
    assert 'action="/bg/test/write"' in page


def test_what_was_given_back_can_be_sent_again(site: Flask) -> None:
    client = _client_of(site)
    page = client.post("/bg/test/write", data={"text": "разказ"}).get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found

    answer = client.post("/bg/test/write", data={"text": "разказ", "csrf_token": found[1]})

    assert answer.get_data(as_text=True) == "Мара: разказ"


def test_post_of_somebody_signed_out_asks_to_sign_in_first(site: Flask) -> None:
    answer = site.test_client().post("/bg/test/write", data={"text": "разказ"})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert 'href="/bg/account/sign-in?next=/"' in page
    assert 'value="разказ"' in page


@pytest.mark.parametrize(("size", "status"), [(2 * 1024 * 1024, 200), (4 * 1024 * 1024, 413)])
def test_upload_is_as_long_as_its_view_accepts(site: Flask, size: int, status: int) -> None:
    client = site.test_client()
    token = _token(client)
    # By hand: the client's own encoder leaves a file open where the server does not read to its end.
    parts = (
        f'--cut\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n',
        '--cut\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n',
        "x" * size + "\r\n--cut--\r\n",
    )
    kind = "multipart/form-data; boundary=cut"

    answer = client.post("/en/test/upload", data="".join(parts).encode(), content_type=kind)

    assert answer.status_code == status


def test_page_for_everybody_is_private_for_whoever_has_a_session(site: Flask) -> None:
    client = _client_of(site)

    answer = client.get("/bg/about")

    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Мара" in answer.get_data(as_text=True)
