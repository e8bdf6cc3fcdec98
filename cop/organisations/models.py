"""Who runs practices, and who may speak for them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from cop.core.db import Base, Slug, Timestamps, now, pk


class Organisation(Timestamps, Base):
    """An organisation. `names` maps a language to its name there.

    One that a member has named is listed once somebody is confirmed to speak for it.
    """

    __tablename__ = "organisations"

    id: Mapped[pk]
    slug: Mapped[Slug] = mapped_column(unique=True)
    names: Mapped[dict[str, Any]]
    website: Mapped[str | None] = mapped_column(String(2000))
    is_listed: Mapped[bool] = mapped_column(default=True, server_default=true())


class Speaker(Base):
    """Somebody who speaks for an organisation; one who has only asked to is not confirmed.

    `note` says how they belong to it, to those who confirm.
    """

    __tablename__ = "organisation_speakers"
    __table_args__ = (UniqueConstraint("organisation_id", "user_id"),)

    id: Mapped[pk]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    note: Mapped[str] = mapped_column(String(300), default="")
    asked_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
