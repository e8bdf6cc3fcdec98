"""How many of the documents found have each value of a facet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Final

import numpy as np

from cop.search.backends.arrays import Array
from cop.search.backends.building import facet_column, starts_of
from cop.search.backends.matching import Matches
from cop.search.backends.snapshots import LiveSegment
from cop.search.contract import FacetRequest, Query

_MANY: Final = 8  # more than one in so many documents found: go through all labels instead


@dataclass(frozen=True, slots=True)
class Counts:
    """Codes of labels, and the number of documents of each."""

    codes: Array
    numbers: Array

    @property
    def nbytes(self) -> int:
        """Bytes of memory."""
        return self.codes.nbytes + self.numbers.nbytes


@dataclass(frozen=True, slots=True)
class Joined:
    """The labels of several columns by document, so that one pass counts them all.

    A column's code stands above the labels of the columns before it; `ends` says where each column's end.
    """

    codes: Array
    starts: Array
    ends: Mapping[str, tuple[int, int]]

    @property
    def size(self) -> int:
        """Number of labels of all columns."""
        return max((end for _first, end in self.ends.values()), default=0)

    @property
    def nbytes(self) -> int:
        """Bytes of memory."""
        return self.codes.nbytes + self.starts.nbytes


def _joined(live: LiveSegment, names: Sequence[str]) -> Joined:
    columns = [live.segment.columns[name] for name in names]
    bounds = starts_of(np.array([len(column.labels) for column in columns]))
    counts: list[Array] = [np.diff(column.code_starts.astype(np.int64)) for column in columns]
    starts = starts_of(np.sum(counts, axis=0))
    codes = np.empty(int(starts[-1]), np.min_scalar_type(int(bounds[-1])))
    following = starts[:-1].copy()
    for column, count, first in zip(columns, counts, bounds.tolist(), strict=False):
        to = np.repeat(following - column.code_starts[:-1], count) + np.arange(len(column.codes))
        codes[to] = column.codes.astype(codes.dtype) + codes.dtype.type(first)
        following += count
    ends = dict(zip(names, pairwise(bounds.tolist()), strict=True))
    return Joined(codes, starts.astype(np.int32), ends)


class _Counter:
    """Counts labels among some documents of a segment (ascending, no doubles)."""

    def __init__(self, live: LiveSegment, documents: Array, names: Sequence[str]) -> None:
        self._live = live
        self._names = tuple(names)
        self.documents = documents
        self._mask: Array | None = None
        self._together: tuple[Joined, Array] | None = None

    def count(self, name: str) -> Counts:
        """The labels of a column that occur among the documents."""
        if len(self.documents) * _MANY <= self._live.documents:
            return self._few(name)
        column = self._live.segment.columns[name]
        order = self._live.cache.get((self._live.segment.name, "by label", name), column.by_label)
        if self._mask is None:
            self._mask = np.zeros(self._live.documents, bool)
            self._mask[self.documents] = True
        present = self._mask.take(order.documents).view(np.uint8)
        numbers = np.add.reduceat(present, order.starts, dtype=np.int32) if len(present) else order.codes
        return Counts(order.codes, numbers)

    def _few(self, name: str) -> Counts:
        """The same where going through the documents is less work than going through the labels."""
        if self._together is None:
            key = self._live.segment.name, "joined", self._names
            joined = self._live.cache.get(key, lambda: _joined(self._live, self._names))
            codes = _codes_of(joined, self.documents)
            self._together = joined, np.bincount(codes, minlength=joined.size)
        joined, numbers = self._together
        first, end = joined.ends[name]
        numbers = numbers[first:end]
        codes = np.flatnonzero(numbers)
        return Counts(codes, numbers[codes])


def _codes_of(joined: Joined, documents: Array) -> Array:
    first = joined.starts.take(documents)
    counts = joined.starts.take(documents + 1) - first
    before = np.cumsum(counts) - counts
    return joined.codes.take(np.repeat(first - before, counts) + np.arange(int(counts.sum())))


class _SegmentCounter:
    """Counts a query's facets in one segment."""

    def __init__(self, live: LiveSegment, query: Query, found: Matches) -> None:
        self._live, self._query, self._found = live, query, found
        self._counters: dict[str | None, _Counter] = {}
        names = (facet_column(facet.name) for facet in query.facets)
        self._names = [name for name in dict.fromkeys(names) if name in live.segment.columns]

    def count(self, facet: FacetRequest) -> list[tuple[str, int]]:
        """Value and number of documents, which may be 0."""
        name = facet_column(facet.name)
        if name not in self._live.segment.columns:
            return []
        counts = self._counts(facet, name)
        labels = self._live.segment.columns[name].labels
        return [
            (labels[code], number)
            for code, number in zip(counts.codes.tolist(), counts.numbers.tolist(), strict=True)
        ]

    def _counts(self, facet: FacetRequest, name: str) -> Counts:
        found = self._found
        left_out = facet.name if facet.exclusive and facet.name in found.holds else None
        if left_out not in self._counters:
            within = found.within(left_out)
            kept = found.documents if within is None else found.documents.take(within)
            self._counters[left_out] = _Counter(self._live, kept, [name] if left_out else self._names)
        counter = self._counters[left_out]
        count = partial(counter.count, name)
        if found.is_everything and counter.documents is found.documents:
            key = (self._live.state, "counts", name, self._query.audiences, self._query.kinds)
            return self._live.cache.get(key, count)
        return count()


def count_facets(query: Query, segments: Sequence[tuple[LiveSegment, Matches]]) -> dict[str, dict[str, int]]:
    """Facet name, value, number of documents; values that count 0 are left out."""
    facets: dict[str, dict[str, int]] = {facet.name: {} for facet in query.facets}
    for live, found in segments:
        counter = _SegmentCounter(live, query, found)
        for facet in {facet.name: facet for facet in query.facets}.values():
            total = facets[facet.name]
            for label, number in counter.count(facet):
                if number:
                    total[label] = total.get(label, 0) + number
    return facets
