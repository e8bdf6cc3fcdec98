"""The way of a submission from state to state, and what is said about it on the way."""

from datetime import datetime
from typing import Any

from cop.accounts.models import ConsentEvent
from cop.core import audit, links
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.i18n import spoken_language
from cop.core.permissions import Actor, authorize
from cop.core.records import Ref
from cop.media.operations import copy_to
from cop.media.queries import publishable
from cop.submissions import mails, queries
from cop.submissions.content import CONSENT_PURPOSE, CONSENT_VERSION, STATES
from cop.submissions.enums import Audience, Happened, State
from cop.submissions.models import Event, Proposal, Round, Submission
from cop.submissions.rules import ALLOWED, WRITING_STATES, Permission
from cop.submissions.values import is_empty

WORDS_LIMIT = 20_000
"""Characters of one message, and of what an editor asks for."""


class IncompleteError(InvalidError):
    """What must be answered is not; `missing` names the questions as (language, key)."""

    def __init__(self, missing: list[queries.Key]) -> None:
        super().__init__("", _("Some answers are still needed before this can be sent."))
        self.missing = missing


def send(submission: Submission, *, actor: Actor) -> Round:
    """Hand the draft in as the next round, for good; sent twice at once, it is one round.

    Raise IncompleteError, or InvalidError naming "<language>/<question>" where an answer does not fit.
    """
    authorize(actor, Permission.SEND, submission)
    lock(submission)
    if submission.state is State.SUBMITTED and (last := queries.last_round(submission.id)):
        return last
    if submission.state not in WRITING_STATES:
        raise _conflict(submission)
    if missing := unanswered(submission):
        raise IncompleteError(missing)
    value = queries.submittable(submission.kind)
    submission.target_slug = submission.target_slug or value.slug_for(
        submission.title, submission.source_language
    )
    content = compose(submission)
    submission.round += 1
    sent = Round(submission_id=submission.id, number=submission.round, content=value.dump(content))
    db.session.add(sent)
    _move(submission, State.SUBMITTED, Happened.SENT, actor)
    db.session.add(
        ConsentEvent(
            user_id=actor.id,
            purpose=CONSENT_PURPOSE,
            wording_version=CONSENT_VERSION,
            language=spoken_language(),
            is_given=True,
        )
    )
    mails.sent(submission, actor=actor)
    return sent


def unanswered(submission: Submission) -> list[queries.Key]:
    """Return (language, key) of the required answers that are not there."""
    given = queries.as_mapping(queries.answers(submission.id))
    required = [q for q in queries.submittable(submission.kind).questions if q.is_required]
    keys = [(submission.source_language if q.is_text else "", q.key) for q in required]
    return [(language, key) for language, key in keys if is_empty(given.get(language, {}).get(key))]


def compose(submission: Submission) -> Any:
    """Return the content that the answers make, as the record type has it."""
    value = queries.submittable(submission.kind)
    wanted = {question.key for question in value.questions}
    given = {
        language: fitting
        for language, by_key in queries.as_mapping(queries.answers(submission.id)).items()
        if (fitting := {k: v for k, v in by_key.items() if k in wanted and not is_empty(v)})
    }
    slug = submission.target_slug or value.slug_for(submission.title, submission.source_language)
    return value.compose(slug, submission.source_language, given)


def withdraw(submission: Submission, *, actor: Actor) -> Submission:
    """Take back what was sent; from now on only its authors see it."""
    authorize(actor, Permission.WITHDRAW, submission)
    lock(submission)
    if submission.state is State.WITHDRAWN:
        return submission
    if submission.round == 0:
        raise ConflictError(_("This draft was never sent. You can delete it."))
    event = _move(submission, State.WITHDRAWN, Happened.WITHDRAWN, actor)
    mails.withdrawn(submission, actor=actor, event=event)
    return submission


def reopen(submission: Submission, *, actor: Actor) -> Submission:
    """Make a draft again of what was declined or withdrawn."""
    authorize(actor, Permission.REOPEN, submission)
    lock(submission)
    if submission.state is not State.DRAFT:
        _move(submission, State.DRAFT, Happened.REOPENED, actor)
    return submission


def start_review(submission: Submission, *, actor: Actor) -> Submission:
    """Let it through the gate to the reviewers."""
    authorize(actor, Permission.JUDGE, submission)
    lock(submission)
    event = _move(submission, State.IN_REVIEW, Happened.REVIEW_STARTED, actor)
    mails.review_started(submission, actor=actor, event=event)
    return submission


def back_to_gate(submission: Submission, *, actor: Actor) -> Submission:
    """Take it back from the reviewers to the editors."""
    authorize(actor, Permission.JUDGE, submission)
    lock(submission)
    if submission.state is not State.IN_REVIEW:
        raise _conflict(submission)
    _move(submission, State.SUBMITTED, Happened.BACK_AT_GATE, actor)
    return submission


def ask_for_changes(submission: Submission, *, actor: Actor, words: str) -> Submission:
    """Give it back to its authors with what should change; the caller sends the letter."""
    authorize(actor, Permission.JUDGE, submission)
    lock(submission)
    _move(submission, State.CHANGES_REQUESTED, Happened.CHANGES_ASKED, actor, _message(words))
    return submission


def decline(submission: Submission, *, actor: Actor, words: str) -> Submission:
    """Decide that it will not be published; the caller sends the letter."""
    authorize(actor, Permission.JUDGE, submission)
    lock(submission)
    _move(submission, State.DECLINED, Happened.DECLINED, actor, _message(words))
    return submission


def publish(submission: Submission, *, actor: Actor, note: str) -> tuple[str, int, int]:
    """Make the last round public; return (kind, id, version) of the record. The caller sends the letter.

    Without a review only a change of what is public already, or a self-description, can be published.
    Objects that the session held before may be detached afterwards: read them again.
    """
    authorize(actor, Permission.JUDGE, submission)
    lock(submission)
    if submission.state is State.SUBMITTED and queries.needs_reviews(submission):
        raise _conflict(submission)
    draft = Ref(queries.KIND, submission.id)
    last = queries.last_round(submission.id)
    if last is None:
        raise _conflict(submission)
    # First our own rows, and written: a record type may empty the session.
    _move(submission, State.PUBLISHED, Happened.PUBLISHED, actor)
    value = queries.submittable(submission.kind)
    files = [file.id for file in publishable(queries.KIND, submission.id)]
    kind, id, version = value.publish(
        value.parse(last.content),
        actor=actor,
        note=note,
        authors=[author.user_id for author in submission.authors],
        is_change=submission.is_change,
    )
    copy_to(files, kind, id, actor=actor)
    links.copy(draft, Ref(kind, id), actor=actor)
    return kind, id, version


def say(submission: Submission, *, actor: Actor, words: str, audience: Audience) -> Event:
    """Write a message to authors and editors, or a note to editors alone."""
    authorize(actor, Permission.SPEAK if audience is Audience.AUTHORS else Permission.NOTE, submission)
    text = _message(words)
    if not text:
        raise InvalidError("words", _("Write your message first."))
    event = note_event(submission, Happened.SAID, actor, text, audience)
    audit.record(actor, "submission.say", queries.KIND, submission.id, audience=audience)
    if submission.round:
        mails.said(submission, actor=actor, event=event)
    return event


def ask_for_answer(submission: Submission, *, actor: Actor, until: datetime) -> None:
    """Note until when its authors may answer the reviews, or until the state changes."""
    submission.answer_until = until
    note_event(submission, Happened.ANSWER_ASKED, actor)


def take_answer(submission: Submission, *, actor: Actor, words: str) -> Event:
    """Tell the editors what the authors say to the reviews."""
    submission.answer_until = None
    return say(submission, actor=actor, words=words, audience=Audience.AUTHORS)


def mark_read(submission: Submission, *, actor: Actor, up_to: int) -> None:
    """Note that an author has read the timeline up to this entry."""
    authorize(actor, Permission.WRITE, submission)
    for author in submission.authors:
        if author.user_id == actor.id:
            author.seen_event = max(author.seen_event, up_to)


def note_event(
    submission: Submission,
    happened: Happened,
    actor: Actor,
    words: str = "",
    audience: Audience = Audience.AUTHORS,
) -> Event:
    """Write an entry of the timeline; it has its id."""
    event = Event(
        submission_id=submission.id,
        actor_id=actor.id,
        action=happened,
        round=submission.round,
        words=words,
        audience=audience,
    )
    db.session.add(event)
    db.session.flush()  # mails name it
    return event


def lock(row: Submission | Proposal) -> None:
    """Read a row anew, and let nobody else change it before this transaction ends."""
    db.session.flush()  # reading anew forgets what has not been written
    db.session.refresh(row, with_for_update=True)


def _move(submission: Submission, state: State, happened: Happened, actor: Actor, words: str = "") -> Event:
    _refuse_unless_allowed(submission, state)
    before = submission.state
    submission.state = state
    submission.state_since = now()
    submission.answer_until = None
    event = note_event(submission, happened, actor, words)
    audit.record(
        actor, f"submission.{happened}", queries.KIND, submission.id, before=before, round=submission.round
    )
    return event


def _refuse_unless_allowed(submission: Submission, state: State) -> None:
    if state not in ALLOWED[submission.state]:
        raise _conflict(submission)


def _conflict(submission: Submission) -> ConflictError:
    return ConflictError(
        _(
            "This case has moved on: %(state)s. Look at it again before you do anything.",
            state=str(STATES[submission.state]),
        )
    )


def _message(words: str) -> str:
    text = words.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(text) > WORDS_LIMIT:
        raise InvalidError("words", _("This message is too long. Nothing is lost: shorten it."))
    return text
