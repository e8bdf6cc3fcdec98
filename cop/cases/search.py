"""How involvement cases are found."""

from collections.abc import Collection, Iterable, Sequence
from functools import partial

from cop.cases import results
from cop.cases.content import UNSTATED, CaseContent, CaseFacts
from cop.cases.models import CASES
from cop.cases.queries import KIND
from cop.config import LANGUAGES
from cop.core.permissions import VISITOR
from cop.records.queries import current, ids_after
from cop.records.search import parts_of
from cop.search.contract import PUBLIC, Document, Part, Searchable
from cop.vocabulary.queries import Vocabulary, vocabulary

WEIGHTS = {"title": 5, "strapline": 3, "organisation": 2, "forms": 2, "involvement": 2}
"""Fields that say most; every other one weighs 1."""


def documents(ids: Sequence[int]) -> list[Document]:
    """Return a document for each of these cases that the public may find."""
    texts = texts_of(ids)
    words, accepted = vocabulary(), results.accepted(ids)
    return [
        Document(
            kind=KIND,
            id=id,
            audiences=frozenset({PUBLIC}),
            texts=texts.get(id, {}),
            concepts=frozenset(
                words.with_broader((*(s for _f, _k, s in content.facts.concepts()), *accepted.get(id, ())))
            ),
            facets=_facets(content, accepted.get(id, ()), words),
            numbers={"published": int(published_at.timestamp())},
        )
        for id, published_at, content in current(CASES, ids, actor=VISITOR)
    ]


def texts_of(
    ids: Sequence[int], languages: Collection[str] = tuple(LANGUAGES)
) -> dict[int, dict[str, tuple[Part, ...]]]:
    """Return what search reads of these cases: by id and language, the title first."""
    return parts_of(CASES, ids, WEIGHTS, languages)


def _facets(content: CaseContent, accepted: Iterable[str], words: Vocabulary) -> dict[str, frozenset[str]]:
    facts: CaseFacts = content.facts
    facets = {
        "form": set(facts.forms or [UNSTATED]),
        "depth": {facts.depth or UNSTATED},
        "phase": set(facts.phases or [UNSTATED]),
        "role": set(facts.roles or [UNSTATED]),
        "aspect": set(facts.aspects),
        "social_result": set(words.all_present((*facts.social_results, *accepted))),
        "target_group": words.with_broader(facts.target_groups),
        "country": {facts.place.country} if facts.place.country else set(),
        "language": set(content.texts),
    }
    return {name: frozenset(values) for name, values in facets.items() if values}


SEARCHABLE = Searchable(KIND, documents, partial(ids_after, CASES))
