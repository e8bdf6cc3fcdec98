"""Without a mail server mails are kept here, and told on the console; what is kept is forgotten in time."""

import logging
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import scoped_session

from cop.core import outbox
from cop.core.db import db, now
from cop.mail.models import MailMessage, MailState
from cop.mail.operations import FORGET, PERSONAL, forget_person
from cop.mail.queries import of_person
from tests.mail.inbox import Inbox, running
from tests.mail.sending import Settings, Work, letter, mail_of, states, write

Session = scoped_session[Any]


def test_kept_mail_is_told_on_the_console_with_its_first_link(
    work: Work, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings(smtp_url="")
    write(letter(to="ivan@example.bg", context={"note": "Потвърди", "link": "/bg/account/confirm/x7Q"}))

    with caplog.at_level(logging.INFO, "cop.mail"):
        done = work()

    assert (done, mail_of().state, mail_of().attempts) == (1, MailState.KEPT, 0)
    link = "https://practices.example.org/bg/account/confirm/x7Q"
    words = f"Test mail of the site: Потвърди {link}"
    assert caplog.messages == [f"mail (no SMTP_URL, so it is only kept) to ivan@example.bg: {words}"]


def test_console_gets_one_line_whatever_stands_in_a_mail(
    work: Work, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings(smtp_url="")
    write(letter(to="a@b.bg\nERROR all is lost", context={"note": "x\nERROR", "link": "/bg/\n"}))

    with caplog.at_level(logging.INFO, "cop.mail"):
        work()

    assert [line for message in caplog.messages for line in message.splitlines()] == caplog.messages


def test_kept_mails_are_not_sent_when_settings_come(work: Work, settings: Settings) -> None:
    settings(smtp_url="")
    write(letter())
    work()

    with running(Inbox()) as inbox:
        settings(smtp_url=inbox.url)
        write(letter("test:2", to="second@example.bg"), letter(to="again@example.bg"))
        work()
        work(later=True)

    assert inbox.recipients() == ["second@example.bg"]
    assert states() == {"test:1": MailState.KEPT, "test:2": MailState.SENT}


def test_mail_that_cannot_be_written_is_a_dead_letter(
    work: Work, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings(smtp_url="")
    write(letter(template="mail/none"))

    with caplog.at_level(logging.CRITICAL):
        work()

    assert mail_of().state is MailState.FAILED
    assert mail_of().last_error == "TemplateNotFound('mail/mail/none.txt')"


def _set(reason: str, *, state: MailState, changed_at: datetime, **values: Any) -> None:
    statement = update(MailMessage).where(MailMessage.reason == reason)
    db.session.execute(statement.values(state=state, changed_at=changed_at, **values))
    db.session.commit()


@pytest.mark.parametrize(
    ("state", "becomes"),
    [
        (MailState.SENT, MailState.SENT),
        (MailState.FAILED, MailState.DROPPED),
        (MailState.KEPT, MailState.DROPPED),
        (MailState.DROPPED, MailState.DROPPED),
    ],
)
@pytest.mark.usefixtures("db_session")
def test_words_are_forgotten_after_a_month(state: MailState, becomes: MailState) -> None:
    for number in (1, 2):
        write(letter(f"test:{number}", name="Иван", person_id=17, unsubscribe="/en/x", reply_to="e@e.bg"))
    _set("test:1", state=state, changed_at=now() - timedelta(days=31), last_error="550 ivan@example.bg")
    _set("test:2", state=state, changed_at=now() - timedelta(days=29))

    FORGET.run()
    FORGET.run()

    old, young = mail_of("test:1"), mail_of("test:2")
    assert (old.to, old.name, old.reply_to, old.context, old.unsubscribe, old.last_error) == (
        "",
        "",
        "",
        {},
        "",
        "",
    )
    assert (old.state, old.person_id, old.forgotten_at is None) == (becomes, 17, False)
    assert (young.state, young.to, young.forgotten_at) == (state, "ivan@example.bg", None)


@pytest.mark.parametrize("state", [MailState.WAITING, MailState.SENDING])
@pytest.mark.usefixtures("db_session")
def test_mail_still_to_go_out_is_not_forgotten(state: MailState) -> None:
    write(letter())
    _set("test:1", state=state, changed_at=now() - timedelta(days=400))

    FORGET.run()

    assert mail_of().to == "ivan@example.bg"


def test_row_is_removed_after_a_year(db_session: Session) -> None:
    write(letter(), letter("test:2"))
    _set("test:1", state=MailState.SENT, changed_at=now() - timedelta(days=366))
    _set("test:2", state=MailState.SENT, changed_at=now() - timedelta(days=364))

    FORGET.run()

    assert db_session.scalars(select(MailMessage.reason)).all() == ["test:2"]


def test_person_is_taken_out_and_the_farewell_still_goes(inbox: Inbox, work: Work) -> None:
    write(letter(person_id=17), letter("test:2", person_id=18, to="other@example.bg"))
    work()
    write(letter("test:3", person_id=17, to="farewell@example.bg"))

    forget_person(17)
    forget_person(17)
    db.session.commit()
    work()
    FORGET.run()

    gone, other, farewell = mail_of("test:1"), mail_of("test:2"), mail_of("test:3")
    assert inbox.recipients() == ["ivan@example.bg", "other@example.bg", "farewell@example.bg"]
    assert (gone.to, gone.context, gone.person_id) == ("", {}, None)
    assert (farewell.to, farewell.context, farewell.person_id) == ("", {}, None)
    assert (other.to, other.person_id) == ("other@example.bg", 18)


@pytest.mark.usefixtures("settings", "db_session")
def test_person_gets_all_that_is_kept_about_them() -> None:
    write(letter(person_id=17, name="Иван"), letter("test:2", person_id=18), letter("test:3", person_id=17))
    _set("test:3", state=MailState.SENT, changed_at=now() - timedelta(days=31))
    FORGET.run()

    first, second = of_person(17)

    assert (first["to"], first["name"], first["subject"]) == (
        "ivan@example.bg",
        "Иван",
        "Test mail of the site",
    )
    assert first["text"].startswith("Hello Иван,\n")
    assert second == {
        "kind": "service",
        "reason": "test:3",
        "state": "sent",
        "written": mail_of("test:3").created_at.isoformat(),
        "sent": None,
    }
    assert [part.table for part in PERSONAL] == [MailMessage.__tablename__]


def test_command_sends_a_test_mail(app: Flask, inbox: Inbox, work: Work) -> None:
    arguments = ["mail", "test", "ivan@example.bg", "--language", "bg", "--note", "Проба 7"]

    result = app.test_cli_runner().invoke(args=arguments)
    work()

    assert result.exit_code == 0
    assert inbox.recipients() == ["ivan@example.bg"]
    assert inbox.only()["Subject"].endswith(": Проба 7")
    assert outbox.backlog() == (0, None)
