"""The fixed words of files."""

from enum import StrEnum
from typing import Final


class PeopleShown(StrEnum):
    """Who can be recognised on a picture or in a document, and whether they agreed."""

    UNKNOWN = "unknown"
    NOBODY = "nobody"
    AGREED = "agreed"
    NOT_AGREED = "not_agreed"


SHOWABLE: Final = (PeopleShown.NOBODY, PeopleShown.AGREED)
"""The answers with which a file may be seen by everybody."""


class MediaType(StrEnum):
    """What is kept. Every picture becomes WebP; documents stay as they are."""

    PICTURE = "image/webp"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ODT = "application/vnd.oasis.opendocument.text"
    TEXT = "text/plain"


WIDTHS: Final = (320, 960, 1920)
"""Pixels that a picture is wide, at most. The widest one is kept; the others can be made again from it."""
TALLEST: Final = 2
"""A picture is at most so many times as high as it may be wide; a taller one becomes narrower."""
MOST_PIXELS: Final = 40_000_000
