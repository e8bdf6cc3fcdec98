"""The authors' answer to the reviews, before it is decided."""

from datetime import timedelta
from typing import Final

from sqlalchemy import select

from cop.core import audit
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize
from cop.reviews.mails import tell_authors
from cop.reviews.models import Reply
from cop.reviews.queries import awaited, locked, standing
from cop.reviews.requests import refuse_outside_review
from cop.reviews.rules import Permission
from cop.submissions.enums import Happened
from cop.submissions.models import Event, Submission
from cop.submissions.operations import ask_for_answer, take_answer
from cop.submissions.queries import KIND

DAYS: Final = 7
MOST_DAYS: Final = 60


def open_reply(submission: Submission, *, actor: Actor, days: int = DAYS) -> Reply:
    """Show the authors the reasons of the reviewers, without names, and ask what they say to them."""
    authorize(actor, Permission.OPEN_REPLY, submission)
    locked(submission)
    if (present := db.session.get(Reply, (submission.id, submission.round))) is not None:
        return present
    refuse_outside_review(submission)
    if not 1 <= days <= MOST_DAYS:
        raise InvalidError("days", _("Give them between 1 and %(most)s days.", most=MOST_DAYS))
    if awaited(submission.id) or not standing(submission.id):
        raise ConflictError(
            _("The authors can answer as soon as all the reviews that were asked for are in.")
        )
    reply = Reply(
        submission_id=submission.id,
        round=submission.round,
        opened_by=actor.id,
        until=now() + timedelta(days=days),
    )
    db.session.add(reply)
    ask_for_answer(submission, actor=actor, until=reply.until)
    audit.record(actor, "reviews.open_reply", KIND, submission.id, round=submission.round, days=days)
    tell_authors(submission, "reply_open", reason=str(submission.round), until=reply.until.date().isoformat())
    return reply


def reply(submission: Submission, *, actor: Actor, words: str) -> Reply:
    """Say what the authors think of the reviews, once a round; sent twice, it is one answer."""
    authorize(actor, Permission.REPLY, submission)
    locked(submission)
    opened = db.session.get(Reply, (submission.id, submission.round))
    if opened is None:
        raise ConflictError(_("There is nothing to answer at present."))
    if opened.replied_at is not None:
        if _has_said(submission, actor, words):
            return opened
        raise ConflictError(_("The authors have answered already. You can still write a message."))
    refuse_outside_review(submission)
    if opened.until < now():
        raise ConflictError(_("The time for this answer is over. You can still write a message."))
    take_answer(submission, actor=actor, words=words)
    opened.replied_by, opened.replied_at = actor.id, now()
    audit.record(actor, "reviews.reply", KIND, submission.id, round=submission.round)
    return opened


def _has_said(submission: Submission, actor: Actor, words: str) -> bool:
    """Whether this very answer is there: a form sent twice."""
    said = select(Event.words).where(
        Event.submission_id == submission.id,
        Event.actor_id == actor.id,
        Event.action == Happened.SAID,
        Event.round == submission.round,
    )
    return words.replace("\r\n", "\n").strip() in set(db.session.scalars(said))
