"""Concepts that a reader named, in whatever language and form, and what else they are called."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from typing import Final

from cop.search.analysis import fold, in_cyrillic, is_cyrillic, is_latin, stem, tokens
from cop.search.contract import Label

ABBREVIATION: Final = "abbreviation"
_CYRILLIC_LANGUAGES: Final = frozenset({"bg", "ru"})

_Key = tuple[str, str]
"""A language (or "abbreviation") and a term in it."""


@dataclass(frozen=True, slots=True)
class Match:
    """The words `start` to `end` (exclusive) of a query are a name of this label's concept."""

    start: int
    end: int
    label: Label


class Thesaurus:
    """All names of all concepts, ready for look-up; never changed once made."""

    def __init__(self, labels: Iterable[Label]) -> None:
        by_first: dict[_Key, list[tuple[tuple[_Key, ...], Label]]] = {}
        by_concept: dict[str, list[Label]] = {}
        for label in dict.fromkeys(labels):
            by_concept.setdefault(label.concept, []).append(label)
            if keys := _keys_of_label(label):
                by_first.setdefault(keys[0], []).append((keys, label))
        for names in by_first.values():
            names.sort(key=lambda name: -len(name[0]))
        spelt: dict[str, set[tuple[str, str]]] = {}
        for label in (label for names in by_concept.values() for label in names):
            words = " ".join(word for word, _, _ in tokens(label.text))
            spelt.setdefault(label.language, set()).add((words, label.text))
        self._spelt: Final = {language: sorted(names) for language, names in spelt.items()}
        self._by_first: Final = by_first
        self._by_concept: Final[Mapping[str, tuple[Label, ...]]] = {
            concept: tuple(names) for concept, names in by_concept.items()
        }
        self._languages: Final = tuple(sorted(spelt))

    def labels(self, concept: str) -> tuple[Label, ...]:
        """All names of a concept, in the order in which they were given; none for an unknown one."""
        return self._by_concept.get(concept, ())

    def names_beginning(self, beginning: str, language: str, limit: int) -> list[str]:
        """Names in that language whose folded words begin with this folded text, the shortest first."""
        spelt = self._spelt.get(language, [])
        start = bisect_left(spelt, (beginning, ""))
        end = bisect_right(spelt, (beginning + "\U0010ffff", ""))
        return nsmallest(limit, (name for _, name in spelt[start:end]), key=lambda name: (len(name), name))

    def preferred(self, concept: str, language: str) -> Label | None:
        """The concept's main name in that language, else in any; None for an unknown one."""
        names = sorted(
            self.labels(concept), key=lambda label: (label.language != language, label.role != "label")
        )
        return names[0] if names else None

    def find(self, words: Sequence[str]) -> list[Match]:
        """The names that stand in a run of words, from the left, the longest where several begin.

        Names that are spelt alike but belong to several concepts are all given.
        """
        keys = [keys_of_word(fold(word), self._languages) for word in words]
        matches: list[Match] = []
        start = 0
        while start < len(keys):
            here = self._longest_at(keys, start)
            matches += here
            start = here[0].end if here else start + 1
        return matches

    def _longest_at(self, keys: Sequence[frozenset[_Key]], start: int) -> list[Match]:
        found: dict[str, Match] = {}
        longest = 0
        for first in sorted(keys[start] & self._by_first.keys()):
            for name, label in self._by_first[first]:
                if len(name) < longest or start + len(name) > len(keys):
                    continue
                if all(part in keys[start + offset] for offset, part in enumerate(name)):
                    if len(name) > longest:
                        longest, found = len(name), {}
                    found.setdefault(label.concept, Match(start, start + longest, label))
        return list(found.values())


@lru_cache(maxsize=8192)
def keys_of_word(word: str, languages: tuple[str, ...]) -> frozenset[_Key]:
    """What a folded word may be in each language, Latin typing of Cyrillic words among them."""
    spellings = (word, *in_cyrillic(word)) if is_latin(word) else (word,)
    keys = {(ABBREVIATION, spelling) for spelling in spellings}
    for spelling in spellings:
        for language in languages:
            if is_cyrillic(spelling) == (language in _CYRILLIC_LANGUAGES) or not spelling.isalpha():
                keys.add((language, stem(spelling, language)))
    return frozenset(keys)


def _keys_of_label(label: Label) -> tuple[_Key, ...]:
    if label.role == ABBREVIATION:
        return tuple((ABBREVIATION, word) for word, _, _ in tokens(label.text))
    return tuple((label.language, stem(word, label.language)) for word, _, _ in tokens(label.text))
