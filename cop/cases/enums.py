"""The states of a published case."""

from enum import StrEnum


class CaseState(StrEnum):
    """A case is published, or has been taken back; it is never lost."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
