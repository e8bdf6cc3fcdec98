"""Asking the index for cases, and the matrix of what has been told."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app

from cop.cases import cards, queries
from cop.cases.cards import Card
from cop.cases.queries import KIND, Cell
from cop.cases.questions import CELL, FACETS, Asked
from cop.cases.search import texts_of
from cop.catalogue.matching import Match, match
from cop.catalogue.queries import Found, answer, understand
from cop.catalogue.questions import PAGE_SIZE
from cop.core.kept import Kept
from cop.core.permissions import VISITOR
from cop.search.contract import PUBLIC, FacetRequest, Hit, Query


def find(asked: Asked, language: str, *, offset: int | None = None, limit: int = PAGE_SIZE) -> Found:
    """Answer a question; where the index is away, from the titles in the database."""
    parsed = understand(asked.text, language)
    sort = asked.sort or ("relevance" if parsed.clauses else "newest")
    query = Query(
        audiences=frozenset({PUBLIC}),
        clauses=parsed.clauses,
        excluded=parsed.excluded,
        kinds=frozenset({KIND}),
        filters={name: (value,) for name, value in asked.filters.items()},
        sort="published" if sort == "newest" else sort,
        facets=tuple(FacetRequest(name, exclusive=True) for name in FACETS),
        offset=(asked.page - 1) * PAGE_SIZE if offset is None else offset,
        limit=limit,
    )
    return answer(asked.text, parsed, query, language) or _without_index(asked, query, language)


def _without_index(asked: Asked, query: Query, language: str) -> Found:
    words = asked.text.replace('"', " ").split()[:5]
    ids = cards.titles_beginning(words, query.offset + query.limit, actor=VISITOR)
    hits = tuple(Hit(KIND, id, 0.0) for id in ids[query.offset :])
    return Found(understand(asked.text, language), len(ids), hits, {}, is_degraded=True)


def matches(found: Found, shown: list[Card]) -> dict[int, Match]:
    """Return for each card what led to it; nothing where nothing was typed."""
    if not found.parsed.clauses or found.is_degraded:
        return {}
    hits = {hit.id: hit for hit in found.hits}
    texts = texts_of([card.id for card in shown], {card.language for card in shown})
    return {
        card.id: match(found.parsed, hits[card.id], card, texts[card.id][card.language]) for card in shown
    }


@dataclass(frozen=True, slots=True)
class Matrix:
    """How many cases stand where, by form, depth, phase and role."""

    cells: Mapping[Cell, frozenset[int]]

    def count(self, **chosen: str) -> int:
        """Return how many cases have these values; each once, however many cells it stands in."""
        wanted = [(CELL.index(name), value) for name, value in chosen.items()]
        ids: set[int] = set()
        for cell, members in self.cells.items():
            if all(cell[at] == value for at, value in wanted):
                ids |= members
        return len(ids)


def matrix() -> Matrix:
    """Return the matrix of the public cases, kept as long as no content changes."""
    kept: Kept[str, Matrix] = current_app.extensions.setdefault("cop.cases.matrix", Kept(1))
    return kept.get(["public"], lambda keys: dict.fromkeys(keys, _read()))["public"]


def _read() -> Matrix:
    return Matrix({cell: frozenset(ids) for cell, ids in queries.cells(actor=VISITOR).items()})
