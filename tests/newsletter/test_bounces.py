"""What comes back of an issue: what servers say of readers, reports, leaving by one click."""

import pytest
from flask import Flask

from cop.core.db import db
from cop.newsletter import bounces
from cop.newsletter.enums import DeliveryState, SubscriberState
from cop.newsletter.links import mark_of
from cop.newsletter.models import Delivery, Issue
from tests.mail.conftest import inbox as inbox
from tests.mail.conftest import settings as settings
from tests.mail.inbox import Inbox
from tests.newsletter.mailing import Send, begin, delivery, reader, subscribe


@pytest.mark.parametrize(
    ("answer", "state", "reader_state"),
    [
        ("550 5.1.1 no such user", DeliveryState.HARD, SubscriberState.BOUNCED),
        ("550 who is that", DeliveryState.HARD, SubscriberState.BOUNCED),
        ("550 5.7.1 policy", DeliveryState.SOFT, SubscriberState.ACTIVE),
        ("552 5.2.2 full", DeliveryState.SOFT, SubscriberState.ACTIVE),
        ("450 4.2.0 later", DeliveryState.WAITING, SubscriberState.ACTIVE),
    ],
)
def test_what_the_server_says_of_a_recipient_is_learned(
    issue: Issue, inbox: Inbox, send: Send, answer: str, state: DeliveryState, reader_state: SubscriberState
) -> None:
    subscribe(2)
    inbox.answers["p0@example.bg"] = [answer] * 2
    begin(issue)

    send()

    assert (delivery(0).state, reader(0).state) == (state, reader_state)
    assert delivery(1).state is DeliveryState.SENT


def test_fifth_soft_bounce_in_a_row_ends_the_mails(issue: Issue) -> None:
    subscribe(1)
    found = []
    for number in range(10, 16):
        more = Issue(number=number, source_language="en")
        db.session.add(more)
        db.session.flush()
        # The one in the midst arrived: it begins anew.
        state = DeliveryState.SENT if number == 10 else DeliveryState.SOFT
        db.session.add(Delivery(issue_id=more.id, subscriber_id=reader().id, state=state))
        db.session.flush()
        bounces.judge(reader().id)
        found.append(reader().state)

    assert found == [SubscriberState.ACTIVE] * 5 + [SubscriberState.BOUNCED]
    assert issue.number == 1


REPORT = """From: MAILER-DAEMON@example.bg
Message-ID: <1.{other}@mx.example.bg>
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.bg

Final-Recipient: rfc822; p0@example.bg
Action: failed
Status: {status}

--b
Content-Type: text/rfc822-headers

Message-ID: <{id}.{mark}@practices.example.org>
Subject: Three practices

--b--
"""


@pytest.mark.parametrize(
    ("status", "is_ours", "state"),
    [
        ("5.1.1", True, DeliveryState.HARD),
        ("5.2.2", True, DeliveryState.SOFT),
        ("4.4.7", True, DeliveryState.SOFT),
        ("2.1.5", True, DeliveryState.SENT),
        ("5.1.1", False, DeliveryState.SENT),
    ],
)
def test_report_counts_only_if_it_names_a_mail_of_ours(
    app: Flask, issue: Issue, send: Send, status: str, is_ours: bool, state: DeliveryState
) -> None:
    subscribe(1)
    begin(issue)
    send()
    id = delivery().id
    mark = mark_of(id, reader().key) if is_ours else "0" * 32
    report = REPORT.format(id=id, mark=mark, status=status, other="f" * 32)
    db.session.commit()

    answer = app.test_cli_runner().invoke(args=["newsletter", "report"], input=report.encode())

    assert answer.exit_code == 0
    assert delivery().state is state
    assert (reader().state is SubscriberState.BOUNCED) is (state is DeliveryState.HARD)


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_one_click_from_the_header_of_a_mail_works_as_mail_programs_send_it(
    app: Flask, issue: Issue, inbox: Inbox, send: Send, kind: str
) -> None:
    subscribe(1)
    begin(issue)
    send()
    link = str(inbox.only()["List-Unsubscribe"]).strip("<>")
    program = app.test_client(use_cookies=False)  # RFC 8058: no cookies, no referrer, nothing of a browser

    answers = [
        program.post(link, data={"List-Unsubscribe": "One-Click"}, content_type=kind) for _twice in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert reader().state is SubscriberState.LEFT
    assert [c.place for c in reader().consents] == ["one click in a mail program"]
