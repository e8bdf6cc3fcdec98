"""Answering a request to review, or taking a case up unasked; saying that one must not."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from cop.config import LANGUAGES
from cop.core import audit
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize
from cop.reviews import drafts
from cop.reviews.candidates import candidates
from cop.reviews.content import CONFLICTS
from cop.reviews.enums import AssignmentState
from cop.reviews.mails import tell_editors
from cop.reviews.models import Assignment, Conflict, Review, ReviewerProfile
from cop.reviews.queries import assignment_of, awaited, case_of, locked, sent
from cop.reviews.rules import Permission
from cop.submissions.enums import State
from cop.submissions.models import Submission
from cop.submissions.queries import KIND
from cop.vocabulary.queries import vocabulary

DAYS: Final = 14
"""How long a reviewer has where nobody says otherwise."""
MOST_AT_ONCE: Final = 20
MOST_THEMES: Final = 30


def take(submission: Submission, *, actor: Actor) -> Assignment:
    """Begin a review that nobody has asked for: whoever finds the case on the desk may."""
    authorize(actor, Permission.TAKE, submission)
    id = _member_id(actor)
    refuse_outside_review(locked(submission))
    present = assignment_of(submission.id, id)
    if present is not None and present.state is AssignmentState.ASKED:
        return accept(present, actor=actor)
    if present is not None:
        if present.state in (AssignmentState.ACCEPTED, AssignmentState.DONE):
            return present
        raise ConflictError(_("This case is not open to you any more."))
    refuse_unfit(submission, id)
    assignment = Assignment(
        submission_id=submission.id,
        reviewer_id=id,
        state=AssignmentState.ACCEPTED,
        due_at=now() + timedelta(days=DAYS),
    )
    db.session.add(assignment)
    drafts.begin(submission, reviewer_id=id, language=actor.language)
    audit.record(actor, "reviews.take", KIND, submission.id)
    return assignment


def accept(assignment: Assignment, *, actor: Actor) -> Assignment:
    """Say yes to a request; a draft of the review is there from now on."""
    authorize(actor, Permission.ANSWER_REQUEST, assignment)
    submission = case_of(assignment)
    refuse_outside_review(submission)
    if assignment.state in (AssignmentState.ACCEPTED, AssignmentState.DONE):
        return assignment
    if assignment.state is not AssignmentState.ASKED:
        raise ConflictError(_("This request is not open any more."))
    refuse_unfit(submission, assignment.reviewer_id)
    assignment.state = AssignmentState.ACCEPTED
    drafts.begin(submission, reviewer_id=assignment.reviewer_id, language=actor.language)
    audit.record(actor, "reviews.accept", KIND, submission.id)
    return assignment


def refuse(assignment: Assignment, *, actor: Actor, words: str = "") -> Assignment:
    """Say no to a request, also after having said yes; what was written stays, unread by others."""
    authorize(actor, Permission.ANSWER_REQUEST, assignment)
    submission = case_of(assignment)
    if assignment.state in (AssignmentState.REFUSED, AssignmentState.TAKEN_BACK):
        return assignment
    if assignment.state is AssignmentState.DONE:
        raise ConflictError(_("Your review is in already."))
    assignment.state = AssignmentState.REFUSED
    assignment.words = words.strip()[:1000]
    audit.record(actor, "reviews.refuse", KIND, submission.id)
    tell_editors(
        submission, "refused", reason=str(assignment.id), reviewer=actor.name, words=assignment.words
    )
    return assignment


def declare_conflict(submission: Submission, *, actor: Actor, words: str = "") -> None:
    """Say that one must not review this case; a request for it ends with that."""
    id = _member_id(actor)
    locked(submission)
    assignment = assignment_of(submission.id, id)
    authorize(actor, Permission.DECLARE_CONFLICT, submission)
    if db.session.get(Conflict, (submission.id, id)) is not None:
        return
    if assignment is not None and assignment.state is AssignmentState.DONE:
        raise ConflictError(_("Your review is in already. Please write to an editor."))
    db.session.add(Conflict(submission_id=submission.id, user_id=id, words=words.strip()[:1000]))
    audit.record(actor, "reviews.declare_conflict", KIND, submission.id)
    if assignment is not None:
        refuse(assignment, actor=actor, words=words)


def finish(review: Review) -> None:
    """Note that a review is in, and tell the editors when no other is awaited.

    For the operation that hands a review in: it has authorized, and set the review's state.
    """
    assignment = assignment_of(review.submission_id or 0, review.reviewer_id or 0)
    if assignment is None:
        raise LookupError(f"review {review.id} was not asked for")
    submission = case_of(assignment)
    assignment.state = AssignmentState.DONE
    db.session.flush()  # the question below is put to the rows
    if not awaited(submission.id):
        tell_editors(submission, "all_in", reason=f"{submission.round}:{review.id}:{review.version}")


def describe_self(
    *, actor: Actor, languages: Sequence[str], themes: Sequence[str], most_at_once: int
) -> ReviewerProfile:
    """Say what one wishes to review: languages of the site, concepts, how many cases at once."""
    authorize(actor, Permission.DESCRIBE_SELF)
    if not languages or not set(languages) <= set(LANGUAGES):
        raise InvalidError("languages", _("Choose at least one of the languages of this site."))
    known = vocabulary()
    if any(known.get(slug) is None for slug in themes) or len(themes) > MOST_THEMES:
        raise InvalidError("themes", _("Choose themes from the list, thirty at most."))
    if not 0 <= most_at_once <= MOST_AT_ONCE:
        raise InvalidError("most_at_once", _("Choose a number from 0 to %(most)s.", most=MOST_AT_ONCE))
    id = _member_id(actor)
    profile = db.session.get(ReviewerProfile, id, with_for_update=True) or ReviewerProfile(user_id=id)
    profile.languages, profile.themes = list(languages), list(themes)
    profile.most_at_once = most_at_once
    db.session.add(profile)
    audit.record(actor, "reviews.describe_self", "user", id)
    return profile


def refuse_outside_review(submission: Submission) -> None:
    """Raise ConflictError where the case is not with the reviewers."""
    if submission.state is not State.IN_REVIEW:
        raise ConflictError(_("This case is not with the reviewers at present."))


def refuse_unfit(submission: Submission, reviewer_id: int) -> None:
    """Raise where somebody is no reviewer, or has a conflict of interest in this case."""
    value, content = sent(submission)
    known = candidates(submission, themes=value.themes(content), leads=value.leads(content))
    candidate = next((c for c in known if c.id == reviewer_id), None)
    if candidate is None:
        raise NotAllowedError(_("Only reviewers can be asked for a review."))
    if candidate.conflict is not None:
        raise ConflictError(str(CONFLICTS[candidate.conflict]))


def _member_id(actor: Actor) -> int:
    if actor.id is None:
        raise NotAllowedError(_("You are not allowed to do this."))
    return actor.id
