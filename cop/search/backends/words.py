"""Words of the index for the reader who is typing: completions, and near spellings.

Only words of living documents are offered that whoever asks may see: completions are for everybody.
"""

import time
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from cop.search.backends.arrays import Array
from cop.search.backends.postings import EXPANSION_SECONDS, expand
from cop.search.backends.segments import Lexicon
from cop.search.backends.snapshots import LiveSegment, Snapshot
from cop.search.contract import EVERYBODY, PUBLIC, Spelling

_FURTHEST: Final = 2
_LONGEST: Final = 40  # letters of a word that is worth a suggestion
_MOST: Final = 512  # words whose documents are counted for one answer
_SPARE: Final = 4  # words fetched for each one asked for: some may have no public document
_FAR: Final = np.uint8(100)


def _holders(snapshot: Snapshot, space: str) -> list[LiveSegment]:
    return [live for live in snapshot.segments if space in live.segment.lexicons]


def _frequency(live: LiveSegment, space: str, number: int, audiences: frozenset[str] = EVERYBODY) -> int:
    """Number of living documents with a term that these audiences may see."""
    lexicon = live.segment.lexicons[space]
    span = lexicon.postings(number)
    if live.public is None and not live.removed and PUBLIC in audiences:
        return len(lexicon.docs[span])
    visible = live.visible(audiences, frozenset())
    return int(np.count_nonzero(visible.mask[lexicon.docs[span]]))


def _total_frequency(holders: list[LiveSegment], space: str, word: str) -> int:
    numbers = [(live, live.segment.lexicons[space].find(word)) for live in holders]
    return sum(_frequency(live, space, number) for live, number in numbers if number >= 0)


def completions(snapshot: Snapshot, space: str, prefix: str, limit: int) -> list[str]:
    """Words that begin so, most frequent first."""
    limit = min(limit, _MOST // _SPARE)
    deadline = time.thread_time() + EXPANSION_SECONDS
    holders = _holders(snapshot, space)
    if limit <= 0 or not holders:
        return []
    words = expand(holders, space, prefix, limit * _SPARE, deadline)
    frequencies = {word: _total_frequency(holders, space, word) for word in words}
    ordered = sorted((-frequency, word) for word, frequency in frequencies.items() if frequency)
    return [word for _, word in ordered[:limit]]


@dataclass(frozen=True, slots=True)
class _Letters:
    """All letters of a lexicon in one row, and where each term's begin."""

    letters: Array
    starts: Array
    lengths: Array

    @property
    def nbytes(self) -> int:
        return self.letters.nbytes + self.starts.nbytes + self.lengths.nbytes


def _letters(lexicon: Lexicon) -> _Letters:
    encoded = lexicon.terms.joined()
    is_first = (np.frombuffer(encoded, np.uint8) & 0xC0) != 0x80  # of the bytes of a letter
    ends = np.concatenate(([0], np.cumsum(is_first)))[lexicon.terms.ends].astype(np.int32)
    # Letters beyond 16 bits become equal to others; a suggestion can do with that.
    letters = np.frombuffer(encoded.decode().encode("utf-32-le"), np.uint32).astype(np.uint16)
    return _Letters(letters, ends[:-1], np.minimum(np.diff(ends), 255).astype(np.uint8))


def _near(letters: _Letters, word: Array) -> tuple[Array, Array]:
    """Terms within two edits of a word, and their distances (Levenshtein, all terms at once).

    Row by row over the word's letters, only the five cells beside the diagonal; terms whose
    cells are all too far drop out as soon as that shows.
    """
    gaps = letters.lengths.astype(np.int16) - len(word)
    terms = np.flatnonzero(np.abs(gaps) <= _FURTHEST)
    cells = np.full((2 * _FURTHEST + 1, len(terms)), _FAR, np.uint8)
    for shift in range(_FURTHEST + 1):
        cells[_FURTHEST + shift] = shift
    for row, letter in enumerate(word.tolist(), 1):
        cells = _next_row(letters, terms, cells, row, letter)
        kept = np.flatnonzero(cells.min(axis=0) <= _FURTHEST)
        terms, cells = terms[kept], cells[:, kept]
    distances = cells[gaps[terms] + _FURTHEST, np.arange(len(terms))]
    kept = np.flatnonzero(distances <= _FURTHEST)
    return terms[kept], distances[kept]


def _next_row(letters: _Letters, terms: Array, above: Array, row: int, letter: int) -> Array:
    """The cells of one more letter of the word, for each term."""
    cells = np.full(above.shape, _FAR, np.uint8)
    starts, lengths = letters.starts[terms], letters.lengths[terms]
    for cell in range(len(cells)):
        column = row + cell - _FURTHEST
        if column == 0:
            cells[cell] = row
        if column <= 0:
            continue
        inside = column <= lengths
        at = np.where(inside, starts + column - 1, 0)
        best = above[cell] + (letters.letters.take(at) != letter)
        if cell + 1 < len(cells):
            best = np.minimum(best, above[cell + 1] + 1)
        if cell:
            best = np.minimum(best, cells[cell - 1] + 1)
        cells[cell] = np.where(inside, best, _FAR)
    return cells


def spellings(
    snapshot: Snapshot, space: str, word: str, limit: int, audiences: frozenset[str] = EVERYBODY
) -> list[Spelling]:
    """Words within two edits of this one: nearest first, then the most frequent."""
    if not word or limit <= 0 or len(word) > _LONGEST:
        return []
    typed = np.frombuffer(word.encode("utf-32-le", "replace"), np.uint32).astype(np.uint16)
    holders = _holders(snapshot, space)
    found: Counter[tuple[int, str]] = Counter()
    deadline = time.thread_time() + EXPANSION_SECONDS
    for number, live in enumerate(holders):
        if number and time.thread_time() > deadline:
            break
        lexicon = live.segment.lexicons[space]
        letters = live.cache.get((live.segment.name, "letters", space), partial(_letters, lexicon))
        terms, distances = _near(letters, typed)
        nearest = np.lexsort((-np.diff(lexicon.starts.astype(np.int64))[terms], distances))[:_MOST]
        for index in nearest.tolist():
            term = int(terms[index])
            found[int(distances[index]), lexicon.terms[term]] += _frequency(live, space, term, audiences)
    ordered = sorted((distance, -count, text) for (distance, text), count in found.items() if count)
    return [Spelling(text, -negative, distance) for distance, negative, text in ordered[:limit]]
