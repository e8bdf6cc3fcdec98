"""Who writes a submission: inviting by mail, joining, leaving, handing over."""

from datetime import timedelta

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select

from cop.accounts.enums import LinkPurpose
from cop.accounts.links import look
from cop.accounts.models import OneTimeLink
from cop.accounts.operations import issue_link, redeem_link
from cop.core import audit
from cop.core.db import db
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize
from cop.submissions import mails, queries
from cop.submissions.enums import Happened
from cop.submissions.models import Author, Submission
from cop.submissions.operations import note_event
from cop.submissions.rules import Permission

LIFETIME = timedelta(days=14)
MOST_AUTHORS = 20


def invite(submission: Submission, *, actor: Actor, email: str) -> None:
    """Send somebody a link by which they become a co-author. Nothing tells whether they have an account."""
    authorize(actor, Permission.MANAGE_AUTHORS, submission)
    if len(submission.authors) >= MOST_AUTHORS:
        raise InvalidError("email", _("A case has at most 20 authors."))
    try:
        address = validate_email(email.strip(), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise InvalidError("email", _("Write a whole e-mail address, such as name@example.org.")) from error
    token = issue_link(
        LinkPurpose.COAUTHOR, lifetime=LIFETIME, email=address, payload={"submission": submission.id}
    )
    link_id = look(token, LinkPurpose.COAUTHOR).id
    mails.invited(submission, actor=actor, email=address, token=token, link_id=link_id)
    note_event(submission, Happened.INVITED, actor)
    audit.record(actor, "submission.invite", queries.KIND, submission.id)


def invited_to(token: str) -> Submission:
    """Return the case that an invitation is for; raise LinkError where it is not good any more."""
    return _meant(look(token, LinkPurpose.COAUTHOR))


def join(token: str, *, actor: Actor) -> Submission:
    """Become a co-author by an invitation; whoever is one already stays so, and the link stays good."""
    authorize(actor, Permission.BEGIN)
    submission = invited_to(token)
    if actor.id is None or any(author.user_id == actor.id for author in submission.authors):
        return submission
    redeem_link(token, LinkPurpose.COAUTHOR)
    submission.authors.append(Author(user_id=actor.id, seen_event=0))
    event = note_event(submission, Happened.JOINED, actor)
    audit.record(actor, "submission.join", queries.KIND, submission.id)
    mails.joined(submission, actor=actor, event=event)
    return submission


def _meant(link: OneTimeLink) -> Submission:
    id = link.payload.get("submission")
    submission = db.session.scalar(select(Submission).where(Submission.id == id))
    if submission is None:
        raise ConflictError(_("This case is not there any more."))
    return submission


def remove_author(submission: Submission, *, actor: Actor, user_id: int) -> None:
    """Take a co-author off; the owner can only hand over."""
    authorize(actor, Permission.MANAGE_AUTHORS, submission)
    _take_off(submission, user_id)
    note_event(submission, Happened.REMOVED, actor)
    audit.record(actor, "submission.remove_author", queries.KIND, submission.id, user=user_id)


def leave(submission: Submission, *, actor: Actor) -> None:
    """Stop being a co-author."""
    authorize(actor, Permission.WRITE, submission)
    if actor.id is None:
        raise NotAllowedError(_("You are not allowed to do this."))
    _take_off(submission, actor.id)
    note_event(submission, Happened.LEFT, actor)
    audit.record(actor, "submission.leave", queries.KIND, submission.id)


def _take_off(submission: Submission, user_id: int) -> None:
    author = _author(submission, user_id)
    if author is None:
        return
    if author.is_owner:
        raise ConflictError(_("The owner cannot leave. Make somebody else the owner first."))
    submission.authors.remove(author)
    db.session.flush()


def hand_over(submission: Submission, *, actor: Actor, user_id: int) -> None:
    """Make a co-author the owner; the owner becomes a co-author."""
    authorize(actor, Permission.MANAGE_AUTHORS, submission)
    author = _author(submission, user_id)
    if author is None:
        raise InvalidError("user_id", _("Only a co-author can become the owner."))
    for other in submission.authors:
        other.is_owner = other is author
    note_event(submission, Happened.HANDED_OVER, actor)
    audit.record(actor, "submission.hand_over", queries.KIND, submission.id, user=user_id)


def _author(submission: Submission, user_id: int) -> Author | None:
    return next((author for author in submission.authors if author.user_id == user_id), None)
