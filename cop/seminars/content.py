"""What can be said of a seminar: one schema for seeds and forms, and the words of every fixed value."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, Self

from pydantic import Field, StringConstraints, model_validator

from cop.core.i18n import LazyString
from cop.core.i18n import lazy_gettext as _l
from cop.records.content import LanguageCode, Line, Link, Markdown, Schema, Slug
from cop.seminars.enums import (
    ContributionKind,
    FieldKind,
    Material,
    PlaceState,
    Purpose,
    QuestionState,
    State,
    StepState,
    TakeawayKind,
)

KIND: Final = "seminar"
QUESTION_KIND: Final = "question"
CONTRIBUTION_KIND: Final = "contribution"

Time = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


Names = dict[LanguageCode, Line]


class Party(Schema):
    """An organisation's part in a seminar."""

    role: Annotated[str, StringConstraints(pattern="^(organiser|partner|funder)$")]
    names: Names = Field(min_length=1)


class Source(Schema):
    """Where the facts come from."""

    title: Line
    reference: Line = ""
    url: Link | None = None


class Facts(Schema):
    """What does not depend on the language. A seminar without a time has a day alone."""

    day: date
    begins: Time | None = None
    minutes: int | None = Field(default=None, ge=5, le=24 * 60)
    zone: str
    published_on: date | None = None
    series: int | None = Field(default=None, ge=1, le=999)
    spoken: LanguageCode
    capacity: int | None = Field(default=None, ge=1, le=100_000)
    join_url: Link | None = None
    recording: Material = Material.NONE
    recording_url: Link | None = None
    group: Slug | None = None
    parties: list[Party] = Field(default_factory=list, max_length=20)
    source: Source | None = None

    @model_validator(mode="after")
    def _a_recording_has_an_address(self) -> Self:
        if (self.recording is Material.THERE) != (self.recording_url is not None):
            raise ValueError("a recording that is there has an address, and no other has one")
        return self


class Text(Schema):
    """A seminar in one language. Everything but the title may be silent."""

    title: Annotated[Line, Field(min_length=1)]
    strapline: Line = ""
    place: Line = ""
    attendance: Line = ""
    mix: Line = ""
    problem: Markdown = ""
    focus: Markdown = ""
    summary: Markdown = ""
    minutes: Markdown = ""


LINES: Final = ("title", "strapline", "place", "attendance", "mix")
SECTIONS: Final = ("summary", "problem", "focus", "minutes")
"""Markdown fields in the order in which a seminar that is over is read."""

SECTION_LABELS: Final[Mapping[str, LazyString]] = {
    "summary": _l("What came out of it"),
    "problem": _l("What it is about"),
    "focus": _l("Questions in focus"),
    "minutes": _l("What was said"),
}
LINE_LABELS: Final[Mapping[str, LazyString]] = {
    "title": _l("Title"),
    "strapline": _l("In one sentence"),
    "place": _l("Place"),
    "attendance": _l("Taking part, as stated"),
    "mix": _l("Who took part"),
}
ROLE_LABELS: Final[Mapping[str, LazyString]] = {
    "organiser": _l("Organiser"),
    "partner": _l("Partner"),
    "funder": _l("Funder"),
}

STATE_LABELS: Final[Mapping[State, LazyString]] = {
    State.DRAFT: _l("Draft"),
    State.ANNOUNCED: _l("Announced"),
    State.OPEN: _l("You can join"),
    State.FULL: _l("Full: there is a waiting list"),
    State.CLOSED: _l("Joining is closed"),
    State.LIVE: _l("Going on now"),
    State.AWAITED: _l("Held, materials awaited"),
    State.SUMMARISED: _l("Held, with its outcome"),
    State.ARCHIVED: _l("Archived"),
    State.POSTPONED: _l("Postponed"),
    State.CANCELLED: _l("Cancelled"),
}
STATE_ACTIONS: Final[Mapping[State, LazyString]] = {
    State.DRAFT: _l("Take it back to a draft"),
    State.ANNOUNCED: _l("Announce it"),
    State.OPEN: _l("Open joining"),
    State.FULL: _l("Say that it is full"),
    State.CLOSED: _l("Close joining"),
    State.LIVE: _l("It begins now"),
    State.AWAITED: _l("It is over"),
    State.SUMMARISED: _l("The outcome is complete"),
    State.ARCHIVED: _l("Put it into the archive"),
    State.POSTPONED: _l("Postpone it"),
    State.CANCELLED: _l("Cancel it"),
}

CONTRIBUTION_LABELS: Final[Mapping[ContributionKind, LazyString]] = {
    ContributionKind.INTRODUCTION: _l("Introduction"),
    ContributionKind.TALK: _l("Talk"),
    ContributionKind.ADDITION: _l("Addition"),
}
MATERIAL_LABELS: Final[Mapping[Material, LazyString]] = {
    Material.NONE: _l("None"),
    Material.AWAITED: _l("Awaited"),
    Material.THERE: _l("There, with an address or a file"),
    Material.LOST: _l("Named in the source, without an address"),
}
TAKEAWAY_LABELS: Final[Mapping[TakeawayKind, LazyString]] = {
    TakeawayKind.RISK: _l("Risk"),
    TakeawayKind.BENEFIT: _l("Benefit"),
    TakeawayKind.TOOL: _l("Tool"),
    TakeawayKind.QUESTION: _l("Open question"),
}
QUESTION_LABELS: Final[Mapping[QuestionState, LazyString]] = {
    QuestionState.OPEN: _l("Open"),
    QuestionState.TRIED: _l("Somebody is trying"),
    QuestionState.ANSWERED: _l("Answered"),
}
STEP_LABELS: Final[Mapping[StepState, LazyString]] = {
    StepState.OPEN: _l("To be done"),
    StepState.DONE: _l("Done"),
    StepState.DROPPED: _l("Dropped"),
}
PLACE_LABELS: Final[Mapping[PlaceState, LazyString]] = {
    PlaceState.JOINED: _l("Has a place"),
    PlaceState.WAITING: _l("Waits for a place"),
    PlaceState.LEFT: _l("Has given the place back"),
}
FIELD_LABELS: Final[Mapping[FieldKind, LazyString]] = {
    FieldKind.SHORT: _l("A short text"),
    FieldKind.CHOICE: _l("One of several answers"),
    FieldKind.SEVERAL: _l("Any number of answers"),
    FieldKind.SCALE: _l("A scale from 1 to 5"),
}

WORDING_VERSION: Final = 1
"""Goes up by one whenever a wording below changes; who agreed to an older one agreed to that."""
CONSENTS: Final[Mapping[Purpose, LazyString]] = {
    Purpose.RECORDING: _l("I agree that what I say and show in this seminar is recorded."),
    Purpose.PUBLICATION: _l("I agree that the recording and my slides are published on the seminar's page."),
    Purpose.INVITATIONS: _l("I would like to be invited by mail to the next seminars on this theme."),
}
SPEAKERS_CONSENTS: Final = (Purpose.RECORDING, Purpose.PUBLICATION)
JOINERS_CONSENTS: Final = (Purpose.RECORDING, Purpose.INVITATIONS)

SCALE: Final = range(1, 6)


class ContributionFacts(Schema):
    """One contribution as a seed says it; `adds_to` is the place, from 1, of the talk that it adds to."""

    kind: ContributionKind
    adds_to: int | None = None
    slides: Material = Material.NONE
    slides_url: Link | None = None


class TakeawayFacts(Schema):
    """A moment of the recording; without `second` it stands for the whole."""

    kind: TakeawayKind
    second: int | None = Field(default=None, ge=0)


class QuestionFacts(Schema):
    """An open question."""

    state: QuestionState = QuestionState.OPEN


class StepFacts(Schema):
    """A next step."""

    state: StepState = StepState.OPEN
    due: date | None = None


Words = dict[str, Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]]


class ItemsText(Schema):
    """The words of what a seminar leaves behind, in one language and in the order of the facts."""

    contributions: list[Words] = Field(default_factory=list)
    takeaways: list[Words] = Field(default_factory=list)
    questions: list[Words] = Field(default_factory=list)
    steps: list[Words] = Field(default_factory=list)


class SeminarContent(Schema):
    """A seminar, whole, as a seed has it."""

    slug: Slug
    state: State
    source_language: LanguageCode
    facts: Facts
    contributions: list[ContributionFacts] = Field(default_factory=list)
    takeaways: list[TakeawayFacts] = Field(default_factory=list)
    questions: list[QuestionFacts] = Field(default_factory=list)
    steps: list[StepFacts] = Field(default_factory=list)
    discusses: list[str] = Field(default_factory=list)
    """Paths of records below the language: "cases/hiv-peer-counsellors"."""
    texts: dict[LanguageCode, Text] = Field(min_length=1)
    words: dict[LanguageCode, ItemsText] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _languages_say_the_same(self) -> Self:
        if self.source_language not in self.texts:
            raise ValueError("the text in the source language is missing")
        for language, words in self.words.items():
            for name in ("contributions", "takeaways", "questions", "steps"):
                if len(getattr(words, name)) != len(getattr(self, name)):
                    raise ValueError(f"{language}: not as many {name} as facts say")
        return self

    def words_of(self, name: str, index: int) -> dict[str, Any]:
        """Return the words of one item by language."""
        return {language: getattr(words, name)[index] for language, words in self.words.items()}
