"""Several segments made one, without their removed documents.

Documents keep the order of the segments, so each term's postings in the result are the
segments' one after another: everything is copied to its place, nothing is sorted again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from cop.search.backends.arrays import Array, ArrayWriter, narrow
from cop.search.backends.building import segment_facts, starts_of, write_column, write_numbers, write_strings
from cop.search.backends.segments import Lexicon, Segment

_AT_ONCE: Final = 2_000_000  # places copied in one go: bounds the memory of a merge


@dataclass(frozen=True, slots=True)
class Source:
    """A segment to merge and the new number of each of its documents, -1 for removed ones."""

    segment: Segment
    numbers: Array

    @property
    def kept(self) -> Array:
        """Documents that stay."""
        return np.flatnonzero(self.numbers >= 0)


def sources(segments: Sequence[tuple[Segment, Array]]) -> list[Source]:
    """Give each living document of these segments (with their masks of the living) its new number."""
    given: list[Source] = []
    base = 0
    for segment, living in segments:
        numbers = np.where(living, base + np.cumsum(living) - 1, -1).astype(np.int32)
        base += int(living.sum())
        given.append(Source(segment, numbers))
    return given


def merge(writer: ArrayWriter, merged: Sequence[Source]) -> None:
    """Write one segment that holds what these hold."""
    documents = sum(len(source.kept) for source in merged)
    writer.add("ids", np.concatenate([source.segment.ids[source.kept] for source in merged]))
    fingerprints = [s.segment.fingerprints[int(n)] for s in merged for n in s.kept]
    write_strings(writer, "fingerprints", fingerprints)
    spaces = list(dict.fromkeys(space for source in merged for space in source.segment.lexicons))
    lengths = {space: _merge_space(writer, space, merged) for space in spaces}
    columns = list(dict.fromkeys(column for source in merged for column in source.segment.columns))
    for column in columns:
        _merge_column(writer, column, merged, documents)
    numbers = list(dict.fromkeys(name for source in merged for name in source.segment.number_names))
    for name in numbers:
        write_numbers(writer, f"n:{name}", np.concatenate([s.segment.numbers(name, s.kept) for s in merged]))
    writer.facts = segment_facts(documents, lengths, columns, numbers)


def _merge_column(writer: ArrayWriter, name: str, merged: Sequence[Source], documents: int) -> None:
    codes: dict[str, int] = {}
    all_owners, all_codes = [np.empty(0, np.int32)], [np.empty(0, np.int32)]
    for source in merged:
        if name not in source.segment.columns:
            continue
        column = source.segment.columns[name]
        owners = source.numbers[column.owners()]
        kept = owners >= 0
        new_codes = np.array([codes.setdefault(label, len(codes)) for label in column.labels], np.int32)
        all_owners.append(owners[kept])
        all_codes.append(new_codes[column.codes[kept]])
    write_strings(writer, f"c:{name}:terms", list(codes))
    write_column(
        writer,
        f"c:{name}",
        np.concatenate(all_owners),
        np.concatenate(all_codes),
        documents=documents,
        labels=len(codes),
    )


class _Part:
    """One segment's share of a space: what stays of each posting."""

    def __init__(self, lexicon: Lexicon, numbers: Array) -> None:
        self.lexicon = lexicon
        self.numbers = numbers
        words = len(lexicon.terms)
        self.postings = np.empty(words, np.int64)
        self.places = np.empty(words, np.int64)
        for first, last in self.chunks():
            kept, starts = self._kept(first, last)
            frequencies = np.where(kept, lexicon.frequencies[self._span(first, last)], 0)
            self.postings[first:last] = np.diff(starts_of(kept)[starts])
            self.places[first:last] = np.diff(starts_of(frequencies)[starts])
        self.new_terms = np.empty(0, np.int32)

    def _span(self, first: int, last: int) -> slice:
        return slice(int(self.lexicon.starts[first]), int(self.lexicon.starts[last]))

    def _kept(self, first: int, last: int) -> tuple[Array, Array]:
        span = self._span(first, last)
        starts = self.lexicon.starts[first : last + 1].astype(np.int64) - span.start
        return self.numbers[self.lexicon.docs[span]] >= 0, starts

    def chunks(self) -> Iterator[tuple[int, int]]:
        """Runs of terms that are copied in one go."""
        first, words = 0, len(self.lexicon.terms)
        while first < words:
            limit = int(self.lexicon.place_starts[first]) + _AT_ONCE
            last = int(np.searchsorted(self.lexicon.place_starts, limit, "right")) - 1
            last = min(max(last, first + 1), words)
            yield first, last
            first = last

    def copy(self, target: "_Target", first: int, last: int) -> None:
        """Copy a run of terms to where `target` goes on with each of them."""
        lexicon = self.lexicon
        span = self._span(first, last)
        kept, _ = self._kept(first, last)
        terms = self.new_terms[first:last]
        frequencies = lexicon.frequencies[span]
        places = lexicon.places[int(lexicon.place_starts[first]) : int(lexicon.place_starts[last])]
        to = _continue(target.next_posting, terms, self.postings[first:last])
        target.docs[to] = self.numbers[lexicon.docs[span][kept]]
        target.weights[to] = lexicon.weights[span][kept]
        target.frequencies[to] = frequencies[kept]
        to = _continue(target.next_place, terms, self.places[first:last])
        target.places[to] = places[np.repeat(kept, frequencies)]


def _continue(following: Array, terms: Array, counts: Array) -> Array:
    """Where the next `counts` entries of each term go; `following` moves on behind them."""
    shift = following[terms] - starts_of(counts)[:-1]
    following[terms] += counts
    return np.repeat(shift, counts) + np.arange(int(counts.sum()))


class _Target:
    """The arrays of a merged space, still to be filled."""

    def __init__(self, writer: ArrayWriter, name: str, words: int, parts: Sequence[_Part]) -> None:
        # One more than there are words: where terms go that no document is left of.
        postings, places = np.zeros(words + 1, np.int64), np.zeros(words + 1, np.int64)
        for part in parts:
            postings[part.new_terms] += part.postings
            places[part.new_terms] += part.places
        starts, place_starts = starts_of(postings), starts_of(places)
        writer.add(f"{name}:starts", narrow(starts[:-1]))
        writer.add(f"{name}:place_starts", narrow(place_starts[:-1]))
        self.next_posting, self.next_place = starts[:-1].copy(), place_starts[:-1].copy()
        lexicons = [part.lexicon for part in parts]
        count, all_places = int(starts[-1]), int(place_starts[-1])
        widest = np.result_type(*[lexicon.weights.dtype for lexicon in lexicons])
        self.docs = writer.reserve(f"{name}:docs", np.int32, count)
        self.weights = writer.reserve(f"{name}:weights", widest, count)
        widest = np.result_type(*[lexicon.frequencies.dtype for lexicon in lexicons])
        self.frequencies = writer.reserve(f"{name}:frequencies", widest, count)
        widest = np.result_type(*[lexicon.places.dtype for lexicon in lexicons])
        self.places = writer.reserve(f"{name}:places", widest, all_places)


def _merge_space(writer: ArrayWriter, space: str, merged: Sequence[Source]) -> int:
    """Write one space of the merged segment; return the sum of its lengths."""
    name = f"s:{space}"
    lengths, parts, words_of = [], [], []
    for source in merged:
        lexicon = source.segment.lexicons.get(space)
        if lexicon is None:
            lengths.append(np.zeros(len(source.kept), np.int64))
            continue
        part = _Part(lexicon, source.numbers)
        lengths.append(lexicon.lengths[source.kept].astype(np.int64))
        words_of.append(lexicon.terms.all())
        parts.append(part)
    left = [
        {w for w, n in zip(words, part.postings.tolist(), strict=True) if n}
        for words, part in zip(words_of, parts, strict=True)
    ]
    words = sorted(set().union(*left))
    rank = {word: number for number, word in enumerate(words)}
    for part, own in zip(parts, words_of, strict=True):
        part.new_terms = np.array([rank.get(word, len(words)) for word in own], np.int32)
    write_strings(writer, f"{name}:terms", [word.decode() for word in words])
    target = _Target(writer, name, len(words), parts)
    for part in parts:
        for first, last in part.chunks():
            part.copy(target, first, last)
    together = np.concatenate(lengths)
    writer.add(f"{name}:lengths", narrow(together))
    return int(together.sum())
