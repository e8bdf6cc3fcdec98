"""What the worker does for accounts: links that were asked for, digests, and forgetting."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, or_, update

from cop.accounts import digests, joining
from cop.accounts.enums import LinkPurpose
from cop.accounts.links import REMEMBERED
from cop.accounts.models import Notification, OneTimeLink, UserSession
from cop.accounts.queries import IDLE, LONGEST
from cop.core.db import db, now, own_transaction, transaction
from cop.core.outbox import JobType
from cop.core.timers import Timer

NEWS_REMEMBERED = timedelta(days=180)
"""So long the same reason is known to have been told."""

_WITH_WORDS = (LinkPurpose.CONFIRM, LinkPurpose.RESET, LinkPurpose.CHANGE_EMAIL)


def _send_resets(subjects: Sequence[str]) -> None:
    for subject in subjects:
        with own_transaction():
            joining.send_reset(int(subject))


def forget() -> None:
    """Remove what has had its time: sessions, links, news that was told long ago."""
    moment = now()
    with transaction():
        db.session.execute(
            delete(UserSession).where(
                or_(UserSession.last_seen_at < moment - IDLE, UserSession.created_at < moment - LONGEST)
            )
        )
        # Sign-ups that nobody confirmed: what was typed goes at once, that there was a link stays a while.
        db.session.execute(
            update(OneTimeLink)
            .where(
                OneTimeLink.expires_at < moment, OneTimeLink.purpose.in_(_WITH_WORDS), OneTimeLink.email != ""
            )
            .values(email="", payload={})
        )
        db.session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at < moment - REMEMBERED))
        db.session.execute(delete(Notification).where(Notification.told_at < moment - NEWS_REMEMBERED))


RESETS = JobType(joining.RESET_JOB, _send_resets)
FORGET = Timer("forget sessions and links", timedelta(hours=1).total_seconds(), forget)
DIGESTS = Timer("send digests", timedelta(minutes=1).total_seconds(), digests.send)
