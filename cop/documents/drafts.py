"""What the reader of one format gives: blocks in the making, not yet cleaned, numbered or looked at."""

from dataclasses import dataclass, field

from cop.documents.contract import BlockKind, FindingKind

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
class Reading:
    """A file as its format's reader gives it."""

    format: str
    drafts: list[Draft] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    title: str = ""
    furniture: int = 0
    """Lines of headers, footers and contents already left out."""
