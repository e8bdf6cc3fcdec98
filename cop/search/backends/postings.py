"""Where a term, a phrase or a prefix stands in a segment, with its BM25 impact there.

Impacts leave out the inverse document frequency: that changes with every commit, while a
segment's postings never do, so they are cached as long as there is room.
"""

import heapq
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from cop.search.backends.arrays import Array
from cop.search.backends.segments import Lexicon
from cop.search.backends.snapshots import LiveSegment, Snapshot
from cop.search.contract import CONCEPT, Alternative, Prefix, Term

_SATURATION: Final = 1.2  # BM25's k1
_LENGTH_SHARE: Final = 0.75  # BM25's b
_PLACE_BITS: Final = 32
EXPANSION: Final = 128
"""At most so many terms stand for a prefix."""
EXPANSION_SECONDS: Final = 0.05
"""Time in which the segments are asked for such terms; the first one always is."""
PHRASE_WORDS: Final = 32
"""Words of a phrase beyond these are not looked at."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Documents (ascending), their impacts (float32), and how many of them are public.

    Documents are as wide as numpy's own indices: narrower ones make each use two to three times slower.
    """

    documents: Array
    impacts: Array
    public: int

    @property
    def nbytes(self) -> int:
        """Bytes of memory."""
        return self.impacts.nbytes + self.documents.nbytes


NOTHING: Final = Postings(np.empty(0, np.intp), np.empty(0, np.float32), 0)


@dataclass(slots=True)
class Finder:
    """Finds postings in all segments of one snapshot."""

    snapshot: Snapshot
    _deadline: float = 0.0

    def find(self, alternative: Alternative) -> list[Postings]:
        """The postings in each segment."""
        space = alternative.space
        holders = [live for live in self.snapshot.segments if space in live.segment.lexicons]
        if not holders:
            return [NOTHING] * len(self.snapshot.segments)
        if isinstance(alternative, Prefix):
            # Only here: on a busy machine reading this clock takes longer than all the rest of a question.
            self._deadline = self._deadline or time.thread_time() + EXPANSION_SECONDS
            words = tuple(expand(holders, space, alternative.text, EXPANSION, self._deadline))
            return [self._cached(live, space, ("any", words)) for live in self.snapshot.segments]
        texts = (alternative.text,) if isinstance(alternative, Term) else alternative.texts[:PHRASE_WORDS]
        how = "term" if len(texts) == 1 else "phrase"
        return [self._cached(live, space, (how, texts)) for live in self.snapshot.segments]

    def _cached(self, live: LiveSegment, space: str, what: tuple[str, tuple[str, ...]]) -> Postings:
        lexicon = live.segment.lexicons.get(space)
        if lexicon is None or not what[1]:
            return NOTHING
        mean = 0.0 if space == CONCEPT else self.snapshot.mean_length(space)
        how = {"term": _term, "phrase": _phrase, "any": _any}[what[0]]
        key = (live.segment.name, space, mean, what)
        return live.cache.get(key, partial(how, live, lexicon, what[1], mean))


def _weighed(live: LiveSegment, lexicon: Lexicon, documents: Array, weights: Array, mean: float) -> Postings:
    """BM25 without the frequency of documents; `mean` 0: length does not matter."""
    documents = documents.astype(np.intp)
    impacts = weights.astype(np.float32)
    if mean:
        length = lexicon.lengths.take(documents).astype(np.float32)
        length *= _SATURATION * _LENGTH_SHARE / mean
        length += _SATURATION * (1 - _LENGTH_SHARE)
    else:
        length = np.full(len(impacts), _SATURATION, np.float32)
    length += impacts
    impacts *= _SATURATION + 1
    impacts /= length
    public = len(documents) if live.public is None else int(np.count_nonzero(live.public.take(documents)))
    return Postings(documents, impacts, public)


def _term(live: LiveSegment, lexicon: Lexicon, texts: Sequence[str], mean: float) -> Postings:
    number = lexicon.find(texts[0])
    if number < 0:
        return NOTHING
    span = lexicon.postings(number)
    return _weighed(live, lexicon, lexicon.docs[span], lexicon.weights[span], mean)


def _any(live: LiveSegment, lexicon: Lexicon, texts: Sequence[str], mean: float) -> Postings:
    """All these words as if they were one."""
    spans = [lexicon.postings(number) for text in texts if (number := lexicon.find(text)) >= 0]
    if not spans:
        return NOTHING
    documents = np.concatenate([lexicon.docs[span] for span in spans])
    weights = np.concatenate([lexicon.weights[span] for span in spans])
    summed = np.bincount(documents, weights=weights, minlength=live.documents)
    found = np.flatnonzero(summed > 0)
    return _weighed(live, lexicon, found, summed[found], mean)


def _phrase(live: LiveSegment, lexicon: Lexicon, texts: Sequence[str], mean: float) -> Postings:
    numbers = {text: lexicon.find(text) for text in texts}
    if min(numbers.values()) < 0:
        return NOTHING
    spans = {text: lexicon.postings(number) for text, number in numbers.items()}
    rarest = sorted(spans, key=lambda text: spans[text].stop - spans[text].start)
    documents = lexicon.docs[spans[rarest[0]]]
    for text in rarest[1:]:
        documents = documents[_among(lexicon.docs[spans[text]], documents)[1]]
    starts: Array | None = None
    for offset, text in sorted(enumerate(texts), key=lambda word: rarest.index(word[1])):
        # Where the phrase would begin; never below 0, which would be another document's place.
        at = _places(lexicon, numbers[text], spans[text], documents) + (PHRASE_WORDS - offset)
        starts = at if starts is None else starts[_among(at, starts)[1]]
        documents, starts = _narrowed(documents, starts)
    if starts is None or not len(starts):
        return NOTHING
    times = np.bincount(starts >> _PLACE_BITS, minlength=len(documents))
    span = spans[rarest[0]]
    at = _among(lexicon.docs[span], documents)[0]
    # A phrase in a title weighs as much more as its rarest word does there.
    part_weight = lexicon.weights[span][at] / lexicon.frequencies[span][at]
    return _weighed(live, lexicon, documents, times * part_weight, mean)


def _narrowed(documents: Array, starts: Array) -> tuple[Array, Array]:
    """Only the documents in which the phrase may still begin somewhere, and where."""
    owners = starts >> _PLACE_BITS
    is_owner = np.zeros(len(documents), bool)
    is_owner[owners] = True
    number = np.cumsum(is_owner) - 1
    return documents[is_owner], (number[owners] << _PLACE_BITS) | (starts & ((1 << _PLACE_BITS) - 1))


def _among(ordered: Array, wanted: Array) -> tuple[Array, Array]:
    """Place of each wanted value in an ordered array, and whether it is there."""
    at = np.searchsorted(ordered, wanted)
    at[at == len(ordered)] = 0
    return at, ordered[at] == wanted if len(ordered) else np.zeros(len(wanted), bool)


def _places(lexicon: Lexicon, number: int, span: slice, documents: Array) -> Array:
    """Places of a term in these documents, ascending: the document's number here above the place's bits."""
    at, _ = _among(lexicon.docs[span], documents)
    frequencies = lexicon.frequencies[span].astype(np.int64)
    ends = np.cumsum(frequencies)
    counts = frequencies[at]
    first = int(lexicon.place_starts[number]) + ends[at] - counts
    before = np.cumsum(counts) - counts
    indices = np.repeat(first - before, counts) + np.arange(int(counts.sum()))
    return np.repeat(np.arange(len(documents)) << _PLACE_BITS, counts) + lexicon.places[indices]


def expand(holders: Sequence[LiveSegment], space: str, prefix: str, limit: int, deadline: float) -> list[str]:
    """The most frequent words of a space that begin so, and the prefix itself where it is one."""
    found: Counter[str] = Counter()
    for number, live in enumerate(holders):
        if number and time.thread_time() > deadline:
            break
        lexicon = live.segment.lexicons[space]
        first, last = lexicon.beginning(prefix)
        frequencies = lexicon.document_frequencies(first, last)
        best = np.argsort(-frequencies, kind="stable")[:limit]
        for term in best.tolist():
            found[lexicon.terms[first + term]] += int(frequencies[term])
    words = heapq.nsmallest(limit, found, key=lambda word: (word != prefix, -found[word], word))
    if (
        len(words) == limit
        and prefix not in words
        and any(live.segment.lexicons[space].find(prefix) >= 0 for live in holders)
    ):
        words[-1] = prefix
    return words
