"""The values that templates of seminars take: cards, items with their words."""

from collections.abc import Mapping
from dataclasses import dataclass

from cop.core.records import RecordCard
from cop.seminars.content import STATE_LABELS
from cop.seminars.queries import Card
from cop.seminars.times import When, words


@dataclass(frozen=True, slots=True)
class Moment:
    """When it is, in words and for machines. `zone` is empty where there is no time to tell elsewhere."""

    words: str
    iso: str
    zone: str


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A seminar in a list."""

    slug: str
    url: str
    language: str
    title: str
    strapline: str
    place: str
    state: str
    state_label: str
    moment: Moment


@dataclass(frozen=True, slots=True)
class Said:
    """An item with its words in the nearest language; `label` is its kind's or its state's."""

    id: int
    language: str
    words: Mapping[str, str]
    label: str
    state: str = ""
    link: str = ""
    detail: str = ""
    seminar: RecordCard | None = None
    additions: tuple["Said", ...] = ()


def moment(when: When, language: str, reader_zone: str = "") -> Moment:
    """Return when something is; the reader's own time stands in it where their zone is known."""
    if not when.begins:
        return Moment(words(when, language), when.day.isoformat(), "")
    return Moment(words(when, language, reader_zone), when.local_start.isoformat(), when.zone)


def card(found: Card, language: str, reader_zone: str = "") -> ShownCard:
    """Return a seminar as lists show it."""
    return ShownCard(
        slug=found.slug,
        url=f"/{language}/seminars/{found.slug}",
        language=found.language,
        title=found.title,
        strapline=found.strapline,
        place=found.place,
        state=found.state.value,
        state_label=str(STATE_LABELS[found.state]),
        moment=moment(found.when, language, reader_zone),
    )
