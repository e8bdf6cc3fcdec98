"""Who hears of what. What is not for everybody is told without its words; of masked places these tell."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select, update

from cop.accounts.models import User
from cop.accounts.operations import notify
from cop.config import DEFAULT_LANGUAGE
from cop.core import outbox
from cop.core.db import db, now
from cop.core.forums import Place, forums, place_of
from cop.core.permissions import SYSTEM, VISITOR
from cop.core.records import Ref
from cop.discussions.content import excerpt, mentioned, said_in
from cop.discussions.enums import Following, Measure, PostState, Result, ThreadState
from cop.discussions.models import Decision, Post, Reader, Report, Thread

NEWS = "discussions"
TELL_JOB = "discussions.tell"


@dataclass(frozen=True, slots=True)
class News:
    """A post that is to be told of, in its thread and at its place as nobody in particular sees it."""

    thread: Thread
    post: Post
    place: Place


def posted(*posts: Post) -> None:
    """Let the worker tell of posts that are public now: so many may want to hear that nobody waits for it.

    The day is that of the news of masked places: a job that is done again the day after tells nobody twice.
    """
    day = now().date().isoformat()
    outbox.enqueue(TELL_JOB, [f"{post.id}:{day}" for post in posts])


def news_of(post_id: int) -> News | None:
    """Return a post of which people are to be told at this moment; none that is hidden, removed or told."""
    row = db.session.execute(
        select(Thread, Post)
        .join(Post, Post.thread_id == Thread.id)
        .where(Post.id == post_id, Post.state == PostState.PUBLIC, Post.told_at.is_(None))
        .where(Thread.state != ThreadState.HIDDEN)
    ).one_or_none()
    place = _place(Ref(row.Thread.place_kind, row.Thread.place_id)) if row is not None else None
    return News(row.Thread, row.Post, place) if row is not None and place is not None else None


def _place(ref: Ref) -> Place | None:
    """Return a place, also one that is not public; none that was public and is withdrawn."""
    if (seen := place_of(ref, actor=VISITOR, language=DEFAULT_LANGUAGE)) is not None:
        return seen
    inside = place_of(ref, actor=SYSTEM, language=DEFAULT_LANGUAGE)
    return inside if inside is not None and not inside.is_public else None


def who_hears(news: News) -> list[int]:
    """Return those who follow the thread and have not read it, who are mentioned or answered, each once."""
    thread, post, place = news.thread, news.post, news.place
    forum = forums()[place.ref.kind]
    if place.is_masked:
        return sorted(forum.followers(place.ref.id))
    following = _followers(thread.id)
    if post.position == 1:
        following |= set(forum.followers(place.ref.id))
    named = _mentioned(thread, post, place) | _answered(post)
    return sorted((following - _have_read(post) | named) - {post.author_id or 0})


def tell(news: News, ids: Sequence[int], day: str) -> None:
    """Tell some of those who want to hear of a post and still may. Safe to repeat."""
    forum, ref = forums()[news.place.ref.kind], news.place.ref
    if news.place.is_masked:
        forum.announce(ref.id, ids, day)
        return
    _tell(forum.readers(ref.id, set(ids) - _muted(news.thread.id)), news.thread, news.post, news.place)


def note_told(post_id: int) -> None:
    """Note that everybody has been told of a post: shown again after being hidden, it is no news."""
    db.session.execute(update(Post).where(Post.id == post_id).values(told_at=now()))


def untold(thread_id: int) -> Sequence[Post]:
    """Return the public posts of a thread of which nobody could be told yet."""
    query = select(Post).where(
        Post.thread_id == thread_id, Post.state == PostState.PUBLIC, Post.told_at.is_(None)
    )
    return db.session.scalars(query.order_by(Post.id)).all()


def _tell(readers: Collection[int], thread: Thread, post: Post, place: Place) -> None:
    where = {"thread_id": thread.id, "post_id": post.id}
    reason = f"discussions.post:{post.id}"
    if not place.is_public:
        notify(readers, reason=reason, kind=NEWS, template="discussions/posted_within", **where)
        return
    name = _name(post)
    said = excerpt(said_in(post.html))
    notify(
        readers,
        reason=reason,
        kind=NEWS,
        template="discussions/posted",
        title=thread.title,
        who=name,
        said=said,
        **where,
    )


def _name(post: Post) -> str:
    if post.byline:
        return post.byline
    return db.session.scalar(select(User.name).where(User.id == post.author_id)) or ""


def _followers(thread_id: int) -> set[int]:
    return _reading(thread_id, Reader.following == Following.FOLLOWS)


def _muted(thread_id: int) -> set[int]:
    return _reading(thread_id, Reader.following == Following.MUTED)


def _have_read(post: Post) -> set[int]:
    """Return who was there before the worker: whoever has answered a post needs no mail of it."""
    return _reading(post.thread_id, Reader.position >= (post.position or 0))


def _reading(thread_id: int, condition: ColumnElement[bool]) -> set[int]:
    query = select(Reader.user_id).where(
        Reader.thread_id == thread_id, condition, Reader.user_id.is_not(None)
    )
    return {id for id in db.session.scalars(query) if id is not None}


def _mentioned(thread: Thread, post: Post, place: Place) -> set[int]:
    if "@" not in post.text:
        return set()
    taking_part = (
        select(User.id, User.name)
        .where(User.id.in_(select(Post.author_id).where(Post.thread_id == thread.id)))
        .where(User.name != "")
    )
    people = {row.id: row.name for row in db.session.execute(taking_part)}
    return mentioned(post.text, {**people, **forums()[place.ref.kind].people(place.ref.id)})


def _answered(post: Post) -> set[int]:
    if post.answers_id is None:
        return set()
    author = db.session.scalar(select(Post.author_id).where(Post.id == post.answers_id))
    return {author} if author is not None else set()


def hidden(post: Post, *, decision_id: int) -> None:
    """Tell the writer that their post was hidden, and that they may object."""
    _tell_author(post, f"discussions.hidden:{decision_id}", "discussions/hidden")


def shown_again(post: Post, *, decision_id: int) -> None:
    """Tell the writer that their post is there again."""
    _tell_author(post, f"discussions.shown_again:{decision_id}", "discussions/shown_again")


def let_through(post: Post) -> None:
    """Tell the writer that their post is public now."""
    _tell_author(post, f"discussions.let_through:{post.id}", "discussions/let_through")


def upheld(post: Post, decision: Decision) -> None:
    """Tell the writer that somebody else has looked at it, and that the decision holds."""
    template = "kept_hidden" if decision.measure is Measure.HIDE else "upheld"
    _tell_author(post, f"discussions.kept_hidden:{decision.id}", f"discussions/{template}")


def measured(post: Post, decision: Decision) -> None:
    """Tell the writer what a moderator did, and that they may object."""
    until = decision.until.isoformat() if decision.until is not None else ""
    _tell_author(
        post,
        f"discussions.measured:{decision.id}",
        f"discussions/measured_{decision.measure}",
        until=until,
        everywhere=decision.is_everywhere,
    )


def taken_back(post: Post, decision: Decision) -> None:
    """Tell the writer that a decision holds no longer."""
    _tell_author(post, f"discussions.taken_back:{decision.id}", "discussions/taken_back")


def _tell_author(post: Post, reason: str, template: str, **more: Any) -> None:
    # Of a persona there is nobody to write to: it learns of it on the page, and its account stays unknown.
    if post.author_id is not None:
        where = {"thread_id": post.thread_id, "post_id": post.id}
        notify([post.author_id], reason=reason, kind=NEWS, template=template, **where, **more)


def settled(reports: Collection[Report], result: Result) -> None:
    """Tell those who reported a post what came of it."""
    for report in reports:
        if report.reporter_id is not None:
            notify(
                [report.reporter_id],
                reason=f"discussions.settled:{report.id}",
                kind=NEWS,
                template="discussions/settled",
                result=result.value,
            )
