"""Anchors of what is new in a module."""

import re
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select

from cop.core.db import db
from cop.core.slugs import numbered, slug_of
from cop.learning.content import RESERVED
from cop.learning.enums import PartKind
from cop.learning.models import DraftPart, ModuleDraft

_OURS: Final = re.compile(r"(term|figure|q)-.*|new|main")
"""Anchors and addresses of the page's own making."""
_LIKE_PARAGRAPH: Final = re.compile(r"-(?=\d+$)")
"""`phase-1` would be the anchor of the first paragraph of `phase`."""


def free_key(draft: ModuleDraft, language: str, kind: PartKind, value: Mapping[str, Any]) -> str:
    """Return the key of a new part: of its title where it has one, else of its kind."""
    named = {PartKind.SECTIONS: "title", PartKind.TERMS: "term"}.get(kind)
    stem = slug_of(str(value[named]), language) if named else ""
    stem = _LIKE_PARAGRAPH.sub("", stem) or kind.value.removesuffix("s")
    taken = set(
        db.session.scalars(
            select(DraftPart.key).where(DraftPart.draft_id == draft.id, DraftPart.kind == kind)
        )
    )
    for slug in numbered(stem):
        key = _LIKE_PARAGRAPH.sub("", slug)
        if key not in taken and key not in RESERVED and not _OURS.fullmatch(key):
            return key
    raise AssertionError("numbers never end")
