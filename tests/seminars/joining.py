"""Joining a seminar by its page, and what mails say of it."""

import re

from flask.testing import FlaskClient
from sqlalchemy import select

from cop.core.db import db
from cop.mail.models import MailMessage
from cop.mail.rendering import render
from cop.seminars.enums import PlaceState
from cop.seminars.models import Registration, Seminar
from tests.people import submit


def join(client: FlaskClient, seminar: Seminar, email: str, **more: object) -> int:
    fields = {"name": "Ana", "email": email, "timezone": "Europe/Moscow"} | more
    return submit(client, f"/en/seminars/{seminar.slug}/join", fields, form="/join").status_code


def mails(template: str = "") -> list[MailMessage]:
    query = select(MailMessage).order_by(MailMessage.id)
    return [mail for mail in db.session.scalars(query) if not template or mail.template.endswith(template)]


def places(seminar: Seminar) -> dict[str, PlaceState]:
    query = select(Registration).where(Registration.seminar_id == seminar.id)
    return {place.email: place.state for place in db.session.scalars(query)}


def link_of(mail: MailMessage) -> str:
    found = re.search(r"http://localhost(/\S+)", render(mail).text)
    assert found is not None
    return found[1]
