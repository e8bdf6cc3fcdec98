"""From text to the terms that are indexed and asked for, one space (see the contract) at a time."""

from functools import lru_cache

from cop.search.analysis.folding import WORD, fold, is_cyrillic, is_latin, tokens
from cop.search.analysis.languages import (
    is_stop_word,
    is_typed_stop_word,
    query_languages,
    query_terms,
    stem,
)
from cop.search.analysis.latin_typing import in_cyrillic
from cop.search.analysis.skeleton import skeleton_prefix, skeletons
from cop.search.contract import CONCEPT, EXACT, SKELETON

__all__ = [
    "analyse",
    "fold",
    "in_cyrillic",
    "is_cyrillic",
    "is_latin",
    "is_stop_word",
    "is_typed_stop_word",
    "query_languages",
    "query_terms",
    "skeleton_prefix",
    "skeletons",
    "stem",
    "term",
    "tokens",
]


def analyse(text: str, space: str) -> list[str]:
    """The terms of a text in one space, in the text's order.

    Every word gives one term, so that positions agree between spaces; only in the skeleton
    space words without a Cyrillic letter give none. Concept slugs are taken as they stand.
    """
    if space == CONCEPT:
        return text.split()
    if space == EXACT:
        return [fold(word) for word in WORD.findall(text)]
    if space == SKELETON:
        return [key for word in WORD.findall(text) if (key := _sound(word))]
    return [term(word, space) for word in WORD.findall(text)]


@lru_cache(maxsize=131072)
def term(word: str, language: str) -> str:
    """The term of a word as it stands in a text of that language."""
    return stem(fold(word), language)


@lru_cache(maxsize=65536)
def _sound(word: str) -> str:
    """The key of a Cyrillic word; nothing for others: Latin words are in the exact space already."""
    folded = fold(word)
    return skeletons(folded)[0] if is_cyrillic(folded) else ""
