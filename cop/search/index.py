"""Keeps the index equal to the database: it is a cache, and the database is the truth."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import groupby
from pathlib import Path

from flask import Flask, current_app

from cop.core import outbox
from cop.core.db import db, read_only
from cop.core.outbox import JobType, NotNowError
from cop.search.contract import (
    KIND_FACET,
    Change,
    Document,
    IndexUnavailableError,
    Searchable,
    SearchBackend,
)

log = logging.getLogger(__name__)

JOB_KIND = "search.sync"
CHUNK = 500
"""Records read from the database at once in a rebuild or a check."""


@dataclass(frozen=True, slots=True)
class Search:
    """The engine of one application: where it looks, and what the features gave it to find."""

    backend: SearchBackend
    searchables: Mapping[str, Searchable]
    folder: Path

    @property
    def broken_marker(self) -> Path:
        """A file that a reader leaves where it could not read; the worker then rebuilds."""
        return self.folder / "broken"


def init_app(app: Flask, search: Search) -> None:
    """Give the application its engine."""
    app.extensions["cop.search"] = search


def engine() -> Search:
    """Return the engine of the present application."""
    search = current_app.extensions["cop.search"]
    if not isinstance(search, Search):
        raise TypeError("the application has no search engine")
    return search


def subject(kind: str, id: int) -> str:
    """Name a record for the outbox."""
    return f"{kind}:{id}"


def _fingerprint(document: Document) -> str:
    digest = blake2b(digest_size=16)
    for part in (
        sorted(document.audiences),
        sorted(document.texts.items()),
        sorted(document.concepts),
        sorted((name, sorted(values)) for name, values in document.facets.items()),
        sorted(document.numbers.items()),
    ):
        digest.update(repr(part).encode())
    return digest.hexdigest()


def changes(kind: str, ids: Sequence[int]) -> list[Change]:
    """Read the present state of these records from the database."""
    documents = {d.id: _whole(d) for d in engine().searchables[kind].documents(ids)}
    return [Change(kind, id, documents.get(id)) for id in ids]


def _whole(document: Document) -> Document:
    """Return a document with what every one has: its kind as a facet, and its fingerprint."""
    counted = replace(document, facets={**document.facets, KIND_FACET: frozenset({document.kind})})
    return replace(counted, fingerprint=_fingerprint(counted))


def sync(subjects: Sequence[str]) -> None:
    """Make the index agree with the database about these records. Running it twice changes nothing.

    Raise NotNowError where the index cannot be written at all: that is no record's fault.
    """
    wanted: list[Change] = []
    pairs = sorted((kind, int(id)) for kind, id in (subject.split(":") for subject in subjects))
    for kind, group in groupby(pairs, key=lambda pair: pair[0]):
        if kind in engine().searchables:
            wanted += changes(kind, [id for _kind, id in group])
    try:
        engine().backend.apply(wanted)
    except IndexUnavailableError as error:
        report_broken()  # the worker rebuilds it first, and the jobs wait unharmed
        raise NotNowError(str(error)) from error
    except OSError as error:
        raise NotNowError(f"the search index cannot be written: {error.strerror}") from error


SYNC = JobType(JOB_KIND, sync, batch=200)


def _all_changes(progress: Callable[[int], None]) -> Iterator[list[Change]]:
    done = 0
    for kind, searchable in engine().searchables.items():
        last = 0
        while ids := searchable.ids(last, CHUNK):
            last = ids[-1]
            yield changes(kind, ids)
            db.session.expunge_all()
            done += len(ids)
            progress(done)


def rebuild(progress: Callable[[int], None] = lambda _done: None) -> int:
    """Build the index anew beside the old one and swap; return the number of records read.

    Jobs written meanwhile stay in the outbox and are done on the new index.
    """
    count = 0
    with read_only(), engine().backend.rebuild() as add:
        for chunk in _all_changes(progress):
            add([change for change in chunk if change.document is not None])
            count += len(chunk)
    db.session.rollback()
    engine().broken_marker.unlink(missing_ok=True)
    return count


@dataclass(frozen=True, slots=True)
class Drift:
    """Where index and database differ, as subjects."""

    missing: tuple[str, ...]
    surplus: tuple[str, ...]
    different: tuple[str, ...]

    @property
    def is_none(self) -> bool:
        """Whether they are equal."""
        return not (self.missing or self.surplus or self.different)

    def subjects(self) -> list[str]:
        """Return every subject that must be synced."""
        return [*self.missing, *self.surplus, *self.different]


def check(progress: Callable[[int], None] = lambda _done: None) -> Drift:
    """Compare the index with the database, both ways. Raise IndexUnavailableError where there is none."""
    indexed = {subject(r.kind, r.id): r.fingerprint for r in engine().backend.records()}
    missing, different = [], []
    with read_only():
        for chunk in _all_changes(progress):
            for change in chunk:
                if change.document is None:
                    continue
                name = subject(change.kind, change.id)
                fingerprint = indexed.pop(name, None)
                if fingerprint is None:
                    missing.append(name)
                elif fingerprint != change.document.fingerprint:
                    different.append(name)
        db.session.rollback()
    return Drift(tuple(missing), tuple(indexed), tuple(different))


def is_usable() -> bool:
    """Whether the index can be read and no reader has complained about it."""
    if engine().broken_marker.exists():
        return False
    try:
        engine().backend.count()
    except IndexUnavailableError:
        return False
    return True


def report_broken() -> None:
    """Ask the worker for a rebuild: a reader could not read."""
    try:
        engine().folder.mkdir(parents=True, exist_ok=True)
        engine().broken_marker.touch()
    except OSError:
        log.exception("search: the marker for a rebuild could not be written")


def repair(progress: Callable[[int], None] = lambda _done: None) -> Drift:
    """Mend whatever differs; return it."""
    drift = check(progress)
    subjects = drift.subjects()
    for start in range(0, len(subjects), CHUNK):
        with read_only():
            sync(subjects[start : start + CHUNK])
            db.session.rollback()
    return drift


def _repair_all(_subjects: Sequence[str]) -> None:
    drift = repair()
    # While changes are waiting to be synced a difference is no drift.
    if not drift.is_none and not outbox.backlog(JOB_KIND)[0]:
        log.warning("search: %d records differed and were mended", len(drift.subjects()))


CHECK = JobType("search.check", _repair_all)
