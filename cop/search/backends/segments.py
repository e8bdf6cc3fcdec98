"""One immutable segment of the index, read from its mapped file."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from cop.search.backends.arrays import Array, ArrayFile
from cop.search.backends.building import NO_NUMBER


class Strings:
    """Strings of a segment by their number; nothing of them is held in memory."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._file = file
        self._name = name
        self.ends = file[f"{name}:ends"]

    def __len__(self) -> int:
        return len(self.ends) - 1

    def encoded(self, number: int) -> bytes:
        """The UTF-8 of one string."""
        return self._file.text(self._name, int(self.ends[number]), int(self.ends[number + 1]))

    def __getitem__(self, number: int) -> str:
        return self.encoded(number).decode()

    def joined(self) -> bytes:
        """The UTF-8 of all strings, one after another."""
        return self._file.text(self._name, 0, int(self.ends[-1]))

    def all(self) -> list[bytes]:
        """The UTF-8 of every string."""
        text = self.joined()
        return [text[start:end] for start, end in pairwise(self.ends.tolist())]

    def place(self, text: bytes) -> int:
        """Number of the first string that does not come before this one, in order of bytes."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.encoded(middle) < text:
                low = middle + 1
            else:
                high = middle
        return low


class Lexicon:
    """The terms of one space, in order of their UTF-8, and where they stand."""

    def __init__(self, file: ArrayFile, space: str) -> None:
        name = f"s:{space}"
        self.terms = Strings(file, f"{name}:terms")
        self.starts = file[f"{name}:starts"]
        self.docs = file[f"{name}:docs"]
        self.weights = file[f"{name}:weights"]
        self.frequencies = file[f"{name}:frequencies"]
        self.place_starts = file[f"{name}:place_starts"]
        self.places = file[f"{name}:places"]
        self.lengths = file[f"{name}:lengths"]

    def find(self, text: str) -> int:
        """Number of a term, or -1."""
        encoded = text.encode("utf-8", "replace")
        number = self.terms.place(encoded)
        return number if number < len(self.terms) and self.terms.encoded(number) == encoded else -1

    def beginning(self, prefix: str) -> tuple[int, int]:
        """First and last-but-one of the numbers of terms that begin so."""
        encoded = prefix.encode("utf-8", "replace")
        # No UTF-8 holds the byte ff, so it stands after all that begin with the prefix.
        return self.terms.place(encoded), self.terms.place(encoded + b"\xff")

    def postings(self, term: int) -> slice:
        """Where a term's postings stand in `docs`, `weights` and `frequencies`."""
        return slice(int(self.starts[term]), int(self.starts[term + 1]))

    def document_frequencies(self, first: int, last: int) -> Array:
        """Number of documents of each term from `first` to before `last`; removed ones count."""
        return np.diff(self.starts[first : last + 1].astype(np.int64))


class Column:
    """Labels of documents: facet values, audiences, kinds."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._strings = Strings(file, f"c:{name}:terms")
        self.codes = file[f"c:{name}:codes"]
        self.code_starts = file[f"c:{name}:code_starts"]
        self._docs = file[f"c:{name}:docs"]
        self._starts = file[f"c:{name}:starts"]

    @cached_property
    def labels(self) -> list[str]:
        """All labels; a code is a number in this list."""
        return [label.decode() for label in self._strings.all()]

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The code of each label."""
        return {label: number for number, label in enumerate(self.labels)}

    def documents(self, label: str) -> Array:
        """Documents that bear a label, ascending."""
        code = self.numbers.get(label)
        if code is None:
            return self._docs[:0]
        return self._docs[int(self._starts[code]) : int(self._starts[code + 1])]

    def owners(self) -> Array:
        """The document of each code."""
        counts: Array = np.diff(self.code_starts.astype(np.int64))
        return np.repeat(np.arange(len(counts), dtype=np.int32), counts)

    def by_label(self) -> "ByLabel":
        """The documents in order of their labels."""
        starts = self._starts.astype(np.intp)
        used = np.flatnonzero(np.diff(starts))
        return ByLabel(self._docs.astype(np.intp), starts[used], used)


@dataclass(frozen=True, slots=True)
class ByLabel:
    """Documents in order of their labels, the codes of the labels in use, and where each begins."""

    documents: Array
    starts: Array
    codes: Array

    @property
    def nbytes(self) -> int:
        """Bytes of memory."""
        return self.documents.nbytes + self.starts.nbytes + self.codes.nbytes


class Segment:
    """A segment by its name, which is never used again."""

    def __init__(self, name: str, file: ArrayFile) -> None:
        self.name = name
        self.file = file
        facts: Mapping[str, Any] = file.facts
        self.documents: int = facts["documents"]
        self.lengths: Mapping[str, int] = facts["lengths"]
        self.columns = {column: Column(file, column) for column in facts["columns"]}
        self.number_names: list[str] = facts["numbers"]
        self.lexicons = {space: Lexicon(file, space) for space in self.lengths}
        self.ids = file["ids"]
        self.fingerprints = Strings(file, "fingerprints")

    @cached_property
    def kinds(self) -> Array:
        """The code of each document's kind."""
        return self.columns["kind"].codes

    @cached_property
    def has_small_ids(self) -> bool:
        """Whether all ids are whole numbers of 31 bits, none below 0."""
        return not len(self.ids) or (self.ids.min() >= 0 and not self.ids.max() >> 31)

    def kind_of(self, document: int) -> str:
        """The kind of one document."""
        return self.columns["kind"].labels[int(self.kinds[document])]

    def kinds_of(self, documents: Array) -> list[str]:
        """The kinds of these documents."""
        labels = self.columns["kind"].labels
        if len(labels) == 1:
            return labels * len(documents)
        return [labels[code] for code in self.kinds[documents].tolist()]

    @cached_property
    def _columns_of_numbers(self) -> Mapping[str, Array]:
        return {name: self.file[f"n:{name}"] for name in self.number_names}

    def numbers(self, name: str, documents: Array) -> Array:
        """A number of these documents as int64, NO_NUMBER where there is none."""
        if name not in self.number_names:
            return np.full(len(documents), NO_NUMBER, np.int64)
        column = self._columns_of_numbers[name]
        values = column.take(documents).astype(np.int64)
        values[values == np.iinfo(column.dtype).min] = NO_NUMBER
        return values

    def ranks(self, name: str, documents: Array) -> Array:
        """Whole numbers in the order of a number of these documents, none first; for this segment alone."""
        column = self._columns_of_numbers.get(name)
        if column is not None and column.dtype.itemsize <= 4:
            return column.take(documents)  # where there is none stands the lowest of all
        return self.numbers(name, documents)

    def find(self, kind: str, ids: Array) -> list[int]:
        """The documents of these ids of a kind, removed ones among them."""
        column = self.columns["kind"]
        found = np.flatnonzero(np.isin(self.ids, ids))
        return [int(each) for each in found if self.kinds[each] == column.numbers.get(kind, -1)]
