"""What the tests' people find in their mail: the words that the worker would send."""

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from cop.core.db import db
from cop.mail.models import MailMessage
from cop.mail.rendering import render


@dataclass(frozen=True)
class Mail:
    """One mail; `link` is the path of its first link."""

    to: str
    template: str
    subject: str
    text: str
    link: str


def mails(to: str = "") -> list[Mail]:
    """Return the mails that have been written, the first one first."""
    query = select(MailMessage).order_by(MailMessage.id)
    if to:
        query = query.where(MailMessage.to == to)
    found = []
    for row in db.session.scalars(query):
        words = render(row)
        link = words.first_link().removeprefix(current_app.config["COP"].base_url)
        found.append(Mail(row.to, row.template, words.subject, words.text, link))
    return found
