"""Our calendars in the eyes of a reader that shares no code with the library that writes them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from flask.testing import FlaskClient
from icalendar import Calendar, Event

from cop.core.db import db
from cop.core.permissions import SYSTEM, VISITOR
from cop.seminars import calendars, operations, queries
from cop.seminars.clocks import describe_zones
from cop.seminars.enums import State
from tests.seminars.conftest import MakeSeminar

CHANGES = ("2030-03-30", "2030-03-31", "2030-10-26", "2030-10-27")
"""The days before clocks change in Europe, and those on which they do."""


def read(client: FlaskClient, path: str = "/en/seminars/calendar.ics") -> dict[str, Any]:
    """The events by the first part of their UID, as vobject reads them."""
    calendar = opened(client.get(path).get_data(as_text=True))
    return {event.uid.value.partition("@")[0]: event for event in calendar.vevent_list}


def opened(text: str) -> Any:
    """A calendar as vobject reads it, which has not seen another one's description of a zone before."""
    for line in text.splitlines():
        if line.startswith("TZID:"):
            vobject.icalendar.registerTzid(line.partition(":")[2], None)
    return vobject.readOne(text)


@pytest.mark.parametrize("zone", ["Europe/Sofia", "Europe/Rome", "Europe/Moscow", "Europe/Vilnius"])
def test_times_are_right_before_and_after_clocks_change(
    client: FlaskClient, make_seminar: MakeSeminar, zone: str
) -> None:
    days = (*CHANGES, "2027-01-15", "2027-07-15")
    for day in days:
        make_seminar(f"on-{day}", zone=zone, day=day)

    starts = {name: event.dtstart.value.astimezone(UTC) for name, event in read(client).items()}

    expected = {
        f"on-{day}": datetime.fromisoformat(f"{day}T11:00").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        for day in days
    }
    assert starts == expected


def test_zones_of_one_calendar_do_not_mix(client: FlaskClient, make_seminar: MakeSeminar) -> None:
    for city in ("Sofia", "Rome", "Moscow"):
        make_seminar(city.lower(), zone=f"Europe/{city}", day="2030-07-10")

    starts = {name: event.dtstart.value.astimezone(UTC).hour for name, event in read(client).items()}

    assert starts == {"sofia": 8, "rome": 9, "moscow": 8}


@pytest.mark.parametrize(
    "title", ["A\\nB;C,D:E", "END:VEVENT", "BEGIN:VALARM", '"quoted" ^n', "Привет" * 40, "=?utf-8?q?x?="]
)
def test_hostile_title_is_read_as_it_was_written(
    client: FlaskClient, make_seminar: MakeSeminar, title: str
) -> None:
    make_seminar(title=title)
    make_seminar("after")

    found = read(client)

    assert (found["talk"].summary.value, sorted(found)) == (title, ["after", "talk"])


def test_move_and_end_are_read_as_newer_states_of_the_same(
    client: FlaskClient, make_seminar: MakeSeminar
) -> None:
    seminar = make_seminar()
    seen = [read(client)["talk"]]
    facts = operations.facts_of(seminar).model_copy(update={"begins": "15:00"})
    operations.change_facts(seminar, facts, actor=SYSTEM, version=seminar.version)
    db.session.commit()
    seen.append(read(client)["talk"])
    operations.move(seminar, State.CANCELLED, actor=SYSTEM)
    db.session.commit()
    seen.append(read(client)["talk"])

    assert len({event.uid.value for event in seen}) == 1
    assert [(event.sequence.value, event.status.value, event.dtstart.value.hour) for event in seen] == [
        ("0", "CONFIRMED", 11),
        ("1", "CONFIRMED", 15),
        ("2", "CANCELLED", 15),
    ]


def test_day_without_a_time_is_read_as_a_day(client: FlaskClient, make_seminar: MakeSeminar) -> None:
    make_seminar(begins=None, minutes=None)

    assert read(client)["talk"].dtstart.value == date(2030, 4, 10)


@pytest.mark.parametrize(
    ("state", "status", "alarms"),
    [
        ({}, "CONFIRMED", [timedelta(hours=-1)]),
        ({"is_waiting": True}, "TENTATIVE", []),
        ({"has_left": True}, "CANCELLED", []),
    ],
)
def test_own_place_is_read_with_its_alarm(
    client: FlaskClient,
    make_seminar: MakeSeminar,
    state: dict[str, bool],
    status: str,
    alarms: list[timedelta],
) -> None:
    card = queries.cards([make_seminar().id], actor=VISITOR, language="en")[0]
    asked = {"is_waiting": False, "has_left": False} | state

    with client.application.test_request_context("/en/"):
        data = calendars.own_calendar(card, "/en/place/x", changes=1, language="en", **asked)
    event = opened(data.decode()).vevent

    assert (event.status.value, event.dtstart.value.astimezone(UTC).hour) == (status, 8)
    assert [alarm.trigger.value for alarm in getattr(event, "valarm_list", [])] == alarms


@pytest.mark.parametrize(
    ("zone", "year"),
    [
        ("Europe/Moscow", 2011),  # summer time for ever
        ("Europe/Moscow", 2014),  # and winter time for ever
        ("Africa/Casablanca", 2026),  # clocks follow the moon
        ("America/Sao_Paulo", 2018),  # the last summer
        ("Australia/Lord_Howe", 2026),  # half an hour, and summer at the turn of the year
        ("America/New_York", 2026),
    ],
)
def test_zone_is_described_for_each_week_of_a_year(zone: str, year: int) -> None:
    calendar = Calendar()
    noons = [datetime(year, 1, 1, 12, tzinfo=ZoneInfo(zone)) + timedelta(weeks=n) for n in range(52)]
    for noon in noons:
        event = Event()
        event.add("dtstart", noon)
        calendar.add_component(event)
    describe_zones(calendar, [year])

    read_back = opened(calendar.to_ical().decode())

    told = [event.dtstart.value.utcoffset() for event in read_back.vevent_list]
    assert told == [noon.utcoffset() for noon in noons]


def test_yearly_change_is_a_rule_that_every_program_knows(
    client: FlaskClient, make_seminar: MakeSeminar
) -> None:
    make_seminar(zone="Europe/Sofia")

    lines = client.get("/en/seminars/talk/calendar.ics").get_data(as_text=True).split("\r\n")

    assert [line for line in lines if line.startswith(("RRULE", "RDATE"))] == [
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
    ]
