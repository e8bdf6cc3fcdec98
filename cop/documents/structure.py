"""Headings and lists that only their surroundings give away, the same for every format."""

from collections.abc import Sequence
from typing import Final

from cop.documents.contract import BlockKind
from cop.documents.drafts import Draft
from cop.documents.inspection import is_caption
from cop.documents.markers import marker_of

_LONGEST_HEADING: Final = 120
_LONGEST_NUMBERED: Final = 300
_SHORTEST_TEXT: Final = 80
_NO_HEADING_ENDS: Final = frozenset(".,;:!…-–—")


def find_structure(drafts: Sequence[Draft]) -> None:
    """Mark what people typed as list items, numbered questions and headings without saying so."""
    for draft in drafts:
        _typed_item(draft)
    for at, draft in enumerate(drafts):
        before = drafts[at - 1] if at else None
        after = drafts[at + 1] if at + 1 < len(drafts) else None
        if _is_numbered_heading(draft, before, after):
            draft.text = f"{draft.number}. {draft.text}"
            draft.kind, draft.level, draft.number = BlockKind.HEADING, 0, 0
    looks = [_looks_like_heading(draft) for draft in drafts]
    texts = [_looks_like_text(draft) for draft in drafts]
    for at, draft in enumerate(drafts):
        follows = texts[at + 1 : at + 2] == [True] and len(drafts[at + 1].text) >= len(draft.text)
        # A heading in two lines: the second of them is followed by the text.
        is_first = looks[at + 1 : at + 2] == [True] and texts[at + 2 : at + 3] == [True]
        if looks[at] and (follows or is_first):
            draft.kind = BlockKind.HEADING


def _typed_item(draft: Draft) -> None:
    marker = marker_of(draft.text) if draft.kind is BlockKind.PARAGRAPH else None
    if marker:
        draft.kind, draft.level, draft.number = BlockKind.LIST_ITEM, 1, marker.number
        draft.text = draft.text[marker.length :]


def _is_numbered_heading(draft: Draft, before: Draft | None, after: Draft | None) -> bool:
    """Whether a numbered item stands alone with text under it, as the questions of a form do."""
    if not draft.number or draft.level > 1 or len(draft.text) > _LONGEST_NUMBERED or after is None:
        return False
    follows_item = (
        before is not None
        and before.kind is BlockKind.LIST_ITEM
        and (before.level > 1 or 0 < before.number == draft.number - 1)
    )
    return not follows_item and after.kind is not BlockKind.LIST_ITEM and after.kind is not BlockKind.HEADING


def _looks_like_text(draft: Draft) -> bool:
    return (
        draft.kind is BlockKind.PARAGRAPH and len(draft.text) >= _SHORTEST_TEXT and not is_caption(draft.text)
    )


def _looks_like_heading(draft: Draft) -> bool:
    text = draft.text
    return (
        draft.kind is BlockKind.PARAGRAPH
        and 0 < len(text) <= _LONGEST_HEADING
        and "\n" not in text
        and text[-1] not in _NO_HEADING_ENDS
        and (text[0].isupper() or text[0].isdecimal())
        and sum(letter.isalpha() for letter in text) > len(text) / 2
        and not is_caption(text)
        and not any(sign in text for sign in ("://", "www.", "@"))
    )
