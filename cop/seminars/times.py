"""When a seminar is: a day in a zone, with or without a time; moments and words follow from it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location

from cop.accounts.content import zones
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _

LASTS: Final = 120
"""Minutes that a seminar takes where nobody has said how many."""

PATTERNS: Final = {"en": "EEE d MMMM y", "bg": "EEE, d MMMM y 'г'.", "ru": "EEE, d MMMM y 'г'."}
"""The day of the week belongs to an appointment; the languages' long forms leave it out."""


@dataclass(frozen=True, slots=True)
class When:
    """A day and perhaps a time, as clocks in the zone show it."""

    day: date
    begins: str | None
    minutes: int | None
    zone: str

    @property
    def starts_at(self) -> datetime:
        """The moment it begins; for a day alone, its first."""
        hour = time.fromisoformat(self.begins) if self.begins else time()
        return datetime.combine(self.day, hour, ZoneInfo(self.zone)).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        """The moment it ends; for a day alone, the first of the next."""
        if self.begins:
            return self.starts_at + timedelta(minutes=self.minutes or LASTS)
        return datetime.combine(self.day + timedelta(days=1), time(), ZoneInfo(self.zone)).astimezone(UTC)

    @property
    def local_start(self) -> datetime:
        """The same moment as clocks in the zone show it."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def local_end(self) -> datetime:
        """The end as clocks in the zone show it."""
        return self.ends_at.astimezone(ZoneInfo(self.zone))

    def checked(self) -> "When":
        """Return the same; raise InvalidError where clocks never show that time, or show it twice."""
        if self.zone not in zones():
            raise InvalidError("zone", _("Choose one of the places of the list."))
        if self.begins:
            local = datetime.combine(self.day, time.fromisoformat(self.begins), ZoneInfo(self.zone))
            if local.astimezone(UTC).astimezone(local.tzinfo).time() != local.time():
                raise InvalidError(
                    "begins", _("Clocks are put forward in that hour: this time does not exist on that day.")
                )
            if local.utcoffset() != local.replace(fold=1).utcoffset():
                raise InvalidError(
                    "begins", _("Clocks are put back in that hour: this time comes twice. Choose another.")
                )
        return self


def words(when: When, language: str, reader_zone: str = "") -> str:
    """Say when it is: the event's zone first, the reader's second. A day without a time stays a day."""
    day = day_words(when.day, language)
    if not when.begins:
        return day
    shown = _("%(day)s, %(time)s %(city)s", day=day, time=when.begins, city=city(when.zone, language))
    return f"{shown} ({theirs})" if (theirs := elsewhere(when, language, reader_zone)) else shown


def elsewhere(when: When, language: str, reader_zone: str) -> str:
    """Return the time where the reader is, with the day where that is another; empty in the event's own zone.

    It is said where clocks agree too: half of the year they may not, and readers would count again.
    """
    if not when.begins or reader_zone not in zones() or reader_zone == when.zone:
        return ""
    there = when.starts_at.astimezone(ZoneInfo(reader_zone))
    at = f"{there:%H:%M}"
    if there.date() != when.day:
        at = f"{format_date(there.date(), 'd MMMM', locale=language)}, {at}"
    return _("%(time)s %(city)s", time=at, city=city(reader_zone, language))


def day_words(day: date, language: str) -> str:
    """Return a day with its weekday."""
    return str(format_date(day, PATTERNS.get(language, "full"), locale=language))


def city(zone: str, language: str) -> str:
    """Return the name of a zone's city in that language."""
    if zone == "UTC":
        return "UTC"
    return str(get_timezone_location(zone, locale=language, return_city=True))


def clock(second: int) -> str:
    """Write a moment of a recording: 1:02:03."""
    hours, rest = divmod(second, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
