"""The states of what authors of cases propose for the list of social results."""

from enum import StrEnum


class ProposalState(StrEnum):
    """What has become of a proposed social result."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
