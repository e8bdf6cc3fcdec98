"""What the reader of one format gives: blocks in the making, not yet cleaned, numbered or looked at."""

from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from cop.documents.contract import BlockKind, FindingKind

_LONGEST_HEADING: Final = 120
"""A bold paragraph of more characters is emphasis, not a heading."""

Note = tuple[FindingKind, str]
"""A finding without its place yet, and its quote."""


@dataclass(slots=True)
class Draft:
    """A block in the making; without text it only carries the notes of its place."""

    text: str = ""
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    number: int = 0
    cells: tuple[str, ...] = ()
    page: int | None = None
    notes: list[Note] = field(default_factory=list)


@dataclass(slots=True)
class Inline:
    """What the inside of one paragraph gives."""

    pieces: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    """Text boxes that are anchored there."""
    plain: int = 0
    """Characters that are not bold."""

    def add(self, text: str, *, is_bold: bool) -> None:
        """Take one piece of text."""
        self.pieces.append(text)
        self.plain += 0 if is_bold else len(text.strip())

    def text(self) -> str:
        """Return the text of the paragraph."""
        return "".join(self.pieces).strip()

    def looks_like_heading(self, *, is_bold: bool = False) -> bool:
        """Whether it is a short line, all of it bold: by itself, or by its style."""
        text = self.text()
        return (is_bold or self.plain == 0) and 0 < len(text) <= _LONGEST_HEADING and "\n" not in text


@dataclass(slots=True)
class Reading:
    """A file as its format's reader gives it."""

    format: str
    drafts: list[Draft] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    title: str = ""
    furniture: int = 0
    """Lines of headers, footers and contents already left out."""
