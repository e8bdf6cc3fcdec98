"""The fixed words of groups."""

from enum import StrEnum


class GroupKind(StrEnum):
    """What a group is for: a theme of work, or people who help one another."""

    THEMATIC = "thematic"
    PEER = "peer"


class Entry(StrEnum):
    """Who comes in: everybody who wants to, or whom a facilitator lets in."""

    OPEN = "open"
    BY_REQUEST = "by_request"
