"""Beginning threads, answering, changing and removing what one has said."""

import secrets
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from cop.core import audit, outbox, stamps
from cop.core.db import db, now
from cop.core.errors import ConflictError, NotAllowedError
from cop.core.forums import Place, Voice
from cop.core.i18n import gettext as _
from cop.core.markdown import render, words_of
from cop.core.permissions import PERSONA, Actor, authorize
from cop.core.records import Ref
from cop.discussions import attaching, mails
from cop.discussions.content import (
    folded,
    good_text,
    good_title,
    has_link,
    language_of,
)
from cop.discussions.drafts import draft_of, drop_draft
from cop.discussions.enums import PostState, ThreadState
from cop.discussions.following import keep_following
from cop.discussions.models import Draft, FormerPost, Post, Thread
from cop.discussions.pausing import is_newcomer, refuse_paused
from cop.discussions.queries import KIND, POST_KIND
from cop.discussions.rules import Permission, Said
from cop.search import index


class PostConflictError(ConflictError):
    """The post has changed since its writer opened it; both wordings are here, nothing was overwritten."""

    def __init__(self, present: Post, mine: str) -> None:
        super().__init__(_("This post has changed since you opened it. Compare both and choose."))
        self.present = present
        self.mine = mine


def start(
    place: Place,
    *,
    actor: Actor,
    title: str,
    text: str,
    language: str = "",
    page_language: str = "en",
    is_question: bool = False,
    key: str | None = None,
) -> Thread:
    """Begin a thread with its first post; the same `key` once more gives the same thread."""
    authorize(actor, Permission.WRITE, place)
    refuse_paused(place)
    line, words = good_title(title), good_text(text)
    if key and (present := db.session.scalar(select(Thread).where(Thread.key == key))):
        return _own_thread(present, place)
    voice = _voice(place)
    spoken = language_of(f"{line}\n{words}", language, page_language)
    thread = Thread(
        place_kind=place.ref.kind,
        place_id=place.ref.id,
        title=line,
        language=spoken,
        is_question=is_question,
        key=key or secrets.token_urlsafe(16),
        **_who(place, voice),
    )
    try:
        with db.session.begin_nested():
            db.session.add(thread)
    except IntegrityError as taken:  # the same form was sent twice at once, and the other was first
        raise ConflictError(_("This form was used already. Open the page again.")) from taken
    audit.record(_trail(actor, place), "thread.start", KIND, thread.id)
    post = _written(
        thread,
        actor=actor,
        place=place,
        text=words,
        language=spoken,
        answers=None,
        key=None,
        draft=draft_of(place),
    )
    if post.state is PostState.PUBLIC:
        _announce(thread, post)
    return thread


def _own_thread(thread: Thread, place: Place) -> Thread:
    if (thread.place_kind, thread.place_id) != place.ref:
        raise ConflictError(_("This form was used already. Open the page again."))
    return thread


def reply(
    thread: Thread,
    *,
    actor: Actor,
    place: Place,
    text: str,
    language: str = "",
    page_language: str = "en",
    answers: Post | None = None,
    key: str | None = None,
) -> Post:
    """Add a post to a thread; the same `key` once more gives the same post."""
    authorize(actor, Permission.WRITE, place)
    db.session.refresh(thread, with_for_update=True)  # who sends the same form at once waits here
    if key and (
        present := db.session.scalar(select(Post).where(Post.key == key, Post.thread_id == thread.id))
    ):
        return present
    if thread.state is not ThreadState.OPEN:
        raise ConflictError(_("This thread is closed: nobody can answer any more."))
    refuse_paused(place)
    words = good_text(text)
    spoken = language_of(words, language, page_language)
    post = _written(
        thread,
        actor=actor,
        place=place,
        text=words,
        language=spoken,
        answers=answers,
        key=key,
        draft=draft_of(place, thread.id),
    )
    if post.state is PostState.PUBLIC:
        _announce(thread, post)
    return post


def _voice(place: Place) -> Voice:
    if place.voice is None:
        raise NotAllowedError(_("You are not allowed to do this."))
    return place.voice


def _who(place: Place, voice: Voice) -> dict[str, Any]:
    """Return what is noted of whoever speaks: at a masked place the persona and never the account."""
    if place.is_masked:
        return {"author_id": None, "persona_id": voice.persona_id, "byline": voice.name}
    return {"author_id": voice.user_id, "persona_id": None, "byline": ""}


def _trail(actor: Actor, place: Place) -> Actor:
    return PERSONA if place.is_masked else actor


def _written(
    thread: Thread,
    *,
    actor: Actor,
    place: Place,
    text: str,
    language: str,
    answers: Post | None,
    key: str | None,
    draft: Draft | None,
) -> Post:
    files = attaching.files_of_draft(draft)
    is_held = bool(files or has_link(text)) and not place.may_moderate and is_newcomer(actor)
    html = render(text)
    post = Post(
        thread_id=thread.id,
        state=PostState.HELD if is_held else PostState.PUBLIC,
        answers_id=answers.id if answers is not None else None,
        language=language,
        text=text,
        html=html,
        words=folded(words_of(html)),
        key=key or secrets.token_urlsafe(16),
        **_who(place, _voice(place)),
    )
    post.has_unseen = any(file.width for file in files) and not is_held and not place.may_moderate
    if not is_held:
        post.position = _next_position(thread)
    db.session.add(post)
    db.session.flush()
    keep_following(thread, place, position=post.position or 0)
    audit.record(
        _trail(actor, place),
        "post.write",
        POST_KIND,
        post.id,
        thread=thread.id,
        held=is_held,
        files=len(files),
    )
    if draft is not None:
        if files:
            attaching.give_to_post(draft, post, actor=actor)
        drop_draft(draft)
    return post


def _next_position(thread: Thread) -> int:
    """Give the next place in the thread away; who comes at the same moment waits and gets the one after."""
    position = db.session.execute(
        update(Thread)
        .where(Thread.id == thread.id)
        .values(last_position=Thread.last_position + 1, last_post_at=now())
        .returning(Thread.last_position)
        .execution_options(synchronize_session=False)
    ).scalar_one()
    db.session.refresh(thread)
    return position


def make_public(thread: Thread, post: Post) -> None:
    """Give a post that was held its place, and tell of it."""
    post.state, post.position = PostState.PUBLIC, _next_position(thread)
    db.session.flush()
    _announce(thread, post)


def _announce(thread: Thread, post: Post) -> None:
    if post.position == 1:
        stamps.bump(stamps.CONTENT)  # pages of records say how many threads they have
    touch(thread.id)
    mails.posted(post)


def touch(thread_id: int) -> None:
    """Note that a thread is to be found with other words."""
    outbox.enqueue(index.JOB_KIND, [index.subject(KIND, thread_id)])


def touch_all(place: Ref) -> None:
    """Note that other people may find the threads of a place from now on."""
    at = (Thread.place_kind == place.kind, Thread.place_id == place.id)
    ids = db.session.scalars(select(Thread.id).where(*at).order_by(Thread.id)).all()
    if ids:
        outbox.enqueue(index.JOB_KIND, [index.subject(KIND, id) for id in ids])


def edit(post: Post, *, actor: Actor, place: Place, text: str, language: str, revision: int) -> Post:
    """Change what one has said; what it said before stays to be read.

    Raise PostConflictError where it has changed since the writer opened it.
    """
    authorize(actor, Permission.CHANGE, Said(place, post))
    if post.state not in (PostState.PUBLIC, PostState.HELD):
        raise ConflictError(_("This post cannot be changed any more."))
    refuse_paused(place)
    words = good_text(text)
    spoken = language_of(words, language, post.language)
    if (post.text, post.language) == (words, spoken):
        return post
    if post.revision != revision:
        raise PostConflictError(post, words)
    if has_link(words) and not has_link(post.text) and is_newcomer(actor):
        raise ConflictError(_("In the first day of your account you cannot add links to a post."))
    said_at = post.edited_at or post.posted_at
    db.session.add(
        FormerPost(
            post_id=post.id, revision=post.revision, language=post.language, text=post.text, said_at=said_at
        )
    )
    html = render(words)
    post.text, post.language, post.html, post.words = words, spoken, html, folded(words_of(html))
    post.revision, post.edited_at = post.revision + 1, now()
    audit.record(_trail(actor, place), "post.edit", POST_KIND, post.id, revision=post.revision)
    touch(post.thread_id)
    return post


def remove_own(post: Post, *, actor: Actor, place: Place) -> None:
    """Take back what one has said: its words go, what others answered stays. Safe to repeat."""
    authorize(actor, Permission.CHANGE, Said(place, post))
    wipe(post, actor=actor, noted_as=_trail(actor, place))
    audit.record(_trail(actor, place), "post.remove_own", POST_KIND, post.id)


def wipe(post: Post, *, actor: Actor, noted_as: Actor) -> None:
    """Remove the words of a post, also what it said before, and its files."""
    if post.state is not PostState.REMOVED:
        attaching.remove_files(post, actor=actor, noted_as=noted_as)
    post.state, post.text, post.html, post.words = PostState.REMOVED, "", "", ""
    former = select(FormerPost).where(FormerPost.post_id == post.id)
    for version in db.session.scalars(former):
        db.session.delete(version)
    db.session.execute(update(Thread).where(Thread.answer_id == post.id).values(answer_id=None))
    db.session.flush()
    touch(post.thread_id)
