"""Asking owners, and the links that they get."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from cop.accounts.models import User
from cop.core.db import db, now
from cop.core.permissions import SYSTEM
from cop.mail.models import MailMessage
from cop.practices import confirming
from cop.practices.models import Practice, PracticeOwner
from tests.catalogue.records import Catalogue

LONG_AGO = timedelta(days=731)


def give(catalogue: Catalogue, slug: str, *users: User) -> Practice:
    row = catalogue.row(slug)
    db.session.add_all(PracticeOwner(practice_id=row.id, user_id=user.id) for user in users)
    change(row, published_at=now() - LONG_AGO)
    return row


def change(row: Practice, **values: Any) -> None:
    values = {"updated_at": Practice.updated_at} | values
    db.session.execute(update(Practice).where(Practice.id == row.id).values(**values))
    db.session.commit()


def ask() -> int:
    count = confirming.ask_due(actor=SYSTEM)
    db.session.commit()
    return count


def mails() -> Sequence[MailMessage]:
    return db.session.scalars(select(MailMessage).order_by(MailMessage.id)).all()


def link() -> str:
    """The address in the last mail, without the host."""
    return str(mails()[-1].context["confirm_url"])
