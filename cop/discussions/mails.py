"""Who hears of what. What is not for everybody is told without its words; of masked places these tell."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from cop.accounts.models import User
from cop.accounts.operations import notify
from cop.core.db import db
from cop.core.forums import Place, forums
from cop.discussions.content import excerpt, mentioned
from cop.discussions.enums import Following, Measure, Result
from cop.discussions.models import Decision, Post, Reader, Report, Thread

NEWS = "discussions"


def posted(thread: Thread, post: Post, *, place: Place) -> None:
    """Tell those who follow the thread, who are mentioned or answered, each once."""
    forum = forums()[place.ref.kind]
    if place.is_masked:
        forum.announce(place.ref.id)
        return
    told = _followers(thread.id) | _mentioned(thread, post, place) | _answered(post)
    if post.position == 1:
        told |= set(forum.followers(place.ref.id))
    told -= {post.author_id or 0} | _muted(thread.id)
    _tell(forum.readers(place.ref.id, told), thread, post, place)


def _tell(readers: Collection[int], thread: Thread, post: Post, place: Place) -> None:
    where = {"thread_id": thread.id, "post_id": post.id}
    reason = f"discussions.post:{post.id}"
    if not place.is_public:
        notify(readers, reason=reason, kind=NEWS, template="discussions/posted_within", **where)
        return
    name = _name(post)
    said = excerpt(post.words if not post.text else post.text)
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
    return _reading(thread_id, Following.FOLLOWS)


def _muted(thread_id: int) -> set[int]:
    return _reading(thread_id, Following.MUTED)


def _reading(thread_id: int, following: Following) -> set[int]:
    query = select(Reader.user_id).where(
        Reader.thread_id == thread_id, Reader.following == following, Reader.user_id.is_not(None)
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
