"""How success self-descriptions are found."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from cop.core.db import db
from cop.core.i18n import best_text
from cop.core.permissions import VISITOR
from cop.search.contract import PUBLIC, Document, Part, Searchable
from cop.successes.content import SuccessContent
from cop.successes.models import IS_CURRENT, Success, SuccessText, SuccessVersion
from cop.successes.queries import KIND, visible_to
from cop.vocabulary.queries import Vocabulary, vocabulary


def documents(ids: Sequence[int]) -> list[Document]:
    """Return a document for each of these self-descriptions that the public may find, in two statements."""
    rows = db.session.execute(
        select(Success.id, Success.published_at, SuccessVersion.content)
        .join(SuccessVersion, IS_CURRENT)
        .where(Success.id.in_(ids), visible_to(VISITOR))
    ).all()
    contents = {row.id: SuccessContent.model_validate_json(row.content) for row in rows}
    texts: dict[int, dict[str, tuple[Part, ...]]] = {}
    for text in db.session.scalars(select(SuccessText).where(SuccessText.success_id.in_(contents))):
        parts = tuple(_parts(contents[text.success_id], text))
        texts.setdefault(text.success_id, {})[text.language] = parts
    words = vocabulary()
    return [
        Document(
            kind=KIND,
            id=row.id,
            audiences=frozenset({PUBLIC}),
            texts=texts.get(row.id, {}),
            concepts=frozenset(
                words.with_broader(slug for _f, _k, slug in contents[row.id].facts.concepts())
            ),
            facets=_facets(contents[row.id], words),
            numbers={"published": int(row.published_at.timestamp())},
        )
        for row in rows
    ]


def _parts(content: SuccessContent, text: SuccessText) -> Iterator[Part]:
    yield Part("title", text.title, 5)
    if text.strapline:
        yield Part("strapline", text.strapline, 3)
    named = [
        best_text(o.names, text.language, content.source_language)[1] for o in content.facts.organisations
    ]
    if place := ", ".join(word for word in (*named, text.city) if word):
        yield Part("organisation", place, 2)
    for name, words in text.plain.items():
        yield Part(name, words, 1)


def _facets(content: SuccessContent, words: Vocabulary) -> dict[str, frozenset[str]]:
    facts = content.facts
    facets = {
        "target_group": frozenset(words.with_broader(facts.target_groups)),
        "country": frozenset([facts.place.country] if facts.place.country else []),
        "language": frozenset(content.texts),
    }
    return {name: values for name, values in facets.items() if values}


def ids(after: int, limit: int) -> list[int]:
    """Return ids of all self-descriptions, ascending, from the one after `after` on."""
    query = select(Success.id).where(Success.id > after).order_by(Success.id).limit(limit)
    return list(db.session.scalars(query))


SEARCHABLE = Searchable(KIND, documents, ids)
