"""How issues are found. Introductions are left out: their records are found themselves, or are not public."""

from collections.abc import Sequence

from sqlalchemy import select

from cop.core.db import db
from cop.core.markdown import render, words_of
from cop.core.permissions import VISITOR
from cop.newsletter.content import KIND
from cop.newsletter.models import Edition, Issue
from cop.newsletter.queries import visible_to
from cop.search.contract import PUBLIC, Document, Part, Searchable

WEIGHTS = {"title": 5, "lead": 2, "findings": 1, "join": 1}


def documents(ids: Sequence[int]) -> list[Document]:
    """Return a document for each of these issues that the public may find."""
    public = select(Issue.id, Issue.published_at).where(Issue.id.in_(ids), visible_to(VISITOR))
    rows = db.session.execute(public.order_by(Issue.id)).all()
    texts: dict[int, dict[str, tuple[Part, ...]]] = {row.id: {} for row in rows}
    for edition in db.session.scalars(select(Edition).where(Edition.issue_id.in_(list(texts)))):
        parts = tuple(
            Part(name, text if name == "title" else words_of(render(text)), weight)
            for name, weight in WEIGHTS.items()
            if (text := edition.texts.get(name))
        )
        if parts and parts[0].field == "title":
            texts[edition.issue_id][edition.language] = parts
    return [
        Document(
            kind=KIND,
            id=row.id,
            audiences=frozenset({PUBLIC}),
            texts=texts[row.id],
            facets={"language": frozenset(texts[row.id])},
            numbers={"published": int(row.published_at.timestamp())} if row.published_at else {},
        )
        for row in rows
        if texts[row.id]
    ]


def ids(after: int, limit: int) -> list[int]:
    """Return ids of all issues, ascending, from the one after `after` on."""
    return list(db.session.scalars(select(Issue.id).where(Issue.id > after).order_by(Issue.id).limit(limit)))


SEARCHABLE = Searchable(KIND, documents, ids)
