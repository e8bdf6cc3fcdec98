"""How feedback tools are found."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from cop.core.db import db
from cop.core.markdown import render, words_of
from cop.core.permissions import VISITOR
from cop.search.contract import PUBLIC, Document, Part, Searchable
from cop.tools.content import ToolContent, ToolText
from cop.tools.models import IS_CURRENT, Tool, ToolVersion
from cop.tools.queries import KIND, visible_to
from cop.vocabulary.queries import vocabulary


def documents(ids: Sequence[int]) -> list[Document]:
    """Return a document for each of these tools that the public may find."""
    rows = db.session.execute(
        select(Tool.id, Tool.published_at, ToolVersion.content)
        .join(ToolVersion, IS_CURRENT)
        .where(Tool.id.in_(ids), visible_to(VISITOR))
    ).all()
    words = vocabulary()
    found = []
    for row in rows:
        content = ToolContent.model_validate_json(row.content)
        concepts = words.with_broader(content.facts.target_groups)
        found.append(
            Document(
                kind=KIND,
                id=row.id,
                audiences=frozenset({PUBLIC}),
                texts={code: tuple(_parts(content, code, text)) for code, text in content.texts.items()},
                concepts=frozenset(concepts),
                facets={"target_group": frozenset(concepts), "language": frozenset(content.texts)},
                numbers={"published": int(row.published_at.timestamp())},
            )
        )
    return found


def _parts(content: ToolContent, language: str, text: ToolText) -> Iterator[Part]:
    yield Part("title", text.title, 5)
    if text.strapline:
        yield Part("strapline", text.strapline, 3)
    names = [o.names.get(language) or next(iter(o.names.values())) for o in content.facts.organisations]
    if names:
        yield Part("organisation", ", ".join(names), 2)
    for name in ToolText.SECTIONS:
        if source := getattr(text, name):
            yield Part(name, words_of(render(source)), 1)
    if text.steps:
        yield Part("steps", "\n".join(text.steps), 1)


def ids(after: int, limit: int) -> list[int]:
    """Return ids of all tools, ascending, from the one after `after` on."""
    return list(db.session.scalars(select(Tool.id).where(Tool.id > after).order_by(Tool.id).limit(limit)))


SEARCHABLE = Searchable(KIND, documents, ids)
