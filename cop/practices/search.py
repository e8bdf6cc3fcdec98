"""How practices are found."""

from collections.abc import Collection, Iterable, Sequence
from itertools import zip_longest

from sqlalchemy import bindparam, select

from cop.config import LANGUAGES
from cop.core.db import db
from cop.core.i18n import best_text
from cop.core.permissions import VISITOR
from cop.organisations.models import Organisation
from cop.practices.content import Facts, PracticeContent
from cop.practices.models import IS_CURRENT, Practice, PracticeOrganisation, PracticeText, PracticeVersion
from cop.practices.queries import KIND as KIND
from cop.practices.queries import visible_to
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
    rows = db.session.execute(
        select(Practice.id, Practice.published_at, PracticeVersion.content)
        .join(PracticeVersion, IS_CURRENT)
        .where(Practice.id.in_(ids), visible_to(VISITOR))
    ).all()
    texts = texts_of(ids)
    scores = scorecards(KIND, ids)
    words = vocabulary()
    found = []
    for row in rows:
        content = PracticeContent.model_validate_json(row.content)
        card = scores.get(row.id)
        numbers = {"published": int(row.published_at.timestamp())} | _score_numbers(card)
        found.append(
            Document(
                kind=KIND,
                id=row.id,
                audiences=frozenset({PUBLIC}),
                texts=texts.get(row.id, {}),
                concepts=frozenset(words.with_broader(slug for _f, _k, slug in content.facts.concepts())),
                facets=_facets(content, card, words),
                numbers=numbers,
            )
        )
    return found


_TEXTS = (
    select(
        PracticeText.practice_id,
        PracticeText.language,
        PracticeText.title,
        PracticeText.strapline,
        PracticeText.city,
        PracticeText.plain,
    )
    .where(
        PracticeText.practice_id.in_(bindparam("ids", expanding=True)),
        PracticeText.language.in_(bindparam("languages", expanding=True)),
    )
    .order_by(PracticeText.practice_id, PracticeText.language)
)


def texts_of(
    ids: Sequence[int], languages: Collection[str] = tuple(LANGUAGES)
) -> dict[int, dict[str, tuple[Part, ...]]]:
    """Return what search reads of these practices: by id and language, the title first."""
    names = _organisations(ids)
    found: dict[int, dict[str, tuple[Part, ...]]] = {}
    rows = db.session.connection().execute(_TEXTS, {"ids": ids, "languages": sorted(languages)})
    for row in rows:
        named = [best_text(n, row.language)[1] for n in names.get(row.practice_id, ())]
        parts = [Part("title", row.title, WEIGHTS["title"])]
        if row.strapline:
            parts.append(Part("strapline", row.strapline, WEIGHTS["strapline"]))
        if place := ", ".join(word for word in (*named, row.city) if word):
            parts.append(Part("organisation", place, WEIGHTS["organisation"]))
        parts += [Part(name, words, WEIGHTS.get(name, 1)) for name, words in row.plain.items()]
        found.setdefault(row.practice_id, {})[row.language] = tuple(parts)
    return found


_NAMES = (
    select(PracticeOrganisation.practice_id, Organisation.names)
    .join(Organisation, Organisation.id == PracticeOrganisation.organisation_id)
    .where(PracticeOrganisation.practice_id.in_(bindparam("ids", expanding=True)))
    .order_by(PracticeOrganisation.practice_id, PracticeOrganisation.position)
)


def _organisations(ids: Sequence[int]) -> dict[int, list[dict[str, str]]]:
    names: dict[int, list[dict[str, str]]] = {}
    for row in db.session.connection().execute(_NAMES, {"ids": ids}):
        names.setdefault(row.practice_id, []).append(row.names)
    return names


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


def ids(after: int, limit: int) -> list[int]:
    """Return ids of all practices, ascending, from the one after `after` on."""
    return list(
        db.session.scalars(select(Practice.id).where(Practice.id > after).order_by(Practice.id).limit(limit))
    )


SEARCHABLE = Searchable(KIND, documents, ids)


def similar_ids(id: int, concepts: Iterable[str], limit: int = 3) -> list[int]:
    """Return ids of the public practices that share most concepts with one, the nearest first."""
    clauses = tuple(Clause((Term(CONCEPT, slug),)) for slug in sorted(set(concepts)))
    if not clauses:
        return []
    query = Query(
        audiences=frozenset({PUBLIC}),
        clauses=clauses,
        match_any=True,
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
