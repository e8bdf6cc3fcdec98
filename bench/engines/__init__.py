"""Our search and its peers, each behind the same few calls."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bench.documents import Record
from bench.questions import Question


@dataclass(frozen=True, slots=True)
class Answer:
    """The exact total, the ids of the page, the facets' counts, and snippets where they were asked for."""

    total: int
    ids: list[int]
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    snippets: list[str] = field(default_factory=list)


class Engine(Protocol):
    """An engine with an index in one folder."""

    def build(self, records: Iterable[Record]) -> None:
        """Index all of them from nothing."""

    def open(self) -> None:
        """Be ready for questions."""

    def ask(self, question: Question) -> Answer:
        """Answer, with everything that an application would need for its page."""

    def replace(self, record: Record) -> None:
        """Write one record again, and commit."""


def engines() -> dict[str, Callable[[Path], Engine]]:
    """Every engine by its name in the tables; each is imported where it is used."""
    from bench.engines.fts5 import Fts5
    from bench.engines.ours import Ours
    from bench.engines.stock import KeptWhoosh, StockWhoosh
    from bench.engines.tantivy import Tantivy

    return {
        "ours": Ours,
        "Whoosh": StockWhoosh,
        "Whoosh, open": KeptWhoosh,
        "FTS5": Fts5,
        "tantivy": Tantivy,
    }
