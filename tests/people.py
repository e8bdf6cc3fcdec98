"""People for tests: in the database, signed in with real sessions, filling in real forms."""

from collections.abc import Mapping
from datetime import timedelta
from html.parser import HTMLParser
from itertools import count
from typing import Any
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cop.accounts.enums import UserState
from cop.accounts.models import User, UserRole
from cop.accounts.operations import begin_session
from cop.accounts.passwords import hashed
from cop.accounts.queries import actor_of as actor_of
from cop.core.db import db, now
from cop.core.permissions import Role

_numbers = count(1)


def person(
    name: str,
    *roles: Role,
    email: str = "",
    language: str = "bg",
    timezone: str = "Europe/Sofia",
    password: str = "",
    state: UserState = UserState.ACTIVE,
) -> User:
    """Put an account into the database. Without a password nobody can sign in with one."""
    user = User(
        name=name,
        email=email or f"person{next(_numbers)}@example.org",
        language=language,
        timezone=timezone,
        password_hash=hashed(password) if password else "",
        state=state,
        confirmed_at=now(),
        roles=[UserRole(role=role) for role in roles],
    )
    db.session.add(user)
    db.session.commit()
    return user


def settled(name: str, *roles: Role) -> User:
    """Somebody whose account has been here for a while."""
    user = person(name, *roles, language="en")
    user.created_at = now() - timedelta(days=30)
    db.session.commit()
    return user


def sign_in(client: FlaskClient, user: User) -> str:
    """Give a client a session of somebody; return its token."""
    token = begin_session(user, browser="Test")
    db.session.commit()
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return token


@pytest.fixture
def editor(client: FlaskClient) -> User:
    """An editor, who is signed in; for the conftest of a folder that needs one."""
    user = person("Ed Itor", Role.EDITOR, language="en")
    sign_in(client, user)
    return user


def submit(
    client: FlaskClient, address: str, fields: Mapping[str, Any] | None = None, *, form: str = ""
) -> TestResponse:
    """Fill in a form of a page and send it, as a browser would: hidden fields and what stands there go along.

    `form` is a part of its action, where the page has several; else it is the first one after the header.
    A field whose value is None is left out, a list is sent as several.
    """
    page = client.get(address)
    assert page.status_code == 200, f"{address}: {page.status_code}"
    found = _Forms.of(page.text)
    chosen = next((f for f in found if form in f.action and (form or "sign-out" not in f.action)), None)
    assert chosen is not None, f"{address} has no form {form!r} among {[f.action for f in found]}"
    values: dict[str, Any] = chosen.values | dict(fields or {})
    sent = {name: value for name, value in values.items() if value is not None}
    return client.post(urljoin(address, chosen.action), data=sent)


class _Form:
    def __init__(self, action: str) -> None:
        self.action = action
        self.values: dict[str, Any] = {}

    def add(self, name: str, value: str) -> None:
        """Take one more value of a field; what is there several times is sent so."""
        if name in self.values:
            known = self.values[name]
            self.values[name] = [*(known if isinstance(known, list) else [known]), value]
        else:
            self.values[name] = value


class _Forms(HTMLParser):
    """The forms of a page that are sent by POST, with what a browser would send of them untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[_Form] = []
        self._form: _Form | None = None
        self._select = ""
        self._options: list[tuple[str, bool]] = []
        self._textarea: str | None = None
        self._text = ""

    @classmethod
    def of(cls, page: str) -> list[_Form]:
        """Return the forms of a page in their order."""
        parser = cls()
        parser.feed(page)
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, or a field within one."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = _Form(given.get("action", ""))
            if given.get("method", "").lower() == "post":
                self.found.append(self._form)
        elif self._form is None or "disabled" in given:
            return
        elif tag == "input" and given.get("name") and _is_sent(given):
            self._form.add(given["name"], given.get("value", "on"))
        elif tag == "textarea" and given.get("name"):
            self._textarea, self._text = given["name"], ""
        elif tag == "select":
            self._select, self._options = given.get("name", ""), []
        elif tag == "option" and self._select:
            self._options.append((given.get("value", ""), "selected" in given))

    def handle_endtag(self, tag: str) -> None:
        """Close a form or a field."""
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._textarea is not None and self._form is not None:
            self._form.add(self._textarea, self._text.removeprefix("\n"))
            self._textarea = None
        elif tag == "select" and self._select and self._form is not None:
            chosen = [value for value, is_chosen in self._options if is_chosen]
            for value in chosen or [value for value, _is_chosen in self._options[:1]]:
                self._form.add(self._select, value)
            self._select = ""

    def handle_data(self, data: str) -> None:
        """Take the text of a textarea."""
        if self._textarea is not None:
            self._text += data


def _is_sent(given: Mapping[str, str]) -> bool:
    kind = given.get("type", "text")
    if kind in ("checkbox", "radio"):
        return "checked" in given
    return kind not in ("submit", "button", "image", "reset", "file")
