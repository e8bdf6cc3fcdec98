"""Asking the index for cases, and the matrix of what has been told."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app

from cop.cases import queries
from cop.cases.cards import Card
from cop.cases.models import CASES
from cop.cases.queries import KIND
from cop.cases.questions import CELL, FACETS, Asked
from cop.cases.search import texts_of
from cop.catalogue.matching import Match, match
from cop.catalogue.queries import Found, answer, understand
from cop.catalogue.questions import PAGE_SIZE
from cop.core.kept import Kept
from cop.core.permissions import VISITOR
from cop.records.queries import titles_beginning
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
    ids = titles_beginning(CASES, words, query.offset + query.limit, actor=VISITOR)
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
    """How many cases stand where, by form, depth, phase and role.

    A case stands in every cell that its forms, depth, phases and roles make together; so the cases of a cell
    are those that have each of its values. Who has a value are the bits of a number: a page asks for hundreds
    of counts, and going through all cells for each took half a second with thousands of cases.
    """

    having: Mapping[tuple[str, str], int]
    everybody: int

    def count(self, **chosen: str) -> int:
        """Return how many cases have these values; each once, however many cells it stands in."""
        found = self.everybody
        for axis_and_value in chosen.items():
            found &= self.having.get(axis_and_value, 0)
        return found.bit_count()


def matrix() -> Matrix:
    """Return the matrix of the public cases, kept as long as no content changes."""
    kept: Kept[str, Matrix] = current_app.extensions.setdefault("cop.cases.matrix", Kept(1))
    return kept.get(["public"], lambda keys: dict.fromkeys(keys, _read()))["public"]


def _read() -> Matrix:
    cells = queries.cells(actor=VISITOR)
    bits = {id: 1 << place for place, id in enumerate({id for ids in cells.values() for id in ids})}
    having: dict[tuple[str, str], set[int]] = {}
    for cell, ids in cells.items():
        for axis_and_value in zip(CELL, cell, strict=True):
            having.setdefault(axis_and_value, set()).update(ids)
    masks = {axis_and_value: sum(bits[id] for id in ids) for axis_and_value, ids in having.items()}
    return Matrix(masks, sum(bits.values()))
