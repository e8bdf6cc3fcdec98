"""Consents of people whose words, pictures and stories are shown."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cop.consents.enums import ConsentState, GivenHow
from cop.core.db import Base, now, pk


class Consent(Base):
    """One consent. `reference` names it where the words stand, and opens nothing.

    Of the code that opens it only a hash is kept. `holder` is the code by which the team knows the person,
    never a name; it goes with the consent. No languages: all of them.
    `erased_at` is when the last trace went.
    """

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_until", "state", "until"),)

    id: Mapped[pk]
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    holder: Mapped[str] = mapped_column(String(60))
    scopes: Mapped[list[str]] = mapped_column(JSON)
    languages: Mapped[list[str]] = mapped_column(JSON)
    until: Mapped[date | None]
    given_how: Mapped[GivenHow]
    state: Mapped[ConsentState] = mapped_column(default=ConsentState.ACTIVE)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
