"""What moderators do beside hiding: other words, a warning, a pause. All of it can be taken back."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from cop.core import audit
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.forums import Place
from cop.core.i18n import gettext as _
from cop.core.markdown import render, words_of
from cop.core.permissions import Actor, Role, authorize
from cop.discussions import mails
from cop.discussions.content import LONGEST_PAUSE, WORDS_LIMIT, folded, good_text, tidy
from cop.discussions.enums import Measure, PostState, Result, Rule
from cop.discussions.models import Decision, FormerPost, Post, Thread
from cop.discussions.moderating import close_reports, restore
from cop.discussions.operations import touch
from cop.discussions.queries import POST_KIND
from cop.discussions.rules import Appealed, Permission


def change_words(
    post: Post, *, actor: Actor, place: Place, rule: Rule, text: str, note: str, revision: int
) -> Decision:
    """Put other words in the place of somebody's; theirs are sealed, they are told and may object.

    `revision` is that of the words that the moderator had before their eyes.
    """
    authorize(actor, Permission.MODERATE, place)
    db.session.refresh(post, with_for_update=True)
    if post.state is not PostState.PUBLIC:
        raise ConflictError(_("This post cannot be changed any more."))
    if post.revision != revision:
        raise ConflictError(_("Its writer has changed the post meanwhile. Look at it again."))
    words = good_text(text)
    if words == post.text:
        raise InvalidError("text", _("Change the words, or choose another measure."))
    decision = _decided(post, actor, Measure.EDIT, rule, note, revision=post.revision)
    _replace(post, words, is_sealed=True)
    _close(post, decision, actor, "post.change_words", Result.EDITED, rule=rule.value)
    return decision


def _replace(post: Post, words: str, *, is_sealed: bool) -> None:
    said_at = post.edited_at or post.posted_at
    former = FormerPost(post_id=post.id, revision=post.revision, language=post.language, text=post.text)
    former.said_at, former.is_sealed = said_at, is_sealed
    db.session.add(former)
    html = render(words)
    post.text, post.html, post.words = words, html, folded(words_of(html))
    post.revision, post.edited_at = post.revision + 1, now()
    db.session.flush()
    touch(post.thread_id)


def warn(post: Post, *, actor: Actor, place: Place, rule: Rule, note: str) -> Decision:
    """Warn whoever wrote a post: they are told, and others see nothing of it."""
    authorize(actor, Permission.MODERATE, place)
    if not tidy(note):
        raise InvalidError("note", _("Say to the writer what is wrong, and what you ask of them."))
    decision = _decided(post, actor, Measure.WARN, rule, note)
    _close(post, decision, actor, "post.warn", Result.WARNED, rule=rule.value)
    return decision


def pause(
    post: Post,
    *,
    actor: Actor,
    place: Place,
    rule: Rule,
    note: str,
    until: date | None,
    is_everywhere: bool = False,
) -> Decision:
    """Let whoever wrote a post write no more until the end of a day: here, or at all places.

    They still read, follow, report, object and remove their own words.
    """
    authorize(actor, Permission.MODERATE, place)
    if is_everywhere and (Role.MODERATOR not in actor.roles or place.is_masked):
        raise InvalidError("is_everywhere", _("You look after this place alone."))
    today = now().date()
    if until is None or not today < until <= today + timedelta(days=LONGEST_PAUSE):
        raise InvalidError("until", _("Give a day from tomorrow on, within a year."))
    if (post.author_id is None and post.persona_id is None) or post.author_id == actor.id:
        raise ConflictError(_("There is nobody who could be paused."))
    decision = _decided(post, actor, Measure.PAUSE, rule, note, until=until, is_everywhere=is_everywhere)
    _close(
        post,
        decision,
        actor,
        "post.pause",
        Result.PAUSED,
        rule=rule.value,
        until=until.isoformat(),
        everywhere=is_everywhere,
    )
    return decision


def _decided(post: Post, actor: Actor, measure: Measure, rule: Rule, note: str, **more: Any) -> Decision:
    words = tidy(note)[:WORDS_LIMIT]
    decision = Decision(
        post_id=post.id, moderator_id=actor.id, measure=measure, rule=rule, note=words, **more
    )
    db.session.add(decision)
    db.session.flush()
    return decision


def _close(
    post: Post, decision: Decision, actor: Actor, action: str, result: Result, **facts: object
) -> None:
    post.has_unseen = False
    db.session.flush()
    audit.record(actor, action, POST_KIND, post.id, **facts)
    close_reports(post, actor, result)
    mails.measured(post, decision)


def take_back(thread: Thread, post: Post, decision: Decision, *, actor: Actor, place: Place) -> None:
    """End what a decision did: the words are back, the pause is over, the warning void. Safe to repeat."""
    authorize(actor, Permission.MODERATE, place)
    if decision.measure is Measure.HIDE:
        restore(thread, post, actor=actor, place=place)
        return
    db.session.refresh(decision, with_for_update=True)
    if decision.ended_at is not None:
        return
    if decision.measure is Measure.EDIT:
        _words_back(post, decision)
    decision.ended_at = now()
    db.session.flush()
    audit.record(actor, "post.take_back", POST_KIND, post.id, measure=decision.measure.value)
    mails.taken_back(post, decision)


def _words_back(post: Post, decision: Decision) -> None:
    db.session.refresh(post, with_for_update=True)
    former = db.session.scalar(
        select(FormerPost).where(
            FormerPost.post_id == post.id, FormerPost.revision == decision.revision, FormerPost.is_sealed
        )
    )
    if former is None or decision.revision is None or post.revision != decision.revision + 1:
        raise ConflictError(_("The post has changed since: its words of then cannot be put back."))
    _replace(post, former.text, is_sealed=False)
    former.is_sealed = False
    db.session.flush()


def grant(thread: Thread, post: Post, decision: Decision, *, actor: Actor, place: Place) -> None:
    """Take a decision back because the writer has objected, as somebody else than who decided."""
    authorize(actor, Permission.SETTLE_APPEAL, Appealed(place, decision))
    decision.settled_by, decision.settled_at = actor.id, now()
    take_back(thread, post, decision, actor=actor, place=place)
