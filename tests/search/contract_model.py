"""Part of the search contract: random queries agree with a model that looks at every record."""

import random

from cop.search.contract import (
    EXACT,
    PUBLIC,
    Alternative,
    Change,
    Clause,
    Document,
    FacetRequest,
    Phrase,
    Prefix,
    Query,
    SearchBackend,
    Term,
)
from tests.search.samples import MakeBackend, change, document

WORDS = [one + other for one in "abcd" for other in "klmn"]
AUDIENCES = (PUBLIC, "editors", "group:1")


class ModelContract:
    """Totals, counts and order, after additions, replacements, removals and merges."""

    def test_random_queries_agree_with_looking_at_every_record(self, make_backend: MakeBackend) -> None:
        for seed in range(4):
            choose = random.Random(seed)
            backend = make_backend()
            records = _history(backend, choose)

            for _ in range(30):
                asked = _query(choose)
                found = backend.search(asked)
                expected = _matching(records, asked)
                assert found.total == len(expected)
                assert found.facets == {facet.name: _counts(records, asked, facet) for facet in asked.facets}
                if asked.sort == "step":
                    page = [(each.kind, each.id) for each in _ordered(expected)][asked.offset :][:7]
                    assert [(hit.kind, hit.id) for hit in found.hits] == page
                assert all(
                    hit.matched == _matched(records[hit.kind, hit.id], asked.clauses) for hit in found.hits
                )


Records = dict[tuple[str, int], Document]


def _history(backend: SearchBackend, choose: random.Random) -> Records:
    """Fill the backend in several commits and give what it must hold."""
    records: Records = {}
    with backend.rebuild() as add:
        for _ in range(3):
            add(_changes(records, choose))
    for _ in range(choose.randrange(12)):
        backend.apply(_changes(records, choose))
        if choose.random() < 0.2:
            backend.optimise()
    return records


def _changes(records: Records, choose: random.Random) -> list[Change]:
    made = []
    for _ in range(choose.randrange(12)):
        kind, number = choose.choice(["practice", "seminar"]), choose.randrange(1, 40)
        if choose.random() < 0.2:
            records.pop((kind, number), None)
            made.append(Change(kind, number, None))
        else:
            records[kind, number] = _document(kind, number, choose)
            made.append(change(records[kind, number]))
    return made


def _document(kind: str, number: int, choose: random.Random) -> Document:
    return document(
        number,
        " ".join(choose.choices(WORDS, k=choose.randrange(30))),
        title=" ".join(choose.choices(WORDS, k=choose.randrange(4))),
        kind=kind,
        audiences=choose.sample(AUDIENCES, choose.randrange(4)),
        facets={"one": [choose.choice("xyz")], "many": choose.sample("pqrs", choose.randrange(4))},
        numbers={"step": choose.randrange(-2, 3)} if choose.random() < 0.8 else {},
    )


def _query(choose: random.Random) -> Query:
    filters = {"one": tuple(choose.sample("xyz", 1))} if choose.random() < 0.3 else {}
    if choose.random() < 0.3:
        filters["many"] = tuple(choose.sample("pqrs", choose.randrange(1, 3)))
    return Query(
        audiences=frozenset(choose.sample(AUDIENCES, choose.randrange(1, 4))),
        clauses=tuple(_clause(choose) for _ in range(choose.randrange(4))),
        excluded=tuple(_clause(choose) for _ in range(choose.choice([0, 0, 1, 2]))),
        match_any=choose.random() < 0.4,
        enough=choose.choice([1, 1, 2, 3]),
        kinds=frozenset(choose.choice([[], [], ["practice"], ["practice", "seminar"]])),
        filters=filters,
        sort=choose.choice(["relevance", "step"]),
        facets=(FacetRequest("one", exclusive=True), FacetRequest("many")),
        offset=choose.choice([0, 0, 3, 15]),
        limit=7,
    )


def _clause(choose: random.Random) -> Clause:
    return Clause(tuple(_alternative(choose) for _ in range(choose.randrange(1, 4))))


def _alternative(choose: random.Random) -> Alternative:
    if choose.random() < 0.4:
        return Phrase(EXACT, tuple(choose.choices(WORDS, k=choose.randrange(1, 4))))
    if choose.random() < 0.3:
        return Prefix(EXACT, choose.choice("abcde"))
    return Term(EXACT, choose.choice([*WORDS, "zz"]))


def _has(record: Document, alternative: Alternative) -> bool:
    passages = [part.text.split() for parts in record.texts.values() for part in parts]
    if isinstance(alternative, Term):
        return any(alternative.text in words for words in passages)
    if isinstance(alternative, Prefix):
        return any(word.startswith(alternative.text) for words in passages for word in words)
    size = len(alternative.texts)
    return any(
        tuple(words[start : start + size]) == alternative.texts
        for words in passages
        for start in range(len(words))
    )


def _matched(record: Document, clauses: tuple[Clause, ...]) -> tuple[tuple[Alternative, ...], ...]:
    return tuple(
        tuple(each for each in dict.fromkeys(clause.alternatives) if _has(record, each)) for clause in clauses
    )


def _matching(records: Records, asked: Query, left_out: str = "") -> list[Document]:
    return [record for record in records.values() if _answers(record, asked, left_out)]


def _answers(record: Document, asked: Query, left_out: str) -> bool:
    met = [bool(each) for each in _matched(record, asked.clauses)]
    return (
        bool(record.audiences & asked.audiences)
        and (not asked.kinds or record.kind in asked.kinds)
        and (not met or (sum(met) >= asked.enough if asked.match_any else all(met)))
        and not any(_matched(record, asked.excluded))
        and all(
            set(values) <= record.facets[name] for name, values in asked.filters.items() if name != left_out
        )
    )


def _counts(records: Records, asked: Query, facet: FacetRequest) -> dict[str, int]:
    counted: dict[str, int] = {}
    for record in _matching(records, asked, facet.name if facet.exclusive else ""):
        for value in record.facets[facet.name]:
            counted[value] = counted.get(value, 0) + 1
    return counted


def _ordered(records: list[Document]) -> list[Document]:
    return sorted(records, key=lambda each: (-each.numbers.get("step", -99), -each.id, each.kind))
