"""What administrators do with a mail that is stuck: send it again, or drop it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from cop.core.db import db
from cop.mail.models import MailMessage, MailState
from tests import people
from tests.mail.inbox import Inbox
from tests.mail.sending import Work, letter, mail_of, states, write
from tests.mail.viewing import fail, trail

LIST = "/bg/desk/mail"


def test_dead_letter_is_sent_again(somebody: tuple[int, FlaskClient], inbox: Inbox, work: Work) -> None:
    reader, administrator = somebody
    inbox.answers["ivan@example.bg"] = ["550 not yet"]
    write(letter())
    work()
    failed = states()

    answer = people.submit(administrator, LIST, form="/retry")
    again = administrator.post(answer.headers["Location"])
    work()

    assert failed == {"test:1": MailState.FAILED}
    assert (answer.status_code, again.status_code) == (303, 405)
    assert states() == {"test:1": MailState.SENT}
    assert len(inbox.raw) == 1
    assert trail() == [("mail.retry", reader, str(mail_of().id))]


def test_dead_letter_is_dropped_for_good(somebody: tuple[int, FlaskClient], inbox: Inbox, work: Work) -> None:
    reader, administrator = somebody
    write(letter())
    fail("test:1")

    people.submit(administrator, f"{LIST}/{mail_of().id}", form="/drop")
    write(letter())
    work(later=True)

    assert states() == {"test:1": MailState.DROPPED}
    assert inbox.raw == []
    assert trail() == [("mail.drop", reader, str(mail_of().id))]


@pytest.mark.parametrize("state", [MailState.WAITING, MailState.SENDING, MailState.SENT, MailState.DROPPED])
def test_mail_that_is_not_stuck_cannot_be_moved(
    app: Flask, administrator: FlaskClient, monkeypatch: pytest.MonkeyPatch, state: MailState
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    write(letter())
    db.session.execute(update(MailMessage).values(state=state))
    db.session.commit()

    answers = [administrator.post(f"{LIST}/{mail_of().id}/{what}") for what in ("retry", "drop")]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert states() == {"test:1": state}
    assert trail() == []
