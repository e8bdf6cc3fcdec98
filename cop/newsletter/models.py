"""Issues of the newsletter, who gets them, and how far each is on its way."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cop.core.db import Base, LanguageCode, Timestamps, now, pk
from cop.newsletter.enums import DeliveryState, IssueState, Mailing, Purpose, SubscriberState, Suppressed


class Issue(Timestamps, Base):
    """One issue, whatever the number of its languages.

    `blocks` are what it is put together from, in their order: {"key", "kind", "id"}; the key names the
    block in the editions. `version` goes up with every change of what is not text. `source` names
    what an issue was rebuilt from. `notice` is the correction as it went out by mail, by language.
    `held_at`: an older database has come back, and nothing is sent until an editor decides.
    """

    __tablename__ = "newsletter_issues"

    id: Mapped[pk]
    number: Mapped[int] = mapped_column(unique=True)
    state: Mapped[IssueState] = mapped_column(default=IssueState.DRAFT)
    purpose: Mapped[Purpose] = mapped_column(default=Purpose.ISSUES)
    version: Mapped[int] = mapped_column(default=1)
    source_language: Mapped[LanguageCode]
    blocks: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    topics: Mapped[list[str]] = mapped_column(JSON, default=list)
    source: Mapped[str] = mapped_column(String(300), default="")
    send_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    corrected_at: Mapped[datetime | None]
    notice: Mapped[dict[str, str]] = mapped_column(default=dict)
    notice_at: Mapped[datetime | None]
    held_at: Mapped[datetime | None]

    editions: Mapped[list["Edition"]] = relationship(
        back_populates="issue", cascade="all, delete-orphan", order_by="Edition.id", lazy="selectin"
    )


class Edition(Timestamps, Base):
    """An issue in one language. `intros` maps the key of a block to its introduction."""

    __tablename__ = "newsletter_editions"
    __table_args__ = (UniqueConstraint("issue_id", "language"),)

    id: Mapped[pk]
    issue_id: Mapped[int] = mapped_column(ForeignKey("newsletter_issues.id", ondelete="CASCADE"))
    language: Mapped[LanguageCode]
    version: Mapped[int] = mapped_column(default=1)
    texts: Mapped[dict[str, str]] = mapped_column(default=dict)
    intros: Mapped[dict[str, str]] = mapped_column(default=dict)
    correction: Mapped[str] = mapped_column(Text, default="")

    issue: Mapped[Issue] = relationship(back_populates="editions")


class Subscriber(Base):
    """An address that has confirmed that it wants mail. `key` makes its links good for nobody else."""

    __tablename__ = "newsletter_subscribers"

    id: Mapped[pk]
    email: Mapped[str] = mapped_column(String(320), unique=True)
    key: Mapped[str] = mapped_column(String(32))
    language: Mapped[LanguageCode]
    state: Mapped[SubscriberState] = mapped_column(default=SubscriberState.ACTIVE, index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime] = mapped_column(default=now)
    left_at: Mapped[datetime | None]

    topics: Mapped[list["SubscriberTopic"]] = relationship(cascade="all, delete-orphan")
    purposes: Mapped[list["SubscriberPurpose"]] = relationship(cascade="all, delete-orphan")
    consents: Mapped[list["NewsletterConsent"]] = relationship(
        cascade="all, delete-orphan", order_by="NewsletterConsent.id"
    )


class SubscriberTopic(Base):
    """A topic that somebody has chosen; who has chosen none gets everything."""

    __tablename__ = "newsletter_topics"

    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("newsletter_subscribers.id", ondelete="CASCADE"), primary_key=True
    )
    topic: Mapped[str] = mapped_column(String(120), primary_key=True)


class SubscriberPurpose(Base):
    """A purpose that somebody agrees to at present."""

    __tablename__ = "newsletter_purposes"

    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("newsletter_subscribers.id", ondelete="CASCADE"), primary_key=True
    )
    purpose: Mapped[Purpose] = mapped_column(primary_key=True)


class NewsletterConsent(Base):
    """Somebody agreed or took it back: the exact words they saw, their version and language, when, where."""

    __tablename__ = "newsletter_consents"

    id: Mapped[pk]
    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("newsletter_subscribers.id", ondelete="CASCADE"), index=True
    )
    purpose: Mapped[Purpose]
    wording: Mapped[str] = mapped_column(String(500))
    wording_version: Mapped[int]
    language: Mapped[LanguageCode]
    is_given: Mapped[bool]
    place: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(default=now)


class SubscriptionRequest(Base):
    """Somebody has typed an address; whether it is theirs, the mail to it will show."""

    __tablename__ = "newsletter_requests"

    id: Mapped[pk]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(320), index=True)
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class Suppression(Base):
    """An address that is not written to, as a keyed hash: whoever reads it learns no address."""

    __tablename__ = "newsletter_suppressions"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    reason: Mapped[Suppressed]
    at: Mapped[datetime] = mapped_column(default=now)


class Delivery(Base):
    """A mail on its way to one reader. When they are erased the row stays without them, for the counts."""

    __tablename__ = "newsletter_deliveries"
    __table_args__ = (
        UniqueConstraint("issue_id", "subscriber_id", "mailing"),
        Index("ix_newsletter_deliveries_due", "issue_id", "mailing", "state", "id"),
    )

    id: Mapped[pk]
    issue_id: Mapped[int] = mapped_column(ForeignKey("newsletter_issues.id", ondelete="CASCADE"))
    subscriber_id: Mapped[int | None] = mapped_column(
        ForeignKey("newsletter_subscribers.id", ondelete="SET NULL"), index=True
    )
    mailing: Mapped[Mailing] = mapped_column(default=Mailing.ISSUE)
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    error: Mapped[str] = mapped_column(String(300), default="")
    has_left: Mapped[bool] = mapped_column(default=False)
