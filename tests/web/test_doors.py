"""Every route and every role: who passes, who is asked to sign in, and for whom there is no such page."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection

from cop.core.db import db
from cop.web.policy import Access, access_of
from tests.applications import rolled_back
from tests.conftest import Application
from tests.site import forget
from tests.submissions.conftest import notes_are_known
from tests.submissions.notes import published
from tests.web.cast import ROLES, Cast, assemble
from tests.web.doors import DOORS


@dataclass(frozen=True)
class House:
    """A site with its cast, and the transaction in which every attempt is made."""

    app: Flask
    connection: Connection
    cast: Cast
    keys: dict[str, str]
    """The cookie with which each role enters: whoever is in a session of their own all the time."""

    def client(self, role: str) -> FlaskClient:
        """A browser of its own for somebody of this role."""
        client = self.app.test_client()
        if key := self.keys[role]:
            client.set_cookie("session", key)
        return client


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, application: Application, tables: Path
) -> Iterator[House]:
    """A site whose cast is assembled, and signed in, once."""
    with application(tmp_path_factory.mktemp("doors"), tables) as app, notes_are_known(app):
        app.config["WTF_CSRF_ENABLED"] = False
        with rolled_back(app) as connection:
            cast = assemble()
            yield House(app, connection, cast, {role: _key(app, cast, role) for role in ROLES})


def _key(app: Flask, cast: Cast, role: str) -> str:
    client = app.test_client()
    cast.enter(role, client)
    cookie = client.get_cookie("session")
    assert (cookie is None) == (cast.people[role] is None)
    return cookie.value if cookie else ""


def _address(app: Flask, rule: Any, cast: Cast) -> str:
    """Fill a rule with what stands in the cast under the argument's name, or its feature's own."""
    own = {"people": {"number": "person"}, "passkeys": {"number": "passkey"}, "mail_desk": {"id": "mail"}}
    own |= {"organisations": {"id": "speaker" if rule.endpoint.endswith(".end") else "asked"}}
    own |= {"media": {"id": "file"}, "privacy_desk": {"number": "person"}}
    talk = ("threads", "thread_files", "leading", "posts", "measures", "moderation")
    own |= {name: {"id": "thread"} for name in talk}
    own |= {"seminar_items": {"id": "question" if rule.endpoint.endswith(".answer") else "contribution"}}
    own |= {"addresses": {"id": "address"}}
    own |= {"tools_writing": {"former": "tool_former"}}
    own |= {"learning_documents": {"proposal": "module_proposal"}}
    own |= {"seminar_desk": {"version": "wording"}}
    own |= {name: {"id": "board", "number": "call"} for name in ("voices_desk", "voices_inside")}
    own |= {"voices": {"code": "board_code"}}
    own |= {"group_leading": {"number": "waiting"}, "personas_desk": {"number": "opening"}}
    own |= {"results_desk": {"number": "result"}}
    names = own.get(rule.endpoint.partition(".")[0], {})
    values = {name: cast.values.get(names.get(name, name)) for name in rule.arguments}
    values |= {"lang": "en"} if "lang" in rule.arguments else {}
    if "slug" in rule.arguments:
        values["slug"] = "house"
    if rule.endpoint.startswith("group_leading"):
        values |= {"kind": "member"} if "kind" in rule.arguments else {}
    if rule.endpoint == "media.show":
        values |= {"size": "file", "name": "a.txt"}
    if "code" in rule.arguments and rule.endpoint.partition(".")[0] != "voices":
        values["code"] = "AAAA-BBBB" if rule.endpoint.startswith("consents") else "en"
    if "number" in rule.arguments and values["number"] is None:
        values["number"] = 1
    return app.url_map.bind("localhost").build(rule.endpoint, values)


def _door(status: int, location: str) -> str:
    if status == 401 or "/account/sign-in?" in location:
        return "s"
    return {403: "x", 404: "-"}.get(status, "+")


def _routes(app: Flask) -> Iterator[tuple[str, Any]]:
    for rule in app.url_map.iter_rules():
        if access_of(app, rule.endpoint) is Access.PUBLIC:
            continue  # looked at in test_routes
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, rule


def test_every_route_stands_in_a_table(house: House) -> None:
    assert {(method, rule.rule) for method, rule in _routes(house.app)} == set(DOORS)


@pytest.mark.parametrize("route", DOORS, ids=" ".join)
def test_door_opens_for_its_roles_alone(house: House, route: tuple[str, str]) -> None:
    method, text = route
    rule = next(rule for found, rule in _routes(house.app) if found == method and rule.rule == text)
    address = _address(house.app, rule, house.cast)
    found = []

    forget(house.app)
    published.clear()
    for role in ROLES:
        with house.connection.begin_nested() as attempt:
            answer = house.client(role).open(address, method=method)
            found.append(_door(answer.status_code, answer.headers.get("Location", "")))
            assert answer.status_code < 500
            answer.close()
            attempt.rollback()
        db.session.rollback()

    assert "".join(found) == DOORS[route]
