"""How clocks change in a zone, told so that every calendar program understands it (VTIMEZONE, RFC 5545).

Changes that come each year are a rule, and others stand one by one: many programs read a list of days
(RDATE), as the library writes them, not at all, and then show a seminar in summer an hour off.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard

_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LONG_AGO: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - as clocks there showed it


@dataclass(frozen=True, slots=True)
class Change:
    """Clocks go from one distance to UTC to another; `at` is what they showed just before."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool

    @property
    def kind(self) -> tuple[Any, ...]:
        """What changes of different years have in common that may follow one rule."""
        return (
            self.is_summer,
            self.name,
            self.before,
            self.after,
            self.at.month,
            self.at.weekday(),
            self.at.time(),
        )


def describe_zones(calendar: Calendar, years: Iterable[int]) -> None:
    """Describe the zones of a calendar's events, for the years in which these are."""
    known = sorted(years)
    for zone in sorted(calendar.get_missing_tzids(), reverse=True):
        calendar.subcomponents.insert(0, _described(zone, known[0] - 1, known[-1] + 1))


@lru_cache(maxsize=64)
def _described(zone: str, first: int, last: int) -> Timezone:
    found = Timezone()
    found.add("tzid", zone)
    changes = list(_changes(ZoneInfo(zone), first, last))
    rules, others = _sorted_out(changes, last - first + 1)
    if not rules:
        start = datetime(first, 1, 1, tzinfo=ZoneInfo(zone))
        found.add_component(_since(start))
    for some in rules:
        observed = _observed(some[0])
        observed.add("rrule", {"freq": "yearly", "bymonth": some[0].at.month, "byday": _weekday(some)})
        found.add_component(observed)
    for one in others:
        found.add_component(_observed(one))
    return found


def _changes(zone: ZoneInfo, first: int, last: int) -> Iterator[Change]:
    """Return how clocks change in the years from `first` to `last`."""
    moment, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    while moment < end:
        later = moment + timedelta(days=1)
        if _distance(moment, zone) != _distance(later, zone):
            yield _change(zone, moment, later)
        moment = later


def _change(zone: ZoneInfo, early: datetime, late: datetime) -> Change:
    """Return the change that lies between two moments, to the minute."""
    before = _distance(early, zone)
    while late - early > timedelta(minutes=1):
        middle = early + timedelta(minutes=(late - early) // timedelta(minutes=2))
        early, late = (middle, late) if _distance(middle, zone) == before else (early, middle)
    there = late.astimezone(zone)
    return Change(
        at=(late + before).replace(tzinfo=None),
        before=before,
        after=_distance(late, zone),
        name=there.tzname() or "",
        is_summer=bool(there.dst()),
    )


def _distance(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _sorted_out(changes: Sequence[Change], years: int) -> tuple[list[list[Change]], list[Change]]:
    """Return (changes that come by one rule in each of the years, those that do not)."""
    rules, others = [], []
    for _kind, some in groupby(sorted(changes, key=lambda one: (one.kind, one.at)), key=lambda one: one.kind):
        alike = list(some)
        if len(alike) == years and _weekday(alike):
            rules.append(alike)
        else:
            others += alike
    return sorted(rules, key=lambda some: some[0].at), sorted(others, key=lambda one: one.at)


def _weekday(changes: Sequence[Change]) -> str:
    """Return on which weekday of the month all of these are, as "-1SU"; empty where they differ."""
    if all(one.at.day + 7 > monthrange(one.at.year, one.at.month)[1] for one in changes):
        return f"-1{_WEEKDAYS[changes[0].at.weekday()]}"
    weeks = {(one.at.day + 6) // 7 for one in changes}
    return f"{weeks.pop()}{_WEEKDAYS[changes[0].at.weekday()]}" if len(weeks) == 1 else ""


def _observed(change: Change) -> TimezoneDaylight | TimezoneStandard:
    found = TimezoneDaylight() if change.is_summer else TimezoneStandard()
    found.add("dtstart", change.at)
    found.add("tzoffsetfrom", change.before)
    found.add("tzoffsetto", change.after)
    found.add("tzname", change.name)
    return found


def _since(start: datetime) -> TimezoneDaylight | TimezoneStandard:
    """Return what clocks showed before the first change."""
    distance = start.utcoffset() or timedelta()
    return _observed(Change(_LONG_AGO, distance, distance, start.tzname() or "", is_summer=bool(start.dst())))
