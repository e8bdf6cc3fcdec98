"""From documents to the arrays of one segment: the terms turned round, the columns filled."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import numpy as np

from cop.search.backends.arrays import Array, ArrayWriter, narrow
from cop.search.contract import CONCEPT, EXACT, SKELETON, Document

Analyse = Callable[[str, str], list[str]]
"""The terms of a text in a space, in their order."""

NO_NUMBER: Final = np.iinfo(np.int64).min
"""Stands in a number column where the record has no such number."""
KIND: Final = "kind"
AUDIENCE: Final = "audience"
_LARGEST: Final = 2**53  # of a number's size: exact in JSON and in float64 alike
_LONGEST_TERM: Final = 200  # characters; longer ones are noise that nobody types


def facet_column(facet: str) -> str:
    """The name of a facet's column."""
    return f"facet:{facet}"


def write_strings(writer: ArrayWriter, name: str, strings: Sequence[str]) -> None:
    """Strings as one block of UTF-8 (`name`) and where each ends (`name:ends`, first 0)."""
    encoded = [string.encode("utf-8", "replace") for string in strings]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    writer.add(name, np.frombuffer(b"".join(encoded), np.uint8))
    writer.add(f"{name}:ends", narrow(ends))


def starts_of(counts: Array) -> Array:
    """Where each run begins when runs of these lengths follow one another, and where the last ends."""
    starts = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts


class _Space:
    """Collects the terms of one space."""

    def __init__(self) -> None:
        self.vocabulary: defaultdict[str, int] = defaultdict()
        self.vocabulary.default_factory = self.vocabulary.__len__
        self._terms = array("i")
        self._passages: list[tuple[int, int, int, int]] = []  # document, first place, terms, weight
        self._document = -1
        self._place = 0

    def add(self, document: int, terms: Sequence[str], weight: int) -> int:
        """Add a passage and return its number of terms; a gap keeps phrases within it."""
        if document != self._document:
            self._document, self._place = document, 0
        if max(map(len, terms), default=0) > _LONGEST_TERM:
            terms = [term[:_LONGEST_TERM] for term in terms]
        self._terms.fromlist(list(map(self.vocabulary.__getitem__, terms)))
        self._passages.append((document, self._place, len(terms), max(weight, 1)))
        self._place += len(terms) + 1
        return len(terms)

    def write(self, writer: ArrayWriter, name: str, documents: int) -> int:
        """Write postings ordered by term, document and place; return the sum of lengths."""
        passage = np.array(self._passages, np.int64).reshape(-1, 4)
        counts = passage[:, 2]
        shift = passage[:, 1] - starts_of(counts)[:-1]
        places = np.arange(len(self._terms)) + np.repeat(shift, counts)
        document = np.repeat(passage[:, 0].astype(np.int32), counts)
        weight = np.repeat(passage[:, 3], counts)
        words = sorted(self.vocabulary)
        rank = np.empty(len(words), np.int32)
        rank[[self.vocabulary[word] for word in words]] = np.arange(len(words), dtype=np.int32)
        term = rank[np.frombuffer(self._terms, np.int32)] if words else np.empty(0, np.int32)
        lengths = np.bincount(document, weights=weight, minlength=documents).astype(np.int64)
        order = np.argsort(term, kind="stable")
        write_strings(writer, f"{name}:terms", words)
        _write_postings(writer, name, len(words), term[order], document[order], weight[order], places[order])
        writer.add(f"{name}:lengths", narrow(lengths))
        return int(lengths.sum())


def _write_postings(
    writer: ArrayWriter, name: str, words: int, term: Array, document: Array, weight: Array, places: Array
) -> None:
    first = np.flatnonzero(np.diff(term, prepend=-1) | np.diff(document, prepend=-1))
    frequency = np.diff(first, append=len(term))
    postings = np.bincount(term[first], minlength=words)
    writer.add(f"{name}:starts", narrow(starts_of(postings)))
    writer.add(f"{name}:docs", document[first])
    writer.add(f"{name}:weights", narrow(np.add.reduceat(weight, first) if len(first) else first))
    writer.add(f"{name}:frequencies", narrow(frequency))
    writer.add(f"{name}:place_starts", narrow(starts_of(np.bincount(term, minlength=words))))
    writer.add(f"{name}:places", narrow(places))


class _Column:
    """Collects labels, any number of them a document."""

    def __init__(self) -> None:
        self.labels: defaultdict[str, int] = defaultdict()
        self.labels.default_factory = self.labels.__len__
        self._documents = array("i")
        self._codes = array("i")

    def add(self, document: int, labels: Iterable[str]) -> None:
        for label in labels:
            self._documents.append(document)
            self._codes.append(self.labels[label])

    def write(self, writer: ArrayWriter, name: str, documents: int) -> None:
        write_strings(writer, f"{name}:terms", list(self.labels))
        codes = np.frombuffer(self._codes, np.int32) if self._codes else np.empty(0, np.int32)
        owners = np.frombuffer(self._documents, np.int32) if self._documents else np.empty(0, np.int32)
        write_column(writer, name, owners, codes, documents=documents, labels=len(self.labels))


def write_column(
    writer: ArrayWriter, name: str, owners: Array, codes: Array, *, documents: int, labels: int
) -> None:
    """Pairs of document and label, in order of documents, and the same in order of labels."""
    writer.add(f"{name}:codes", narrow(codes))
    writer.add(f"{name}:code_starts", narrow(starts_of(np.bincount(owners, minlength=documents))))
    writer.add(f"{name}:docs", owners[np.argsort(codes, kind="stable")].astype(np.int32))
    writer.add(f"{name}:starts", narrow(starts_of(np.bincount(codes, minlength=labels))))


def write_numbers(writer: ArrayWriter, name: str, values: Array) -> None:
    """A column of numbers in 16, 32 or 64 bits; the lowest one of each stands for none."""
    held = values[values != NO_NUMBER]
    for dtype in (np.int16, np.int32, np.int64):
        bounds = np.iinfo(dtype)
        if not len(held) or (held.min() > bounds.min and held.max() <= bounds.max):
            break
    writer.add(name, np.where(values == NO_NUMBER, bounds.min, values).astype(dtype))


class SegmentBuilder:
    """Collects documents and writes them as one segment file."""

    def __init__(self, analyse: Analyse) -> None:
        self._analyse = analyse
        self._spaces: defaultdict[str, _Space] = defaultdict(_Space)
        self._columns: defaultdict[str, _Column] = defaultdict(_Column)
        self._numbers: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._ids: list[int] = []
        self._fingerprints: list[str] = []
        self.tokens = 0
        """Number of terms held so far: a measure of the memory in use."""

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, document: Document) -> None:
        """Take in one document; its number in the segment is the count of those before it."""
        number = len(self._ids)
        self._ids.append(document.id)
        self._fingerprints.append(document.fingerprint)
        for language, parts in document.texts.items():
            for part in parts:
                for space in (language, EXACT, SKELETON):
                    terms = self._analyse(part.text, space)
                    self.tokens += self._spaces[space].add(number, terms, part.weight)
        if document.concepts:
            self._spaces[CONCEPT].add(number, sorted(document.concepts), 1)
        self._columns[KIND].add(number, (document.kind,))
        self._columns[AUDIENCE].add(number, document.audiences)
        for facet, values in document.facets.items():
            self._columns[facet_column(facet)].add(number, sorted(values))
        for name, value in document.numbers.items():
            self._numbers[name][number] = max(-_LARGEST, min(value, _LARGEST))

    def write(self, writer: ArrayWriter) -> None:
        """Write everything that was added."""
        count = len(self)
        writer.add("ids", np.array(self._ids, np.int64))
        write_strings(writer, "fingerprints", self._fingerprints)
        lengths = {name: space.write(writer, f"s:{name}", count) for name, space in self._spaces.items()}
        for name, column in self._columns.items():
            column.write(writer, f"c:{name}", count)
        for name, numbers in self._numbers.items():
            values = np.full(count, NO_NUMBER, np.int64)
            values[list(numbers)] = list(numbers.values())
            write_numbers(writer, f"n:{name}", values)
        writer.facts = segment_facts(count, lengths, list(self._columns), list(self._numbers))


def segment_facts(
    documents: int, lengths: dict[str, int], columns: list[str], numbers: list[str]
) -> dict[str, object]:
    """What the table of contents says of a segment as a whole."""
    return {"documents": documents, "lengths": lengths, "columns": columns, "numbers": numbers}
