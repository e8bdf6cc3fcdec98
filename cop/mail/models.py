"""Mails: what was to be said to whom and why, and how far it has come."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cop.core.db import Base, LanguageCode, now, pk


class MailState(StrEnum):
    """How far a mail has come. The last four are ends: nothing moves it on but a person."""

    WAITING = "waiting"
    SENDING = "sending"  # a worker has taken it up; after a crash nobody knows whether it has gone
    SENT = "sent"
    FAILED = "failed"
    KEPT = "kept"  # there was no mail server to send it through
    DROPPED = "dropped"


OPEN = (MailState.WAITING, MailState.SENDING)
STUCK = (MailState.FAILED, MailState.KEPT)
"""A person may try these again, or drop them."""


class MailMessage(Base):
    """One mail to one person, for one reason. Its words are made anew whenever it is sent or looked at."""

    __tablename__ = "mail_messages"
    __table_args__ = (Index("ix_mail_messages_state_id", "state", "id"),)

    id: Mapped[pk]
    reason: Mapped[str] = mapped_column(String(200), unique=True)
    token: Mapped[str] = mapped_column(String(32))  # the part of the Message-ID that nobody can guess
    to: Mapped[str] = mapped_column(String(320))
    name: Mapped[str] = mapped_column(String(200), default="")
    reply_to: Mapped[str] = mapped_column(String(320), default="")
    person_id: Mapped[int | None] = mapped_column(index=True)  # no foreign key: mail knows no accounts
    kind: Mapped[str] = mapped_column(String(40), default="service")
    template: Mapped[str] = mapped_column(String(120))
    language: Mapped[LanguageCode]
    context: Mapped[dict[str, Any]]
    unsubscribe: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[MailState] = mapped_column(default=MailState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)  # when the state became what it is
    sent_at: Mapped[datetime | None]
    forgotten_at: Mapped[datetime | None]  # since then neither the address nor the words are here
    is_to_be_forgotten: Mapped[bool] = mapped_column(default=False)  # as soon as it has come to an end
