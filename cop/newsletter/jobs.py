"""What the worker does for the newsletter."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select, update

from cop.core.db import db, now, own_transaction, transaction
from cop.core.outbox import JobType
from cop.core.timers import Timer
from cop.newsletter import joining
from cop.newsletter.enums import SubscriberState
from cop.newsletter.models import Subscriber, SubscriptionRequest


def _ask(subjects: Sequence[str]) -> None:
    for subject in subjects:
        with own_transaction():
            joining.send_confirmation(int(subject))


def forget() -> None:
    """Remove what has had its time: requests that nobody confirmed, readers who left a month ago."""
    moment = now()
    with transaction():
        db.session.execute(
            update(SubscriptionRequest)
            .where(SubscriptionRequest.expires_at < moment, SubscriptionRequest.email != "")
            .values(email="", payload={})
            .execution_options(synchronize_session=False)
        )
        db.session.execute(
            delete(SubscriptionRequest)
            .where(SubscriptionRequest.expires_at < moment - joining.REMEMBERED)
            .execution_options(synchronize_session=False)
        )
        query = select(Subscriber).where(
            Subscriber.state == SubscriberState.LEFT,
            Subscriber.left_at < moment - joining.KEPT_AFTER_LEAVING,
        )
        for subscriber in db.session.scalars(query).all():
            joining.erase(subscriber)


ASK = JobType(joining.ASK_JOB, _ask)
FORGET = Timer("forget readers", timedelta(hours=6).total_seconds(), forget)
