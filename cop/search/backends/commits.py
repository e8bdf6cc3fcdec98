"""Which segments a commit holds: what it removes, what it merges, how a rebuild fills one.

Speaks of Whoosh's segments and table of contents only by the protocols below.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Protocol

import numpy as np

from cop.search.backends.arrays import ArrayWriter
from cop.search.backends.building import Analyse, SegmentBuilder
from cop.search.backends.merging import merge, sources
from cop.search.backends.segments import Segment
from cop.search.contract import Change

_TOKENS_AT_ONCE: Final = 5_000_000  # of a rebuild, held in memory: about 250 MB while they are sorted
_SAME_SIZE: Final = 8  # segments of about one size, then a commit merges them
_SMALL: Final = 20_000  # documents of segments that a commit may merge: about two seconds, now and then
_REMOVED_SHARE: Final = 0.1  # of a segment's documents, then merging it is worth while


class SegmentRecord(Protocol):
    """What a commit records of a segment: its name, size and removed documents."""

    def segment_id(self) -> str:
        """Its name, never used again."""

    def doc_count_all(self) -> int:
        """Number of documents, removed ones among them."""

    def doc_count(self) -> int:
        """Number of living documents."""

    def deleted_count(self) -> int:
        """Number of removed documents."""

    def deleted_docs(self) -> Iterator[int]:
        """The removed documents."""

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is removed."""

    def delete_document(self, docnum: int) -> None:
        """Remove a document; holds from the next commit on."""


class Commits(Protocol):
    """The commits of one index in one folder."""

    def open(self, segment: SegmentRecord, known: dict[str, Segment]) -> Segment:
        """A segment's arrays; `known` are those that are mapped already."""

    def write_segment(self, write: Callable[[ArrayWriter], None], documents: int) -> SegmentRecord:
        """Write a new segment's file, not yet part of a commit."""

    def commit(self, segments: list[SegmentRecord], generation: int) -> None:
        """Make these the segments of the index, durably, and remove what no longer belongs to it."""


def remove(
    commits: Commits,
    segments: Sequence[SegmentRecord],
    keys: Sequence[tuple[str, int]],
    known: dict[str, Segment],
) -> bool:
    """Mark the documents of these records (kind, id) as removed; tell whether there were any."""
    is_changed = False
    for kind in {kind for kind, _ in keys}:
        ids = np.array([number for other, number in keys if other == kind], np.int64)
        for segment in segments:
            for document in commits.open(segment, known).find(kind, ids):
                if not segment.is_deleted(document):
                    segment.delete_document(document)
                    is_changed = True
    return is_changed


def merged(
    commits: Commits, segments: Sequence[SegmentRecord], known: dict[str, Segment]
) -> list[SegmentRecord]:
    """One segment with what lives in these, or none."""
    living = []
    for segment in segments:
        mask = np.ones(segment.doc_count_all(), bool)
        mask[list(segment.deleted_docs())] = False
        living.append((commits.open(segment, known), mask))
    documents = sum(int(mask.sum()) for _, mask in living)
    if not documents:
        return []
    return [commits.write_segment(lambda writer: merge(writer, sources(living)), documents)]


def of_one_size(segments: Sequence[SegmentRecord]) -> list[SegmentRecord]:
    """Small segments to merge in a commit, so that their number grows with the logarithm only."""
    small = [segment for segment in segments if 0 < segment.doc_count() <= _SMALL]
    for digits in range(1, len(str(_SMALL)) + 1):
        same = [segment for segment in small if len(str(segment.doc_count())) == digits]
        if len(same) >= _SAME_SIZE and sum(segment.doc_count() for segment in same) <= _SMALL:
            return same
    return []


def worth_merging(segments: Sequence[SegmentRecord]) -> list[SegmentRecord]:
    """Segments much smaller than the largest, or with many removed documents; none where all is well."""
    largest = max((segment.doc_count() for segment in segments), default=0)
    wasteful = [s for s in segments if s.deleted_count() > _REMOVED_SHARE * s.doc_count_all()]
    small = [s for s in segments if s.doc_count() < max(largest // 2, _SMALL)]
    chosen = [segment for segment in segments if segment in wasteful or segment in small]
    return chosen if wasteful or len(chosen) > 1 else []


class Filling:
    """A new index while a rebuild fills it."""

    def __init__(self, commits: Commits, analyse: Analyse) -> None:
        self._analyse = analyse
        self._commits = commits
        self._builder = SegmentBuilder(analyse)
        self._segments: list[SegmentRecord] = []
        self._places: dict[tuple[str, int], tuple[int, int]] = {}
        self._outdated: list[tuple[int, int]] = []

    def add(self, changes: Sequence[Change]) -> None:
        """Take in records; a later change of the same record replaces the earlier one."""
        for change in changes:
            earlier = self._places.pop((change.kind, change.id), None)
            if earlier:
                self._outdated.append(earlier)
            if change.document is not None:
                self._places[change.kind, change.id] = (len(self._segments), len(self._builder))
                self._builder.add(change.document)
            if self._builder.tokens >= _TOKENS_AT_ONCE:
                self._flush()

    def _flush(self) -> None:
        if len(self._builder):
            self._segments.append(self._commits.write_segment(self._builder.write, len(self._builder)))
            self._builder = SegmentBuilder(self._analyse)

    def finish(self) -> None:
        """Write all of it as one segment, and commit."""
        self._flush()
        for segment, document in self._outdated:
            self._segments[segment].delete_document(document)
        if len(self._segments) > 1 or self._outdated:
            self._segments = merged(self._commits, self._segments, {})
        self._commits.commit(self._segments, 1)
