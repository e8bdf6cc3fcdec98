"""From a query to its results on one snapshot."""

import heapq
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from itertools import islice
from typing import Any, Final

import numpy as np

from cop.search.backends.arrays import Array
from cop.search.backends.building import KIND, NO_NUMBER, starts_of
from cop.search.backends.counting import count_facets
from cop.search.backends.matching import Matches, Wanted, Weighed, matches
from cop.search.backends.postings import Finder
from cop.search.backends.ranking import factor, page
from cop.search.backends.snapshots import LiveSegment, Snapshot
from cop.search.contract import Alternative, Clause, Hit, Query, Results, Term

MOST_CLAUSES: Final = 64
MOST_ALTERNATIVES: Final = 256
MOST_COSTLY: Final = 16
COSTLY_SECONDS: Final = 0.2
"""A query's clauses, alternatives, and phrases and prefixes beyond these, and
phrases and prefixes after so many seconds of computing, are not looked at."""

_LAST: Final = -(1 << 31)  # sorts behind every number of 32 bits
_hit: Final[Callable[[tuple[Any, ...]], Hit]] = partial(tuple.__new__, Hit)  # in C from end to end
Found = Sequence[tuple[LiveSegment, Matches]]


class _Allowance:
    """What a query may still cost, whoever wrote it."""

    def __init__(self) -> None:
        self._alternatives = MOST_ALTERNATIVES
        self._costly = MOST_COSTLY
        self._end: float | None = None

    def grants(self, alternative: Alternative) -> bool:
        self._alternatives -= 1
        if isinstance(alternative, Term):
            return self._alternatives >= 0
        self._costly -= 1
        now = time.thread_time()  # only here: reading this clock may cost half a millisecond
        self._end = self._end or now + COSTLY_SECONDS
        return min(self._alternatives, self._costly) >= 0 and now < self._end


def _bounded(clauses: Sequence[Clause], allowance: _Allowance) -> Iterator[Sequence[Alternative]]:
    """The clauses' alternatives as far as they are granted; a clause that gets none is left out."""
    for clause in islice(clauses, MOST_CLAUSES):
        granted = [each for each in dict.fromkeys(clause.alternatives) if allowance.grants(each)]
        if granted or not clause.alternatives:
            yield granted


def _weighed(finder: Finder, alternative: Alternative) -> Weighed:
    postings = finder.find(alternative)
    frequency = sum(each.public for each in postings)
    rarity = factor(alternative.space, alternative.boost, finder.snapshot.public_count, frequency)
    return Weighed(alternative, postings, rarity)


def _rarity(alternatives: Sequence[Weighed]) -> float:
    return min((weighed.factor for weighed in alternatives), default=0.0)


def answer(snapshot: Snapshot, query: Query) -> Results:
    """Search one snapshot."""
    finder, allowance = Finder(snapshot), _Allowance()
    wanted = [[_weighed(finder, each) for each in some] for some in _bounded(query.clauses, allowance)]
    if query.rarest:
        wanted = heapq.nlargest(query.rarest, wanted, key=_rarity)
    unwanted = [[_weighed(finder, each) for each in some] for some in _bounded(query.excluded, allowance)]
    found = [
        (live, matches(live, number, query, wanted, unwanted))
        for number, live in enumerate(snapshot.segments)
    ]
    total, hits = _page(found, query, wanted)
    return Results(total, hits, count_facets(query, found) if query.facets else {})


def _order_values(
    live: LiveSegment, query: Query, documents: Array, scores: Array | None, *, is_only: bool
) -> Array:
    """What the documents are sorted by, highest first; `is_only`: there is no other segment."""
    if query.weights:
        return _weighted_sum(live, query, documents)
    if query.sort != "relevance" and is_only:
        return live.segment.ranks(query.sort, documents)
    if query.sort != "relevance":
        values = live.segment.numbers(query.sort, documents)
        values[values == NO_NUMBER] = _LAST
        return values
    return scores if scores is not None else np.zeros(len(documents), np.float32)


def _weighted_sum(live: LiveSegment, query: Query, documents: Array) -> Array:
    total, has_any = np.zeros(len(documents), np.int64), np.zeros(len(documents), bool)
    for name, weight in query.weights.items():
        values = live.segment.numbers(name, documents)
        present = values != NO_NUMBER
        total += np.where(present, values, 0) * weight
        has_any |= present
    total[~has_any] = _LAST
    return total


def _page(found: Found, query: Query, wanted: Wanted) -> tuple[int, tuple[Hit, ...]]:
    """The total and the hits of the page."""
    documents, scores, values = [], [], []
    for live, each in found:
        within = each.within()
        kept = each.documents if within is None else each.documents.take(within)
        own = each.scores if each.scores is None or within is None else each.scores.take(within)
        documents.append(kept)
        scores.append(np.zeros(len(kept), np.float32) if own is None else own)
        values.append(_order_values(live, query, kept, own, is_only=len(found) == 1))
    listed = _Listed([live for live, _ in found], documents)
    if query.limit <= 0 or query.offset >= listed.total:
        return listed.total, ()
    joined = values[0] if len(values) == 1 else np.concatenate(values)
    chosen = page(joined, listed, max(query.offset, 0), query.limit)
    if len(found) == 1:
        places, own = documents[0].take(chosen), scores[0].take(chosen)
        return listed.total, tuple(_hits(found[0][0], 0, places, own, wanted, query))
    hits: dict[int, Hit] = {}
    for segment, places, at in listed.by_segment(chosen):
        made = _hits(found[segment][0], segment, documents[segment][at], scores[segment][at], wanted, query)
        hits.update(zip(places.tolist(), made, strict=True))
    return listed.total, tuple(hits[place] for place in range(len(chosen)))


class _Listed:
    """All documents found, one segment's after another's."""

    def __init__(self, segments: Sequence[LiveSegment], documents: Sequence[Array]) -> None:
        self._segments, self._documents = segments, documents
        self.total = sum(map(len, documents))
        self.has_small_ids = all(live.segment.has_small_ids for live in segments)

    @property
    def has_one_kind(self) -> bool:
        if len(self._segments) == 1:
            return len(self._segments[0].segment.columns[KIND].labels) < 2
        return len({kind for live in self._segments for kind in live.segment.columns[KIND].labels}) < 2

    @cached_property
    def _starts(self) -> Array:
        return starts_of(np.array([len(kept) for kept in self._documents]))

    def by_segment(self, indices: Array) -> Iterator[tuple[int, Array, Array]]:
        """Segments that hold some of these: which of the indices, and their places in the segment's list."""
        if len(self._segments) == 1:
            yield 0, np.arange(len(indices)), indices
            return
        owners = self._starts.searchsorted(indices, "right") - 1
        for segment in np.unique(owners).tolist():
            places = np.flatnonzero(owners == segment)
            yield segment, places, indices[places] - self._starts[segment]

    def ids(self, indices: Array) -> Array:
        if len(self._segments) == 1:
            return self._segments[0].segment.ids.take(self._documents[0].take(indices))
        ids = np.empty(len(indices), np.int64)
        for segment, places, at in self.by_segment(indices):
            ids[places] = self._segments[segment].segment.ids.take(self._documents[segment].take(at))
        return ids

    def kinds(self, indices: Array) -> list[str]:
        names = np.empty(len(indices), object)
        for segment, places, at in self.by_segment(indices):
            names[places] = self._segments[segment].segment.kinds_of(self._documents[segment].take(at))
        return list(names)


def _hits(
    live: LiveSegment, segment: int, documents: Array, scores: Array, wanted: Wanted, query: Query
) -> list[Hit]:
    """Hits for these documents of one segment."""
    is_needed = len(wanted) == 1 or not query.match_any
    matched = [
        # What had to be there, and can be in one way only, need not be looked for.
        [(alternatives[0].alternative,)] * len(documents)
        if is_needed and len(alternatives) == 1
        else _leading(alternatives, segment, documents)
        for alternatives in wanted
    ]
    of_each = zip(*matched, strict=True) if matched else ((),) * len(documents)
    kinds = live.segment.kinds_of(documents)
    numbers = live.segment.ids.take(documents).tolist()
    return list(map(_hit, zip(kinds, numbers, scores.tolist(), of_each, strict=True)))


def _leading(
    alternatives: Sequence[Weighed], segment: int, documents: Array
) -> list[tuple[Alternative, ...]]:
    """For each document, the alternatives of a clause that it has."""
    leading: list[tuple[Alternative, ...]] = [()] * len(documents)
    for weighed in alternatives:
        holders = weighed.postings[segment].documents
        if len(holders):
            at = holders.searchsorted(documents)
            at[at == len(holders)] = 0
            for place in (holders.take(at) == documents).nonzero()[0].tolist():
                leading[place] = (*leading[place], weighed.alternative)
    return leading
