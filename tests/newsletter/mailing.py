"""Readers for tests, and an issue that goes out to them."""

from collections import Counter
from collections.abc import Callable

from sqlalchemy import insert, select

from cop.core.db import db, now
from cop.core.permissions import SYSTEM
from cop.newsletter import mailing
from cop.newsletter.enums import DeliveryState, Purpose
from cop.newsletter.models import Delivery, Issue, Subscriber, SubscriberPurpose


def subscribe(count: int, language: str = "en", purpose: Purpose = Purpose.ISSUES) -> None:
    """Subscribe p0@example.bg and so on."""
    rows = [
        {"email": f"p{n}@example.bg", "key": f"{n:032x}", "language": language, "created_at": now()}
        for n in range(count)
    ]
    db.session.execute(insert(Subscriber), rows)
    ids = db.session.scalars(select(Subscriber.id)).all()
    db.session.execute(insert(SubscriberPurpose), [{"subscriber_id": id, "purpose": purpose} for id in ids])
    db.session.commit()


def begin(issue: Issue) -> None:
    """Let an issue go out now."""
    mailing.schedule(issue, actor=SYSTEM, version=issue.version, at=now())
    mailing.begin_sending(issue, actor=SYSTEM)
    db.session.commit()


def states() -> Counter[DeliveryState]:
    """How many deliveries are how far."""
    db.session.rollback()
    found = Counter(db.session.scalars(select(Delivery.state)).all())
    db.session.rollback()
    return found


Send = Callable[[], None]


def reader(number: int = 0) -> Subscriber:
    return db.session.query(Subscriber).filter_by(email=f"p{number}@example.bg").one()


def delivery(number: int = 0) -> Delivery:
    db.session.expire_all()
    return db.session.query(Delivery).filter_by(subscriber_id=reader(number).id).one()
