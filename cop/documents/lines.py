"""Lines of pages to blocks: lines joined to paragraphs, list items and headings told apart by their look."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from cop.documents.cleaning import breaks_an_address, clean, join_lines, words
from cop.documents.contract import BlockKind
from cop.documents.drafts import Draft, Note
from cop.documents.markers import Marker, marker_of

_SENTENCE_END: Final = re.compile(r"[.!?:;…][\"”“»')\]]*$")
_LONGEST_HEADING: Final = 200
_LONGEST_BOLD_HEADING: Final = 120
_HEADING_SIZE: Final = 1.15
_SAME_SIZE: Final = 0.6
_GAP: Final = 1.3
"""Leading times this is more than the next line of the same paragraph is away."""
_FULL: Final = 0.85
_UNWRAPPED: Final = 160
"""A file with a line of more characters breaks lines only where a paragraph ends."""
_INDENT: Final = 12.0
"""Points that a list is set in by, at least."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page. `left`, `top` (growing downwards) and `size` in points; `size` 0: unknown."""

    text: str
    left: float = 0.0
    top: float = 0.0
    size: float = 0.0
    is_bold: bool = False


@dataclass(slots=True)
class Page:
    """The lines of one page in reading order. `number` is None in a file without pages."""

    number: int | None
    lines: list[Line]
    notes: list[Note] = field(default_factory=list)


@dataclass(slots=True)
class _Group:
    """Lines that make one block, and the page where it begins."""

    page: int | None
    lines: list[Line]


def to_drafts(pages: Sequence[Page]) -> list[Draft]:
    """Join the lines to blocks; a paragraph that goes on overleaf stays one, at the place where it begins."""
    look = _Look(pages)
    known = words(line.text for page in pages for line in page.lines)
    groups = list(_groups(pages, look))
    drafts = [_draft(group, look, known) for group in groups]
    indented = [look.is_indented(group.lines) for group in groups]
    for at, draft in enumerate(drafts):
        has_company = any(indented[at + 1 : at + 2]) or (at and indented[at - 1]) or draft.text[:1].islower()
        if indented[at] and has_company and draft.kind is BlockKind.PARAGRAPH:
            draft.kind, draft.level = BlockKind.LIST_ITEM, 1  # a list whose bullets are drawn, not written
    drafts += [Draft(page=page.number, notes=page.notes) for page in pages if page.notes]
    return sorted(drafts, key=lambda draft: draft.page or 0)


def _groups(pages: Sequence[Page], look: "_Look") -> Iterator[_Group]:
    group: _Group | None = None
    for page in pages:
        is_overleaf = True
        for line in page.lines:
            if group and look.goes_on(group.lines, line, is_overleaf=is_overleaf):
                group.lines.append(line)
            else:
                if group:
                    yield group
                group = _Group(page.number, [line])
            is_overleaf = False
    if group:
        yield group


class _Look:
    """What is usual in this file: its size of letters, its leading, its left edge, the width of a line."""

    def __init__(self, pages: Sequence[Page]) -> None:
        lines = [line for page in pages for line in page.lines]
        self.size = _commonest((round(line.size, 1), len(line.text)) for line in lines)
        self.left = _commonest((round(line.left), len(line.text)) for line in lines)
        gaps = (
            (round((after.top - before.top) / (before.size or 1), 1), 1)
            for page in pages
            for before, after in pairwise(page.lines)
            if 0 < after.top - before.top <= 3 * (before.size or 1)
            and abs(after.size - before.size) < _SAME_SIZE
        )
        self.leading = (_smallest_usual(gaps) if self.size else 0.0) or 1.0
        self.widest = max((len(line.text) for line in lines), default=0)
        self.heading_sizes = sorted(
            {round(line.size) for line in lines if self._is_large(line)}, reverse=True
        )

    def _is_large(self, line: Line) -> bool:
        return line.size >= _HEADING_SIZE * self.size > 0

    def heading_level(self, line: Line) -> int:
        """Return 1 to 6 for letters larger than those of the text, else 0."""
        return min(6, self.heading_sizes.index(round(line.size)) + 1) if self._is_large(line) else 0

    def is_indented(self, lines: Sequence[Line]) -> bool:
        """Whether all of it stands further in than the text does; only known where places are."""
        return all(line.size and line.left - self.left > _INDENT for line in lines)

    def goes_on(self, group: Sequence[Line], line: Line, *, is_overleaf: bool) -> bool:
        """Whether a line belongs to the same block as the lines before it."""
        last, marker = group[-1], marker_of(line.text)
        if abs(line.size - last.size) > _SAME_SIZE or (marker and not self._is_within(last, line, marker)):
            return False
        if is_overleaf or line.top < last.top:
            return self._is_unfinished(last) and line.text.lstrip()[:1].islower()
        if line.top - last.top > _GAP * self.leading * (last.size or 1) or self._is_set_apart(group, line):
            return False
        return self.widest <= _UNWRAPPED and not self._ends_here(last, line)

    def _is_within(self, last: Line, line: Line, marker: Marker) -> bool:
        """Whether what looks like a marker stands within a sentence: the line before is full, not ended."""
        is_full = len(last.text.rstrip()) + marker.length > _FULL * self.widest
        return not marker.is_sure and is_full and self._is_unfinished(last) and line.left <= last.left + 1

    def _is_unfinished(self, last: Line) -> bool:
        return not _SENTENCE_END.search(last.text.rstrip())

    def _is_set_apart(self, group: Sequence[Line], line: Line) -> bool:
        last, step = group[-1], _step(line)
        if line.is_bold != last.is_bold and self._ends_here(last, line):
            return True
        if len(group) == 1 and (marker_of(last.text) or line.left < last.left):
            return False  # a hanging indent, or the first line stood further in
        return abs(line.left - last.left) > step and not self._is_unfinished(last)

    def _ends_here(self, last: Line, line: Line) -> bool:
        """Whether the first word of the next line would have had room on the last one, and begins anew."""
        if breaks_an_address(last.text, line.text):
            return False
        first = line.text.split(maxsplit=1)[0].lstrip('([„“«"')
        has_room = len(last.text.rstrip()) + 1 + len(first) < _FULL * self.widest
        return has_room and (not self._is_unfinished(last) or not first[:1].islower())


def _step(line: Line) -> float:
    return 0.8 * line.size if line.size else 1.0


def _commonest(weighted: Iterable[tuple[float, int]]) -> float:
    counted: Counter[float] = Counter()
    for value, weight in weighted:
        counted[value] += weight
    return counted.most_common(1)[0][0] if counted else 0.0


def _smallest_usual(weighted: Iterable[tuple[float, int]]) -> float:
    """Return the smallest value that is no exception: between short paragraphs a larger one is commoner."""
    counted = Counter(value for value, _weight in weighted)
    least = max(2, counted.total() // 20)
    return min((value for value, count in counted.items() if count >= least), default=0.0)


def _draft(group: _Group, look: _Look, known: frozenset[str]) -> Draft:
    lines = group.lines
    marker = marker_of(lines[0].text)
    first = lines[0].text[marker.length :] if marker else lines[0].text
    draft = Draft(
        clean(join_lines([clean(first), *(clean(line.text) for line in lines[1:])], known)), page=group.page
    )
    level = look.heading_level(lines[0])
    is_bold = all(line.is_bold for line in lines) and len(draft.text) <= _LONGEST_BOLD_HEADING
    if marker and not (marker.number and (level or is_bold)):
        draft.kind, draft.level, draft.number = BlockKind.LIST_ITEM, 1, marker.number
    elif (level and len(draft.text) <= _LONGEST_HEADING) or is_bold:
        draft.kind, draft.level = BlockKind.HEADING, level
        draft.text = f"{marker.number}. {draft.text}" if marker else draft.text
    return draft
