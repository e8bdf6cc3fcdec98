"""How learning modules are found."""

from collections.abc import Sequence

from sqlalchemy import select

from cop.core.db import db
from cop.core.permissions import VISITOR
from cop.learning.models import Module, ModuleText
from cop.learning.queries import KIND, visible_to
from cop.search.contract import PUBLIC, Document, Part, Searchable

WEIGHTS = {"title": 5, "strapline": 3, "summary": 2, "glossary": 2}
"""Fields that say most; every other one weighs 1."""


def documents(ids: Sequence[int]) -> list[Document]:
    """Return a document for each of these modules that the public may find."""
    rows = db.session.execute(
        select(
            Module.id,
            Module.published_at,
            ModuleText.language,
            ModuleText.title,
            ModuleText.strapline,
            ModuleText.plain,
        )
        .join(ModuleText, ModuleText.module_id == Module.id)
        .where(Module.id.in_(ids), visible_to(VISITOR))
        .order_by(Module.id, ModuleText.language)
    ).all()
    texts: dict[int, dict[str, tuple[Part, ...]]] = {}
    for row in rows:
        said = {"title": row.title, "strapline": row.strapline, **row.plain}
        texts.setdefault(row.id, {})[row.language] = tuple(
            Part(name, words, WEIGHTS.get(name, 1)) for name, words in said.items() if words
        )
    published = {row.id: int(row.published_at.timestamp()) for row in rows}
    return [
        Document(
            kind=KIND,
            id=id,
            audiences=frozenset({PUBLIC}),
            texts=said,
            concepts=frozenset(),
            facets={"language": frozenset(said)},
            numbers={"published": published[id]},
        )
        for id, said in texts.items()
    ]


def ids(after: int, limit: int) -> list[int]:
    """Return ids of all modules, ascending, from the one after `after` on."""
    return list(
        db.session.scalars(select(Module.id).where(Module.id > after).order_by(Module.id).limit(limit))
    )


SEARCHABLE = Searchable(KIND, documents, ids)
