"""Asking for reviews, as editors do: requests, their end, and the next round."""

from datetime import timedelta
from typing import Final

from sqlalchemy import select

from cop.accounts.queries import people
from cop.core import audit
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize
from cop.reviews import drafts
from cop.reviews.enums import AssignmentState
from cop.reviews.evidence import words_of_passages
from cop.reviews.mails import tell_reviewer
from cop.reviews.models import Assignment
from cop.reviews.queries import assignment_of, awaited, case_of, locked, sent
from cop.reviews.requests import DAYS, refuse_outside_review, refuse_unfit
from cop.reviews.rules import Permission
from cop.submissions.models import Submission
from cop.submissions.queries import KIND

MOST_DAYS: Final = 90


def ask(submission: Submission, *, actor: Actor, reviewer_id: int, days: int = DAYS) -> Assignment:
    """Ask somebody for a review within so many days; whoever is asked already stays so."""
    authorize(actor, Permission.ASSIGN, submission)
    refuse_outside_review(locked(submission))
    if not 1 <= days <= MOST_DAYS:
        raise InvalidError("days", _("Give them between 1 and %(most)s days.", most=MOST_DAYS))
    present = assignment_of(submission.id, reviewer_id)
    if present is not None and present.state is AssignmentState.REFUSED:
        raise ConflictError(_("They have said that they cannot review this case."))
    if present is not None and present.state is not AssignmentState.TAKEN_BACK:
        return present
    refuse_unfit(submission, reviewer_id)
    assignment = present or Assignment(submission_id=submission.id, reviewer_id=reviewer_id)
    assignment.asked_by = actor.id
    assignment.state = AssignmentState.ASKED
    assignment.due_at, assignment.reminded_at = now() + timedelta(days=days), None
    assignment.words = ""
    db.session.add(assignment)
    db.session.flush()  # the news names the request by its number
    audit.record(actor, "reviews.ask", KIND, submission.id, reviewer=reviewer_id, days=days)
    tell_reviewer(assignment, submission, "asked")
    return assignment


def take_back(assignment: Assignment, *, actor: Actor) -> Assignment:
    """Take a request back; what the reviewer has written comes to nobody's eyes."""
    submission = case_of(assignment)
    authorize(actor, Permission.ASSIGN, submission)
    if assignment.state in (AssignmentState.TAKEN_BACK, AssignmentState.REFUSED):
        return assignment
    if assignment.state is AssignmentState.DONE:
        raise ConflictError(_("This review is in already."))
    _end(assignment, submission, actor)
    return assignment


def end_requests(submission: Submission, *, actor: Actor) -> None:
    """Take back all that is not needed any more, after a decision that ends the case."""
    for assignment in awaited(submission.id):
        _end(assignment, submission, actor)


def _end(assignment: Assignment, submission: Submission, actor: Actor) -> None:
    assignment.state = AssignmentState.TAKEN_BACK
    audit.record(actor, "reviews.take_back", KIND, submission.id, reviewer=assignment.reviewer_id)
    tell_reviewer(assignment, submission, "taken_back")


def begin_round(submission: Submission, *, actor: Actor) -> None:
    """Put a case that was sent anew before the reviewers who know it, their former scores as a draft."""
    known = select(Assignment).where(
        Assignment.submission_id == submission.id,
        Assignment.state.in_((AssignmentState.DONE, AssignmentState.ACCEPTED)),
    )
    assignments = db.session.scalars(known.order_by(Assignment.id)).all()
    if not assignments:
        return
    value, content = sent(submission)
    words = words_of_passages(value.passages(content))
    languages = {id: person.language for id, person in people([a.reviewer_id for a in assignments]).items()}
    for assignment in assignments:
        id = assignment.reviewer_id
        assignment.state = AssignmentState.ACCEPTED
        assignment.due_at, assignment.reminded_at = now() + timedelta(days=DAYS), None
        drafts.take_up(submission, reviewer_id=id, language=languages[id], words=words)
        audit.record(actor, "reviews.ask", KIND, submission.id, reviewer=id, days=DAYS)
        tell_reviewer(assignment, submission, "again")
