"""An issue on its way: tried out, scheduled, begun, finished."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from cop.accounts.content import normal_email
from cop.core import audit, outbox
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize
from cop.mail.letters import Letter, post
from cop.newsletter import deliveries, holding, operations, reading
from cop.newsletter.content import KIND
from cop.newsletter.enums import IssueState, Mailing
from cop.newsletter.mails import context_of
from cop.newsletter.models import Issue
from cop.newsletter.rules import Permission

SEND_JOB: Final = "newsletter.send"
FURTHEST: Final = timedelta(days=366)


def subject(issue_id: int, mailing: Mailing) -> str:
    """Return how the job names a mailing."""
    return f"{issue_id}:{mailing}"


def read_subject(text: str) -> tuple[int, Mailing]:
    """Return the issue and what goes out of it; a number alone is the issue itself."""
    number, _colon, name = text.partition(":")
    return int(number), Mailing(name or Mailing.ISSUE)


def send_test(issue: Issue, *, actor: Actor, to: str, language: str) -> None:
    """Send an edition to one address, as its readers will get it, but for their own links."""
    authorize(actor, Permission.SEND, issue)
    page = reading.page(issue, language=language)
    post(
        Letter(
            reason=f"newsletter.test:{issue.id}:{secrets.token_hex(8)}",
            to=normal_email(to),
            template="newsletter/issue",
            language=page.language,
            context=context_of(page) | {"mine": "", "is_test": True},
            kind="newsletter",
        )
    )
    audit.record(actor, "newsletter.test", KIND, issue.id, language=page.language)


def schedule(issue: Issue, *, actor: Actor, version: int, at: datetime) -> None:
    """Let an issue go out at that moment, or at once where it is past; its texts stay as they are then."""
    authorize(actor, Permission.SEND, issue)
    if at > now() + FURTHEST:
        raise InvalidError("at", _("Choose a day within a year."))
    holding.refuse_held(issue)
    refuse_gaps(issue)
    operations.change(issue, version, state=IssueState.SCHEDULED, send_at=at)
    audit.record(actor, "newsletter.schedule", KIND, issue.id, at=at.isoformat())


def refuse_gaps(issue: Issue) -> None:
    """Raise ConflictError where something is missing without which no issue goes out."""
    if not any(edition.texts.get("title") for edition in issue.editions):
        raise ConflictError(_("This issue has no title in any language yet."))
    codes = [edition.language for edition in issue.editions]
    if reading.missing(issue, codes):
        raise ConflictError(_("An edition lacks something that another one has. It is listed below."))


def take_back(issue: Issue, *, actor: Actor) -> None:
    """Let an issue that waits for its day be changed again; safe to repeat."""
    authorize(actor, Permission.SEND, issue)
    if operations.moved(issue, IssueState.SCHEDULED, IssueState.DRAFT, send_at=None):
        audit.record(actor, "newsletter.take_back", KIND, issue.id)
    elif issue.state is not IssueState.DRAFT:
        raise ConflictError(_("This issue is going out already."))


def begin_sending(issue: Issue, *, actor: Actor) -> bool:
    """Make an issue public and write a row for each reader; answer False where that was done before."""
    authorize(actor, Permission.SEND, issue)
    if not operations.moved(issue, IssueState.SCHEDULED, IssueState.SENDING, published_at=now()):
        return False
    holding.begun(issue, Mailing.ISSUE)
    deliveries.spread(issue, Mailing.ISSUE)
    outbox.enqueue(SEND_JOB, [subject(issue.id, Mailing.ISSUE)])
    audit.record(actor, "newsletter.send", KIND, issue.id)
    operations.tell(issue)
    return True


def send_correction(issue: Issue, *, actor: Actor) -> bool:
    """Mail the correction, as it is now, to those who got the issue; answer False where that was done."""
    authorize(actor, Permission.CORRECT, issue)
    if issue.state is not IssueState.SENT:
        raise ConflictError(_("This issue is still on its way. Wait until everybody has got it."))
    said = {edition.language: edition.correction for edition in issue.editions}
    if not all(said.values()):
        raise ConflictError(_("Save the correction in every language of this issue first."))
    if not deliveries.readers(deliveries.misled(issue)):
        raise ConflictError(_("Nobody got this issue by mail, or all of them have left."))
    holding.refuse_held(issue)
    if not operations.noticed(issue, said):
        return False
    holding.begun(issue, Mailing.CORRECTION)
    deliveries.spread(issue, Mailing.CORRECTION)
    outbox.enqueue(SEND_JOB, [subject(issue.id, Mailing.CORRECTION)])
    audit.record(actor, "newsletter.notice", KIND, issue.id)
    return True


def go_on(issue: Issue, *, actor: Actor) -> None:
    """Let an issue that is held go its way: nobody has got what is still to be sent. Safe to repeat."""
    authorize(actor, Permission.SEND, issue)
    if not holding.release(issue):
        return
    for what in deliveries.open_mailings(issue.id):
        outbox.enqueue(SEND_JOB, [subject(issue.id, what)])
    audit.record(actor, "newsletter.go_on", KIND, issue.id)


def close(issue: Issue, *, actor: Actor) -> None:
    """Say of an issue that is held that it has gone out: nothing more of it is sent. Safe to repeat."""
    authorize(actor, Permission.SEND, issue)
    if issue.held_at is None:
        return
    refuse_gaps(issue)
    has_notice = Mailing.CORRECTION in (*holding.sent_since(issue), *deliveries.open_mailings(issue.id))
    if has_notice and issue.notice_at is None:
        operations.noticed(issue, {edition.language: edition.correction for edition in issue.editions})
    deliveries.skip_open(issue.id)
    gone = issue.published_at or min(issue.send_at or now(), now())
    operations.moved(issue, issue.state, IssueState.SENT, published_at=gone, sent_at=issue.sent_at or gone)
    holding.release(issue)
    audit.record(actor, "newsletter.close", KIND, issue.id)
    operations.tell(issue)


def finish(issue: Issue) -> None:
    """Say that everybody has got it who could."""
    if operations.moved(issue, IssueState.SENDING, IssueState.SENT, sent_at=now()):
        db.session.flush()
