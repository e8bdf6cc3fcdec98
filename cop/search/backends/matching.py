"""The documents of one segment that answer a query, with their scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from cop.search.backends.arrays import Array
from cop.search.backends.postings import Postings
from cop.search.backends.snapshots import LiveSegment
from cop.search.contract import Alternative, Query

_MUCH_RARER: Final = 16  # then looking up each document is cheaper than spreading out the longer list


@dataclass(frozen=True, slots=True)
class Scored:
    """Documents (ascending) and their scores (float32, above 0)."""

    documents: Array
    scores: Array

    @property
    def nbytes(self) -> int:
        """Bytes of memory."""
        return self.documents.nbytes + self.scores.nbytes


class Weighed(NamedTuple):
    """An alternative, its postings in each segment, and the factor of its impacts."""

    alternative: Alternative
    postings: Sequence[Postings]
    factor: float


Wanted = Sequence[Sequence[Weighed]]
"""Clauses, each a sequence of alternatives."""


def clause(live: LiveSegment, segment: int, alternatives: Sequence[Weighed]) -> Scored:
    """Documents with any of the alternatives; the best one counts, so synonyms do not add up."""
    present = [weighed for weighed in alternatives if len(weighed.postings[segment].documents)]
    if not present:
        return Scored(np.empty(0, np.intp), np.empty(0, np.float32))
    if len(present) == 1:
        only = present[0].postings[segment]
        return Scored(only.documents, only.impacts * np.float32(present[0].factor))
    key = (live.segment.name, tuple((weighed.alternative, weighed.factor) for weighed in present))
    return live.cache.get(key, lambda: _best(live.documents, segment, present))


def _best(count: int, segment: int, present: Sequence[Weighed]) -> Scored:
    best = np.zeros(count, np.float32)
    for weighed in present:
        postings = weighed.postings[segment]
        scores = postings.impacts * np.float32(weighed.factor)
        best[postings.documents] = np.maximum(best.take(postings.documents), scores)
    return _dense(best)


def _dense(scores: Array) -> Scored:
    """From a score for each document of the segment, 0 where it does not match."""
    documents = (scores > 0).nonzero()[0]
    return Scored(documents, scores.take(documents))


def _both(count: int, one: Scored, other: Scored) -> Scored:
    rare, common = sorted((one, other), key=lambda scored: len(scored.documents))
    if not len(rare.documents):
        return rare
    if len(rare.documents) * _MUCH_RARER < len(common.documents):
        at = common.documents.searchsorted(rare.documents)
        at[at == len(common.documents)] = 0
        shared = common.documents.take(at) == rare.documents
        kept = shared.nonzero()[0]  # then take: a mask of no pattern is slow to index with
        return Scored(rare.documents.take(kept), rare.scores.take(kept) + common.scores.take(at.take(kept)))
    spread = np.zeros(count, np.float32)
    spread[common.documents] = common.scores
    others = spread.take(rare.documents)
    kept = (others > 0).nonzero()[0]
    return Scored(rare.documents.take(kept), rare.scores.take(kept) + others.take(kept))


def combined(live: LiveSegment, segment: int, wanted: Wanted, *, match_any: bool, enough: int = 1) -> Scored:
    """Documents with all the clauses, or with enough of them; scores add up."""
    scored = [clause(live, segment, alternatives) for alternatives in wanted]
    if match_any:
        return _any_of(live.documents, scored, enough)
    if len(scored) == 1:
        return scored[0]
    scored.sort(key=lambda each: len(each.documents))
    found = scored[0]
    for each in scored[1:]:
        found = _both(live.documents, found, each)
    return found


def _any_of(count: int, scored: Sequence[Scored], enough: int) -> Scored:
    present = [each for each in scored if len(each.documents)]
    if len(present) < enough or not present:
        return Scored(np.empty(0, np.intp), np.empty(0, np.float32))
    if len(present) == 1:
        return present[0]
    total = _summed(count, present)
    if enough > 1:
        met = np.zeros(count, np.int8)
        for each in present:
            met[each.documents] += 1
        total[met < enough] = 0
    return _dense(total)


def _summed(count: int, scored: Sequence[Scored]) -> Array:
    """The sum of scores for each document of the segment."""
    total = np.zeros(count, np.float32)
    total[scored[0].documents] = scored[0].scores
    for each in scored[1:]:
        total[each.documents] = total.take(each.documents) + each.scores
    return total


@dataclass(frozen=True, slots=True)
class Matches:
    """What answers in one segment before facets filter, and where each facet's filter holds.

    `is_everything` says that these are all the documents that the audiences may see.
    """

    documents: Array
    scores: Array | None
    holds: Mapping[str, Array]
    is_everything: bool

    def within(self, left_out: str | None = None) -> Array | None:
        """Indices of `documents` where all filters hold but one facet's; None: everywhere."""
        masks = [mask for facet, mask in self.holds.items() if facet != left_out]
        if not masks:
            return None
        return (masks[0] if len(masks) == 1 else np.logical_and.reduce(masks)).nonzero()[0]


def matches(live: LiveSegment, segment: int, query: Query, wanted: Wanted, unwanted: Wanted) -> Matches:
    """What answers a query in one segment."""
    visible = live.visible(query.audiences, query.kinds)
    mask, is_everything = visible.mask, visible.is_everything
    if unwanted:
        mask, is_everything = mask.copy(), False
        for alternatives in unwanted:
            for weighed in alternatives:
                mask[weighed.postings[segment].documents] = False
    scores = None
    if wanted:
        found = combined(live, segment, wanted, match_any=query.match_any, enough=query.enough)
        documents, scores = found.documents, found.scores
        kept = None if is_everything else mask.take(documents).nonzero()[0]
        if kept is not None and len(kept) < len(documents):
            documents, scores = documents.take(kept), scores.take(kept)
    else:
        documents = np.flatnonzero(mask) if unwanted else visible.documents
    holds = {
        facet: live.filtered(facet, values).take(documents)
        for facet, values in query.filters.items()
        if values
    }
    return Matches(documents, scores, holds, is_everything=not wanted and not unwanted)
