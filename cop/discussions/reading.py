"""Reading one thread: its posts page by page, what they said before, how far somebody has come."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import aliased

from cop.accounts.models import User
from cop.core.db import db
from cop.core.forums import Place, place_of
from cop.core.i18n import spoken_language
from cop.core.permissions import Actor
from cop.core.records import Ref
from cop.discussions.content import POSTS_A_PAGE
from cop.discussions.enums import Measure, PostState, Rule, ThreadState
from cop.discussions.models import Decision, FormerPost, Post, Reader, Summary, Thread
from cop.discussions.queries import POST_KIND, name_of, reads_as
from cop.discussions.rules import is_by
from cop.media.queries import Card, cards_of


@dataclass(frozen=True, slots=True)
class Seen:
    """A thread that the actor may read, and its place."""

    thread: Thread
    place: Place
    summary: Summary | None = None

    @property
    def pages(self) -> int:
        """Return on how many pages its posts are."""
        return max(1, -(-self.thread.last_position // POSTS_A_PAGE))

    @property
    def is_writable(self) -> bool:
        """Whether the actor may answer."""
        return self.place.voice is not None and self.thread.state is ThreadState.OPEN


@dataclass(frozen=True, slots=True)
class PostView:
    """A post as a page shows it. What is hidden has no words, but for its writer and moderators."""

    id: int
    position: int | None
    state: PostState
    name: str
    is_masked: bool
    is_own: bool
    language: str
    html: str
    posted_at: datetime
    edited_at: datetime | None
    answers: int | None
    """The position of the post that it answers to."""
    rule: Rule | None = None
    note: str = ""
    appeal: str = ""
    files: Sequence[Card] = ()
    measures: Sequence[Decision] = ()
    """What moderators did beside hiding: its writer and moderators see it, others that words were changed."""
    is_changed: bool = False


def page_of_position(position: int) -> int:
    """Return on which page a post stands."""
    return (max(1, position) - 1) // POSTS_A_PAGE + 1


def seen(id: int, *, actor: Actor, language: str) -> Seen | None:
    """Return a thread that the actor may read, with its summary; in two statements."""
    another = aliased(Summary)
    newest = select(func.max(another.number)).where(another.thread_id == Thread.id).scalar_subquery()
    row = db.session.execute(
        select(Thread, Summary)
        .outerjoin(Summary, and_(Summary.thread_id == Thread.id, Summary.number == newest))
        .where(Thread.id == id)
    ).one_or_none()
    if row is None:
        return None
    thread, summary = row
    place = place_of(Ref(thread.place_kind, thread.place_id), actor=actor, language=language)
    return Seen(thread, place, summary) if place is not None and _is_shown(thread, place) else None


def _is_shown(thread: Any, place: Place) -> bool:
    """Whether a thread is there for the reader of its place."""
    if place.may_moderate:
        return True
    if thread.state == ThreadState.HIDDEN:
        return False
    return thread.last_position > 0 or is_by(place, thread.author_id, thread.persona_id)


def posts(seen: Seen, page: int) -> list[PostView]:
    """Return the posts of one page; on the last one also those that wait for a moderator."""
    first = (page - 1) * POSTS_A_PAGE + 1
    rows = _rows(seen, Post.position.between(first, first + POSTS_A_PAGE - 1))
    if page == seen.pages:
        rows += _held(seen)
    return _views(seen, rows)


def after(seen: Seen, position: int, most: int = POSTS_A_PAGE) -> list[PostView]:
    """Return the posts that came after a position."""
    return _views(seen, _rows(seen, Post.position.between(position + 1, position + most)))


def found(seen: Seen, words: Sequence[str], most: int = 50) -> list[PostView]:
    """Return the newest public posts of a thread that hold all of these words."""
    holds = [Post.words.contains(word, autoescape=True) for word in words]
    rows = _rows(seen, Post.state == PostState.PUBLIC, *holds, newest=most)
    return _views(seen, rows)


def posts_by_id(seen: Seen, ids: Sequence[int]) -> list[PostView]:
    """Return some posts of a thread."""
    return _views(seen, _rows(seen, Post.id.in_(ids)))


def newest(seen: Seen, most: int) -> list[PostView]:
    """Return the newest posts of a thread that everybody reads who may read it."""
    return _views(seen, _rows(seen, Post.state == PostState.PUBLIC, newest=most))


_COLUMNS: Final = (
    Post.id,
    Post.position,
    Post.state,
    Post.author_id,
    Post.persona_id,
    Post.byline,
    Post.language,
    Post.html,
    Post.posted_at,
    Post.edited_at,
    Post.answers_id,
    User.name,
)


def _rows(seen: Seen, *conditions: ColumnElement[bool], newest: int = 0) -> list[Any]:
    query = (
        select(*_COLUMNS)
        .outerjoin(User, User.id == Post.author_id)
        .where(Post.thread_id == seen.thread.id, *conditions)
        .order_by(Post.position.desc() if newest else Post.position, Post.id)
    )
    return list(db.session.execute(query.limit(newest) if newest else query))


def _held(seen: Seen) -> list[Any]:
    """Return what waits for a moderator, to its writer and to moderators."""
    if seen.place.voice is None and not seen.place.may_moderate:
        return []
    return _rows(seen, Post.position.is_(None), Post.state == PostState.HELD, _own(seen.place))


def _own(place: Place) -> ColumnElement[bool]:
    voice = place.voice
    if place.may_moderate or voice is None:
        return true()
    return or_(
        and_(Post.persona_id.is_(None), Post.author_id == voice.user_id),
        and_(Post.persona_id.is_not(None), Post.persona_id == voice.persona_id),
    )


def _views(seen: Seen, rows: Sequence[Any]) -> list[PostView]:
    decisions = decisions_on([row.id for row in rows])
    answered = positions({row.answers_id for row in rows if row.answers_id})
    files = cards_of(POST_KIND, [row.id for row in rows], spoken_language())
    return [
        _view(seen.place, row, decisions.get(row.id, ()), answered, files.get(row.id, ())) for row in rows
    ]


def _view(
    place: Place,
    row: Any,
    decisions: Sequence[Decision],
    answered: Mapping[int, int],
    files: Sequence[Card],
) -> PostView:
    is_own = is_by(place, row.author_id, row.persona_id)
    is_inside = is_own or place.may_moderate
    is_open = row.state == PostState.PUBLIC or is_inside
    others = [one for one in decisions if one.measure is not Measure.HIDE]
    hiding = (
        [one for one in decisions if one.measure is Measure.HIDE] if row.state == PostState.HIDDEN else []
    )
    decision = hiding[-1] if hiding else None
    return PostView(
        id=row.id,
        position=row.position,
        state=PostState(row.state),
        name=name_of(row.name, row.byline),
        is_masked=row.persona_id is not None,
        is_own=is_own,
        language=row.language,
        html=row.html if is_open else "",
        posted_at=row.posted_at,
        edited_at=row.edited_at,
        answers=answered.get(row.answers_id),
        rule=decision.rule if decision else None,
        note=decision.note if decision and is_inside else "",
        appeal=decision.appeal if decision and is_inside else "",
        measures=others if is_inside else (),
        is_changed=any(one.measure is Measure.EDIT for one in others),
        files=files if is_open else (),
    )


def decisions_on(post_ids: Collection[int]) -> dict[int, list[Decision]]:
    """Return the decisions about posts that hold now, the oldest first, by the id of the post."""
    found: dict[int, list[Decision]] = {}
    if post_ids:
        query = select(Decision).where(Decision.post_id.in_(post_ids), Decision.ended_at.is_(None))
        for decision in db.session.scalars(query.order_by(Decision.id)):
            found.setdefault(decision.post_id, []).append(decision)
    return found


def decision_of(id: int, post: Post) -> Decision | None:
    """Return a decision about that post."""
    return db.session.scalar(select(Decision).where(Decision.id == id, Decision.post_id == post.id))


def positions(post_ids: Collection[int]) -> dict[int, int]:
    """Return where posts stand that have a place."""
    if not post_ids:
        return {}
    rows = db.session.execute(
        select(Post.id, Post.position).where(Post.id.in_(post_ids), Post.position.is_not(None))
    )
    return {row.id: row.position for row in rows}


def post_of(id: int, seen: Seen) -> Post | None:
    """Return a post of a thread that the reader may see: what is held, its writer and moderators alone."""
    post = db.session.scalar(select(Post).where(Post.id == id, Post.thread_id == seen.thread.id))
    if post is None or post.state is not PostState.HELD:
        return post
    is_own = is_by(seen.place, post.author_id, post.persona_id)
    return post if is_own or seen.place.may_moderate else None


def former(post: Post) -> list[FormerPost]:
    """Return what a post said before, the newest first."""
    query = select(FormerPost).where(FormerPost.post_id == post.id).order_by(FormerPost.revision.desc())
    return list(db.session.scalars(query))


def summaries(thread_id: int) -> list[Summary]:
    """Return all that summed a thread up, the newest first."""
    query = select(Summary).where(Summary.thread_id == thread_id).order_by(Summary.number.desc())
    return list(db.session.scalars(query))


def reader(seen: Seen) -> Reader | None:
    """Return what is kept of the reader at this thread."""
    voice = seen.place.voice
    if voice is None:
        return None
    return db.session.scalar(select(Reader).where(Reader.thread_id == seen.thread.id, reads_as(seen.place)))
