"""Mail goes to a real server, in the real application."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from cop.core import outbox
from cop.core.db import db, now
from cop.core.outbox import Job
from cop.mail.delivery import JOB
from tests.mail.inbox import Inbox, running
from tests.mail.sending import Settings, Work

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
