"""From what a format's reader gives to a document: cleaned, numbered, cut at the limits, looked at."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from cop.documents import limits
from cop.documents.cleaning import clean
from cop.documents.contract import Block, BlockKind, Document, Finding, FindingKind, Place
from cop.documents.drafts import Draft, Note, Reading
from cop.documents.furniture import without_repeats
from cop.documents.inspection import inspect, is_caption
from cop.documents.languages import guess, has_script_of, shares
from cop.documents.refusals import Refusal, RefusedError
from cop.documents.structure import find_structure

_CELLS_APART: Final = " | "
_TITLE_WITHIN: Final = 10
_LONGEST_TITLE: Final = 200
_FEWEST_TITLE_WORDS: Final = 3


def assemble(reading: Reading) -> Document:
    """Return the document; raise RefusedError where there is no text in it."""
    said = (draft for draft in reading.drafts if draft.text or draft.cells or draft.notes)
    # Far more than is kept: what is cut off anyway need not be cleaned and compared.
    drafts = list(islice(said, 2 * limits.BLOCKS))
    for draft in drafts:
        draft.cells = tuple(clean(cell) for cell in draft.cells)
        draft.text = _CELLS_APART.join(" ".join(cell.split()) for cell in draft.cells) or clean(draft.text)
    drafts, repeated = without_repeats(drafts)
    find_structure([draft for draft in drafts if draft.text])
    blocks, notes, cut = _numbered(drafts)
    if not blocks:
        is_broken = any(kind is FindingKind.UNREADABLE_PART for _at, (kind, _quote) in notes)
        raise RefusedError(Refusal.DAMAGED if is_broken else Refusal.NO_TEXT)
    captioned = {
        at: _caption_beside(blocks, at) for at, note in notes if note[0] is FindingKind.PICTURE_LEFT_OUT
    }
    findings = [
        Finding(kind, blocks[at].place if at >= 0 else blocks[0].place, quote or captioned.get(at, ""))
        for at, (kind, quote) in notes
    ]
    findings += inspect(blocks, frozenset(captioned))
    findings += _of_the_whole(reading, reading.furniture + repeated)
    findings += [Finding(FindingKind.TOO_MANY, blocks[-1].place)] if cut else []
    counted = shares((block.language, block.text) for block in blocks)
    language = counted[0][0] if counted else ""
    return Document(
        reading.format,
        clean(reading.title) or _title(blocks, language),
        language,
        tuple(blocks),
        tuple(_bounded(findings)),
    )


def _numbered(drafts: Iterable[Draft]) -> tuple[list[Block], list[tuple[int, Note]], bool]:
    """Return the blocks, the notes with the index of the block where they stand, and whether it was cut."""
    blocks: list[Block] = []
    notes: list[tuple[int, Note]] = []
    on_page: Counter[int | None] = Counter()
    left = limits.CHARACTERS
    for draft in drafts:
        if draft.text:
            if left <= 0 or len(blocks) == limits.BLOCKS:
                return blocks, notes, True
            on_page[draft.page] += 1
            blocks.append(_block(draft, Place(draft.page, on_page[draft.page]), left))
            left -= len(draft.text)
        notes += [(len(blocks) - 1, note) for note in draft.notes]
    return blocks, notes, left < 0


def _block(draft: Draft, place: Place, most: int) -> Block:
    text = draft.text[:most]
    cells = draft.cells if len(draft.text) <= most else ()
    kind = BlockKind.PARAGRAPH if draft.kind is BlockKind.TABLE_ROW and not cells else draft.kind
    return Block(kind, text, place, draft.level, draft.number, cells, guess(text))


def _caption_beside(blocks: Sequence[Block], at: int) -> str:
    near = (blocks[each].text for each in (at + 1, at, at - 1) if 0 <= each < len(blocks))
    return next((text for text in near if is_caption(text)), "")


def _title(blocks: Sequence[Block], language: str) -> str:
    """Return the largest heading near the beginning, else the first line there that could be one."""
    near = [block for block in blocks[:_TITLE_WITHIN] if block.kind is BlockKind.HEADING and block.level]
    if near:
        return min(near, key=lambda block: block.level).text
    for block in blocks[:_TITLE_WITHIN]:
        if len(block.text) > _LONGEST_TITLE:
            break
        is_line = block.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH) and block.text[-1] not in ".,;:?"
        if is_line and len(block.text.split()) >= _FEWEST_TITLE_WORDS and has_script_of(block.text, language):
            return block.text
    return ""


def _of_the_whole(reading: Reading, furniture: int) -> list[Finding]:
    found = [Finding(FindingKind.PAGE_FURNITURE, None, count=furniture)] if furniture else []
    return found + [Finding(kind, None, quote) for kind, quote in dict.fromkeys(reading.notes)]


def _bounded(findings: Iterable[Finding]) -> list[Finding]:
    """Return the first of each kind, their quotes cut, and one that counts the rest."""
    kept: list[Finding] = []
    seen: Counter[FindingKind] = Counter()
    for finding in findings:
        seen[finding.kind] += 1
        if seen[finding.kind] <= limits.FINDINGS_OF_A_KIND:
            kept.append(replace(finding, quote=_shortened(finding.quote)))
    rest = {kind: count - limits.FINDINGS_OF_A_KIND for kind, count in seen.items()}
    return kept + [Finding(kind, None, count=count) for kind, count in rest.items() if count > 0]


def _shortened(text: str) -> str:
    text = " ".join(clean(text).split())
    return (
        text if len(text) <= limits.QUOTE_CHARACTERS else text[: limits.QUOTE_CHARACTERS - 1].rstrip() + "…"
    )
