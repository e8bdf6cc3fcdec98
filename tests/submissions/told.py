"""What was told by mail."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from cop.mail.models import MailMessage

Session = scoped_session[Any]


def mails(session: Session) -> list[tuple[str, str]]:
    rows = session.execute(select(MailMessage.template, MailMessage.to).order_by(MailMessage.id))
    return [(row.template, row.to) for row in rows]
