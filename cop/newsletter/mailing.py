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
from cop.newsletter import deliveries, operations, reading
from cop.newsletter.content import KIND
from cop.newsletter.enums import IssueState
from cop.newsletter.mails import context_of
from cop.newsletter.models import Issue
from cop.newsletter.rules import Permission

SEND_JOB: Final = "newsletter.send"
FURTHEST: Final = timedelta(days=366)


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
    if not any(edition.texts.get("title") for edition in issue.editions):
        raise ConflictError(_("This issue has no title in any language yet."))
    codes = [edition.language for edition in issue.editions]
    if reading.missing(issue, codes):
        raise ConflictError(_("An edition lacks something that another one has. It is listed below."))
    operations.change(issue, version, state=IssueState.SCHEDULED, send_at=at)
    audit.record(actor, "newsletter.schedule", KIND, issue.id, at=at.isoformat())


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
    deliveries.spread(issue)
    outbox.enqueue(SEND_JOB, [str(issue.id)])
    audit.record(actor, "newsletter.send", KIND, issue.id)
    operations.tell(issue)
    return True


def finish(issue: Issue) -> None:
    """Say that everybody has got it who could."""
    if operations.moved(issue, IssueState.SENDING, IssueState.SENT, sent_at=now()):
        db.session.flush()
