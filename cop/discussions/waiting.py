"""What waits for moderators: posts that are held, reports, and what hidden posts' writers object."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, false, null, or_, select, true

from cop.accounts.models import User
from cop.core.db import db
from cop.core.forums import Place, forums, places_of
from cop.core.permissions import Actor, Role
from cop.core.records import Ref
from cop.discussions.enums import Measure, PostState, Rule
from cop.discussions.models import Decision, Post, Report, Thread
from cop.discussions.queries import POST_KIND, name_of
from cop.media.queries import Card, cards_of

MOST: Final = 100
"""On one page of the desk, the oldest first: others follow as these are settled."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A post that a moderator should look at, and why: "held", "report", "appeal" or "picture"."""

    why: str
    place: Place
    thread_id: int
    thread: str
    post_id: int
    name: str
    language: str
    html: str
    since: datetime
    rules: tuple[Rule, ...] = ()
    notes: tuple[str, ...] = ()
    files: tuple[Card, ...] = ()
    decision: int = 0
    """The one to which its writer objects."""
    measure: Measure | None = None


def waiting_for(actor: Actor, language: str, spoken: str = "") -> list[Waiting]:
    """Return what waits for a moderator, danger first, then the oldest; of one language where named."""
    mine = _looked_after_by(actor)
    rows = [
        *_held(mine, spoken),
        *_reported(mine, spoken),
        *_appealed(mine, spoken, actor),
        *_unseen(mine, spoken),
    ]
    places = places_of(
        {Ref(row.place_kind, row.place_id) for _why, row in rows}, actor=actor, language=language
    )
    files = cards_of(POST_KIND, [row.id for _why, row in rows], language)
    found: dict[tuple[str, int, int], Waiting] = {}
    for why, row in rows:
        place = places.get(Ref(row.place_kind, row.place_id))
        if place is None or not place.may_moderate:
            continue
        key = (why, row.id, row.decision or 0)
        found[key] = (
            _joined(found[key], row) if key in found else _one(why, row, place, files.get(row.id, ()))
        )
    return sorted(found.values(), key=lambda one: (Rule.AT_RISK not in one.rules, one.since))


def _one(why: str, row: Any, place: Place, files: Sequence[Card]) -> Waiting:
    return Waiting(
        why=why,
        place=place,
        thread_id=row.thread_id,
        thread=row.title,
        post_id=row.id,
        name=name_of(row.name, row.byline),
        language=row.language,
        html=row.html,
        since=row.since,
        rules=(row.rule,) if row.rule else (),
        notes=(row.note,) if row.note else (),
        decision=row.decision or 0,
        measure=row.measure,
        files=tuple(files),
    )


def _joined(known: Waiting, row: Any) -> Waiting:
    """Return a post that was reported several times as one."""
    rules = tuple(dict.fromkeys((*known.rules, row.rule)))
    notes = (*known.notes, row.note) if row.note else known.notes
    values = {name: getattr(known, name) for name in known.__slots__}
    return Waiting(**(values | {"rules": rules, "notes": notes}))


def _looked_after_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a thread is for this moderator."""
    if Role.MODERATOR in actor.roles:
        return true()
    owned: list[ColumnElement[bool]] = [
        and_(Thread.place_kind == kind, Thread.place_id.in_(ids))
        for kind, forum in forums().items()
        if (ids := _ids(forum.moderated(actor)))
    ]
    return or_(*owned) if owned else false()


def _ids(ids: Collection[int]) -> list[int]:
    return sorted(ids)


def moderates_anything(actor: Actor) -> bool:
    """Whether somebody looks after any place at all."""
    return Role.MODERATOR in actor.roles or any(forum.moderated(actor) for forum in forums().values())


_COLUMNS: Final = (
    Post.id,
    Post.thread_id,
    Post.byline,
    Post.language,
    Post.html,
    Thread.title,
    Thread.place_kind,
    Thread.place_id,
    User.name,
)

Rows = list[tuple[str, Any]]


def _rows(why: str, query: Any) -> Rows:
    return [(why, row) for row in db.session.execute(query.limit(MOST))]


def _spoken(language: str) -> Sequence[ColumnElement[bool]]:
    return [Post.language == language] if language else []


_NO_DECISION: Final = (null().label("decision"), null().label("measure"))
_OBJECTION: Final = (Decision.appeal.label("note"), Decision.id.label("decision"), Decision.measure)
_NOTHING: Final = (null().label("rule"), null().label("note"), *_NO_DECISION)


def _held(mine: ColumnElement[bool], spoken: str) -> Rows:
    query = (
        select(*_COLUMNS, Post.posted_at.label("since"), *_NOTHING)
        .join(Thread, Thread.id == Post.thread_id)
        .outerjoin(User, User.id == Post.author_id)
        .where(Post.state == PostState.HELD, mine, *_spoken(spoken))
        .order_by(Post.id)
    )
    return _rows("held", query)


def _reported(mine: ColumnElement[bool], spoken: str) -> Rows:
    query = (
        select(*_COLUMNS, Report.reported_at.label("since"), Report.rule, Report.note, *_NO_DECISION)
        .join(Report, Report.post_id == Post.id)
        .join(Thread, Thread.id == Post.thread_id)
        .outerjoin(User, User.id == Post.author_id)
        .where(Report.settled_at.is_(None), mine, *_spoken(spoken))
        .order_by(Report.rule != Rule.AT_RISK, Report.id)
    )
    return _rows("report", query)


def _appealed(mine: ColumnElement[bool], spoken: str, actor: Actor) -> Rows:
    query = (
        select(
            *_COLUMNS,
            Decision.appealed_at.label("since"),
            Decision.rule,
            Decision.appeal.label("note"),
            Decision.id.label("decision"),
            Decision.measure,
        )
        .join(Decision, Decision.post_id == Post.id)
        .join(Thread, Thread.id == Post.thread_id)
        .outerjoin(User, User.id == Post.author_id)
        .where(
            Decision.appealed_at.is_not(None),
            Decision.settled_at.is_(None),
            Decision.ended_at.is_(None),
            or_(Decision.moderator_id.is_(None), Decision.moderator_id != actor.id),
            mine,
            *_spoken(spoken),
        )
        .order_by(Decision.id)
    )
    return _rows("appeal", query)


def _unseen(mine: ColumnElement[bool], spoken: str) -> Rows:
    query = (
        select(*_COLUMNS, Post.posted_at.label("since"), *_NOTHING)
        .join(Thread, Thread.id == Post.thread_id)
        .outerjoin(User, User.id == Post.author_id)
        .where(Post.has_unseen, Post.state == PostState.PUBLIC, mine, *_spoken(spoken))
        .order_by(Post.id)
    )
    return _rows("picture", query)
