"""Letters for tests, and what became of them."""

from collections.abc import Callable
from typing import Any, Protocol

from sqlalchemy import select

from cop.core.db import db, read_only
from cop.mail.letters import Letter, post
from cop.mail.models import MailMessage, MailState

Settings = Callable[..., None]


class Work(Protocol):
    """Do what is due, or with `later` also what was put off."""

    def __call__(self, *, later: bool = False) -> int: ...


def letter(reason: str = "test:1", **values: Any) -> Letter:
    """A letter that can be sent, with what is given changed."""
    plain: dict[str, Any] = {
        "to": "ivan@example.bg",
        "template": "mail/test",
        "language": "en",
        "context": {"note": "", "link": "/en/"},
    }
    return Letter(reason, **(plain | values))


def write(*letters: Letter) -> None:
    """Post letters, each in a transaction of its own."""
    for each in letters:
        post(each)
        db.session.commit()


def mail_of(reason: str = "test:1") -> MailMessage:
    """The mail as it is in the database now."""
    db.session.rollback()
    return db.session.scalars(select(MailMessage).where(MailMessage.reason == reason)).one()


def states() -> dict[str, MailState]:
    """How far every mail has come, by its reason."""
    db.session.rollback()
    with read_only():
        found = db.session.execute(select(MailMessage.reason, MailMessage.state)).all()
        db.session.rollback()  # else nobody else could write
    return dict(found)
