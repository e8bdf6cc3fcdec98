"""What a consent covers, how it was given, and how it stands."""

from enum import StrEnum


class Scope(StrEnum):
    """Where words or a picture may stand."""

    PAGE = "page"
    NEWSLETTER = "newsletter"
    PRINT = "print"
    TRAINING = "training"


class GivenHow(StrEnum):
    """How somebody has agreed."""

    WRITTEN = "written"
    SPOKEN = "spoken"
    GUARDIAN = "guardian"


class ConsentState(StrEnum):
    """A consent holds, or has ended; an ended one comes back only as a new one."""

    ACTIVE = "active"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
