"""Sending through a real mail server: what arrives, and what becomes of what does not."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from cop.core.db import db, now
from cop.core.outbox import Job
from cop.mail import delivery
from cop.mail.delivery import MAX_ATTEMPTS, pause
from cop.mail.models import MailState
from tests.mail.inbox import Inbox, running
from tests.mail.sending import Settings, Work, letter, mail_of, states, write
from tests.site import free_port

Session = scoped_session[Any]


def _wait() -> timedelta:
    """How long the one job still waits."""
    return db.session.scalars(select(Job.not_before)).one() - now()


def test_mail_arrives_with_cyrillic_subject_name_and_host(inbox: Inbox, work: Work) -> None:
    note = "Нова оценка по осемте критерия за „Ранна интервенция в общността“ – №7"
    write(letter(to="ivan@пример.бг", name="Иван Петров-Щърбанов", context={"note": note, "link": "/bg/"}))

    work()

    message = inbox.only()
    (recipient,) = message["To"].addresses
    (sender,) = message["From"].addresses
    assert message["Subject"] == f"Test mail of the site: {note}"
    assert (recipient.display_name, recipient.addr_spec) == (
        "Иван Петров-Щърбанов",
        "ivan@xn--e1afmkfd.xn--90ae",
    )
    assert (sender.display_name, sender.addr_spec) == ("Добри практики", "catalogue@example.org")
    assert inbox.envelopes == [("catalogue@example.org", "ivan@xn--e1afmkfd.xn--90ae")]


def test_mail_has_text_and_html_of_the_same_content(inbox: Inbox, work: Work) -> None:
    write(letter(context={"note": "Много здраве & <поздрави>", "link": "/bg/practices"}))

    work()

    text, html = inbox.only().iter_parts()
    assert [part.get_content_type() for part in (text, html)] == ["text/plain", "text/html"]
    assert {part["Content-Transfer-Encoding"] for part in (text, html)} == {"quoted-printable"}
    assert "\r\n> Много здраве & <поздрави>\r\n" in text.get_content()
    assert "<p" in html.get_content()
    assert "Много здраве &amp; &lt;поздрави&gt;" in html.get_content()


def test_sent_mail_is_marked_and_its_job_is_gone(db_session: Session, inbox: Inbox, work: Work) -> None:
    write(letter())

    done = work()

    mail = mail_of()
    assert (done, mail.state, mail.attempts, mail.last_error) == (1, MailState.SENT, 1, "")
    assert mail.sent_at is not None
    assert len(inbox.raw) == 1
    assert db_session.scalars(select(Job.id)).all() == []


def test_batch_goes_over_one_connection(inbox: Inbox, work: Work) -> None:
    write(*(letter(f"test:{number}", to=f"p{number}@example.bg") for number in range(7)))

    work()

    assert inbox.recipients() == [f"p{number}@example.bg" for number in range(7)]
    assert inbox.connections == 1


def test_refusal_is_final_at_once_and_holds_no_other_up(inbox: Inbox, work: Work) -> None:
    inbox.answers["nobody@example.bg"] = ["550 5.1.1 няма такъв получател"]
    write(letter(to="nobody@example.bg"), letter("test:2"))

    work()
    work(later=True)

    refused = mail_of()
    assert states() == {"test:1": MailState.FAILED, "test:2": MailState.SENT}
    assert (refused.attempts, refused.last_error) == (1, "550 5.1.1 няма такъв получател")
    assert inbox.recipients() == ["ivan@example.bg"]


def test_put_off_mail_waits_and_is_sent_later(inbox: Inbox, work: Work) -> None:
    inbox.answers["grey@example.bg"] = ["451 4.7.1 come back in five minutes"]
    write(letter(to="grey@example.bg"), letter("test:2"))

    work()
    put_off, waits, at_once = mail_of(), _wait(), work()
    first = (put_off.state, put_off.attempts, put_off.last_error)
    work(later=True)

    assert first == (MailState.WAITING, 1, "451 4.7.1 come back in five minutes")
    assert timedelta(seconds=55) < waits <= timedelta(minutes=1)
    assert at_once == 0
    assert states() == {"test:1": MailState.SENT, "test:2": MailState.SENT}
    assert inbox.recipients() == ["ivan@example.bg", "grey@example.bg"]
    assert mail_of().last_error == ""


def test_mail_is_given_up_after_two_days(inbox: Inbox, work: Work) -> None:
    inbox.answers["grey@example.bg"] = ["452 4.2.2 full"] * 100
    write(letter(to="grey@example.bg"))

    for _attempt in range(MAX_ATTEMPTS + 3):
        work(later=True)

    hours = sum((pause(attempt) for attempt in range(1, MAX_ATTEMPTS)), timedelta()) / timedelta(hours=1)
    assert 47 < hours < 50
    assert (mail_of().state, mail_of().attempts) == (MailState.FAILED, MAX_ATTEMPTS)
    assert len(inbox.answers["grey@example.bg"]) == 100 - MAX_ATTEMPTS


def test_server_away_puts_all_off_and_is_not_asked_again_at_once(settings: Settings, work: Work) -> None:
    settings(smtp_url=f"smtp://127.0.0.1:{free_port()}")
    write(letter(), letter("test:2"))

    work()
    counted = [(mail_of(f"test:{n}").attempts, mail_of(f"test:{n}").state) for n in (1, 2)]
    write(letter("test:3"))
    work()

    third = mail_of("test:3")
    assert counted == [(1, MailState.WAITING)] * 2
    assert mail_of().last_error == "[Errno 111] Connection refused"
    assert (third.attempts, third.last_error) == (0, "")  # nobody asked the server for it

    with running(Inbox()) as inbox:
        settings(smtp_url=inbox.url)
        work(later=True)
        assert len(inbox.raw) == 3


def test_server_away_for_two_days_makes_dead_letters(settings: Settings, work: Work) -> None:
    settings(smtp_url=f"smtp://127.0.0.1:{free_port()}")
    write(letter(), letter("test:2"))

    for _attempt in range(MAX_ATTEMPTS + 1):
        work(later=True)

    assert states() == {"test:1": MailState.FAILED, "test:2": MailState.FAILED}
    assert mail_of().attempts == MAX_ATTEMPTS


def test_server_that_breaks_off_holds_up_only_the_mail_in_hand(inbox: Inbox, work: Work) -> None:
    inbox.answers["bad@example.bg"] = ["421 4.3.2 shutting down"]
    write(letter(to="bad@example.bg"), letter("test:2"))

    work()

    assert states() == {"test:1": MailState.WAITING, "test:2": MailState.SENT}
    assert inbox.connections == 2


def test_slow_server_leaves_the_worker_to_other_work(
    inbox: Inbox, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "BUDGET_SECONDS", 0.25)
    inbox.seconds_a_mail = 0.1
    write(*(letter(f"test:{number}") for number in range(6)))

    rounds = []
    while work():
        rounds.append(len(inbox.raw))

    assert rounds[0] < 6
    assert rounds[-1] == 6
    assert set(states().values()) == {MailState.SENT}
    assert {mail_of(f"test:{number}").attempts for number in range(6)} == {1}


@pytest.mark.usefixtures("inbox")
def test_words_that_do_not_fit_put_off_one_mail_alone(work: Work, caplog: pytest.LogCaptureFixture) -> None:
    write(letter(context={"note": ""}), letter("test:2", template="mail/none"), letter("test:3"))

    with caplog.at_level(logging.CRITICAL):
        work()

    assert states() == {
        "test:1": MailState.WAITING,
        "test:2": MailState.WAITING,
        "test:3": MailState.SENT,
    }
    assert mail_of().last_error == """UndefinedError("'link' is undefined")"""


@pytest.mark.parametrize("address", ["", "nobody", "a@b@c.bg", "a b@c.bg", "a@c.bg\r\nBcc: d@e.bg", "@c.bg"])
def test_address_that_is_none_is_a_dead_letter_at_once(inbox: Inbox, work: Work, address: str) -> None:
    write(letter(to=address))

    work()

    assert mail_of().state is MailState.FAILED
    assert mail_of().last_error.startswith("not an address: ")
    assert inbox.raw == []


def test_cyrillic_address_goes_out_where_the_server_can(inbox: Inbox, work: Work) -> None:
    write(letter(to="иван@пример.бг", name="Иван"))

    work()

    assert inbox.envelopes == [("catalogue@example.org", "иван@xn--e1afmkfd.xn--90ae")]
    assert " <иван@xn--e1afmkfd.xn--90ae>\r\n".encode() in inbox.raw[0]
    assert mail_of().state is MailState.SENT


def test_cyrillic_address_fails_clearly_where_the_server_cannot(settings: Settings, work: Work) -> None:
    with running(Inbox(), enable_SMTPUTF8=False) as inbox:
        settings(smtp_url=inbox.url)
        write(letter(to="иван@пример.бг"), letter("test:2"))

        work()

    assert states() == {"test:1": MailState.FAILED, "test:2": MailState.SENT}
    assert mail_of().last_error == ("this address needs a mail server that knows SMTPUTF8, and ours does not")
