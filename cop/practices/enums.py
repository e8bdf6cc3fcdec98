"""The states of a published practice."""

from enum import StrEnum


class PracticeState(StrEnum):
    """A practice is published, or has been taken back; it is never lost."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
