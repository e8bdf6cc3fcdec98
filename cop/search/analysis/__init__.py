"""From text to the terms that are indexed and asked for, one space (see the contract) at a time."""

from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import Final

from cop.search.analysis.folding import WORD, fold, is_cyrillic, is_latin, tokens
from cop.search.analysis.languages import (
    is_stop_word,
    is_typed_stop_word,
    query_languages,
    query_terms,
    stem,
)
from cop.search.analysis.latin_typing import in_cyrillic
from cop.search.analysis.skeleton import first_letters, skeleton_prefix, skeletons
from cop.search.contract import CONCEPT, EXACT, SKELETON

__all__ = [
    "analyse",
    "first_letters",
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


_MOST_REMEMBERED: Final = 1 << 18


class _Remembered(dict[str, str]):
    """Words and what is made of them: a look-up without a call, for the millions of words of a rebuild."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        made = self[word] = self._make(word)
        return made


def analyse(text: str, space: str) -> list[str]:
    """The terms of a text in one space, in the text's order.

    Every word gives one term, so that positions agree between spaces; only in the skeleton
    space words without a Cyrillic letter give none. Concept slugs are taken as they stand.
    """
    if space == CONCEPT:
        return text.split()
    terms = map(_terms(space).__getitem__, _words(text))
    return list(filter(None, terms)) if space == SKELETON else list(terms)


@lru_cache(maxsize=4)
def _words(text: str) -> list[str]:
    """The words as they stand; one text is asked for once for each space."""
    return WORD.findall(text)


@cache
def _terms(space: str) -> _Remembered:
    if space == EXACT:
        return _Remembered(fold)
    return _Remembered(_sound if space == SKELETON else partial(term, language=space))


def term(word: str, language: str) -> str:
    """The term of a word as it stands in a text of that language."""
    return stem(fold(word), language)


def _sound(word: str) -> str:
    """The key of a Cyrillic word; nothing for others: Latin words are in the exact space already."""
    folded = fold(word)
    return skeletons(folded)[0] if is_cyrillic(folded) else ""
