"""Calendars as their readers see them: names that stay, numbers that go up, zones, hostile titles."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar, Component, Timezone

from cop.core.db import db
from cop.core.permissions import SYSTEM
from cop.seminars import operations
from cop.seminars.enums import State
from tests.groups.conftest import begun
from tests.seminars.conftest import MakeSeminar


def events(client: FlaskClient, path: str = "/en/seminars/calendar.ics") -> dict[str, Component]:
    """The events by the first part of their UID."""
    answer = client.get(path)
    assert answer.content_type == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.data)
    return {str(event["uid"]).partition("@")[0]: event for event in calendar.walk("VEVENT")}


@pytest.mark.parametrize(
    ("zone", "day", "hour"),
    [
        ("Europe/Sofia", "2030-01-10", 9),
        ("Europe/Sofia", "2030-07-10", 8),
        ("Europe/Rome", "2030-07-10", 9),
        ("Europe/Vilnius", "2030-01-10", 9),
        ("Europe/Moscow", "2030-01-10", 8),
        ("Europe/Moscow", "2030-07-10", 8),
    ],
)
def test_moment_is_the_same_for_every_reader(
    client: FlaskClient, make_seminar: MakeSeminar, zone: str, day: str, hour: int
) -> None:
    make_seminar(zone=zone, day=day)

    start = events(client)["talk"].decoded("dtstart")

    assert start.astimezone(UTC).hour == hour
    assert start.strftime("%H:%M") == "11:00"
    assert events(client)["talk"].decoded("duration") == timedelta(minutes=90)


def test_zone_is_described_so_that_readers_need_no_table_of_their_own(
    client: FlaskClient, make_seminar: MakeSeminar
) -> None:
    make_seminar(zone="Europe/Sofia")

    calendar = Calendar.from_ical(client.get("/en/seminars/talk/calendar.ics").data)

    (described,) = calendar.walk("VTIMEZONE")
    assert isinstance(described, Timezone)
    at = datetime(2030, 7, 10, 11, tzinfo=described.to_tz())
    assert at.utcoffset() == datetime(2030, 7, 10, 11, tzinfo=ZoneInfo("Europe/Sofia")).utcoffset()


def test_moved_and_cancelled_ones_keep_their_name_and_count_up(
    client: FlaskClient, make_seminar: MakeSeminar
) -> None:
    seminar = make_seminar()
    first = events(client)["talk"]
    facts = operations.facts_of(seminar).model_copy(update={"begins": "15:00"})

    operations.change_facts(seminar, facts, actor=SYSTEM, version=seminar.version)
    db.session.commit()
    moved = events(client)["talk"]
    operations.move(seminar, State.CANCELLED, actor=SYSTEM)
    db.session.commit()
    gone = events(client)["talk"]

    assert len({str(event["uid"]) for event in (first, moved, gone)}) == 1
    assert [event["sequence"] for event in (first, moved, gone)] == [0, 1, 2]
    assert [str(event["status"]) for event in (first, moved, gone)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert str(gone["summary"]) == "Cancelled: Talk about families"


def test_day_without_a_time_is_a_day(client: FlaskClient, make_seminar: MakeSeminar) -> None:
    make_seminar(begins=None, minutes=None)

    assert str(events(client)["talk"].decoded("dtstart")) == "2030-04-10"


@pytest.mark.parametrize(
    "title",
    ["A\\nB;C,D:E", "END:VEVENT", '"quoted" ^n', "Привет" * 40, "\u202eabc\u200b"],
)
def test_hostile_title_stays_one_title(client: FlaskClient, make_seminar: MakeSeminar, title: str) -> None:
    make_seminar(title=title)

    found = events(client)

    assert list(found) == ["talk"]
    assert str(found["talk"]["summary"]) == title
    longest = max(len(line) for line in client.get("/en/seminars/calendar.ics").data.split(b"\r\n"))
    assert longest <= 75


def test_calendar_of_a_group_holds_its_own_and_speaks_the_language(
    client: FlaskClient, make_seminar: MakeSeminar
) -> None:
    begun("families")
    make_seminar(group="families")
    make_seminar("other")

    assert list(events(client, "/bg/seminars/calendar.ics?group=families")) == ["talk"]
    assert set(events(client, "/bg/seminars/calendar.ics")) == {"talk", "other"}
    assert "/bg/seminars/talk" in str(events(client, "/bg/seminars/calendar.ics")["talk"]["url"])


def test_draft_is_in_no_calendar(client: FlaskClient, make_seminar: MakeSeminar) -> None:
    make_seminar(state=State.DRAFT)

    assert events(client) == {}
    assert client.get("/en/seminars/talk/calendar.ics").status_code == 404
