"""The search index as Whoosh keeps it: segments, removed documents, commits.

The only importer of Whoosh. Whoosh lets a codec say how a segment lies on disk; ours
keeps each segment as numpy arrays in one mapped file, and queries are answered from
those arrays: Whoosh's own matchers go through postings one by one.
"""

import struct
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any, Final

import numpy as np
from whoosh.codec.base import Codec
from whoosh.codec.whoosh3 import W3Segment
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC, EmptyIndexError, clean_files

from cop.search.backends.answering import answer
from cop.search.backends.arrays import ArrayFile, ArrayWriter
from cop.search.backends.building import Analyse, SegmentBuilder
from cop.search.backends.cache import ByteCache
from cop.search.backends.commits import Filling, merged, of_one_size, remove, worth_merging
from cop.search.backends.segments import Segment
from cop.search.backends.snapshots import LiveSegment, Snapshot
from cop.search.backends.storage import IndexFolder, sync
from cop.search.backends.words import completions, spellings
from cop.search.contract import (
    EVERYBODY,
    Change,
    IndexedRecord,
    IndexUnavailableError,
    Query,
    Results,
    SearchBackend,
    Spelling,
)

_NAME: Final = "MAIN"
_ARRAYS: Final = ".arrays"
_ATTEMPTS: Final = 20
_PAUSE_SECONDS: Final = 0.01


class ArrayCodec(Codec):  # type: ignore[misc]  # Whoosh has no types
    """Segments as arrays: Whoosh keeps the list of them and the removed documents."""

    def new_segment(self, storage: Any, indexname: str) -> Any:  # noqa: ARG002  # Whoosh's signature
        """An empty segment with a name that was never used."""
        return W3Segment(self, indexname)


class _Storage(FileStorage):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's folder of files, with the care for them that Whoosh leaves out."""

    def open_file(self, name: str, **_: Any) -> Any:
        """A file's content; Whoosh would leave the file open where it cannot read it."""
        return StructFile(BytesIO((Path(self.folder) / name).read_bytes()), name=name)

    def rename_file(self, name: str, newname: str, safe: bool = False) -> None:
        """Rename a file once its content is on disk, and wait until its new name is, too."""
        sync(Path(self.folder) / name)
        super().rename_file(name, newname, safe=safe)
        sync(Path(self.folder))


class WhooshCommits:
    """The commits of one index in one folder, as Whoosh records them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._storage = _Storage(str(folder))

    def latest(self) -> Any:
        """Whoosh's table of contents; FileNotFoundError where there is none or it went just now."""
        try:
            return TOC.read(self._storage, _NAME)
        except FileNotFoundError:
            raise
        except EmptyIndexError as error:
            raise FileNotFoundError("There is no commit.") from error
        except Exception as error:  # a damaged pickle raises whatever it likes
            raise IndexUnavailableError("The search index cannot be read.") from error

    def write_segment(self, write: Callable[[ArrayWriter], None], documents: int) -> Any:
        """Write a new segment's file, not yet part of a commit."""
        segment = ArrayCodec().new_segment(self._storage, _NAME)
        segment.set_doc_count(documents)
        with ArrayWriter(self._path(segment)) as writer:
            write(writer)
        return segment

    def commit(self, segments: list[Any], generation: int) -> None:
        """Make these the segments of the index, durably, and remove what no longer belongs to it."""
        TOC(Schema(), segments, generation).write(self._storage, _NAME)
        clean_files(self._storage, _NAME, generation, segments)

    def open(self, segment: Any, known: dict[str, Segment]) -> Segment:
        """A segment's arrays, mapped once."""
        name = segment.segment_id()
        return known.get(name) or Segment(name, ArrayFile(self._path(segment)))

    def _path(self, segment: Any) -> Path:
        return self._folder / str(segment.make_filename(_ARRAYS))


class WhooshBackend(SearchBackend):
    """An index in a folder. `cache_bytes` bounds what one process holds of decoded postings."""

    def __init__(self, folder: Path, analyse: Analyse, *, cache_bytes: int = 64 << 20) -> None:
        self._folder = IndexFolder(folder)
        self._analyse = analyse
        self._cache = ByteCache(cache_bytes)
        self._refreshing = Lock()
        self._held: Snapshot | None = None

    def search(self, query: Query) -> Results:
        """Raise IndexUnavailableError where there is no usable index."""
        with _damage_noticed():
            return answer(self._snapshot(), query)

    def complete(self, space: str, prefix: str, limit: int) -> list[str]:
        """Words of a space that begin so, most frequent in public records first."""
        with _damage_noticed():
            return completions(self._snapshot(), space, prefix, limit)

    def spellings(
        self, space: str, word: str, limit: int, audiences: frozenset[str] = EVERYBODY
    ) -> list[Spelling]:
        """Words within two edits of this one in records that these audiences may see, nearest first."""
        with _damage_noticed():
            return spellings(self._snapshot(), space, word, limit, audiences)

    def records(self) -> Iterator[IndexedRecord]:
        """All records of the index, in no order."""
        for live in self._snapshot().segments:
            segment = live.segment
            for document in np.flatnonzero(live.living).tolist():
                yield IndexedRecord(
                    segment.kind_of(document), int(segment.ids[document]), segment.fingerprints[document]
                )

    def count(self) -> int:
        """Number of records in the index."""
        return sum(live.count for live in self._snapshot().segments)

    def generation(self) -> str:
        """A short word that changes with every commit and rebuild; the same while there is no index."""
        try:
            return self._folder.mark()
        except IndexUnavailableError:
            return "none"

    def apply(self, changes: Sequence[Change]) -> None:
        """Write the changes and commit; raise IndexUnavailableError where there is no index yet."""
        latest = {(change.kind, change.id): change.document for change in changes}
        with self._folder.writing(), _absence_noticed():
            name, commits, toc = self._latest()
            known = self._known()
            is_changed = remove(commits, toc.segments, list(latest), known)
            builder = SegmentBuilder(self._analyse)
            for document in latest.values():
                if document is not None:
                    builder.add(document)
            if len(builder):
                toc.segments.append(commits.write_segment(builder.write, len(builder)))
            elif not is_changed:
                return
            chosen = of_one_size(toc.segments)
            left = [each for each in toc.segments if each.doc_count() and each not in chosen]
            commits.commit(left + merged(commits, chosen, known), toc.generation + 1)
            self._folder.set_mark(name, toc.generation + 1)

    def optimise(self) -> None:
        """Merge small segments, and those that hold many removed documents."""
        with self._folder.writing(), _absence_noticed():
            name, commits, toc = self._latest()
            self._merge(name, commits, toc, worth_merging(toc.segments))

    def purge(self) -> None:
        """Write anew every segment that holds removed documents: their words stand in its files."""
        with self._folder.writing(), _absence_noticed():
            name, commits, toc = self._latest()
            self._merge(name, commits, toc, [s for s in toc.segments if s.deleted_count()])

    def _merge(self, name: str, commits: WhooshCommits, toc: Any, chosen: list[Any]) -> None:
        if chosen:
            left = [each for each in toc.segments if each not in chosen]
            commits.commit(left + merged(commits, chosen, self._known()), toc.generation + 1)
            self._folder.set_mark(name, toc.generation + 1)

    @contextmanager
    def rebuild(self) -> Iterator[Callable[[Sequence[Change]], None]]:
        """Build a new index beside the present one; other writers wait until it is swapped in."""
        with self._folder.writing():
            name = self._folder.new_sub_folder()
            filling = Filling(WhooshCommits(self._folder.sub_folder(name)), self._analyse)
            try:
                yield filling.add
                filling.finish()
            except BaseException:
                self._folder.remove(name)
                raise
            self._folder.set_mark(name, 1)
            self._folder.swap_in(name)

    def _known(self) -> dict[str, Segment]:
        """Segments that this process has mapped already."""
        held = self._held
        return {live.segment.name: live.segment for live in held.segments} if held else {}

    def _latest(self) -> tuple[str, WhooshCommits, Any]:
        name = self._folder.live()
        commits = WhooshCommits(self._folder.sub_folder(name))
        return name, commits, commits.latest()

    def _snapshot(self) -> Snapshot:
        """The index as it stands now."""
        mark = self._folder.mark()
        held = self._held
        if held is not None and held.mark == mark:
            return held
        with self._refreshing:
            if self._held is None or self._held.mark != mark:
                self._held = self._loaded(mark)
            return self._held

    def _loaded(self, mark: str) -> Snapshot:
        known = self._known()
        for _ in range(_ATTEMPTS):
            try:
                _, commits, toc = self._latest()
                return Snapshot(
                    mark,
                    [
                        LiveSegment(
                            commits.open(segment, known), frozenset(segment.deleted_docs()), self._cache
                        )
                        for segment in toc.segments
                    ],
                )
            except FileNotFoundError:
                time.sleep(_PAUSE_SECONDS)  # a commit or a rebuild removed it between two of our steps
        raise IndexUnavailableError("A file of the search index is missing.")


@contextmanager
def _damage_noticed() -> Iterator[None]:
    """Arrays too large for a checksum may be damaged: numbers point nowhere then, words are none."""
    try:
        yield
    except (LookupError, ValueError, OverflowError, MemoryError, struct.error) as error:
        raise IndexUnavailableError("The search index is damaged.") from error


@contextmanager
def _absence_noticed() -> Iterator[None]:
    """For the only writer: a file that is missing stays missing."""
    try:
        yield
    except FileNotFoundError as error:
        raise IndexUnavailableError("A file of the search index is missing.") from error
