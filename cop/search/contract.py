"""What search asks of a backend, and what a record gives to be found.

Nothing here knows a record type, a database or Whoosh. A backend is right when
`tests/search/contract.py` passes on it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

PUBLIC: Final = "public"
EVERYBODY: Final = frozenset({PUBLIC})
"""The audience everybody belongs to."""

EXACT: Final = "exact"
"""Space of folded words as they stand in the text, whatever the language."""
SKELETON: Final = "skeleton"
"""Space of sound keys shared by Cyrillic words and their Latin typing."""
CONCEPT: Final = "concept"
"""Space of vocabulary slugs that a record is tagged with (broader ones included)."""
KIND_FACET: Final = "kind"
"""The facet that every document has: its kind."""
# Every other space is a language code: analysed terms (stems) of that language.


class Part(NamedTuple):  # made hundreds of times for a page of passages, as Hit below
    """A passage of a record: plain text, no markup. Higher weight, higher in the results."""

    field: str
    text: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Document:
    """One record as search sees it: one hit, whatever the number of its languages.

    `texts` maps a language code to its parts, the title first. `facets` maps a facet's
    name to the values that hold. `numbers` are integers for sorting, higher first
    (scores are median times ten); a record without a number sorts last.
    """

    kind: str
    id: int
    audiences: frozenset[str]
    texts: Mapping[str, tuple[Part, ...]]
    concepts: frozenset[str] = frozenset()
    facets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    fingerprint: str = ""
    """Changes whenever any of the above does; `check` compares it with the database."""


@dataclass(frozen=True, slots=True)
class Term:
    """One analysed word in one space. `boost` multiplies its BM25 score."""

    space: str
    text: str
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words next to each other, in order, within one part of one space."""

    space: str
    texts: tuple[str, ...]
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Prefix:
    """All words of a space that begin so; a backend expands at most 128 of them."""

    space: str
    text: str
    boost: float = 1.0


Alternative = Term | Phrase | Prefix


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing the reader asked for, in all the ways it may be written: any of them will do."""

    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class FacetRequest:
    """Count a facet's values.

    With `exclusive` a click replaces the chosen value, so the values are counted as if
    this facet were not filtered; otherwise a click narrows, so they are counted within
    the results. Either way a count is what the click gives.
    """

    name: str
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What to find. `audiences` has no default: nobody searches as everybody by mistake.

    `clauses` must all match, or with `match_any` at least `enough` of them; with `rarest` only so many of
    them count, the rarest ones. No clause matches all records (browsing). `filters`: every value of every
    facet must hold. `sort`: "relevance", or the name of a number (highest first). `weights` (number ->
    weight 0..100) sorts by the weighted sum of those numbers, when not empty. Equal ones: newest id first.
    """

    audiences: frozenset[str]
    clauses: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()
    match_any: bool = False
    enough: int = 1
    rarest: int = 0
    kinds: frozenset[str] = frozenset()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "relevance"
    weights: Mapping[str, int] = field(default_factory=dict)
    facets: tuple[FacetRequest, ...] = ()
    offset: int = 0
    limit: int = 20


class Hit(NamedTuple):  # made twenty times a question: a frozen dataclass takes three times as long
    """One record found. `matched` names, per clause, the alternatives that led here."""

    kind: str
    id: int
    score: float
    matched: tuple[tuple[Alternative, ...], ...] = ()


Facets = Mapping[str, Mapping[str, int]]
"""Facet name -> value -> number of records; values that count 0 are left out."""


@dataclass(frozen=True, slots=True)
class Results:
    """`total` is exact and counts only what the audiences may see. Past the end: no hits."""

    total: int
    hits: tuple[Hit, ...]
    facets: Facets = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """The present state of one record: its document, or None when it is to be found no more."""

    kind: str
    id: int
    document: Document | None


@dataclass(frozen=True, slots=True)
class IndexedRecord:
    """What the index believes of one record, for the comparison with the database."""

    kind: str
    id: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word of the index near to one that was typed. `frequency` is the number of records."""

    text: str
    frequency: int
    distance: int


class IndexUnavailableError(Exception):
    """The index is missing, broken or of an older format; it must be rebuilt."""


class SearchBackend(Protocol):
    """An index on disk. Reading is safe from any thread and process; writing has one writer.

    A process that reads sees what another one committed at its next `search`.
    """

    def apply(self, changes: Sequence[Change]) -> None:
        """Write the changes and commit; when this returns, they are on disk. Repeatable."""

    def search(self, query: Query) -> Results:
        """Raise IndexUnavailableError where there is no usable index."""

    def complete(self, space: str, prefix: str, limit: int) -> list[str]:
        """Words of a space that begin so, most frequent first; bounded in time."""

    def spellings(
        self, space: str, word: str, limit: int, audiences: frozenset[str] = EVERYBODY
    ) -> list[Spelling]:
        """Words within two edits of this one in what these may see, nearest first; bounded in time."""

    def records(self) -> Iterator[IndexedRecord]:
        """All records of the index, in no order."""

    def count(self) -> int:
        """Number of records in the index."""

    def generation(self) -> str:
        """A short word that changes with every commit and every rebuild."""

    def rebuild(self) -> AbstractContextManager[Callable[[Sequence[Change]], None]]:
        """Build a new index beside the present one: `with backend.rebuild() as add: add(changes)`.

        Leaving the block well swaps it in with one atomic rename; an exception drops it.
        Readers go on with the old index until then. No change has to be written twice.
        """

    def optimise(self) -> None:
        """Merge what many small commits left, where that is worth it."""

    def purge(self) -> None:
        """Write anew whatever holds removed records, so that no file has a word of them any more."""


@dataclass(frozen=True, slots=True)
class Label:
    """A name of a concept in one language. Role: "label", "synonym" or "abbreviation"."""

    concept: str
    language: str
    text: str
    role: str


@dataclass(frozen=True, slots=True)
class Searchable:
    """How a record type is found. A feature gives one to search for each kind.

    `documents(ids)` loads the present state of those records and gives a document for each
    that may be found at all; what it leaves out is removed from the index. `ids(after, limit)`
    gives ids in ascending order, `after` exclusive.
    """

    kind: str
    documents: Callable[[Sequence[int]], list[Document]]
    ids: Callable[[int, int], list[int]]
