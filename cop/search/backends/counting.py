"""How many of the documents found have each value of a facet."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from cop.search.backends.arrays import Array
from cop.search.backends.building import facet_column
from cop.search.backends.matching import Matches
from cop.search.backends.segments import Column
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


class _Counter:
    """Counts labels among some documents of a segment (ascending, no doubles)."""

    def __init__(self, live: LiveSegment, documents: Array) -> None:
        self._live = live
        self.documents = documents
        self._mask: Array | None = None

    def count(self, name: str) -> Counts:
        """The labels of a column that occur among the documents."""
        column = self._live.segment.columns[name]
        if len(self.documents) * _MANY <= self._live.documents:
            numbers = np.bincount(_codes_of(column, self.documents))
            codes = np.flatnonzero(numbers)
            return Counts(codes, numbers[codes])
        order = self._live.cache.get((self._live.segment.name, "by label", name), column.by_label)
        if self._mask is None:
            self._mask = np.zeros(self._live.documents, bool)
            self._mask[self.documents] = True
        present = self._mask.take(order.documents).view(np.uint8)
        numbers = np.add.reduceat(present, order.starts, dtype=np.int32) if len(present) else order.codes
        return Counts(order.codes, numbers)


def _codes_of(column: Column, documents: Array) -> Array:
    first = column.code_starts.take(documents).astype(np.intp)
    counts = column.code_starts.take(documents + 1).astype(np.intp) - first
    before = np.cumsum(counts) - counts
    return column.codes.take(np.repeat(first - before, counts) + np.arange(int(counts.sum())))


class _SegmentCounter:
    """Counts a query's facets in one segment."""

    def __init__(self, live: LiveSegment, query: Query, found: Matches) -> None:
        self._live, self._query, self._found = live, query, found
        self._counters: dict[str | None, _Counter] = {}

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
            self._counters[left_out] = _Counter(self._live, kept)
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
