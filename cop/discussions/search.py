"""How threads are found: everybody's by everybody, others by those who belong to their place."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import or_, select

from cop.core.db import db
from cop.core.forums import forums, places_of
from cop.core.permissions import VISITOR
from cop.core.records import Ref
from cop.discussions.enums import PostState
from cop.discussions.models import Post, Summary, Thread
from cop.discussions.queries import ALIVE, KIND
from cop.search.contract import PUBLIC, Document, Part, Searchable

FIRST: Final = 20
LAST: Final = 80
"""Posts at the beginning and at the end of a thread that search reads: each new one would else cost all."""


def documents(ids: Sequence[int]) -> list[Document]:
    """Return a document for each of these threads that may be found."""
    threads = db.session.execute(select(*_COLUMNS).where(Thread.id.in_(ids), *ALIVE)).all()
    refs = {Ref(row.place_kind, row.place_id) for row in threads}
    public = places_of(refs, actor=VISITOR, language="en")
    of_places = _facets(refs)
    texts, found = _texts([row.id for row in threads]), []
    for row in threads:
        ref = Ref(row.place_kind, row.place_id)
        audience = PUBLIC if ref in public and public[ref].is_public else forums_audience(ref)
        if not audience:
            continue
        parts: dict[str, list[Part]] = {row.language: [Part("title", row.title, 5)]}
        for language, field, words in texts.get(row.id, ()):
            parts.setdefault(language, [Part("title", row.title, 5)]).append(Part(field, words))
        found.append(
            Document(
                kind=KIND,
                id=row.id,
                audiences=frozenset({audience}),
                texts={language: tuple(some) for language, some in parts.items()},
                facets={
                    "language": frozenset(parts),
                    "year": frozenset({str(row.last_post_at.year)}),
                    "place": frozenset({f"{ref.kind}:{ref.id}"}),
                    **{name: frozenset({value}) for name, value in of_places.get(ref, {}).items()},
                },
                numbers={"published": int(row.last_post_at.timestamp())},
            )
        )
    return found


_COLUMNS: Final = (
    Thread.id,
    Thread.place_kind,
    Thread.place_id,
    Thread.title,
    Thread.language,
    Thread.last_post_at,
)


def forums_audience(ref: Ref) -> str:
    """Return who finds what stands at a place that is not public; nobody where it says so."""
    forum = forums().get(ref.kind)
    return forum.audience(ref.id) if forum is not None else ""


def _facets(refs: Collection[Ref]) -> dict[Ref, Mapping[str, str]]:
    """Return what the places of threads give to narrow by."""
    found: dict[Ref, Mapping[str, str]] = {}
    for kind in sorted({ref.kind for ref in refs} & forums().keys()):
        given = forums()[kind].facets([ref.id for ref in refs if ref.kind == kind])
        found |= {Ref(kind, id): values for id, values in given.items()}
    return found


def _texts(ids: Sequence[int]) -> dict[int, list[tuple[str, str, str]]]:
    """Return (language, field, words) by thread: the summary, and posts of its beginning and its end."""
    found: dict[int, list[tuple[str, str, str]]] = {}
    summaries = select(Summary.thread_id, Summary.language, Summary.text).where(Summary.thread_id.in_(ids))
    newest = {row.thread_id: row for row in db.session.execute(summaries.order_by(Summary.number))}
    for row in newest.values():
        found.setdefault(row.thread_id, []).append((row.language, "summary", row.text))
    posts = (
        select(Post.thread_id, Post.language, Post.text)
        .join(Thread, Thread.id == Post.thread_id)
        .where(
            Post.thread_id.in_(ids),
            Post.state == PostState.PUBLIC,
            or_(Post.position <= FIRST, Post.position > Thread.last_position - LAST),
        )
        .order_by(Post.position)
    )
    for row in db.session.execute(posts):
        found.setdefault(row.thread_id, []).append((row.language, "post", row.text))
    return found


def ids(after: int, limit: int) -> list[int]:
    """Return ids of all threads, ascending, from the one after `after` on."""
    query = select(Thread.id).where(Thread.id > after).order_by(Thread.id).limit(limit)
    return list(db.session.scalars(query))


SEARCHABLE = Searchable(KIND, documents, ids)
