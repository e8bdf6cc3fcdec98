"""What a page or a web site repeats around the text: headers, footers, page numbers, banners."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from cop.documents.cleaning import clean
from cop.documents.contract import BlockKind
from cop.documents.drafts import Draft
from cop.documents.lines import Page

_EDGE: Final = 3
"""Headers and footers are looked for among so many lines at the top and at the bottom."""
_DIGITS: Final = re.compile(r"\d+")
_PAGE_NUMBER: Final = re.compile(
    r"[-–—\s]*(?:(?:стр|с|page|p|страница)\.?\s*)?\d{1,4}(?:\s*(?:/|от|из|of)\s*\d{1,4})?[-–—\s]*",
    re.IGNORECASE,
)
_LONGEST_COUNTED: Final = 60
"""A longer line with a number is a sentence with a figure in it."""
_FEWEST_REPEATS: Final = 3
_SHORTEST_REPEAT: Final = 25
"""Shorter ones may be headings that each of several practices has: "Results"."""
_LONGEST_REPEAT: Final = 200


def without_page_furniture(pages: Sequence[Page]) -> tuple[list[Page], int]:
    """Return the pages without the lines that repeat at their edges, and how many lines those were."""
    edges = [_edges(page) for page in pages]
    seen = Counter(key for edge in edges for key in set(edge.values()))
    many = max(_FEWEST_REPEATS, len(pages) // 4)
    kept, removed = [], 0
    for page, edge in zip(pages, edges, strict=True):
        # A line with a number that changes is a page number already when it is met twice.
        gone = {at for at, key in edge.items() if seen[key] >= (2 if "#" in key[1] else many)}
        removed += len(gone)
        kept.append(replace(page, lines=[line for at, line in enumerate(page.lines) if at not in gone]))
    return kept, removed


def _edges(page: Page) -> dict[int, tuple[str, str]]:
    """Return which lines at the edges could be furniture: index -> (edge, text without its numbers)."""
    order = sorted(range(len(page.lines)), key=lambda at: page.lines[at].top)
    # On a page of a few lines the same line would be at both edges.
    reach = min(_EDGE, (len(order) + 1) // 2)
    return {
        at: (edge, _key(page.lines[at].text))
        for edge, run in (("bottom", order[::-1][:reach]), ("top", order[:reach]))
        for at in run
    }


def _key(line: str) -> str:
    text = clean(line)
    if _PAGE_NUMBER.fullmatch(text):
        return "#"
    return _DIGITS.sub("#", text) if len(text) <= _LONGEST_COUNTED else text.replace("#", "")


def without_repeats(drafts: Sequence[Draft]) -> tuple[list[Draft], int]:
    """Return the drafts with the first of equal paragraphs only, where they repeat as furniture does."""
    seen = Counter(draft.text for draft in drafts if _could_repeat(draft))
    kept: list[Draft] = []
    met: set[str] = set()
    for draft in drafts:
        is_repeat = draft.text in met and seen[draft.text] >= _FEWEST_REPEATS and _could_repeat(draft)
        met.add(draft.text)
        if not is_repeat:
            kept.append(draft)
        elif draft.notes:
            kept.append(Draft(page=draft.page, notes=draft.notes))
    return kept, sum(bool(draft.text) for draft in drafts) - sum(bool(draft.text) for draft in kept)


def _could_repeat(draft: Draft) -> bool:
    is_text = draft.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING)
    return is_text and _SHORTEST_REPEAT <= len(draft.text) <= _LONGEST_REPEAT and draft.text[-1] not in "?:"
