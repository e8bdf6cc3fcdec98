"""What whoever began a thread, or looks after its place, does with it: sum up, mark the answer, close."""

from sqlalchemy import select

from cop.core import audit, stamps
from cop.core.db import db
from cop.core.errors import ConflictError
from cop.core.forums import Place
from cop.core.i18n import gettext as _
from cop.core.markdown import render
from cop.core.permissions import PERSONA, Actor, authorize
from cop.discussions import mails
from cop.discussions.content import good_text, language_of
from cop.discussions.enums import PostState, ThreadState
from cop.discussions.models import Post, Summary, Thread
from cop.discussions.operations import touch
from cop.discussions.queries import KIND
from cop.discussions.rules import Led, Permission


class SummaryConflictError(ConflictError):
    """Somebody else has summed the thread up meanwhile; both wordings are here, nothing was overwritten."""

    def __init__(self, present: Summary | None, mine: str) -> None:
        super().__init__(_("The summary has changed since you opened it. Compare both and choose."))
        self.present = present
        self.mine = mine


def sum_up(
    thread: Thread, *, actor: Actor, place: Place, text: str, language: str, number: int
) -> Summary | None:
    """Write what has come out so far; `number` is that of the summary its writer had, 0 for none.

    Raise SummaryConflictError where another one stands there by now. Earlier ones stay to be read.
    """
    authorize(actor, Permission.LEAD, Led(place, thread))
    words = good_text(text)
    db.session.refresh(thread, with_for_update=True)  # one after the other
    newest = select(Summary).where(Summary.thread_id == thread.id).order_by(Summary.number.desc()).limit(1)
    present = db.session.scalar(newest)
    if present is not None and present.text == words:
        return present
    known = present.number if present is not None else 0
    if known != number:
        raise SummaryConflictError(present, words)
    voice = place.voice
    summary = Summary(
        thread_id=thread.id,
        number=known + 1,
        language=language_of(words, language, thread.language),
        text=words,
        html=render(words),
        author_id=None if place.is_masked or voice is None else voice.user_id,
        persona_id=voice.persona_id if place.is_masked and voice else None,
        byline=voice.name if place.is_masked and voice else "",
    )
    db.session.add(summary)
    db.session.flush()
    _note(thread, actor, place, "thread.sum_up", number=summary.number)
    return summary


def mark_answer(thread: Thread, *, actor: Actor, place: Place, post: Post | None) -> None:
    """Say which post answers the question of the thread; with none, that it is open again."""
    authorize(actor, Permission.LEAD, Led(place, thread))
    if post is not None and (post.thread_id != thread.id or post.state is not PostState.PUBLIC):
        raise ConflictError(_("This post cannot be the answer."))
    if thread.answer_id == (post.id if post else None):
        return
    thread.answer_id = post.id if post else None
    thread.is_question = True
    db.session.flush()
    _note(thread, actor, place, "thread.answer", post=thread.answer_id)


def set_state(thread: Thread, *, actor: Actor, place: Place, state: ThreadState) -> None:
    """Close a thread or open it again; whoever looks after the place may also hide it. Safe to repeat."""
    authorize(actor, Permission.LEAD, Led(place, thread))
    if ThreadState.HIDDEN in (state, thread.state):
        authorize(actor, Permission.MODERATE, place)
    if thread.state is state:
        return
    before, thread.state = thread.state, state
    db.session.flush()
    stamps.bump(stamps.CONTENT)
    if before is ThreadState.HIDDEN:
        mails.posted(*mails.untold(thread.id))
    _note(thread, actor, place, "thread.state", before=before.value, after=state.value)


def _note(thread: Thread, actor: Actor, place: Place, action: str, **facts: object) -> None:
    # Whoever moderates does so by name also where others wear masks.
    who = PERSONA if place.is_masked and not place.may_moderate else actor
    audit.record(who, action, KIND, thread.id, **facts)
    touch(thread.id)
