"""Small documents and queries for tests of search; texts are analysed by `words`."""

import re
from collections.abc import Callable, Mapping, Sequence

from cop.search.contract import (
    EXACT,
    PUBLIC,
    Alternative,
    Change,
    Clause,
    Document,
    Part,
    Query,
    Results,
    SearchBackend,
    Term,
)

EVERYBODY = frozenset({PUBLIC})
MakeBackend = Callable[[], SearchBackend]


def words(text: str, space: str) -> list[str]:
    found = re.findall(r"\w+", text.lower())
    return [word[:4] for word in found] if space not in (EXACT, "skeleton") else found


def document(
    number: int,
    text: str = "",
    *,
    title: str = "",
    kind: str = "practice",
    language: str = "en",
    audiences: Sequence[str] = (PUBLIC,),
    concepts: Sequence[str] = (),
    facets: Mapping[str, Sequence[str]] | None = None,
    numbers: Mapping[str, int] | None = None,
    fingerprint: str = "",
) -> Document:
    parts = (Part("title", title, 5),) if title else ()
    return Document(
        kind=kind,
        id=number,
        audiences=frozenset(audiences),
        texts={language: (*parts, Part("body", text))},
        concepts=frozenset(concepts),
        facets={name: frozenset(values) for name, values in (facets or {}).items()},
        numbers=numbers or {},
        fingerprint=fingerprint,
    )


def change(given: Document) -> Change:
    return Change(given.kind, given.id, given)


def changes(*given: Document) -> list[Change]:
    return [change(each) for each in given]


def exact(text: str) -> Clause:
    return Clause((Term(EXACT, text),))


def one_of(*alternatives: Alternative) -> Clause:
    return Clause(alternatives)


def query(*clauses: Clause, audiences: frozenset[str] = EVERYBODY, **rest: object) -> Query:
    return Query(audiences=audiences, clauses=clauses, **rest)  # type: ignore[arg-type]


def ids(results: Results) -> list[int]:
    return [hit.id for hit in results.hits]


def filled(make_backend: MakeBackend, *documents: Document) -> SearchBackend:
    backend = make_backend()
    with backend.rebuild() as add:
        add(changes(*documents))
    return backend
