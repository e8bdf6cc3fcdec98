"""Why a file is not read."""

from enum import StrEnum


class Refusal(StrEnum):
    """The one reason that the reader is told."""

    EMPTY = "empty"
    NO_TEXT = "no_text"
    NOT_A_DOCUMENT = "not_a_document"
    OLD_WORD = "old_word"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"
    BURSTING = "bursting"
    ENTITIES = "entities"
    DAMAGED = "damaged"
    TOO_SLOW = "too_slow"


class RefusedError(Exception):
    """The file is not read, for one reason."""

    def __init__(self, refusal: Refusal, because: str = "") -> None:
        super().__init__(refusal, because)
        self.refusal = refusal
        self.because = because
        """For the log, never for people: what exactly was met."""
