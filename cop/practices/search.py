"""How practices are found."""

from collections.abc import Collection, Iterable, Sequence
from functools import partial
from itertools import zip_longest
from typing import Final

from cop.config import LANGUAGES
from cop.core.permissions import VISITOR
from cop.practices.content import Facts, PracticeContent
from cop.practices.models import PRACTICES
from cop.practices.queries import KIND as KIND
from cop.records.queries import current, ids_after
from cop.records.search import parts_of
from cop.reviews.queries import CardScores, scorecards
from cop.rubric.rules import reached, tenths
from cop.search import index
from cop.search.contract import (
    CONCEPT,
    PUBLIC,
    Clause,
    Document,
    IndexUnavailableError,
    Part,
    Query,
    Searchable,
    Term,
)
from cop.vocabulary.queries import Vocabulary, vocabulary

WEIGHTS = {"title": 5, "strapline": 3, "organisation": 2, "aim": 2, "distinctive_idea": 2}
"""Fields that say most; every other one weighs 1."""


def documents(ids: Sequence[int]) -> list[Document]:
    """Return a document for each of these practices that the public may find."""
    texts = texts_of(ids)
    scores = scorecards(KIND, ids)
    words = vocabulary()
    found = []
    for id, published_at, content in current(PRACTICES, ids, actor=VISITOR):
        card = scores.get(id)
        numbers = {"published": int(published_at.timestamp())} | _score_numbers(card)
        found.append(
            Document(
                kind=KIND,
                id=id,
                audiences=frozenset({PUBLIC}),
                texts=texts.get(id, {}),
                concepts=frozenset(words.with_broader(slug for _f, _k, slug in content.facts.concepts())),
                facets=_facets(content, card, words),
                numbers=numbers,
            )
        )
    return found


def texts_of(
    ids: Sequence[int], languages: Collection[str] = tuple(LANGUAGES)
) -> dict[int, dict[str, tuple[Part, ...]]]:
    """Return what search reads of these practices: by id and language, the title first."""
    return parts_of(PRACTICES, ids, WEIGHTS, languages)


def _facets(
    content: PracticeContent, card: CardScores | None, words: Vocabulary
) -> dict[str, frozenset[str]]:
    facts: Facts = content.facts
    facets = {
        "country": {facts.place.country} if facts.place.country else set(),
        "target_group": words.with_broader(facts.target_groups),
        "innovation": {cls.value for cls in facts.innovation_classes},
        "phase": set(facts.phases),
        "skill": words.with_broader([*facts.formal_skills, *facts.non_formal_skills]),
        "language": set(content.texts),
        "running": _running(facts),
        "year": {facts.started[:4]} if facts.started else set(),
    }
    for criterion, median in (card.medians if card else {}).items():
        if median is not None:
            facets[f"at_least.{criterion}"] = {str(step) for step in reached(median)}
    return {name: frozenset(values) for name, values in facets.items() if values}


def _running(facts: Facts) -> set[str]:
    if facts.is_running is None:
        return {"ended"} if facts.ended else set()
    return {"running"} if facts.is_running else {"ended"}


def _score_numbers(card: CardScores | None) -> dict[str, int]:
    medians = card.medians if card else {}
    return {f"score.{key}": tenths(median) for key, median in medians.items() if median is not None}


SEARCHABLE = Searchable(KIND, documents, partial(ids_after, PRACTICES))


SHARED: Final = 6
"""Concepts by which practices are similar: the rarest ones say most of a practice, and cost least."""


def similar_ids(id: int, concepts: Iterable[str], limit: int = 3) -> list[int]:
    """Return ids of the public practices that share most of a practice's rarest concepts, nearest first."""
    clauses = tuple(Clause((Term(CONCEPT, slug),)) for slug in sorted(set(concepts)))
    if not clauses:
        return []
    query = Query(
        audiences=frozenset({PUBLIC}),
        clauses=clauses,
        match_any=True,
        rarest=SHARED,
        kinds=frozenset({KIND}),
        limit=limit + 1,
    )
    try:
        hits = index.engine().backend.search(query).hits
    except IndexUnavailableError:
        index.report_broken()
        return []
    return [hit.id for hit in hits if hit.id != id][:limit]


def strong_ids(criteria: Sequence[str], *, at_least: int, limit: int) -> list[int]:
    """Return ids of public practices whose median reaches that step in these criteria.

    The best of the first criterion, the best of the second, and so on in turn; no practice twice.
    """
    try:
        lists = [_strong_in(criterion, at_least, limit) for criterion in criteria]
    except IndexUnavailableError:
        index.report_broken()
        return []
    in_turn = (id for turn in zip_longest(*lists) for id in turn if id is not None)
    return list(dict.fromkeys(in_turn))[:limit]


def _strong_in(criterion: str, at_least: int, limit: int) -> list[int]:
    query = Query(
        audiences=frozenset({PUBLIC}),
        kinds=frozenset({KIND}),
        filters={f"at_least.{criterion}": (str(at_least),)},
        sort=f"score.{criterion}",
        limit=limit,
    )
    return [hit.id for hit in index.engine().backend.search(query).hits]
