"""Posting: one mail for one reason, in the transaction of what it tells of."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from cop.core import outbox
from cop.core.db import now
from cop.mail.letters import JOB_KIND, post
from cop.mail.models import MailMessage, MailState
from tests.mail.inbox import Inbox
from tests.mail.sending import Work, letter, mail_of, write

Session = scoped_session[Any]


def test_letter_becomes_a_row_and_a_job(db_session: Session) -> None:
    began = now()
    write(letter(name="Иван", person_id=17, kind="news", unsubscribe="/en/stop/1"))

    mail = mail_of()
    assert (mail.state, mail.attempts, mail.to, mail.name) == (
        MailState.WAITING,
        0,
        "ivan@example.bg",
        "Иван",
    )
    assert (mail.person_id, mail.kind, mail.unsubscribe) == (17, "news", "/en/stop/1")
    assert (mail.template, mail.language) == ("mail/test", "en")
    assert mail.context == {"note": "", "link": "/en/"}
    assert began <= mail.created_at <= now()
    assert len(mail.token) == 32
    assert db_session.scalars(select(outbox.Job.subject).where(outbox.Job.kind == JOB_KIND)).all() == [
        str(mail.id)
    ]


def test_same_reason_twice_is_one_mail(inbox: Inbox, work: Work) -> None:
    write(letter(to="first@example.bg"), letter(to="second@example.bg"), letter("test:2"))

    work()
    write(letter(to="third@example.bg"))
    work()

    assert inbox.recipients() == ["first@example.bg", "ivan@example.bg"]


def test_letter_of_a_transaction_that_fails_is_never_sent(
    db_session: Session, inbox: Inbox, work: Work
) -> None:
    post(letter())
    db_session.rollback()

    work()

    assert inbox.raw == []
    assert db_session.scalars(select(MailMessage.id)).all() == []


@pytest.mark.usefixtures("db_session")
def test_language_that_the_site_does_not_speak_becomes_its_default() -> None:
    write(letter(language="de"))

    assert mail_of().language == "en"
