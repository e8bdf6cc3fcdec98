"""Mail goes to a real server, in the real application."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cop.core import outbox
from cop.core.db import db, now
from cop.core.outbox import Job
from cop.core.permissions import Role
from cop.mail.delivery import JOB
from tests import people
from tests.mail.inbox import Inbox, running
from tests.mail.sending import Settings, Work
from tests.mail.viewing import BrowserOf

MAIL_FROM = "Добри практики <catalogue@example.org>"


@pytest.fixture
def settings(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """`settings(smtp_url=…)` changes settings of the application for this test."""

    def change(**values: Any) -> None:
        monkeypatch.setitem(app.config, "COP", replace(app.config["COP"], **values))

    app.extensions.pop("cop.mail.outage", None)
    change(base_url="https://practices.example.org", mail_from=MAIL_FROM, smtp_url="")
    return change


@pytest.fixture
def inbox(settings: Settings) -> Iterator[Inbox]:
    """A mail server that takes everything, and is the application's."""
    with running(Inbox()) as inbox:
        settings(smtp_url=inbox.url)
        yield inbox


@pytest.fixture
def work(app: Flask) -> Iterator[Work]:
    """Send what is due, as the worker would; return how many jobs were looked at."""

    def run(*, later: bool = False) -> int:
        if later:  # all that was put off is due now
            db.session.execute(db.update(Job).values(not_before=now()))
            app.extensions.pop("cop.mail.outage", None)
        db.session.commit()
        return outbox.run_pending({JOB.kind: JOB})

    yield run
    app.extensions.pop("cop.mail.outage", None)


@pytest.fixture
def browser_of(app: Flask, settings: Settings) -> BrowserOf:
    """`browser_of(Role.EDITOR)` gives the number of a new member with these roles, and their browser."""
    settings(base_url="http://localhost")

    def sign_in(*roles: Role) -> tuple[int, FlaskClient]:
        user = people.person("Член", *roles)
        client = app.test_client()
        people.sign_in(client, user)
        return user.id, client

    return sign_in


@pytest.fixture
def somebody(browser_of: BrowserOf) -> tuple[int, FlaskClient]:
    """An administrator: number and browser."""
    return browser_of(Role.ADMINISTRATOR)


@pytest.fixture
def administrator(somebody: tuple[int, FlaskClient]) -> FlaskClient:
    """The browser of the administrator."""
    return somebody[1]
