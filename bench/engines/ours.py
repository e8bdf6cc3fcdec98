"""Our backend, asked through its contract; snippets are made from texts that stand in SQLite."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from bench.documents import Record
from bench.engines import Answer
from bench.questions import LIMIT, Question
from cop.search.analysis import analyse
from cop.search.backends.whoosh import WhooshBackend
from cop.search.contract import PUBLIC, Change, Clause, FacetRequest, Part, Phrase, Prefix, Query, Term
from cop.search.parse import parse
from cop.search.snippets import snippet
from cop.search.thesaurus import Thesaurus

_NO_CONCEPTS = Thesaurus(())
_AUDIENCES = frozenset({PUBLIC})


class Ours:
    """What the site uses, in the same settings."""

    def __init__(self, folder: Path) -> None:
        self._backend = WhooshBackend(folder / "index", analyse)
        self._texts = sqlite3.connect(folder / "texts.sqlite3")
        self._texts.execute("PRAGMA mmap_size=2147418112")

    def build(self, records: Iterable[Record]) -> None:
        """Rebuild as the site does, and keep the texts."""
        self._texts.execute(
            "CREATE TABLE texts (id INTEGER, language TEXT, parts TEXT, PRIMARY KEY (id, language))"
        )
        iterator = iter(records)
        with self._backend.rebuild() as add:
            while chunk := list(islice(iterator, 500)):
                add([Change("practice", record.id, record.document()) for record in chunk])
                rows = [
                    (record.id, language, json.dumps(parts, ensure_ascii=False))
                    for record in chunk
                    for language, parts in record.texts.items()
                ]
                self._texts.executemany("INSERT INTO texts VALUES (?, ?, ?)", rows)
        self._texts.commit()

    def open(self) -> None:
        """Map the index, and read the Bulgarian dictionary, as a process does when it starts."""
        self._backend.count()
        analyse("дума", "bg")

    def ask(self, question: Question) -> Answer:
        """Answer through the contract."""
        results = self._backend.search(_query(question))
        ids = [hit.id for hit in results.hits]
        snippets = self._snippets(question, ids) if question.snippets else []
        facets = {name: dict(counts) for name, counts in results.facets.items()}
        return Answer(results.total, ids, facets, snippets)

    def _snippets(self, question: Question, ids: list[int]) -> list[str]:
        language = question.terms[0][:2]
        parsed = parse(question.words, language, _NO_CONCEPTS)
        marks = ",".join("?" * len(ids))
        select = f"SELECT parts FROM texts WHERE language = ? AND id IN ({marks})"  # noqa: S608 - only marks
        rows = self._texts.execute(select, (language, *ids))
        # One text after another, as the other engines do: its letters are still in the processor's cache.
        return [str(snippet(_parts(row[0]), language, parsed).html) for row in rows]

    def replace(self, record: Record) -> None:
        """One change, as the worker applies it."""
        self._backend.apply([Change("practice", record.id, record.document())])


def _parts(text: str) -> Iterator[Part]:
    return map(Part._make, json.loads(text))


def _query(question: Question) -> Query:
    clauses: list[Clause] = []
    if question.in_order:
        space = question.terms[0][:2]
        clauses = [Clause((Phrase(space, tuple(term[2:] for term in question.terms)),))]
    elif question.prefix:
        clauses = [Clause((Prefix(question.prefix[:2], question.prefix[2:]),))]
    else:
        clauses = [Clause((Term(term[:2], term[2:]),)) for term in question.terms]
    return Query(
        audiences=_AUDIENCES,
        clauses=tuple(clauses),
        match_any=question.any_of,
        filters={name: (value,) for name, value in question.filters.items()},
        sort=question.sort or "relevance",
        facets=tuple(FacetRequest(name) for name in question.facets),
        offset=question.offset,
        limit=LIMIT,
    )
