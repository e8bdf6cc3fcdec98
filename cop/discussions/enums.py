"""The fixed words of discussions."""

from enum import StrEnum


class ThreadState(StrEnum):
    """Where a thread stands. One without any public post is seen by its writer and moderators alone."""

    OPEN = "open"
    CLOSED = "closed"
    HIDDEN = "hidden"


class PostState(StrEnum):
    """Where a post stands. A draft is not a post yet; whatever follows, the replies to it stay."""

    HELD = "held"
    PUBLIC = "public"
    HIDDEN = "hidden"
    REMOVED = "removed"


class Following(StrEnum):
    """Whether somebody wants to hear of a thread; nobody is told of one that they have muted."""

    NEITHER = "neither"
    FOLLOWS = "follows"
    MUTED = "muted"


class Measure(StrEnum):
    """What a moderator does about a post, or about whoever wrote it."""

    HIDE = "hide"
    EDIT = "edit"
    WARN = "warn"
    PAUSE = "pause"


class Result(StrEnum):
    """What came of a report, as whoever reported is told."""

    NOTHING = "nothing"
    HIDDEN = "hidden"
    EDITED = "edited"
    WARNED = "warned"
    PAUSED = "paused"


class Rule(StrEnum):
    """Which rule a post breaks: why it was reported, and why it was hidden."""

    AT_RISK = "at_risk"
    PERSONAL_DATA = "personal_data"
    INSULT = "insult"
    SPAM = "spam"
    OFF_TOPIC = "off_topic"
    OTHER = "other"
