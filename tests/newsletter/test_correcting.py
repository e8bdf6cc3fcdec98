"""A correction: above the issue on the site, and once by mail to those who got it."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cop.core import outbox
from cop.core.db import db, now
from cop.core.errors import ConflictError, NotAllowedError
from cop.core.outbox import Job
from cop.core.permissions import SYSTEM, Actor, Role
from cop.newsletter import deliveries, jobs, joining, mailing, operations
from cop.newsletter.deliveries import Counts
from cop.newsletter.enums import DeliveryState, Mailing, Purpose
from cop.newsletter.models import Delivery, Issue, Subscriber
from tests.mail.conftest import inbox as inbox
from tests.mail.conftest import settings as settings
from tests.mail.inbox import Inbox
from tests.mail.sending import Settings
from tests.newsletter.conftest import write
from tests.newsletter.mailing import begin, subscribe
from tests.people import actor_of, person, sign_in, submit
from tests.web.site import read, words

Send = Callable[[], None]


@pytest.fixture
def send(inbox: Inbox, settings: Settings) -> Send:
    """Send all that is due, as the worker would."""
    settings(smtp_url=inbox.url, newsletter_per_minute=0)

    def run() -> None:
        db.session.commit()
        while outbox.run_pending({jobs.SEND.kind: jobs.SEND}):
            if not db.session.query(Job).filter(Job.not_before <= now()).count():
                break
        db.session.rollback()

    return run


@pytest.fixture
def editor(app: Flask) -> Actor:  # noqa: ARG001 - within its transaction
    return actor_of(person("Ela", Role.EDITOR))


def reader(number: int) -> Subscriber:
    return db.session.query(Subscriber).filter_by(email=f"p{number}@example.bg").one()


def correct(issue: Issue, editor: Actor, **texts: str) -> None:
    operations.correct(issue, texts, actor=editor)
    db.session.commit()


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_those_who_got_the_issue_get_the_correction_once(
    issue: Issue, inbox: Inbox, send: Send, editor: Actor
) -> None:
    write(issue, "bg", title="Три практики")
    subscribe(4)
    reader(1).language = "bg"
    begin(issue)
    send()
    joining.leave(reader(2), place="link in a mail")
    joining.change(reader(3), language="en", topics=[], purposes=[Purpose.INVITATIONS], place="preferences")
    correct(issue, editor, en="It is **twelve**, see [there](/en/about).", bg="Дванадесет са.")
    inbox.raw.clear()

    assert mailing.send_correction(issue, actor=editor) is True
    db.session.commit()
    assert mailing.send_correction(issue, actor=editor) is False
    correct(issue, editor, en="Thirteen.", bg="Тринадесет.")  # what is on its way stays as it was
    send()
    send()

    got = {str(message["To"]): message for message in inbox.messages()}
    assert sorted(got) == ["p0@example.bg", "p1@example.bg"]
    assert len(inbox.raw) == 2
    english, bulgarian = got["p0@example.bg"], got["p1@example.bg"]
    assert english["Subject"] == "Correction: Three practices"
    assert bulgarian["Subject"] == "Поправка: Три практики"
    assert "It is twelve, see there (https://practices.example.org/en/about)." in part(english, "plain")
    assert "<strong>twelve</strong>" in part(english, "html")
    assert "Дванадесет са." in part(bulgarian, "plain")
    assert "/en/newsletter/leave/" in english["List-Unsubscribe"]
    assert "/en/newsletter/mine/" in part(english, "plain")
    assert deliveries.counts(issue.id) == {
        Mailing.ISSUE: Counts(all=4, sent=4, left=1),
        Mailing.CORRECTION: Counts(all=2, sent=2),
    }


def test_an_issue_that_came_back_is_not_corrected_by_mail(issue: Issue, send: Send, editor: Actor) -> None:
    subscribe(2)
    begin(issue)
    send()
    came_back = db.session.query(Delivery).order_by(Delivery.id).first()
    assert came_back is not None
    came_back.state = DeliveryState.SOFT
    correct(issue, editor, en="Twelve.")

    mailing.send_correction(issue, actor=editor)
    send()

    assert deliveries.counts(issue.id)[Mailing.CORRECTION] == Counts(all=1, sent=1)


def test_what_stands_in_the_way_is_said(issue: Issue, send: Send, editor: Actor) -> None:
    subscribe(1)
    begin(issue)
    with pytest.raises(ConflictError, match="still on its way"):
        mailing.send_correction(issue, actor=editor)
    send()
    with pytest.raises(ConflictError, match="in every language"):
        mailing.send_correction(issue, actor=editor)
    correct(issue, editor, en="Twelve.")
    with pytest.raises(NotAllowedError):
        mailing.send_correction(issue, actor=SYSTEM)
    joining.leave(reader(0), place="link in a mail")
    with pytest.raises(ConflictError, match="Nobody got this issue"):
        mailing.send_correction(issue, actor=editor)


def test_an_editor_corrects_looks_and_mails_in_the_browser(
    client: FlaskClient, issue: Issue, inbox: Inbox, send: Send
) -> None:
    subscribe(3)
    begin(issue)
    send()
    inbox.raw.clear()
    sign_in(client, person("Ela", Role.EDITOR))
    here = f"/en/desk/newsletter/{issue.number}"

    submit(client, here, {"correction-en": "It is twelve."}, form="/correct")
    assert "3 readers got this issue and can be told." in words(read(client, here))
    look = read(client, f"{here}/preview/en/mail?what=correction")
    assert look.xpath("string(//h1)") == "The correction as a mail"
    assert "It is twelve." in look.xpath("string(//pre)")
    frame = look.xpath("//iframe[@title='Dark']/@src")[0]
    assert "It is twelve." in client.get(frame).text
    page = submit(client, here, form="/correct/send")
    assert page.status_code == 303
    send()

    assert len(inbox.raw) == 3
    desk = read(client, here)
    assert "will not be mailed again" in words(desk)
    assert desk.xpath("//form[contains(@action,'/correct/send')]") == []
    rows = desk.xpath("//table[caption='Figures of this issue']//tr[th='Sent']/td")
    assert [row.text for row in rows] == ["3", "3"]
    public = words(read(client, f"/bg/newsletter/{issue.number}"))
    assert "It is twelve." in public
    assert "Поправен" in words(read(client, "/bg/newsletter"))
