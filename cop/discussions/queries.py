"""Lists of threads at places, as far as these let somebody read. Lists read columns, not entities."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from cop.accounts.models import User
from cop.core.db import db
from cop.core.forums import Place, place_of, places_of
from cop.core.i18n import gettext as _
from cop.core.permissions import VISITOR, Actor
from cop.core.records import RecordCard, Ref
from cop.discussions.content import THREADS_A_PAGE
from cop.discussions.enums import PostState, ThreadState
from cop.discussions.models import Post, Reader, Thread

KIND: Final = "thread"
POST_KIND: Final = "post"


@dataclass(frozen=True, slots=True)
class ThreadCard:
    """A thread in a list. `new` counts the posts since the reader's last visit."""

    id: int
    title: str
    language: str
    name: str
    posts: int
    new: int
    last_post_at: datetime
    is_question: bool
    is_answered: bool
    is_closed: bool


def name_of(name: str | None, byline: str) -> str:
    """Return under which name something was said."""
    return byline or name or _("A former member")


def reads_as(place: Place) -> ColumnElement[bool]:
    """Return the condition under which a Reader is the one who looks at this place."""
    voice = place.voice
    if voice is None:
        return false()
    if place.is_masked:
        return and_(Reader.persona_id.is_not(None), Reader.persona_id == voice.persona_id)
    return and_(Reader.user_id.is_not(None), Reader.user_id == voice.user_id)


def threads_of(ref: Ref, *, actor: Actor, language: str, page: int = 1) -> list[ThreadCard]:
    """Return the threads at a place, the one spoken in last first; none where the actor may not read it."""
    place = place_of(ref, actor=actor, language=language)
    return threads_at(place, page) if place is not None else []


def threads_at(place: Place, page: int = 1, words: Sequence[str] = ()) -> list[ThreadCard]:
    """Return the threads at a place that its reader sees; with words, those where all were said at once."""
    query = (
        select(
            Thread.id,
            Thread.title,
            Thread.language,
            Thread.byline,
            Thread.last_position,
            Thread.last_post_at,
            Thread.is_question,
            Thread.answer_id,
            Thread.state,
            User.name,
            Reader.position,
        )
        .outerjoin(User, User.id == Thread.author_id)
        .outerjoin(Reader, and_(Reader.thread_id == Thread.id, reads_as(place)))
        .where(*_seen_at(place), *_holding(words))
        .order_by(Thread.last_post_at.desc(), Thread.id.desc())
        .limit(THREADS_A_PAGE)
        .offset((page - 1) * THREADS_A_PAGE)
    )
    return [_card(row) for row in db.session.execute(query)]


def _card(row: Any) -> ThreadCard:
    return ThreadCard(
        id=row.id,
        title=row.title,
        language=row.language,
        name=name_of(row.name, row.byline),
        posts=row.last_position,
        new=row.last_position - row.position if row.position is not None else 0,
        last_post_at=row.last_post_at,
        is_question=row.is_question,
        is_answered=row.answer_id is not None,
        is_closed=row.state == ThreadState.CLOSED,
    )


def _seen_at(place: Place) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which threads are there for the reader of their place."""
    at = (Thread.place_kind == place.ref.kind, Thread.place_id == place.ref.id)
    return at if place.may_moderate else (*at, _is_shown(place))


def _is_shown(place: Place) -> ColumnElement[bool]:
    shown = and_(Thread.state != ThreadState.HIDDEN, Thread.last_position > 0)
    if (voice := place.voice) is None:
        return shown
    own = and_(Thread.persona_id.is_(None), Thread.author_id == voice.user_id)
    as_persona = and_(Thread.persona_id.is_not(None), Thread.persona_id == voice.persona_id)
    return or_(shown, and_(Thread.state != ThreadState.HIDDEN, or_(own, as_persona)))


def _holding(words: Sequence[str]) -> list[ColumnElement[bool]]:
    if not words:
        return []
    holds = [Post.words.contains(word, autoescape=True) for word in words]
    said = select(Post.id).where(Post.thread_id == Thread.id, Post.state == PostState.PUBLIC, *holds)
    return [said.exists()]


def count_at(place: Place) -> int:
    """Return how many threads there are at a place for its reader."""
    return db.session.scalar(select(func.count(Thread.id)).where(*_seen_at(place))) or 0


ALIVE: Final = (Thread.state != ThreadState.HIDDEN, Thread.last_position > 0)
"""Threads that everybody sees who may read their place."""


def count_at_each(kind: str, id: InstrumentedAttribute[int]) -> ColumnElement[int]:
    """Return `count_of` the record of that column, for who reads more of it in one statement."""
    return _counted(kind, id).scalar_subquery()


def _counted(kind: Any, id: Any) -> Select[int]:
    return select(func.count(Thread.id)).where(Thread.place_kind == kind, Thread.place_id == id, *ALIVE)


_COUNT_OF: Final = _counted(bindparam("kind"), bindparam("id"))


def count_of(ref: Ref) -> int:
    """Return how many threads everybody sees at a place that everybody may read."""
    return db.session.scalar(_COUNT_OF, {"kind": ref.kind, "id": ref.id}) or 0


def record_cards(ids: Sequence[int], actor: Actor, language: str) -> list[RecordCard]:
    """Return threads as cards among records of other kinds."""
    if not ids:
        return []
    rows = {row.id: row for row in db.session.execute(_rows_of(ids))}
    refs = {Ref(row.place_kind, row.place_id) for row in rows.values()}
    places = places_of(refs, actor=actor, language=language)
    return [
        _record_card(rows[id], places[ref], language)
        for id in ids
        if id in rows and (ref := Ref(rows[id].place_kind, rows[id].place_id)) in places
    ]


def _rows_of(ids: Sequence[int]) -> Any:
    return select(Thread.id, Thread.place_kind, Thread.place_id, Thread.title, Thread.language).where(
        Thread.id.in_(ids), *ALIVE
    )


def _record_card(row: Any, place: Place, language: str) -> RecordCard:
    return RecordCard(
        ref=Ref(KIND, row.id),
        slug=str(row.id),
        path=f"/{language}/threads/{row.id}",
        language=row.language,
        title=row.title,
        detail=place.title,
    )


def id_of(slug: str, actor: Actor) -> int | None:
    """Return the number of a thread that stands in its address, where the actor may read it."""
    if not (slug.isascii() and slug.isdigit() and len(slug) < 10):
        return None
    return next((card.ref.id for card in record_cards([int(slug)], actor, "en")), None)


def addresses() -> Iterator[tuple[int, datetime]]:
    """Return (id, last post) of every thread that everybody may read."""
    query = select(Thread.id, Thread.place_kind, Thread.place_id, Thread.last_post_at).where(*ALIVE)
    rows = db.session.execute(query.order_by(Thread.id)).all()
    refs = {Ref(row.place_kind, row.place_id) for row in rows}
    places = places_of(refs, actor=VISITOR, language="en")
    public = {ref for ref, place in places.items() if place.is_public}
    return ((row.id, row.last_post_at) for row in rows if Ref(row.place_kind, row.place_id) in public)
