"""Which passage of a file may belong to which field: proposals, that a person accepts or drops."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from cop.documents.contract import Block, BlockKind, Document, Place
from cop.documents.languages import guess, shares
from cop.documents.markup import markdown
from cop.documents.matching import Match, Matcher

TITLE: Final = "title"
STRAPLINE: Final = "strapline"
_LONGEST_LINE: Final = 300
_LONGEST_QUESTION: Final = 400
_LEAST: Final = 0.5
"""A heading is like a field's name from here on."""
_STRONG: Final = 0.7
"""What does not look like a heading must be so like."""
_FEWEST_WORDS: Final = 3
_SURE_TITLE, _GUESSED_TITLE, _STRAPLINE_CONFIDENCE = 0.9, 0.6, 0.4

_QUESTION_RANK, _GUESSED_RANK, _LABEL_RANK = 10, 11, 12
"""Below all real headings (1 to 9): a guessed heading does not end what a question began."""
_LABEL: Final = re.compile(r"(.{2,80}?)\s*(?::|\s[–—-])\s+(\S.*)", re.DOTALL)
_QUESTION: Final = re.compile(r"(.{10,300}?\?)\s+(\S.*)", re.DOTALL)
_REQUEST: Final = re.compile(
    r"(?:\d{1,2}[.)]\s*)?(?:моля|молим|опишете|определете|посочете|разкажете|избройте|пожалуйста|просим|опишите"
    r"|расскажите|укажите|перечислите|please|describe|list|tell us|explain)\b",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"\d{1,2}(?:\.\d{1,2})*[.)]?\s")


@dataclass(frozen=True, slots=True)
class Target:
    """A field, and what it is called in each language: headings, questions, single words."""

    key: str
    headings: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a file as Markdown, for one field.

    `place` is where its text begins, `heading` what stood above it, `confidence` above 0 up to 1. A field may
    have several passages; how long a field may be, the caller knows.
    """

    target: str
    text: str
    place: Place
    language: str
    heading: str
    confidence: float


def propose(document: Document, targets: Sequence[Target]) -> list[Passage]:
    """Return the passages whose heading names a field, in reading order; title and strapline first."""
    return [passage for passage in _passages(document, targets) if passage.target]


def unplaced(document: Document, targets: Sequence[Target]) -> list[Passage]:
    """Return the rest, so that no text is lost unseen: passages for no field, their `target` empty."""
    return [passage for passage in _passages(document, targets) if not passage.target]


@dataclass(slots=True)
class _Section:
    """A heading and what stands under it. `rank`: the smaller, the more it takes to end it."""

    rank: int
    match: Match | None = None
    heading: str = ""
    blocks: list[Block] = field(default_factory=list)


def _passages(document: Document, targets: Sequence[Target]) -> Iterator[Passage]:
    keys = {target.key for target in targets}
    taken: list[Block] = []
    matcher = Matcher(
        {target.key: [name for names in target.headings.values() for name in names] for target in targets}
    )
    for passage, block in _first_lines(document, keys, matcher):
        yield passage
        taken.append(block)
    for section in _sections([block for block in document.blocks if block not in taken], matcher):
        if section.blocks:
            yield _passage(section)


def _first_lines(document: Document, keys: set[str], matcher: Matcher) -> Iterator[tuple[Passage, Block]]:
    """Give the title, and the short text under it, where nothing so far is what a field is called."""
    at = next((at for at, block in enumerate(document.blocks) if block.text == document.title), None)
    if at is None or TITLE not in keys or _names_a_field(document.blocks[: at + 1], matcher):
        return
    title = document.blocks[at]
    is_sure = title.kind is BlockKind.HEADING and title.level > 0
    yield _line(TITLE, title, _SURE_TITLE if is_sure else _GUESSED_TITLE), title
    for block in document.blocks[at + 1 : at + 2]:
        is_line = block.kind is BlockKind.PARAGRAPH and len(block.text) <= _LONGEST_LINE
        if (
            STRAPLINE in keys
            and is_line
            and block.text[-1] not in ":?"
            and not _names_a_field([block], matcher)
        ):
            yield _line(STRAPLINE, block, _STRAPLINE_CONFIDENCE), block


def _names_a_field(blocks: Sequence[Block], matcher: Matcher) -> bool:
    opened = (_opened(block, matcher) for block in blocks)
    return any(section.match for section in opened if section)


def _line(key: str, block: Block, confidence: float) -> Passage:
    # A line of text, not Markdown: signs stay as they are.
    return Passage(key, " ".join(block.text.split()), block.place, block.language, "", confidence)


def _sections(blocks: Sequence[Block], matcher: Matcher) -> Iterator[_Section]:
    section = _Section(0)
    for block in blocks:
        if row := _answered_row(block, matcher):
            yield row
            continue
        opened = _opened(block, matcher)
        if opened and (opened.match or section.match is None or opened.rank <= section.rank):
            yield section
            section = opened
        else:
            section.blocks.append(block)
    yield section


def _answered_row(block: Block, matcher: Matcher) -> _Section | None:
    """Return a section for a row of a form: the field's name in the first cell, the answer in the other."""
    cells = [cell for cell in block.cells if cell]
    if len(cells) != 2 or not block.cells[0]:
        return None
    match = matcher.best(cells[0])
    if not match or match.score < _STRONG:
        return None
    answer = [
        replace(block, kind=BlockKind.PARAGRAPH, text=text, cells=(), language=guess(text))
        for text in cells[1].split("\n")
    ]
    return _Section(_LABEL_RANK, match, cells[0], answer)


def _opened(block: Block, matcher: Matcher) -> _Section | None:
    """Return the section that a block begins, None for a block that is only text."""
    text = block.text
    match = matcher.best(text) if len(text) <= _LONGEST_QUESTION else None
    score = match.score if match else 0.0
    if block.kind is BlockKind.HEADING:
        is_match = score >= _LEAST
        rank = _QUESTION_RANK if is_match and not block.level and text.endswith("?") else _rank(block)
        return _Section(rank, match if is_match else None, text)
    if block.kind is BlockKind.TABLE_ROW and len(block.cells) > 1:
        return None
    is_numbered = bool(block.number or _NUMBER.match(text)) and text.endswith("?")
    if (text.endswith(("?", ":")) or _REQUEST.match(text)) and score >= _LEAST:
        return _Section(_LABEL_RANK if text.endswith(":") else _QUESTION_RANK, match, text)
    if score >= _STRONG and len(text.split()) >= _FEWEST_WORDS:
        return _Section(_QUESTION_RANK, match, text)
    if is_numbered and len(text) <= _LONGEST_QUESTION:
        return _Section(_QUESTION_RANK, None, text)
    return _labelled(block, matcher)


def _rank(block: Block) -> int:
    if block.level:
        return block.level
    return _QUESTION_RANK if _NUMBER.match(block.text) else _GUESSED_RANK


def _labelled(block: Block, matcher: Matcher) -> _Section | None:
    """Return a section whose heading and text stand in one paragraph: "Aim: …", "Why did you? Because …"."""
    for pattern, rank in ((_LABEL, _LABEL_RANK), (_QUESTION, _QUESTION_RANK)):
        parts = pattern.fullmatch(block.text)
        match = matcher.best(parts[1]) if parts else None
        if parts and match and match.score >= _STRONG:
            if _REQUEST.match(parts[2]):  # "… ? Please name some of the ways": still the question
                return _Section(rank, match, block.text)
            rest = replace(block, kind=BlockKind.PARAGRAPH, text=parts[2], number=0, level=0)
            return _Section(rank, match, parts[1], [rest])
    return None


def _passage(section: _Section) -> Passage:
    counted = shares((block.language, block.text) for block in section.blocks)
    language = counted[0][0] if counted else guess(" ".join(block.text for block in section.blocks))
    key, score = (section.match.key, section.match.score) if section.match else ("", 0.0)
    text = markdown(section.blocks)
    return Passage(key, text, section.blocks[0].place, language, section.heading, round(score, 2))
