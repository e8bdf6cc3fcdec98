"""The fixed words of seminars: their states, and the kinds of what they leave behind."""

from enum import StrEnum


class State(StrEnum):
    """Where a seminar stands; one address through all of it."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"
    LIVE = "live"
    AWAITED = "awaited"
    SUMMARISED = "summarised"
    ARCHIVED = "archived"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class ContributionKind(StrEnum):
    """What somebody gives to a seminar."""

    INTRODUCTION = "introduction"
    TALK = "talk"
    ADDITION = "addition"


class Material(StrEnum):
    """Whether there are slides, or a recording: `lost` where a source names them without an address."""

    NONE = "none"
    AWAITED = "awaited"
    THERE = "there"
    LOST = "lost"


class TakeawayKind(StrEnum):
    """What a moment of the recording shows."""

    RISK = "risk"
    BENEFIT = "benefit"
    TOOL = "tool"
    QUESTION = "question"


class QuestionState(StrEnum):
    """How far an open question is."""

    OPEN = "open"
    TRIED = "tried"
    ANSWERED = "answered"


class StepState(StrEnum):
    """What became of a next step."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class FieldKind(StrEnum):
    """How a question to those who join is answered."""

    SHORT = "short"
    CHOICE = "choice"
    SEVERAL = "several"
    SCALE = "scale"


class PlaceState(StrEnum):
    """Somebody's place in a seminar."""

    JOINED = "joined"
    WAITING = "waiting"
    LEFT = "left"


class Purpose(StrEnum):
    """What one agrees to, each apart from the others."""

    RECORDING = "recording"
    PUBLICATION = "publication"
    INVITATIONS = "invitations"
