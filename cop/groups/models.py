"""Groups, who belongs to them, and the personas of those with pseudonyms."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cop.core.db import Base, Slug, Timestamps, now, pk
from cop.groups.enums import Entry, GroupKind


class Group(Timestamps, Base):
    """A group. `texts` maps a language to {"title", "purpose", "rules"}.

    In a masked one people speak under pseudonyms. `version` goes up with every change of what it says.
    """

    __tablename__ = "groups"

    id: Mapped[pk]
    slug: Mapped[Slug] = mapped_column(unique=True)
    kind: Mapped[GroupKind]
    entry: Mapped[Entry]
    is_masked: Mapped[bool] = mapped_column(default=False)
    texts: Mapped[dict[str, Any]]
    source: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(default=1)


class Membership(Base):
    """Somebody in a group under their own name; one who has only asked has no `joined_at`.

    In a masked group only facilitators have one: whoever else belongs to it has a persona.
    """

    __tablename__ = "group_members"
    __table_args__ = (UniqueConstraint("group_id", "user_id"),)

    id: Mapped[pk]
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    is_facilitator: Mapped[bool] = mapped_column(default=False)
    is_listed: Mapped[bool] = mapped_column(default=False)
    wants_news: Mapped[bool] = mapped_column(default=True)
    note: Mapped[str] = mapped_column(String(300), default="")
    asked_at: Mapped[datetime] = mapped_column(default=now)
    joined_at: Mapped[datetime | None]
    visited_at: Mapped[datetime | None]


class Persona(Base):
    """A pseudonym in a group. Nothing readable here leads to an account: see `sealing`.

    Whoever leaves takes the mark and the seal along; the name stays taken, since words stand under it.
    """

    __tablename__ = "group_personas"
    __table_args__ = (UniqueConstraint("group_id", "key"),)

    id: Mapped[pk]
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(60))
    mark: Mapped[str] = mapped_column(String(64), unique=True)
    sealed: Mapped[str] = mapped_column(String(300))
    contract_version: Mapped[int]
    wants_news: Mapped[bool] = mapped_column(default=True)
    joined_on: Mapped[str | None] = mapped_column(String(10))
    """The day alone: a moment would lead to whoever was here then. None: nobody has said yes yet."""


class Opening(Base):
    """Two officers open together who is behind a pseudonym: one asks, another one agrees."""

    __tablename__ = "group_openings"

    id: Mapped[pk]
    persona_id: Mapped[int] = mapped_column(ForeignKey("group_personas.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(String(500))
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    agreed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    agreed_at: Mapped[datetime | None]
