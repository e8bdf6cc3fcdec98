"""kill -9 in the midst of an issue: every address gets it once."""

import os
import random
import time
from collections.abc import Iterator
from threading import Event

import pytest
from flask import Flask

from cop.core.permissions import SYSTEM
from cop.newsletter import operations
from cop.newsletter.enums import DeliveryState
from tests.conftest import MakeApp
from tests.mail.inbox import Inbox, running
from tests.newsletter.conftest import TEXTS
from tests.newsletter.mailing import begin, states, subscribe
from tests.site import wait_for
from tests.workers import Workers

KILLS = 5
READERS = 150


@pytest.fixture
def site(empty_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Inbox, Workers]]:
    """A site of its own with an issue that goes out, whose worker can be killed."""
    monkeypatch.setitem(os.environ, "NEWSLETTER_PER_MINUTE", "0")
    with empty_app() as app, app.app_context(), running(Inbox()) as inbox:
        _go(app)
        with Workers(app, inbox.url) as workers:
            yield inbox, workers


def _go(app: Flask) -> None:
    del app
    issue = operations.begin(actor=SYSTEM, language="en")
    operations.save_texts(issue, "en", actor=SYSTEM, version=0, texts=TEXTS, intros={})
    subscribe(READERS)
    begin(issue)


def _all_sent() -> bool:
    return set(states()) == {DeliveryState.SENT}


def _everybody_once(inbox: Inbox) -> bool:
    return sorted(inbox.recipients()) == sorted(f"p{n}@example.bg" for n in range(READERS))


def test_worker_killed_again_and_again_sends_to_everybody_once(site: tuple[Inbox, Workers]) -> None:
    inbox, workers = site
    inbox.seconds_a_mail = 0.01
    chance = random.Random(7)

    for _kill in range(KILLS):
        seen = len(inbox.raw)
        workers.start()
        assert wait_for(lambda seen=seen: len(inbox.raw) > seen, 180)  # type: ignore[misc]
        time.sleep(chance.random() * 0.1)
        workers.kill()
    workers.start()
    assert wait_for(_all_sent, 180)

    assert _everybody_once(inbox)


def test_worker_killed_before_the_server_has_answered_does_not_send_twice(
    site: tuple[Inbox, Workers],
) -> None:
    inbox, workers = site
    killed = Event()

    def kill(_content: bytes) -> None:
        if len(inbox.raw) == 40 and not killed.is_set():
            workers.kill()  # the mail is taken, but the worker never hears of it
            killed.set()

    inbox.on_data = kill
    workers.start()
    assert killed.wait(180)
    workers.start()
    assert wait_for(_all_sent, 180)

    assert _everybody_once(inbox)
