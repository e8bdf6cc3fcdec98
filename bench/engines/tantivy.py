"""Tantivy, a search engine in Rust, with its fast fields for counting and sorting."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query, SnippetGenerator, TextAnalyzerBuilder, Tokenizer

from bench.documents import NO_NUMBER, NUMBER, Record
from bench.engines import Answer
from bench.questions import LIMIT, Question

_SORTS = {"published": "published", f"score.{NUMBER}": "score"}


class Tantivy:
    """One searcher kept open; a single thread writes."""

    def __init__(self, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("id", stored=True, indexed=True, fast=True)
        builder.add_text_field("body", stored=True, tokenizer_name="terms")
        for name in ("country", "target_group", "phase"):
            builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("published", fast=True)
        builder.add_integer_field("score", fast=True)
        self._schema = builder.build()
        at = folder / "tantivy"
        at.mkdir(exist_ok=True)
        self._index = tantivy.Index(self._schema, path=str(at))
        self._index.register_tokenizer("terms", TextAnalyzerBuilder(Tokenizer.whitespace()).build())
        self._searcher: Any = None
        self._writer: Any = None

    def build(self, records: Iterable[Record]) -> None:
        """One commit, and the merging awaited."""
        writer = self._index.writer(256_000_000, num_threads=1)
        for record in records:
            writer.add_document(self._document(record))
        writer.commit()
        writer.wait_merging_threads()

    def _document(self, record: Record) -> Any:
        score = record.numbers.get(f"score.{NUMBER}", NO_NUMBER)
        values = {"id": record.id, "body": record.body, "score": score}
        values |= {"published": record.numbers["published"]}
        values |= {name: record.facets[name] for name in ("country", "target_group", "phase")}
        return tantivy.Document.from_dict(values, self._schema)

    def open(self) -> None:
        """See the last commit."""
        self._index.reload()
        self._searcher = self._index.searcher()

    def ask(self, question: Question) -> Answer:
        """One search, one aggregation where facets are counted."""
        query = self._query(question)
        options = {"order_by_field": _SORTS[question.sort]} if question.sort else {}
        result = self._searcher.search(query, LIMIT, count=True, offset=question.offset, **options)
        addresses = [address for _, address in result.hits]
        ids = [int(id) for id in self._searcher.fast_field_values("id", addresses)]
        facets = self._facets(query, question) if question.facets else {}
        snippets = self._snippets(query, addresses) if question.snippets else []
        return Answer(int(result.count), ids, facets, snippets)

    def _query(self, question: Question) -> Any:
        if question.in_order:
            parts = [(Occur.Must, Query.phrase_query(self._schema, "body", list(question.terms)))]
        elif question.prefix:
            parts = [(Occur.Must, Query.regex_query(self._schema, "body", f"{question.prefix}.*"))]
        else:
            occur = Occur.Should if question.any_of else Occur.Must
            parts = [(occur, Query.term_query(self._schema, "body", term)) for term in question.terms]
        for name, value in question.filters.items():
            parts.append((Occur.Must, Query.term_query(self._schema, name, value, "basic")))
        return Query.boolean_query(parts) if len(parts) > 1 else parts[0][1]

    def _facets(self, query: Any, question: Question) -> dict[str, dict[str, int]]:
        wanted = {name: {"terms": {"field": name, "size": 200}} for name in question.facets}
        counted = self._searcher.aggregate(query, wanted)
        return {
            name: {bucket["key"]: bucket["doc_count"] for bucket in counted[name]["buckets"]}
            for name in question.facets
        }

    def _snippets(self, query: Any, addresses: list[Any]) -> list[str]:
        generator = SnippetGenerator.create(self._searcher, query, self._schema, "body")
        generator.set_max_num_chars(240)
        return [generator.snippet_from_doc(self._searcher.doc(address)).to_html() for address in addresses]

    def replace(self, record: Record) -> None:
        """Delete, add, commit with a writer that stays."""
        if self._writer is None:
            self._writer = self._index.writer(32_000_000, num_threads=1)
        self._writer.delete_documents_by_term("id", record.id)
        self._writer.add_document(self._document(record))
        self._writer.commit()
