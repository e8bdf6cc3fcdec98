"""Mails that come back: a mailbox that is gone at once, one that is full after five issues in a row.

They are learned in two ways: the server refuses the recipient while we speak with it, or a report
(RFC 3464) comes to the sender's address later. A report counts only if it carries the Message-ID of a
mail of ours, whose second half nobody can guess: else anybody could end others' subscriptions.
"""

import re
from email import message_from_bytes, policy
from typing import Final, NamedTuple

from sqlalchemy import select

from cop.core.db import db, now
from cop.newsletter import joining
from cop.newsletter.enums import DeliveryState
from cop.newsletter.links import mark_of
from cop.newsletter.models import Delivery, Subscriber

SOFT_IN_A_ROW: Final = 5

_MESSAGE_ID = re.compile(r"^Message-ID:\s*<(\d{1,18})\.([0-9a-f]{32})@", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(r"^Status:\s*([245])\.(\d{1,3})\.(\d{1,3})", re.IGNORECASE | re.MULTILINE)
_ENHANCED = re.compile(r"\b5\.(\d{1,3})\.(\d{1,3})\b")
_GONE: Final = {("1", "1"), ("1", "2"), ("1", "3"), ("1", "6"), ("1", "10"), ("2", "1")}
"""RFC 3463: no such mailbox, no such host, moved away, null host, switched off."""


class Report(NamedTuple):
    """A report about one of our mails."""

    delivery_id: int
    mark: str
    is_hard: bool


def is_gone(answer: str) -> bool:
    """Whether a refusal of a recipient says that there is no such mailbox, and not only that it is full."""
    found = _ENHANCED.search(answer)
    return found.groups() in _GONE if found else answer[:3] in ("550", "551", "553")


def read(content: bytes) -> Report | None:
    """Read a report; None where it is none, or not about a mail of ours, or says that the mail arrived."""
    message = message_from_bytes(content, policy=policy.compat32)
    # The parts of a report are messages and lists of fields: as text they are all read alike.
    text = message.as_string()
    ids = _MESSAGE_ID.findall(text)
    status = _STATUS.search(text)
    if not ids or status is None or status[1] == "2":
        return None
    id, mark = ids[-1]  # the first may be the report's own
    return Report(int(id), mark, status[1] == "5" and (status[2], status[3]) in _GONE)


def apply(report: Report) -> bool:
    """Write down what a report says; answer whether it was about a mail of ours. Safe to repeat."""
    row = db.session.execute(
        select(Delivery.id, Delivery.subscriber_id, Subscriber.key)
        .join(Subscriber, Subscriber.id == Delivery.subscriber_id)
        .where(Delivery.id == report.delivery_id)
    ).one_or_none()
    if row is None or mark_of(row.id, row.key) != report.mark:
        return False
    delivery = db.session.get_one(Delivery, row.id)
    delivery.state = DeliveryState.HARD if report.is_hard else DeliveryState.SOFT
    delivery.changed_at, delivery.error = now(), "report"
    db.session.flush()
    judge(row.subscriber_id)
    return True


def judge_delivery(id: int) -> None:
    """Judge the reader of a delivery that came back."""
    subscriber_id = db.session.scalar(select(Delivery.subscriber_id).where(Delivery.id == id))
    if subscriber_id is not None:
        judge(subscriber_id)


def judge(subscriber_id: int) -> None:
    """Write no more to a mailbox that is gone, or has sent back five issues in a row."""
    newest = db.session.scalars(
        select(Delivery.state)
        .where(Delivery.subscriber_id == subscriber_id)
        .order_by(Delivery.id.desc())
        .limit(SOFT_IN_A_ROW)
    ).all()
    is_hard = DeliveryState.HARD in newest[:1]
    is_soft = len(newest) == SOFT_IN_A_ROW and set(newest) == {DeliveryState.SOFT}
    if is_hard or is_soft:
        joining.stop(db.session.get_one(Subscriber, subscriber_id))
