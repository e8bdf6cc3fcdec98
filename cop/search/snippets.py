"""The passage of a text that shows best why it was found, with the words marked."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from markupsafe import Markup, escape

from cop.search.analysis import first_letters, fold, is_cyrillic, skeletons, stem
from cop.search.analysis.folding import WORD
from cop.search.contract import EXACT, SKELETON, Part, Phrase, Prefix, Term
from cop.search.parse import ParsedQuery

_SPECIAL: Final = re.compile("[&<>'\"]")
_MOST_REMEMBERED: Final = 16_384
_SENTENCE_END: Final = re.compile(r"[.!?…]\s+")
_PARSED_QUERIES: Final = 64
_LEVELLED: Final = (("ё", "е"), ("ѝ", "и"))
"""Letters that folding levels: looked for only where it matters."""
_LONG: Final = 5
"""Letters from which on a stem begins as all forms of its word do, for three letters; else for two."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of the field it stands in: escaped, the words found in <mark>."""

    field: str
    html: Markup


class _Span(NamedTuple):
    """Characters that answer clauses; `clauses` has one bit for each of them."""

    start: int
    end: int
    clauses: int


class _Passage(NamedTuple):
    """Spans near to one another, and all the clauses that they answer."""

    spans: Sequence[_Span] = ()
    clauses: int = 0


_NOTHING: Final = _Passage()
_NO_PART: Final = Part("", "")


def snippet(parts: Iterable[Part], language: str, parsed: ParsedQuery, width: int = 240) -> Snippet:
    """About `width` characters of the part that answers most clauses; else the first part's beginning.

    Parts after one that answers everything are not asked for.
    """
    marker = _marker(parsed, language)
    best, best_part = _NOTHING, _NO_PART
    best_worth = (0, 0, 0)
    for part in parts:
        if part.text and not best_part.text:
            best_part = part
        places = marker.places(part.text)
        if not places:
            continue
        passage = marker.best_passage(part.text, places, width)
        if not passage.spans:
            continue
        worth = (passage.clauses.bit_count(), part.weight, len(passage.spans))
        if worth > best_worth:
            best, best_part, best_worth = passage, part, worth
            if best.clauses == marker.all_clauses:
                break
    start, end = _bounds(best_part.text, best.spans, width)
    return Snippet(best_part.field, _html(best_part.text, best.spans, start, end))


def highlight(text: str, language: str, parsed: ParsedQuery) -> Markup:
    """The whole text, escaped, with every word that was found marked."""
    marker = _marker(parsed, language)
    spans = tuple(marker.spans(text, marker.places(text)))
    return _html(text, spans, 0, len(text))


@lru_cache(maxsize=_PARSED_QUERIES)
def _marker(parsed: ParsedQuery, language: str) -> "_Marker":
    return _Marker(parsed, language)


class _Marker:
    """What to mark in texts of one language for one query; remembers each word's answer."""

    def __init__(self, parsed: ParsedQuery, language: str) -> None:
        self._language: Final = language
        self._terms: Final[dict[tuple[str, str], int]] = {}
        self._prefixes: Final[list[tuple[str, str, int]]] = []
        self._phrases: Final[dict[tuple[str, str], list[tuple[tuple[str, ...], int]]]] = {}
        self._words: Final[dict[str, int]] = {}
        self._has_sounds = False
        self.all_clauses = 0
        beginnings: set[str] = set()
        for number, clause in enumerate(parsed.clauses):
            for alternative in clause.alternatives:
                if alternative.space in (EXACT, SKELETON, language):
                    beginnings |= self._take(alternative, 1 << number)
        # None begins with another one, so that no place is found twice.
        self._beginnings: Final = tuple(
            each
            for each in beginnings
            if not any(each != other and each.startswith(other) for other in beginnings)
        )
        letters = "".join(beginnings)
        self._levelled: Final = tuple((letter, to) for letter, to in _LEVELLED if to in letters)

    def _take(self, alternative: Term | Phrase | Prefix, bit: int) -> set[str]:
        """Take note of an alternative; return how the words begin that may answer it."""
        self.all_clauses |= bit
        space = alternative.space
        first = alternative.texts[0] if isinstance(alternative, Phrase) else alternative.text
        if isinstance(alternative, Term):
            key = (space, first)
            self._terms[key] = self._terms.get(key, 0) | bit
        elif isinstance(alternative, Prefix):
            self._prefixes.append((space, first, bit))
        else:
            self._phrases.setdefault((space, first), []).append((alternative.texts, bit))
        if space == SKELETON:
            self._has_sounds = True
            return set(first_letters(first[:1]))
        # Almost every form of a word begins as its stem does: a few letters tell which of the hundreds
        # of words in a text are worth analysing.
        return {first[: 2 if len(first) < _LONG else 3]}

    def places(self, text: str) -> list[int]:
        """Where words begin that may answer, from left to right."""
        lowered = text.lower()
        if len(lowered) != len(text):
            lowered = "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
        for letter, to in self._levelled:
            lowered = lowered.replace(letter, to)
        places = []
        for beginning in self._beginnings:
            at = lowered.find(beginning)
            while at >= 0:
                if not at or not lowered[at - 1].isalnum():
                    places.append(at)
                at = lowered.find(beginning, at + 1)
        if len(self._beginnings) > 1:
            places.sort()
        return places

    def spans(self, text: str, places: Sequence[int]) -> Iterator[_Span]:
        """What to mark, from left to right, none within another."""
        taken = 0
        for place in places:
            match = WORD.match(text, place)
            if match is None or place < taken:
                continue
            word = match[0]
            answer = self._words.get(word)
            if answer is None:
                answer = self._answer(word)
            if answer:
                span = self._span(text, match, answer)
                if span is not None:
                    taken = span.end
                    yield span

    def best_passage(self, text: str, places: Sequence[int], width: int) -> _Passage:
        """The run of spans within `width` that answers most clauses; the first of equal ones."""
        best, best_worth, window = _NOTHING, (0, 0), list[_Span]()
        for span in self.spans(text, places):
            window.append(span)
            while len(window) > 1 and span.end - window[0].start > width:
                window.pop(0)
            clauses = 0
            for each in window:
                clauses |= each.clauses
            worth = (clauses.bit_count(), len(window))
            if worth > best_worth:
                best, best_worth = _Passage(tuple(window), clauses), worth
            if best.clauses == self.all_clauses and span.end - best.spans[0].start > width // 2:
                break
        return best

    def _answer(self, word: str) -> int:
        """The clauses that this word answers; -1 where it may only begin a phrase."""
        if len(self._words) >= _MOST_REMEMBERED:
            self._words.clear()
        answer = self._words[word] = self._compared(self._keys(word))
        return answer

    def _compared(self, keys: Sequence[tuple[str, str]]) -> int:
        answer = 0
        for key in keys:
            answer |= self._terms.get(key, 0)
        for space, prefix, bit in self._prefixes:
            if any(key[0] == space and key[1].startswith(prefix) for key in keys):
                answer |= bit
        return answer or (-1 if any(key in self._phrases for key in keys) else 0)

    def _keys(self, word: str) -> list[tuple[str, str]]:
        folded = fold(word)
        keys = [(EXACT, folded), (self._language, stem(folded, self._language))]
        if self._has_sounds and is_cyrillic(folded):
            keys.append((SKELETON, skeletons(folded)[0]))
        return keys

    def _span(self, text: str, match: re.Match[str], answer: int) -> _Span | None:
        end, clauses = match.end(), max(answer, 0)
        if self._phrases:
            for key in self._keys(match[0]):
                for texts, bit in self._phrases.get(key, ()):
                    phrase_end = self._phrase_end(text, match.end(), key[0], texts)
                    if phrase_end:
                        end, clauses = max(end, phrase_end), clauses | bit
        return _Span(match.start(), end, clauses) if clauses else None

    def _phrase_end(self, text: str, position: int, space: str, texts: tuple[str, ...]) -> int:
        """Where the phrase that begins before `position` ends; 0 where it does not stand there."""
        following = WORD.finditer(text, position)
        for expected in texts[1:]:
            match = next(following, None)
            if match is None or (space, expected) not in self._keys(match[0]):
                return 0
            position = match.end()
        return position


def _bounds(text: str, spans: Sequence[_Span], width: int) -> tuple[int, int]:
    """Where the passage begins and ends: at a sentence or at least at a word, where there is one."""
    if len(text) <= width:
        return 0, len(text)
    first, last = (spans[0].start, spans[-1].end) if spans else (0, 0)
    room = max(0, width - (last - first))
    start = _beginning(text, first, room) if first else 0
    end = min(len(text), max(last, start + width))
    if end < len(text):
        blank = text.rfind(" ", max(last, start + 1), end + 1)
        end = blank if blank > 0 else end
    return start, end


def _beginning(text: str, first: int, room: int) -> int:
    earliest = max(0, first - room)
    if earliest == 0:
        return 0
    sentences = [match.end() for match in _SENTENCE_END.finditer(text, earliest, first)]
    if sentences:
        return sentences[-1]
    blank = text.find(" ", first - room // 3, first)
    return blank + 1 if blank >= 0 else first


def _html(text: str, spans: Sequence[_Span], start: int, end: int) -> Markup:
    # Most passages have nothing to escape, and looking once is cheaper than asking for every piece.
    safe: Callable[[str], str] = escape if _SPECIAL.search(text, start, end) else str
    pieces = ["…" if start > 0 else ""]
    position = start
    for span in spans:
        pieces += (safe(text[position : span.start]), "<mark>", safe(text[span.start : span.end]), "</mark>")
        position = span.end
    pieces += (safe(text[position:end].rstrip()), "…" if end < len(text) else "")
    return Markup("".join(pieces))  # noqa: S704 - every piece of the text is safe, as seen above
