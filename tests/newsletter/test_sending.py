"""An issue goes out: to whom, in which words, at what rate, once, and what comes back."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.outbox import Job
from cop.core.permissions import SYSTEM
from cop.mail.journal import Notes
from cop.newsletter import deliveries, jobs, joining, mailing, operations
from cop.newsletter.deliveries import Counts
from cop.newsletter.enums import DeliveryState, IssueState, Mailing, Purpose, SubscriberState
from cop.newsletter.links import paths
from cop.newsletter.models import Delivery, Issue, SubscriberTopic
from tests.accounts.mailbox import mails
from tests.conftest import Statements
from tests.mail.conftest import inbox as inbox
from tests.mail.conftest import settings as settings
from tests.mail.inbox import Inbox
from tests.mail.sending import Settings
from tests.newsletter.conftest import write
from tests.newsletter.mailing import Send, begin, delivery, reader, states, subscribe


def text_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_everybody_who_agreed_gets_it_once_and_the_issue_has_gone_out(
    issue: Issue, inbox: Inbox, send: Send
) -> None:
    subscribe(230)
    begin(issue)

    send()
    jobs.send([str(issue.id)])

    db.session.refresh(issue)
    assert sorted(inbox.recipients()) == sorted(f"p{n}@example.bg" for n in range(230))
    assert (issue.state, deliveries.counts(issue.id)[Mailing.ISSUE]) == (
        IssueState.SENT,
        Counts(all=230, sent=230),
    )
    assert inbox.connections < 8


def test_mail_says_whose_it_is_and_how_to_leave(
    issue: Issue, inbox: Inbox, send: Send, client: FlaskClient
) -> None:
    subscribe(2)
    begin(issue)
    send()

    message = inbox.messages()[1]

    leave = f"https://practices.example.org{paths(reader(1).id, reader(1).key, 'en').leave}"
    assert message["Subject"] == "Three practices"
    assert message["List-Id"] == "<newsletter.practices.example.org>"
    assert message["List-Unsubscribe"] == f"<{leave}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for kind in ("plain", "html"):
        said = text_of(message, kind)
        assert leave in said
        assert "/newsletter/mine/" in said
        assert "<img" not in said
    assert "<style" in text_of(message, "html")
    assert 'style="' in text_of(message, "html")
    assert client.post(leave, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert reader(1).state is SubscriberState.LEFT
    assert deliveries.counts(issue.id)[Mailing.ISSUE] == Counts(all=2, sent=2, left=1)


def test_issue_goes_to_those_who_want_its_purpose_and_topics(issue: Issue) -> None:
    subscribe(4)
    joining.change(reader(0), language="en", topics=[], purposes={Purpose.INVITATIONS}, place="test")
    db.session.add(SubscriberTopic(subscriber_id=reader(1).id, topic="a"))
    db.session.add(SubscriberTopic(subscriber_id=reader(2).id, topic="b"))
    joining.leave(reader(3), place="test")
    db.session.flush()

    found = {}
    for topics in ([], ["a"], ["c"]):
        issue.topics = topics
        found["".join(topics)] = deliveries.readers(deliveries.audience(issue))

    assert found == {"": 2, "a": 1, "c": 0}


def test_reader_gets_their_language_or_the_original(issue: Issue, inbox: Inbox, send: Send) -> None:
    write(issue, "bg", title="Три практики")
    db.session.refresh(issue)
    subscribe(3, "bg")
    reader(1).language = "ru"
    begin(issue)
    send()

    assert [message["Subject"] for message in inbox.messages()] == [
        "Три практики",
        "Three practices",
        "Три практики",
    ]


def test_issue_with_gaps_or_without_a_title_does_not_go_out(issue: Issue) -> None:
    operations.save_texts(issue, "bg", actor=SYSTEM, version=0, texts={"title": "Т"}, intros={})
    empty = operations.begin(actor=SYSTEM, language="en")
    db.session.refresh(issue)

    for each in (issue, empty):
        with pytest.raises(ConflictError):
            mailing.schedule(each, actor=SYSTEM, version=each.version, at=now())
    with pytest.raises(InvalidError):
        mailing.schedule(issue, actor=SYSTEM, version=issue.version, at=now() + timedelta(days=400))


def test_issue_waits_for_its_day_and_can_be_taken_back(issue: Issue) -> None:
    subscribe(1)
    mailing.schedule(issue, actor=SYSTEM, version=issue.version, at=now() + timedelta(hours=1))
    db.session.commit()
    jobs.begin_due()
    found = [issue.state]

    mailing.take_back(issue, actor=SYSTEM)
    mailing.take_back(issue, actor=SYSTEM)
    assert [*found, issue.state] == [IssueState.SCHEDULED, IssueState.DRAFT]

    begin(issue)
    jobs.begin_due()
    assert states() == {DeliveryState.WAITING: 1}
    with pytest.raises(ConflictError):
        mailing.take_back(issue, actor=SYSTEM)


def test_test_mail_goes_to_one_address_and_says_so(issue: Issue) -> None:
    mailing.send_test(issue, actor=SYSTEM, to="ed@example.org", language="en")

    (mail,) = mails("ed@example.org")
    assert "A test: nobody but you gets this mail." in mail.text
    assert "About 0 in en." in mail.text
    assert states() == {}


def test_what_is_handed_over_is_noted_before_the_server_can_have_it(
    app: Flask, issue: Issue, inbox: Inbox, send: Send
) -> None:
    file = app.config["COP"].data_dir / jobs.FILE
    noted: list[int] = []
    inbox.on_data = lambda _content: noted.append(len(file.read_text().splitlines()))
    subscribe(4)
    begin(issue)

    send()

    assert noted == [1, 2, 3, 4]
    assert not file.exists()


def test_a_line_that_breaks_off_before_the_last_one_is_taken_back(app: Flask, issue: Issue) -> None:
    subscribe(2)
    begin(issue)
    due = deliveries.take_up(issue.id, Mailing.ISSUE, 2)
    notes = Notes(app.config["COP"].data_dir / "notes")
    for each in due:
        notes.write(each.id, each.mark)
    notes.write(due[0].id, jobs.BROKEN_OFF)

    deliveries.settle(notes.read())

    assert [delivery(n).state for n in (0, 1)] == [DeliveryState.WAITING, DeliveryState.SENT]


def test_after_the_end_of_a_worker_what_was_handed_over_is_not_sent_again(
    app: Flask, issue: Issue, inbox: Inbox, send: Send
) -> None:
    subscribe(3)
    begin(issue)
    due = deliveries.take_up(issue.id, Mailing.ISSUE, 3)
    notes = Notes(app.config["COP"].data_dir / jobs.FILE)
    notes.write(due[0].id, due[0].mark)
    notes.write(due[1].id, "0" * 32)  # as if the number had been another delivery's before

    send()

    assert inbox.recipients() == ["p1@example.bg", "p2@example.bg"]
    assert states() == {DeliveryState.SENT: 3}
    assert notes.read() == []


def test_who_leaves_before_their_turn_is_skipped(issue: Issue, inbox: Inbox, send: Send) -> None:
    subscribe(2)
    begin(issue)
    joining.leave(reader(0), place="test")
    joining.erase(reader(1))

    send()

    assert inbox.recipients() == []
    assert states() == {DeliveryState.SKIPPED: 2}


def test_server_that_is_away_puts_the_issue_off_and_nobody_is_to_blame(
    issue: Issue, settings: Settings, send: Send
) -> None:
    subscribe(2)
    begin(issue)
    settings(smtp_url="smtp://127.0.0.1:1?starttls=0&timeout=1")

    send()

    assert states() == {DeliveryState.WAITING: 2}
    assert {d.attempts for d in db.session.query(Delivery)} == {0}
    job = db.session.query(Job).filter_by(kind=jobs.SEND.kind).one()
    assert job.not_before > now() + timedelta(seconds=30)


@pytest.mark.parametrize(
    ("per_minute", "count", "seconds"),
    [(0, 100, 0), (600, 10, 1), (30, 1, 2), (90, 2, 4 / 3), (60_000, 100, 0.1)],
)
def test_rate_is_kept(per_minute: int, count: int, seconds: float) -> None:
    assert jobs.portion(per_minute) == (count, timedelta(seconds=seconds))


@pytest.mark.parametrize("count", [1, 3])
def test_portion_costs_as_many_statements_whatever_it_holds(
    issue: Issue, inbox: Inbox, send: Send, count: int, count_statements: Statements
) -> None:
    subscribe(count)
    begin(issue)

    with count_statements() as statements:
        send()

    assert len(inbox.raw) == count
    assert len(statements) == 23
