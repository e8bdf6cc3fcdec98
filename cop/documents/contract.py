"""What reading a file gives: blocks of plain text with their places, and what was found wrong with them.

Nothing here knows a feature, a database or HTTP. Sentences for people are made by the caller.
"""

from dataclasses import dataclass
from enum import StrEnum

from cop.core.errors import InvalidError
from cop.documents.refusals import Refusal


class BlockKind(StrEnum):
    """What a block is in its file."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"


class FindingKind(StrEnum):
    """What the person who gave the file should look at."""

    MISSING_FIGURE = "missing_figure"
    """A caption or a placeholder without its picture; `quote` is the caption."""
    PICTURE_LEFT_OUT = "picture_left_out"
    """The file has a picture here; only texts are taken over. `quote` is what describes it."""
    BROKEN_WORD = "broken_word"
    BROKEN_SENTENCE = "broken_sentence"
    """A paragraph that begins in the middle of a sentence."""
    DEAD_LOOKING_LINK = "dead_looking_link"
    """An address that cannot work, or words such as "click here" whose address is lost."""
    MIXED_LANGUAGES = "mixed_languages"
    """`languages`: the main one first; the place is the first block in another one."""
    PAGE_FURNITURE = "page_furniture"
    """`count` repeated lines (headers, footers, page numbers, contents) were left out."""
    EXTERNAL_REFERENCE_IGNORED = "external_reference_ignored"
    MACRO_IGNORED = "macro_ignored"
    TOO_MANY = "too_many"
    """The text was cut here: what follows was not read."""
    UNREADABLE_PART = "unreadable_part"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the file: `block` counts from 1, on its page where the format has pages, else in the file."""

    page: int | None
    block: int


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item or table row as plain text.

    `level`: of a heading 1 to 9, or 0 where only its look makes it one; of a list item its depth from 1.
    `number`: what a numbered list item counts as, 0 for a bullet. `cells` only for a table row, whose
    `text` is those cells with " | " between. A cell keeps its paragraphs apart by a line break.
    `language`: a code, or empty when unsure.
    """

    kind: BlockKind
    text: str
    place: Place
    level: int = 0
    number: int = 0
    cells: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. No place: it is about the whole file, or stands for `count` more of its kind."""

    kind: FindingKind
    place: Place | None
    quote: str = ""
    count: int = 1
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read. `format`: "docx", "odt", "pdf" or "text". `language`: of most of its text."""

    format: str
    title: str
    language: str
    blocks: tuple[Block, ...]
    findings: tuple[Finding, ...]


class UnreadableError(InvalidError):
    """The file cannot be read; `message` says why in the reader's language, `refusal` says it to programs."""

    def __init__(self, refusal: Refusal, message: str) -> None:
        super().__init__("file", message)
        self.refusal = refusal
