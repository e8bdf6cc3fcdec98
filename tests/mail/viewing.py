"""Mails that failed, and what the trail says of who looked at them."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select, update

from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.mail.models import MailMessage, MailState

BrowserOf = Callable[..., tuple[int, FlaskClient]]


def fail(*reasons: str) -> None:
    db.session.execute(
        update(MailMessage)
        .where(MailMessage.reason.in_(reasons))
        .values(state=MailState.FAILED, last_error="550 няма такъв", attempts=1)
    )
    db.session.commit()


def trail() -> list[tuple[str, int | None, str]]:
    query = select(AuditEntry.action, AuditEntry.actor_id, AuditEntry.object_key).order_by(AuditEntry.id)
    return [tuple(row) for row in db.session.execute(query.where(AuditEntry.object_kind == "mail"))]  # type: ignore[misc]
