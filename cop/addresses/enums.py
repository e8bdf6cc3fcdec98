"""What is known of a web address, and why."""

from enum import StrEnum


class State(StrEnum):
    """How an address was when it was looked at last."""

    NEW = "new"
    ANSWERS = "answers"
    MOVED = "moved"
    SILENT = "silent"
    REFUSED = "refused"  # not looked at: we do not, or the other side does not want it
    BY_HAND = "by_hand"  # a person has looked


class Reason(StrEnum):
    """Why an address does not answer, or is not looked at."""

    NONE = ""
    UNKNOWN_NAME = "unknown_name"
    UNREACHABLE = "unreachable"
    SLOW = "slow"
    CERTIFICATE = "certificate"
    GONE = "gone"
    FAULT = "fault"
    REDIRECTS = "redirects"
    BROKEN = "broken"
    UNFIT = "unfit"
    PORT = "port"
    INNER = "inner"
    ROBOTS = "robots"
    FORBIDDEN = "forbidden"
