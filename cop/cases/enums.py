"""The states of a published case, and of what its authors propose for the list of social results."""

from enum import StrEnum


class CaseState(StrEnum):
    """A case is published, or has been taken back; it is never lost."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class ProposalState(StrEnum):
    """What has become of a proposed social result."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
