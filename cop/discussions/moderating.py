"""Reports, hiding and showing again, appeals; everything is told to whom it concerns, and written down."""

from sqlalchemy import select, update

from cop.core import audit
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.forums import Place
from cop.core.i18n import gettext as _
from cop.core.permissions import PERSONA, Actor, authorize
from cop.discussions import mails
from cop.discussions.content import WORDS_LIMIT, tidy
from cop.discussions.enums import Measure, PostState, Result, Rule
from cop.discussions.models import Decision, Post, Report, Thread
from cop.discussions.operations import make_public, touch, wipe
from cop.discussions.queries import POST_KIND
from cop.discussions.rules import Appealed, Permission, Said


def report(post: Post, *, actor: Actor, place: Place, rule: Rule, note: str) -> Report:
    """Ask the moderators to look at a post; from one person once as long as it is open."""
    authorize(actor, Permission.REPORT, place)
    reporter = None if place.is_masked else actor.id
    known = select(Report).where(
        Report.post_id == post.id, Report.reporter_id == reporter, Report.settled_at.is_(None)
    )
    if reporter is not None and (present := db.session.scalar(known)) is not None:
        return present
    words = tidy(note)
    if len(words) > WORDS_LIMIT:
        raise InvalidError("note", _("This is too long: at most %(count)s characters.", count=WORDS_LIMIT))
    written = Report(post_id=post.id, reporter_id=reporter, rule=rule, note=words)
    db.session.add(written)
    db.session.flush()
    audit.record(PERSONA if place.is_masked else actor, "post.report", POST_KIND, post.id, rule=rule.value)
    return written


def settle(post: Post, *, actor: Actor, place: Place) -> None:
    """Say that there is nothing against a post: what was reported of it is looked at. Safe to repeat."""
    authorize(actor, Permission.MODERATE, place)
    is_new, post.has_unseen = post.has_unseen, False
    db.session.flush()
    if close_reports(post, actor, Result.NOTHING) or is_new:
        audit.record(actor, "post.settle", POST_KIND, post.id)


def close_reports(post: Post, actor: Actor, result: Result) -> bool:
    """Settle what was reported of a post, and tell who reported it what came of it."""
    open_ones = list(
        db.session.scalars(select(Report).where(Report.post_id == post.id, Report.settled_at.is_(None)))
    )
    for one in open_ones:
        one.settled_at, one.settled_by = now(), actor.id
    db.session.flush()
    mails.settled(open_ones, result)
    return bool(open_ones)


def let_through(thread: Thread, post: Post, *, actor: Actor, place: Place) -> None:
    """Make a post public that was held; who comes second is told."""
    authorize(actor, Permission.MODERATE, place)
    db.session.refresh(post, with_for_update=True)
    if post.state is not PostState.HELD:
        raise ConflictError(_("Somebody has already looked at this post."))
    make_public(thread, post)
    audit.record(actor, "post.let_through", POST_KIND, post.id)
    mails.let_through(post)


def hide(post: Post, *, actor: Actor, place: Place, rule: Rule, note: str) -> Decision:
    """Hide a post by a rule; its writer is told and may object. Safe to repeat."""
    authorize(actor, Permission.MODERATE, place)
    db.session.refresh(post, with_for_update=True)
    if (present := _in_force(post)) is not None:
        return present
    if post.state is PostState.REMOVED:
        raise ConflictError(_("This post has been removed."))
    words = tidy(note)[:WORDS_LIMIT]
    decision = Decision(post_id=post.id, moderator_id=actor.id, measure=Measure.HIDE, rule=rule, note=words)
    db.session.add(decision)
    post.state, post.has_unseen = PostState.HIDDEN, False
    _forget_answer(post)
    db.session.flush()
    audit.record(actor, "post.hide", POST_KIND, post.id, rule=rule.value)
    touch(post.thread_id)
    close_reports(post, actor, Result.HIDDEN)
    mails.hidden(post, decision_id=decision.id)
    return decision


def _forget_answer(post: Post) -> None:
    db.session.execute(update(Thread).where(Thread.answer_id == post.id).values(answer_id=None))


def _in_force(post: Post) -> Decision | None:
    query = select(Decision).where(
        Decision.post_id == post.id, Decision.measure == Measure.HIDE, Decision.ended_at.is_(None)
    )
    return db.session.scalar(query.order_by(Decision.id.desc()).limit(1))


def restore(thread: Thread, post: Post, *, actor: Actor, place: Place) -> None:
    """Show a hidden post again; its writer is told. Safe to repeat."""
    authorize(actor, Permission.MODERATE, place)
    db.session.refresh(post, with_for_update=True)
    decision = _in_force(post)
    if post.state is not PostState.HIDDEN or decision is None:
        return
    _end(decision)
    if post.position is None:  # it was hidden while it was held
        make_public(thread, post)
    post.state = PostState.PUBLIC
    db.session.flush()
    audit.record(actor, "post.restore", POST_KIND, post.id)
    touch(post.thread_id)
    if post.told_at is None:  # it was hidden before everybody had been told of it
        mails.posted(post)
    mails.shown_again(post, decision_id=decision.id)


def _end(decision: Decision) -> None:
    decision.ended_at = now()


def remove(post: Post, *, actor: Actor, place: Place) -> None:
    """Remove the words of a post that is hidden already, for ever: law, or a person's safety, asks for it."""
    authorize(actor, Permission.MODERATE, place)
    if post.state is PostState.REMOVED:
        return
    if post.state is not PostState.HIDDEN:
        raise ConflictError(_("Hide the post first: so its writer can object."))
    wipe(post, actor=actor, noted_as=actor)
    audit.record(actor, "post.remove", POST_KIND, post.id)


def appeal(
    post: Post, *, actor: Actor, place: Place, words: str, decision: Decision | None = None
) -> Decision:
    """Object to a decision about one's post, that by which it is hidden where none is named.

    Once, and somebody else than who decided looks at it.
    """
    authorize(actor, Permission.APPEAL, Said(place, post))
    decision = decision if decision is not None else _in_force(post)
    if decision is None or decision.post_id != post.id or decision.ended_at is not None:
        raise ConflictError(_("This decision does not hold any more."))
    if decision.appealed_at is not None:
        return decision
    text = tidy(words)
    if not text:
        raise InvalidError("words", _("Write something first."))
    decision.appeal = text[:WORDS_LIMIT]
    decision.appealed_at = decision.seen_at = now()
    db.session.flush()
    audit.record(PERSONA if place.is_masked else actor, "post.appeal", POST_KIND, post.id)
    return decision


def note_seen(post: Post, decision: Decision, *, actor: Actor, place: Place) -> None:
    """Note that whoever wrote under a pseudonym knows of a decision. Safe to repeat."""
    authorize(actor, Permission.APPEAL, Said(place, post))
    decision.seen_at = now()
    db.session.flush()
    audit.record(PERSONA if place.is_masked else actor, "post.note_decision", POST_KIND, post.id)


def uphold(post: Post, decision: Decision, *, actor: Actor, place: Place) -> None:
    """Say, as somebody else than who decided, that the decision holds. Safe to repeat."""
    authorize(actor, Permission.SETTLE_APPEAL, Appealed(place, decision))
    if decision.settled_at is not None or decision.appealed_at is None:
        return
    decision.settled_by, decision.settled_at = actor.id, now()
    db.session.flush()
    audit.record(actor, "post.uphold", POST_KIND, post.id, measure=decision.measure.value)
    mails.upheld(post, decision)
