"""How groups are found: by what they are for. What is said in them, their threads say."""

from collections.abc import Sequence

from sqlalchemy import select

from cop.core.db import db
from cop.groups.models import Group
from cop.groups.queries import KIND
from cop.search.contract import PUBLIC, Document, Part, Searchable


def documents(ids: Sequence[int]) -> list[Document]:
    """Return a document for each of these groups."""
    return [
        Document(
            kind=KIND,
            id=group.id,
            audiences=frozenset({PUBLIC}),
            texts={
                language: (
                    Part("title", text["title"], 5),
                    *(Part(name, text[name]) for name in ("purpose", "rules") if text[name]),
                )
                for language, text in group.texts.items()
            },
            facets={"language": frozenset(group.texts)},
            numbers={"published": int(group.created_at.timestamp())},
        )
        for group in db.session.scalars(select(Group).where(Group.id.in_(ids)))
    ]


def ids(after: int, limit: int) -> list[int]:
    """Return ids of all groups, ascending, from the one after `after` on."""
    return list(db.session.scalars(select(Group.id).where(Group.id > after).order_by(Group.id).limit(limit)))


SEARCHABLE = Searchable(KIND, documents, ids)
