"""How success self-descriptions are found."""

from collections.abc import Sequence
from functools import partial

from cop.config import LANGUAGES
from cop.core.permissions import VISITOR
from cop.records.queries import current, ids_after
from cop.records.search import parts_of
from cop.search.contract import PUBLIC, Document, Searchable
from cop.successes.content import SuccessContent
from cop.successes.models import SUCCESSES
from cop.successes.queries import KIND
from cop.vocabulary.queries import Vocabulary, vocabulary

WEIGHTS = {"title": 5, "strapline": 3, "organisation": 2}


def documents(ids: Sequence[int]) -> list[Document]:
    """Return a document for each of these self-descriptions that the public may find, in two statements."""
    texts = parts_of(SUCCESSES, ids, WEIGHTS, LANGUAGES)
    words = vocabulary()
    return [
        Document(
            kind=KIND,
            id=id,
            audiences=frozenset({PUBLIC}),
            texts=texts.get(id, {}),
            concepts=frozenset(words.with_broader(slug for _f, _k, slug in content.facts.concepts())),
            facets=_facets(content, words),
            numbers={"published": int(published_at.timestamp())},
        )
        for id, published_at, content in current(SUCCESSES, ids, actor=VISITOR)
    ]


def _facets(content: SuccessContent, words: Vocabulary) -> dict[str, frozenset[str]]:
    facts = content.facts
    facets = {
        "target_group": frozenset(words.with_broader(facts.target_groups)),
        "country": frozenset([facts.place.country] if facts.place.country else []),
        "language": frozenset(content.texts),
    }
    return {name: values for name, values in facets.items() if values}


SEARCHABLE = Searchable(KIND, documents, partial(ids_after, SUCCESSES))
