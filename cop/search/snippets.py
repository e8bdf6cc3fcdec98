"""The passage of a text that shows best why it was found, with the words marked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from markupsafe import Markup, escape

from cop.search.analysis import fold, is_cyrillic, skeletons, term
from cop.search.analysis.folding import WORD
from cop.search.contract import EXACT, SKELETON, Part, Phrase, Prefix, Term
from cop.search.parse import ParsedQuery

_MOST_REMEMBERED: Final = 16_384
_SENTENCE_END: Final = re.compile(r"[.!?…]\s+")
_MOST_SOUGHT: Final = 32
_PARSED_QUERIES: Final = 8
_LONG: Final = 5
"""Letters from which on a stem begins as all forms of its word do, for three letters; else for two."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of the field it stands in: escaped, the words found in <mark>."""

    field: str
    html: Markup


@dataclass(frozen=True, slots=True)
class _Span:
    """Characters that answer clauses; `clauses` has one bit for each of them."""

    start: int
    end: int
    clauses: int


@dataclass(frozen=True, slots=True)
class _Passage:
    text: str
    spans: tuple[_Span, ...] = ()

    @property
    def clauses(self) -> int:
        union = 0
        for span in self.spans:
            union |= span.clauses
        return union

    @property
    def worth(self) -> tuple[int, int]:
        return self.clauses.bit_count(), len(self.spans)


def snippet(parts: Sequence[Part], language: str, parsed: ParsedQuery, width: int = 240) -> Snippet:
    """About `width` characters of the part that answers most clauses; else the first part's beginning."""
    marker = _marker(parsed, language)
    best, best_part = _Passage(""), next((part for part in parts if part.text), Part("", ""))
    best_worth = (0, 0, 0)
    for part in parts:
        passage = marker.best_passage(part.text, width)
        worth = (passage.clauses.bit_count(), part.weight, len(passage.spans))
        if passage.spans and worth > best_worth:
            best, best_part, best_worth = passage, part, worth
            if best.clauses == marker.all_clauses:
                break
    start, end = _bounds(best_part.text, best.spans, width)
    return Snippet(best_part.field, _html(best_part.text, best.spans, start, end))


def highlight(text: str, language: str, parsed: ParsedQuery) -> Markup:
    """The whole text, escaped, with every word that was found marked."""
    spans = tuple(_marker(parsed, language).spans(text))
    return _html(text, spans, 0, len(text))


@lru_cache(maxsize=_PARSED_QUERIES)
def _marker(parsed: ParsedQuery, language: str) -> "_Marker":
    return _Marker(parsed, language)


@lru_cache(maxsize=_MOST_REMEMBERED)
def _keys_of(word: str, language: str) -> tuple[tuple[str, str], ...]:
    folded = fold(word)
    keys = ((EXACT, folded), (language, term(word, language)))
    return (*keys, (SKELETON, skeletons(folded)[0])) if is_cyrillic(folded) else keys


class _Marker:
    """What to mark in texts of one language for one query; remembers each word's answer."""

    def __init__(self, parsed: ParsedQuery, language: str) -> None:
        self._language: Final = language
        self._terms: Final[dict[tuple[str, str], int]] = {}
        self._prefixes: Final[list[tuple[str, str, int]]] = []
        self._phrases: Final[dict[tuple[str, str], list[tuple[tuple[str, ...], int]]]] = {}
        self._words: Final[dict[str, int]] = {}
        self._silent: Final[set[str]] = set()
        self._beginnings: set[str] | None = set()
        self.all_clauses = 0
        for number, clause in enumerate(parsed.clauses):
            for alternative in clause.alternatives:
                if alternative.space in (EXACT, SKELETON, language):
                    self._take(alternative, 1 << number)

    def _take(self, alternative: Term | Phrase | Prefix, bit: int) -> None:
        self.all_clauses |= bit
        space = alternative.space
        self._look_for(space, alternative.texts[0] if isinstance(alternative, Phrase) else alternative.text)
        if isinstance(alternative, Term):
            key = (space, alternative.text)
            self._terms[key] = self._terms.get(key, 0) | bit
        elif isinstance(alternative, Prefix):
            self._prefixes.append((space, alternative.text, bit))
        else:
            self._phrases.setdefault((space, alternative.texts[0]), []).append((alternative.texts, bit))

    def _look_for(self, space: str, text: str) -> None:
        # Almost every form of a word begins as its stem does: two letters tell which of the hundreds of
        # words in a text are worth analysing. A sound key begins otherwise than the words it stands for.
        if space == SKELETON or self._beginnings is None:
            self._beginnings = None
        else:
            self._beginnings.add(text[: 2 if len(text) < _LONG else 3])

    @cached_property
    def _candidates(self) -> re.Pattern[str] | None:
        if self._beginnings is None:
            return None
        letters = {"е": "[её]", "и": "[иѝ]"}
        ways = ("".join(letters.get(c, re.escape(c)) for c in each) for each in sorted(self._beginnings))
        return re.compile(rf"\b(?:{'|'.join(ways)})", re.IGNORECASE)

    def spans(self, text: str) -> Iterator[_Span]:
        """What to mark, from left to right, none within another."""
        taken = 0
        for start, end in self._places(text):
            for match in WORD.finditer(text, start, end):
                answer = self._answer(match[0])
                if answer and match.start() >= taken:
                    span = self._span(text, match, answer)
                    if span is not None:
                        taken = span.end
                        yield span

    def _places(self, text: str) -> list[tuple[int, int]]:
        """Where to look at words at all: set arithmetic over what stands between blanks is 5 times faster."""
        if self._candidates is not None:
            starts = [match.start() for match in self._candidates.finditer(text)]
            return [(start, word.end()) for start in starts if (word := WORD.match(text, start))]
        chunks = set(text.split())
        if len(self._silent) > _MOST_REMEMBERED:
            self._silent.clear()
        candidates = chunks - self._silent
        telling = [chunk for chunk in candidates if any(map(self._answer, WORD.findall(chunk)))]
        self._silent.update(candidates.difference(telling))
        if len(telling) > _MOST_SOUGHT:
            return [(0, len(text))]
        return sorted(place for chunk in telling for place in _occurrences(chunk, text))

    def best_passage(self, text: str, width: int) -> _Passage:
        """The run of spans within `width` that answers most clauses; the first of equal ones."""
        best, window = _Passage(text), list[_Span]()
        for span in self.spans(text):
            window.append(span)
            while len(window) > 1 and span.end - window[0].start > width:
                window.pop(0)
            passage = _Passage(text, tuple(window))
            if passage.worth > best.worth:
                best = passage
            if best.clauses == self.all_clauses and span.end - best.spans[0].start > width // 2:
                break
        return best

    def _answer(self, word: str) -> int:
        """The clauses that this word answers; -1 where it may only begin a phrase."""
        answer = self._words.get(word)
        if answer is None:
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

    def _keys(self, word: str) -> tuple[tuple[str, str], ...]:
        return _keys_of(word, self._language)

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


def _occurrences(chunk: str, text: str) -> Iterator[tuple[int, int]]:
    """Where the chunk stands between blanks."""
    start = text.find(chunk)
    while start >= 0:
        end = start + len(chunk)
        if (start == 0 or text[start - 1].isspace()) and (end == len(text) or text[end].isspace()):
            yield start, end
        start = text.find(chunk, end)


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
    pieces = ["…" if start > 0 else ""]
    position = start
    for span in spans:
        pieces += [
            escape(text[position : span.start]),
            "<mark>",
            escape(text[span.start : span.end]),
            "</mark>",
        ]
        position = span.end
    pieces += [escape(text[position:end].rstrip()), "…" if end < len(text) else ""]
    return Markup("".join(pieces))  # noqa: S704 - every piece of the text is escaped above
