"""Whether the words that a score rests on still stand in the text: pure functions."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from cop.core.markdown import render, words_of

_MARKS: Final = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Return the words of a text alone, so that a line broken elsewhere or another dash is no change."""
    return _MARKS.sub(" ", text).strip().casefold()


def plain_words(markdown: str) -> str:
    """Return the words of a text in Markdown alone."""
    return plain(words_of(render(markdown)))


def words_of_passages(passages: Iterable[tuple[str, str, str, str]]) -> str:
    """Return all words of (language, field, label, Markdown), as `is_stale` wants them."""
    return "\n".join(plain_words(markdown) for _language, _field, _label, markdown in passages)


def is_stale(evidence: Sequence[Mapping[str, Any]], words: str) -> bool:
    """Whether a passage or figure that is quoted in any language is no longer among the words."""
    return any(
        plain(str(quote)) not in words
        for item in evidence
        if item.get("kind") in ("passage", "figure")
        for quote in (item.get("quote") or {}).values()
        if str(quote).strip()
    )
