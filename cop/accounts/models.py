"""Who has an account, what they may do, how they sign in, and what they wish to hear of."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cop.accounts.enums import Cadence, LinkPurpose, UserState
from cop.core.db import Base, LanguageCode, Timestamps, now, pk
from cop.core.permissions import Role


class User(Timestamps, Base):
    """A person's account. `email` is in its normal form; empty once the person has been erased."""

    __tablename__ = "users"

    id: Mapped[pk]
    email: Mapped[str | None] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(300), default="")
    language: Mapped[LanguageCode]
    timezone: Mapped[str] = mapped_column(String(64), default="UTC")
    state: Mapped[UserState] = mapped_column(default=UserState.UNCONFIRMED)
    confirmed_at: Mapped[datetime | None]
    leaves_at: Mapped[datetime | None] = mapped_column(index=True)

    roles: Mapped[list["UserRole"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class UserRole(Base):
    """A role that somebody has been given."""

    __tablename__ = "user_roles"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(primary_key=True)
    given_at: Mapped[datetime] = mapped_column(default=now)


class UserSession(Base):
    """One browser that is signed in. The cookie's token stands here as its hash alone."""

    __tablename__ = "user_sessions"

    id: Mapped[pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now, index=True)
    browser: Mapped[str] = mapped_column(String(120), default="")
    by_passkey: Mapped[bool] = mapped_column(default=False)


class Passkey(Base):
    """A key on somebody's device (WebAuthn)."""

    __tablename__ = "passkeys"

    id: Mapped[pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_used_at: Mapped[datetime | None]


class OneTimeLink(Base):
    """A link sent by mail, good once and for a time. `payload` says what for, in ids, never in words."""

    __tablename__ = "one_time_links"

    id: Mapped[pk]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[LinkPurpose]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(320), default="")
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class NotificationSetting(Base):
    """When somebody wants to hear of one kind of news; without a row: at once."""

    __tablename__ = "notification_settings"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    cadence: Mapped[Cadence]


class Notification(Base):
    """One piece of news for one person, told once."""

    __tablename__ = "notifications"
    __table_args__ = (Index("ix_notifications_waiting", "user_id", "told_at"),)

    id: Mapped[pk]
    reason: Mapped[str] = mapped_column(String(200), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    template: Mapped[str] = mapped_column(String(80))
    context: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)
    told_at: Mapped[datetime | None]


class ConsentEvent(Base):
    """Somebody agreed to something, or took it back: what wording, when, in which language."""

    __tablename__ = "consent_events"
    __table_args__ = (CheckConstraint("length(purpose) > 0", name="purpose_not_empty"),)

    id: Mapped[pk]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    purpose: Mapped[str] = mapped_column(String(60))
    wording_version: Mapped[int]
    language: Mapped[LanguageCode]
    is_given: Mapped[bool]
    at: Mapped[datetime] = mapped_column(default=now)
