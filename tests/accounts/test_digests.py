"""Digests: at eight by the reader's clock, once on each of their days, also when clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from cop.accounts import digests
from cop.accounts.digests import last_morning, send_due
from cop.accounts.enums import Cadence, UserState
from cop.accounts.models import Notification, User
from cop.accounts.operations import notify, set_cadences
from cop.core.db import db
from cop.mail.models import MailMessage
from cop.mail.rendering import render
from tests.accounts.mailbox import mails
from tests.people import actor_of, person

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.usefixtures("kinds")]

# In 2026 clocks in Sofia go forward on 29 March and back on 25 October; in Tashkent and Moscow never.
SOFIA, TASHKENT, NEW_YORK = "Europe/Sofia", "Asia/Tashkent", "America/New_York"


def local(zone: str, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def reader(cadence: Cadence = Cadence.DAILY, zone: str = SOFIA, name: str = "Мария") -> User:
    user = person(name, timezone=zone, language="en")
    set_cadences(user, actor=actor_of(user), cadences={"decisions": cadence, "messages": cadence})
    return user


def tell(user: User, at: datetime, *, title: str = "Русе", kind: str = "decisions") -> None:
    """Let something happen at a moment."""
    reason = f"{kind}:{title}:{at.isoformat()}"
    notify([user.id], reason=reason, kind=kind, template="tests/told", title=title, link="/en/practices/ruse")
    db.session.execute(
        update(Notification).where(Notification.reason.startswith(reason)).values(created_at=at)
    )
    db.session.commit()


@pytest.mark.parametrize(
    ("zone", "moment", "day", "hours"),
    [
        (SOFIA, "2026-03-28T07:59", date(2026, 3, 27), 6),
        (SOFIA, "2026-03-28T08:00", date(2026, 3, 28), 6),
        (SOFIA, "2026-03-29T07:59", date(2026, 3, 28), 6),
        (SOFIA, "2026-03-29T08:00", date(2026, 3, 29), 5),
        (SOFIA, "2026-10-25T03:30", date(2026, 10, 24), 5),
        (SOFIA, "2026-10-25T08:00", date(2026, 10, 25), 6),
        (TASHKENT, "2026-03-29T08:00", date(2026, 3, 29), 3),
        (NEW_YORK, "2026-03-08T08:00", date(2026, 3, 8), 12),
        ("Nowhere/Lost", "2026-03-08T08:00", date(2026, 3, 8), 8),
    ],
)
def test_morning_is_by_the_readers_clock(zone: str, moment: str, day: date, hours: int) -> None:
    at = local(zone if zone != "Nowhere/Lost" else "UTC", moment)

    morning = last_morning(at, zone)

    assert morning.day == day
    assert morning.at.astimezone(UTC) == datetime(day.year, day.month, day.day, hours, tzinfo=UTC)


def test_news_of_a_day_come_in_one_mail_by_kind() -> None:
    user = reader()
    tell(user, local(SOFIA, "2026-11-02T12:00"), title="One", kind="messages")
    tell(user, local(SOFIA, "2026-11-02T13:00"), title="Two")
    tell(user, local(SOFIA, "2026-11-03T07:00"), title="Three")

    sent = send_due(local(SOFIA, "2026-11-03T08:00"))

    assert sent == 1
    mail = mails()[0]
    assert (mail.to, mail.template, mail.subject) == (
        user.email,
        "accounts/digest",
        "3 pieces of news for you",
    )
    lines = [line.strip() for line in mail.text.splitlines() if line.strip()]
    assert lines[1:9] == [
        "Decisions",
        "* News of Three",
        "http://localhost/en/practices/ruse",
        "* News of Two",
        "http://localhost/en/practices/ruse",
        "Messages",
        "* News of One",
        "http://localhost/en/practices/ruse",
    ]
    row = db.session.scalars(select(MailMessage)).one()
    assert row.reason == f"digest:{user.id}:2026-11-03"
    assert row.unsubscribe.startswith("/en/account/unsubscribe/")


def test_news_of_one_conversation_stand_together_the_newest_conversation_first() -> None:
    user = reader()
    said = (("Old", 1, "Ана"), ("New", 2, "Иван"), ("Old", 3, "Иван"), ("Old", 4, "Ана"))
    for title, post, who in said:
        notify(
            [user.id],
            reason=f"post:{post}",
            kind="messages",
            template="tests/told",
            title=title,
            link=f"/en/threads/7/posts/{post}",
            who=who,
            said="zqwords",
            thread_id=7 if title == "Old" else 8,
        )
    db.session.execute(update(Notification).values(created_at=local(SOFIA, "2026-11-02T12:00")))
    db.session.commit()

    send_due(local(SOFIA, "2026-11-03T08:00"))

    (mail,) = mails()
    lines = [line.strip() for line in mail.text.splitlines() if line.strip()]
    assert lines[2:8] == [
        "* News of Old (3)",
        "Ана, Иван",
        "http://localhost/en/threads/7/posts/1",
        "* News of New",
        "Иван",
        "http://localhost/en/threads/7/posts/2",
    ]
    html = render(db.session.scalars(select(MailMessage)).one()).html
    assert "(3)<br>Ана, Иван</li>" in html
    assert (mail.subject, "zqwords" in mail.text + html) == ("4 pieces of news for you", False)


def test_digest_is_sent_once_however_often_the_worker_comes() -> None:
    tell(reader(), local(SOFIA, "2026-11-02T12:00"))

    sent = [send_due(local(SOFIA, f"2026-11-03T08:0{minute}")) for minute in range(3)]

    assert sent == [1, 0, 0]
    assert len(mails()) == 1
    assert db.session.scalars(select(Notification.told_at)).one() == local(SOFIA, "2026-11-03T08:00")


def test_nothing_comes_before_eight() -> None:
    tell(reader(), local(SOFIA, "2026-11-02T12:00"))

    assert send_due(local(SOFIA, "2026-11-03T07:59")) == 0


def test_late_worker_sends_what_was_due() -> None:
    tell(reader(), local(SOFIA, "2026-11-02T12:00"))

    assert send_due(local(SOFIA, "2026-11-03T17:45")) == 1


def test_news_after_eight_wait_for_the_next_day() -> None:
    user = reader()
    tell(user, local(SOFIA, "2026-11-03T08:00:01"))

    assert [send_due(local(SOFIA, f"2026-11-0{day}T09:00")) for day in (3, 4)] == [0, 1]


def test_news_that_came_in_late_is_told_the_day_after_and_not_lost() -> None:
    user = reader()
    tell(user, local(SOFIA, "2026-11-02T12:00"), title="One")
    send_due(local(SOFIA, "2026-11-03T08:00"))
    tell(user, local(SOFIA, "2026-11-03T07:59:59"), title="Two")  # committed after the mail had gone

    sent = [send_due(local(SOFIA, moment)) for moment in ("2026-11-03T09:00", "2026-11-04T08:00")]

    assert sent == [0, 1]
    assert [mail.text.count("* News of Two") for mail in mails()] == [0, 1]


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        (SOFIA, date(2026, 3, 28)),
        (SOFIA, date(2026, 10, 24)),
        (TASHKENT, date(2026, 3, 28)),
        (NEW_YORK, date(2026, 3, 7)),
        ("Australia/Lord_Howe", date(2026, 4, 4)),  # by half an hour
    ],
)
def test_each_local_day_has_one_digest_over_changes_of_the_clock(zone: str, start: date) -> None:
    user = reader(zone=zone)
    moment = datetime(start.year, start.month, start.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    sent_at = []

    for number in range(3 * 24 * 2):  # three days, news and a look every half hour
        tell(user, moment, title=str(number))
        if send_due(moment):
            sent_at.append(moment.astimezone(ZoneInfo(zone)))
        moment += timedelta(minutes=30)

    days = [start + timedelta(days=n) for n in range(3)]
    assert [at.date() for at in sent_at] == days
    assert {(at.hour, at.minute) for at in sent_at} == {(8, 0)}
    told = db.session.scalars(select(Notification.told_at).where(Notification.told_at.is_not(None))).all()
    texts = "".join(mail.text for mail in mails())
    assert texts.count("* News of ") == len(told)


def test_weekly_news_come_on_monday_at_eight() -> None:
    user = reader(Cadence.WEEKLY)
    tell(user, local(SOFIA, "2026-10-20T12:00"))

    moments = ["2026-10-24T09:00", "2026-10-25T09:00", "2026-10-26T07:59", "2026-10-26T08:00"]
    assert [send_due(local(SOFIA, moment)) for moment in moments] == [0, 0, 0, 1]


def test_weekly_news_after_monday_wait_a_week() -> None:
    tell(reader(Cadence.WEEKLY), local(SOFIA, "2026-10-26T08:30"))

    moments = ["2026-10-26T09:00", "2026-11-01T09:00", "2026-11-02T08:00"]
    assert [send_due(local(SOFIA, moment)) for moment in moments] == [0, 0, 1]


def test_weekly_and_daily_news_come_in_one_mail() -> None:
    user = reader()
    set_cadences(user, actor=actor_of(user), cadences={"messages": Cadence.WEEKLY})
    tell(user, local(SOFIA, "2026-10-25T12:00"))
    tell(user, local(SOFIA, "2026-10-21T12:00"), kind="messages")

    send_due(local(SOFIA, "2026-10-26T08:00"))

    assert [mail.subject for mail in mails()] == ["2 pieces of news for you"]


def test_who_changes_to_at_once_gets_what_was_kept_with_the_next_digest() -> None:
    user = reader(Cadence.WEEKLY)
    tell(user, local(SOFIA, "2026-10-27T12:00"))

    set_cadences(user, actor=actor_of(user), cadences={"decisions": Cadence.NOW})
    db.session.commit()

    assert send_due(local(SOFIA, "2026-10-28T08:00")) == 1


def test_two_readers_get_it_in_their_own_morning() -> None:
    for zone in (SOFIA, TASHKENT):
        tell(reader(zone=zone, name=zone), datetime(2026, 11, 2, 0, tzinfo=UTC))

    moments = [datetime(2026, 11, 2, hour, tzinfo=UTC) for hour in (2, 3, 5, 6)]
    assert [send_due(moment) for moment in moments] == [0, 1, 0, 1]


def test_closed_account_gets_none() -> None:
    user = reader()
    tell(user, local(SOFIA, "2026-11-02T12:00"))
    user.state = UserState.DISABLED
    db.session.commit()

    assert send_due(local(SOFIA, "2026-11-03T08:00")) == 0


def test_news_that_cannot_be_told_keep_nobody_elses_from_them() -> None:
    broken, other = reader(name="A"), reader(name="B")
    notify([broken.id], reason="x", kind="decisions", template="tests/no-such", title="x")
    tell(other, local(SOFIA, "2026-11-02T12:00"))
    db.session.execute(update(Notification).values(created_at=local(SOFIA, "2026-11-02T12:00")))
    db.session.commit()

    sent = send_due(local(SOFIA, "2026-11-03T08:00"))

    assert sent == 1
    assert [mail.to for mail in mails()] == [other.email]


def test_timer_sends_what_is_due_now() -> None:
    tell(reader(), datetime.now(UTC) - timedelta(days=2))

    digests.send()

    assert len(mails()) == 1
