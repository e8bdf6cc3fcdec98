"""kill -9 at any moment: no mail is lost, and none comes twice but the one that was in hand."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, text

from cop.core.db import transaction
from cop.mail.journal import FILE
from cop.mail.letters import post
from cop.mail.models import MailState
from tests.conftest import MakeApp
from tests.mail.inbox import Inbox, running
from tests.mail.sending import letter, states
from tests.site import wait_for
from tests.workers import Workers

KILLS = 8
MAILS = 100


@pytest.fixture
def site(empty_app: MakeApp) -> Iterator[tuple[Flask, Inbox, Workers]]:
    """A site of its own, whose mail goes to an inbox, and whose worker can be killed."""
    with empty_app() as app, app.app_context(), running(Inbox()) as inbox, Workers(app, inbox.url) as workers:
        yield app, inbox, workers


Site = tuple[Flask, Inbox, Workers]


def _post(count: int) -> None:
    with transaction():
        for number in range(count):
            post(letter(f"test:{number}", to=f"p{number}@example.bg"))


def _all_sent() -> bool:
    return set(states().values()) == {MailState.SENT}


def test_worker_killed_again_and_again_loses_no_mail(site: Site) -> None:
    _app, inbox, workers = site
    inbox.seconds_a_mail = 0.01
    chance = random.Random(4)
    _post(MAILS)

    for _kill in range(KILLS):
        seen = len(inbox.raw)
        workers.start()
        assert wait_for(lambda seen=seen: len(inbox.raw) > seen, 30)  # type: ignore[misc]
        time.sleep(chance.random() * 0.05)
        workers.kill()
    workers.start()
    assert wait_for(_all_sent, 30)

    times = inbox.times()
    assert len(times) == MAILS
    assert sorted(set(inbox.recipients())) == sorted(f"p{number}@example.bg" for number in range(MAILS))
    # A second copy only of what was in hand at a kill, and it can be recognised by its Message-ID.
    assert max(times.values()) <= 2
    assert sum(times.values()) - MAILS <= KILLS


def test_mail_in_hand_at_the_kill_comes_twice_under_one_message_id(site: Site) -> None:
    _app, inbox, workers = site
    killed = Event()

    def kill(_content: bytes) -> None:
        if not killed.is_set():
            workers.kill()  # the mail is taken, but the worker never hears of it
            killed.set()

    inbox.on_data = kill
    _post(2)

    workers.start()
    assert killed.wait(30)
    workers.start()
    assert wait_for(_all_sent, 30)

    assert inbox.recipients() == ["p0@example.bg", "p0@example.bg", "p1@example.bg"]
    assert inbox.raw[0] == inbox.raw[1]


@contextmanager
def _nobody_else_writes(url: str) -> Iterator[Callable[[], None]]:
    """Give a function that keeps everybody from writing until the block ends."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield lambda: _lock(connection)
        connection.execute(text("ROLLBACK"))
    engine.dispose()


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(text("BEGIN IMMEDIATE"))
    else:
        connection.execute(text("BEGIN"))
        connection.execute(text("LOCK TABLE mail_messages IN EXCLUSIVE MODE"))


def test_mail_taken_while_the_database_is_busy_comes_once_in_spite_of_a_kill(site: Site) -> None:
    app, inbox, workers = site
    journal = Path(app.config["COP"].data_dir) / FILE
    _post(1)

    url = app.config["COP"].database_url
    url += "?check_same_thread=false" if url.startswith("sqlite") else ""
    with _nobody_else_writes(url) as lock:
        inbox.on_data = lambda _content: lock()  # before the server says that it has taken the mail
        workers.start()
        assert wait_for(journal.exists, 30)
        time.sleep(0.1)
        states_then = _state_of_the_only_mail(app)
        workers.kill()
    inbox.on_data = lambda _content: None
    workers.start()
    assert wait_for(_all_sent, 30)

    assert states_then == "sending"
    assert len(inbox.raw) == 1
    assert not journal.exists()


def _state_of_the_only_mail(app: Flask) -> str:
    engine = create_engine(app.config["COP"].database_url)
    with engine.connect() as connection:
        state = connection.execute(text("SELECT state FROM mail_messages")).scalar_one()
    engine.dispose()
    return str(state)
