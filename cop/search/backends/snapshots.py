"""The index as it stood after one commit: segments, and which of their documents still live."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from cop.search.backends.arrays import Array
from cop.search.backends.building import AUDIENCE, KIND, facet_column
from cop.search.backends.cache import ByteCache
from cop.search.backends.segments import Segment
from cop.search.contract import PUBLIC

_LENGTH_STEPS: Final = 20  # per factor e: mean lengths are rounded so that small commits change no score


@dataclass(frozen=True, slots=True)
class Visible:
    """The documents of a segment that certain audiences may see; `is_everything`: all that it has."""

    mask: Array
    documents: Array
    is_everything: bool

    @property
    def nbytes(self) -> int:
        """Bytes of memory."""
        return self.mask.nbytes + self.documents.nbytes


class LiveSegment:
    """A segment with its documents that were removed by later commits."""

    def __init__(self, segment: Segment, removed: frozenset[int], cache: ByteCache) -> None:
        self.segment = segment
        self.removed = removed
        self.documents = segment.documents
        self.cache = cache
        self.state = (segment.name, len(removed))  # documents only ever get removed, never come back

    @property
    def count(self) -> int:
        """Number of living documents."""
        return self.documents - len(self.removed)

    @property
    def living(self) -> Array:
        """Mask of the living documents."""
        mask = np.ones(self.documents, bool)
        mask[list(self.removed)] = False
        return mask

    def visible(self, audiences: frozenset[str], kinds: frozenset[str]) -> Visible:
        """Living documents of these kinds (none named: of all) for any of these audiences."""
        return self.cache.get(
            (self.state, "visible", audiences, kinds), lambda: self._visible(audiences, kinds)
        )

    def _visible(self, audiences: frozenset[str], kinds: frozenset[str]) -> Visible:
        mask = self._bearing(AUDIENCE, audiences) & self.living
        if kinds:
            mask &= self._bearing(KIND, kinds)
        documents = np.flatnonzero(mask)
        return Visible(mask, documents, len(documents) == self.documents)

    def _bearing(self, column: str, labels: Iterable[str]) -> Array:
        mask = np.zeros(self.documents, bool)
        for label in labels:
            if column in self.segment.columns:
                mask[self.segment.columns[column].documents(label)] = True
        return mask

    def filtered(self, facet: str, values: Sequence[str]) -> Array:
        """Mask of the documents that have every one of these facet values."""
        name = facet_column(facet)
        return self.cache.get((self.segment.name, name, tuple(values)), lambda: self._all_of(name, values))

    def _all_of(self, column: str, labels: Sequence[str]) -> Array:
        mask = np.ones(self.documents, bool)
        for label in labels:
            mask &= self._bearing(column, (label,))
        return mask

    @cached_property
    def public(self) -> Array | None:
        """Mask of documents that everybody may see, removed ones among them; None: all of them."""
        mask = self._bearing(AUDIENCE, (PUBLIC,))
        return None if mask.all() else mask

    @cached_property
    def public_count(self) -> int:
        """Number of documents that everybody may see, removed ones among them."""
        return self.documents if self.public is None else int(self.public.sum())


class Snapshot:
    """All segments at one time. It never changes, so threads share it."""

    def __init__(self, mark: str, segments: Sequence[LiveSegment]) -> None:
        self.mark = mark
        self.segments = segments
        self._mean_lengths: dict[str, float] = {}

    @cached_property
    def public_count(self) -> int:
        """The N of BM25. What the public may not see shall not show through in scores either."""
        return sum(live.public_count for live in self.segments)

    def mean_length(self, space: str) -> float:
        """About the mean length of a document in a space, weighted words."""
        known = self._mean_lengths.get(space)
        if known is None:
            known = self._mean_lengths[space] = self._mean_length(space)
        return known

    def _mean_length(self, space: str) -> float:
        total = documents = 0
        for live in self.segments:
            if space in live.segment.lexicons:
                lengths = live.segment.lexicons[space].lengths
                lengths = lengths if live.public is None else lengths[live.public]
                total += int(lengths.sum())
                documents += int(np.count_nonzero(lengths))
        if not total:
            return 1.0
        return math.exp(round(math.log(total / documents) * _LENGTH_STEPS) / _LENGTH_STEPS)
