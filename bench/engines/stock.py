"""Whoosh as its tutorial has it: a schema, the default writer, the query parser."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whoosh import index, sorting
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, KEYWORD, NUMERIC, TEXT, Schema
from whoosh.qparser import QueryParser
from whoosh.query import And, Every, Term

from bench.documents import FACETS, NO_NUMBER, NUMBER, Record
from bench.engines import Answer
from bench.questions import LIMIT, Question

_SORTS = {"published": "published", f"score.{NUMBER}": "score"}


def _fields(record: Record) -> dict[str, Any]:
    return {
        "id": str(record.id),
        "body": record.body,
        "country": record.facets["country"][0],
        "target_group": ",".join(record.facets["target_group"]),
        "phase": ",".join(record.facets["phase"]),
        "published": record.numbers["published"],
        "score": record.numbers.get(f"score.{NUMBER}", NO_NUMBER),
    }


class StockWhoosh:
    """A searcher opened for each question, as in the tutorial."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index: Any = None
        self._parser: Any = None

    def build(self, records: Iterable[Record]) -> None:
        """One writer, one commit."""
        schema = Schema(
            id=ID(stored=True, unique=True),
            body=TEXT(stored=True, analyzer=SpaceSeparatedTokenizer()),
            country=ID(stored=True),
            target_group=KEYWORD(stored=True, commas=True),
            phase=KEYWORD(stored=True, commas=True),
            published=NUMERIC(sortable=True),
            score=NUMERIC(sortable=True),
        )
        writer = index.create_in(self._folder, schema).writer()
        for record in records:
            writer.add_document(**_fields(record))
        writer.commit()

    def open(self) -> None:
        """Open the index."""
        self._index = index.open_dir(self._folder)
        self._parser = QueryParser("body", self._index.schema)

    def ask(self, question: Question) -> Answer:
        """Open, ask, close."""
        with self._index.searcher() as searcher:
            return self._answer(searcher, question)

    def _answer(self, searcher: Any, question: Question) -> Answer:
        query = self._parser.parse(_as_typed(question)) if question.terms or question.prefix else Every()
        options: dict[str, Any] = {}
        if question.filters:
            options["filter"] = And([Term(name, value) for name, value in question.filters.items()])
        if question.sort:
            options |= {"sortedby": _SORTS[question.sort], "reverse": True}
        if question.facets:
            options["groupedby"] = [sorting.FieldFacet(name, allow_overlap=True) for name in FACETS]
            options["maptype"] = sorting.Count
        if question.offset:
            page = searcher.search_page(query, question.offset // LIMIT + 1, pagelen=LIMIT, **options)
            return Answer(len(page), [int(hit["id"]) for hit in page])
        results = searcher.search(query, limit=LIMIT, **options)
        facets = {name: dict(results.groups(name)) for name in question.facets}
        snippets = [hit.highlights("body") for hit in results] if question.snippets else []
        return Answer(len(results), [int(hit["id"]) for hit in results], facets, snippets)

    def replace(self, record: Record) -> None:
        """The default writer, which merges as it likes and waits for no disk."""
        writer = self._index.writer()
        writer.update_document(**_fields(record))
        writer.commit()


class KeptWhoosh(StockWhoosh):
    """The same, with one searcher kept open, as nobody who follows the tutorial does."""

    _searcher: Any = None

    def ask(self, question: Question) -> Answer:
        """Ask the searcher that is open."""
        if self._searcher is None:
            self._searcher = self._index.searcher()
        return self._answer(self._searcher, question)


def _as_typed(question: Question) -> str:
    if question.in_order:
        return f'"{" ".join(question.terms)}"'
    if question.prefix:
        return f"{question.prefix}*"
    return (" OR " if question.any_of else " ").join(question.terms)
