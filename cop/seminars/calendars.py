"""Seminars for calendars (RFC 5545) and search engines: without what only those with a place may know."""

from collections.abc import Iterable
from datetime import UTC, timedelta
from typing import Any, Final

from icalendar import Alarm, Calendar, Event, vInt, vText, vUri

from cop.core.i18n import best_text
from cop.core.i18n import gettext as _
from cop.seminars.clocks import describe_zones
from cop.seminars.enums import State
from cop.seminars.models import Seminar
from cop.seminars.queries import Card, SeminarPage
from cop.seminars.times import LASTS
from cop.web.templating import absolute, base_url

PRODUCT: Final = "-//Good social practice//Seminars//EN"
REFRESH: Final = timedelta(hours=6)
_STATUS: Final = {State.CANCELLED: "CANCELLED", State.POSTPONED: "TENTATIVE"}


def calendar(cards: Iterable[Card], name: str, language: str) -> bytes:
    """Return a calendar of seminars; zones whose times it names are described in it."""
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", name)
    found.add("name", name)
    found.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    shown = list(cards)
    for card in shown:
        found.add_component(_event(card, language))
    describe_zones(found, [card.when.day.year for card in shown])
    return bytes(found.to_ical())


def own_calendar(
    card: Card, path: str, *, is_waiting: bool, has_left: bool, changes: int, language: str
) -> bytes:
    """Return the seminar for whoever has a place: the same event, with the way to it and an hour's notice.

    The link into the meeting stands behind the way to the place, from a day before: a calendar is shared.
    `changes` of the place count like those of the seminar: a calendar believes what has the higher number.
    """
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    event = _event(card, language)
    event["sequence"] = vInt(card.sequence + changes)
    words = [_("Your place, and the way into the meeting from a day before: %(url)s", url=absolute(path))]
    if is_waiting:
        words.insert(0, _("You are on the waiting list"))
    event["description"] = vText("\n\n".join([*words, str(event["description"])]))
    event["url"] = vUri(absolute(path))
    event.add("class", "PRIVATE")
    if has_left:
        event["status"] = vText("CANCELLED")
    elif is_waiting:
        event["status"] = vText("TENTATIVE")
    elif card.when.begins and card.state not in _STATUS:
        event.add_component(_alarm(card))
    found.add_component(event)
    describe_zones(found, [card.when.day.year])
    return bytes(found.to_ical())


def _alarm(card: Card) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", timedelta(hours=-1))
    alarm.add("description", card.title)
    return alarm


def _event(card: Card, language: str) -> Event:
    event = Event()
    host = base_url().partition("://")[2].partition("/")[0].partition(":")[0]
    address = absolute(f"/{language}/seminars/{card.slug}")
    # The same in every language and through every move: by it a calendar knows what it has already.
    event.add("uid", f"{card.slug}@{host}")
    event.add("sequence", card.sequence)
    event.add("dtstamp", card.updated_at.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", card.updated_at.astimezone(UTC).replace(microsecond=0))
    event.add("summary", _title(card))
    event.add("description", "\n\n".join(part for part in (card.strapline, address) if part))
    event.add("url", address)
    event.add("status", _STATUS.get(card.state, "CONFIRMED"))
    if card.place:
        event.add("location", card.place)
    if card.when.begins:
        event.add("dtstart", card.when.local_start)
        event.add("duration", timedelta(minutes=card.when.minutes or LASTS))
    else:
        event.add("dtstart", card.when.day)
        event.add("transp", "TRANSPARENT")
    return event


def _title(card: Card) -> str:
    if card.state is State.CANCELLED:
        return _("Cancelled: %(title)s", title=card.title)
    if card.state is State.POSTPONED:
        return _("Postponed: %(title)s", title=card.title)
    return card.title


_SCHEMA_STATES: Final = {State.CANCELLED: "EventCancelled", State.POSTPONED: "EventPostponed"}


def json_ld(page: SeminarPage, language: str) -> dict[str, Any]:
    """Return the seminar as schema.org describes an event. The link for those with a place is not in it."""
    seminar, when = page.seminar, page.when
    url = absolute(f"/{language}/seminars/{seminar.slug}")
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": page.title,
        "description": page.strapline or page.title,
        "url": url,
        "inLanguage": seminar.spoken,
        "startDate": when.local_start.isoformat() if when.begins else when.day.isoformat(),
        "endDate": when.local_end.isoformat() if when.begins else None,
        "eventStatus": f"https://schema.org/{_SCHEMA_STATES.get(seminar.state, 'EventScheduled')}",
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": url},
        "maximumAttendeeCapacity": seminar.capacity,
        "organizer": _organisations(seminar, "organiser", page.language),
        "sponsor": _organisations(seminar, "funder", page.language),
        "performer": [
            {"@type": "Person", "name": best_text(one.texts, language, seminar.source_language)[1]["speaker"]}
            for one in page.contributions
        ],
    }
    return {key: value for key, value in data.items() if value}


def _organisations(seminar: Seminar, role: str, language: str) -> list[dict[str, str]]:
    return [
        {"@type": "Organization", "name": best_text(party["names"], language)[1]}
        for party in seminar.parties
        if party["role"] == role
    ]
