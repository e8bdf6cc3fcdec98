"""The event's zone first, the reader's second; days without a time; clocks that are put forward and back."""

from datetime import UTC, date, datetime

import pytest

from cop.core.errors import InvalidError
from cop.core.i18n import speaking
from cop.seminars.times import When, clock, words

APRIL = date(2026, 4, 8)


@pytest.mark.parametrize(
    ("language", "reader", "expected"),
    [
        ("en", "Europe/Rome", "Wed 8 April 2026, 11:00 Sofia (10:00 Rome)"),
        ("en", "Europe/Moscow", "Wed 8 April 2026, 11:00 Sofia (11:00 Moscow)"),  # in winter 12:00
        ("en", "Europe/Sofia", "Wed 8 April 2026, 11:00 Sofia"),
        ("en", "", "Wed 8 April 2026, 11:00 Sofia"),
        ("en", "Mars/Olympus", "Wed 8 April 2026, 11:00 Sofia"),
        ("bg", "Europe/Rome", "ср, 8 април 2026 г., 11:00 София (10:00 Рим)"),
        ("ru", "Asia/Vladivostok", "ср, 8 апреля 2026 г., 11:00 София (18:00 Владивосток)"),
    ],
)
def test_event_is_told_in_its_zone_and_in_the_readers(language: str, reader: str, expected: str) -> None:
    with speaking(language):
        assert words(When(APRIL, "11:00", 90, "Europe/Sofia"), language, reader) == expected


def test_another_day_where_the_reader_is_is_named() -> None:
    told = words(When(APRIL, "23:30", 90, "Europe/Sofia"), "en", "Asia/Vladivostok")

    assert told == "Wed 8 April 2026, 23:30 Sofia (9 April, 06:30 Vladivostok)"


def test_day_without_a_time_stays_a_day_wherever_the_reader_is() -> None:
    assert words(When(date(2020, 4, 8), None, None, "Europe/Moscow"), "en", "America/New_York") == (
        "Wed 8 April 2020"
    )


@pytest.mark.parametrize(
    ("zone", "winter", "summer"),
    [
        ("Europe/Sofia", 9, 8),
        ("Europe/Vilnius", 9, 8),
        ("Europe/Rome", 10, 9),
        ("Europe/Moscow", 8, 8),
    ],
)
def test_same_hour_is_another_moment_after_clocks_change(zone: str, winter: int, summer: int) -> None:
    before, after = (When(date(2026, 3, day), "11:00", 60, zone) for day in (27, 30))

    assert before.starts_at == datetime(2026, 3, 27, winter, tzinfo=UTC)
    assert after.starts_at == datetime(2026, 3, 30, summer, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "begins", "zone", "says"),
    [
        (date(2026, 3, 29), "03:30", "Europe/Sofia", "does not exist"),
        (date(2026, 3, 29), "02:30", "Europe/Rome", "does not exist"),
        (date(2026, 10, 25), "03:30", "Europe/Vilnius", "comes twice"),
        (date(2026, 10, 25), "02:30", "Europe/Rome", "comes twice"),
        (date(2026, 4, 8), "11:00", "Mars/Olympus", "Choose one of the places"),
    ],
)
def test_hour_that_clocks_skip_or_show_twice_is_refused(day: date, begins: str, zone: str, says: str) -> None:
    with pytest.raises(InvalidError, match=says):
        When(day, begins, 60, zone).checked()


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_zone_without_summer_time_has_every_hour_once(day: date) -> None:
    assert When(day, "02:30", 60, "Europe/Moscow").checked().begins == "02:30"


def test_day_of_a_clock_change_ends_at_its_own_midnight() -> None:
    longest = When(date(2026, 10, 25), None, None, "Europe/Sofia")

    assert (longest.ends_at - longest.starts_at).total_seconds() == 25 * 3600


def test_place_in_a_recording_is_written_as_players_do() -> None:
    assert [clock(second) for second in (0, 65, 3723)] == ["0:00", "1:05", "1:02:03"]
