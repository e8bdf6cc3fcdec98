"""Who gets a mailing, and how far each is: every step a short transaction, none with the network in it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, exists, func, insert, literal, select, update

from cop.core.db import db, now, own_transaction
from cop.newsletter.enums import DeliveryState, Mailing, SubscriberState
from cop.newsletter.links import mark_of
from cop.newsletter.models import Delivery, Issue, Subscriber, SubscriberPurpose, SubscriberTopic

FIRST_PAUSE: Final = timedelta(minutes=5)
LONGEST_PAUSE: Final = timedelta(hours=4)
MAX_ATTEMPTS: Final = 10
"""With the pauses, about a day; then it counts as one that came back."""
OPEN: Final = (DeliveryState.WAITING, DeliveryState.SENDING)


class Due(NamedTuple):
    """A mail that is to go to one reader now. `mark` is the secret part of its Message-ID."""

    id: int
    subscriber_id: int
    email: str
    key: str
    language: str
    attempts: int
    mark: str


class Outcome(NamedTuple):
    """What became of one; `pause` where it is to be tried again."""

    state: DeliveryState
    error: str = ""
    pause: timedelta | None = None


def _agrees(issue: Issue) -> ColumnElement[bool]:
    """Return the condition of those who agree to what an issue is for, and have not left."""
    agreed = exists().where(
        SubscriberPurpose.subscriber_id == Subscriber.id, SubscriberPurpose.purpose == issue.purpose
    )
    return (Subscriber.state == SubscriberState.ACTIVE) & agreed


def audience(issue: Issue) -> ColumnElement[bool]:
    """Return the condition of those who get an issue: who agreed to its purpose, and wants its topics."""
    if not issue.topics:
        return _agrees(issue)
    chosen = exists().where(SubscriberTopic.subscriber_id == Subscriber.id)
    fits = exists().where(
        SubscriberTopic.subscriber_id == Subscriber.id, SubscriberTopic.topic.in_(issue.topics)
    )
    return _agrees(issue) & (~chosen | fits)


def misled(issue: Issue) -> ColumnElement[bool]:
    """Return the condition of those who get its correction: the issue came to them, and they still agree."""
    return _agrees(issue) & exists().where(
        Delivery.issue_id == issue.id,
        Delivery.subscriber_id == Subscriber.id,
        Delivery.mailing == Mailing.ISSUE,
        Delivery.state == DeliveryState.SENT,
    )


def readers(condition: ColumnElement[bool]) -> int:
    """Count those who would get it now: the `audience` of an issue, or whom it has `misled`."""
    return db.session.scalar(select(func.count(Subscriber.id)).where(condition)) or 0


def spread(issue: Issue, mailing: Mailing) -> None:
    """Write a row for everybody who gets it, in one statement; who has one keeps it."""
    has_one = exists().where(
        Delivery.issue_id == issue.id,
        Delivery.mailing == mailing,
        Delivery.subscriber_id == Subscriber.id,
    )
    moment = now()
    values = {
        "issue_id": literal(issue.id),
        "subscriber_id": Subscriber.id,
        "mailing": literal(mailing.value),
        "state": literal(DeliveryState.WAITING.value),
        "attempts": literal(0),
        "not_before": literal(moment, Delivery.not_before.type),
        "changed_at": literal(moment, Delivery.changed_at.type),
        "error": literal(""),
        "has_left": literal(False),
    }
    condition = audience(issue) if mailing is Mailing.ISSUE else misled(issue)
    rows = select(*values.values()).where(condition, ~has_one).order_by(Subscriber.id)
    db.session.execute(insert(Delivery).from_select(list(values), rows))


def take_up(issue_id: int, mailing: Mailing, most: int) -> list[Due]:
    """Mark the next ones as being sent and return them; who has left since is skipped."""
    with own_transaction():
        rows = db.session.execute(
            select(
                Delivery.id,
                Delivery.attempts,
                Delivery.subscriber_id,
                Subscriber.email,
                Subscriber.key,
                Subscriber.language,
                Subscriber.state,
            )
            .outerjoin(Subscriber, Subscriber.id == Delivery.subscriber_id)
            .where(
                Delivery.issue_id == issue_id,
                Delivery.mailing == mailing,
                Delivery.state == DeliveryState.WAITING,
                Delivery.not_before <= now(),
            )
            .order_by(Delivery.id)
            .limit(most)
        ).all()
        due = [row for row in rows if row.state is SubscriberState.ACTIVE]
        gone = {row.id for row in rows} - {row.id for row in due}
        _move(list(gone), state=DeliveryState.SKIPPED, changed_at=now())
        _move([row.id for row in due], state=DeliveryState.SENDING, changed_at=now())
    return [
        Due(
            row.id,
            row.subscriber_id,
            row.email,
            row.key,
            row.language,
            row.attempts,
            mark_of(row.id, row.key),
        )
        for row in due
    ]


def _move(ids: Sequence[int], **values: object) -> None:
    if ids:
        db.session.execute(
            update(Delivery)
            .where(Delivery.id.in_(ids))
            .values(**values)
            .execution_options(synchronize_session=False)
        )


def mark(outcomes: Mapping[int, Outcome]) -> None:
    """Write down what became of those that were taken up. The caller's transaction."""
    moment = now()
    sent = [id for id, outcome in outcomes.items() if outcome == Outcome(DeliveryState.SENT)]
    _move(sent, state=DeliveryState.SENT, changed_at=moment)
    for id, (state, error, pause) in outcomes.items():
        if id not in sent:
            tried = {"attempts": Delivery.attempts + 1} if error else {}
            later = {"not_before": moment + pause} if pause is not None else {}
            _move([id], state=state, error=error[:300], changed_at=moment, **tried, **later)


def pause_after(attempts: int) -> timedelta:
    """Return how long one waits that has failed so often before."""
    doublings: int = 2**attempts
    return min(FIRST_PAUSE * doublings, LONGEST_PAUSE)


def settle(taken: Sequence[tuple[int, str]]) -> None:
    """After the end of a worker: what was handed over is sent, what was only taken up waits again."""
    with own_transaction():
        for start in range(0, len(taken), 500):
            some = dict(taken[start : start + 500])
            rows = db.session.execute(
                select(Delivery.id, Subscriber.key)
                .join(Subscriber, Subscriber.id == Delivery.subscriber_id)
                .where(Delivery.id.in_(some), Delivery.state == DeliveryState.SENDING)
            ).all()
            # After a restored backup the number may be another delivery's: its mark tells.
            ours = [row.id for row in rows if mark_of(row.id, row.key) == some[row.id]]
            _move(ours, state=DeliveryState.SENT, changed_at=now())
        db.session.execute(
            update(Delivery)
            .where(Delivery.state == DeliveryState.SENDING)
            .values(state=DeliveryState.WAITING)
            .execution_options(synchronize_session=False)
        )


def skip_open(issue_id: int) -> None:
    """Send nothing more of an issue, nor of its correction."""
    db.session.execute(
        update(Delivery)
        .where(Delivery.issue_id == issue_id, Delivery.state.in_(OPEN))
        .values(state=DeliveryState.SKIPPED, changed_at=now())
        .execution_options(synchronize_session=False)
    )


def open_mailings(issue_id: int) -> list[Mailing]:
    """Return what of an issue is still on its way to somebody."""
    query = select(Delivery.mailing).where(Delivery.issue_id == issue_id, Delivery.state.in_(OPEN))
    return sorted(db.session.scalars(query.distinct()))


def next_due(issue_id: int, mailing: Mailing) -> datetime | None:
    """Return when the next one is to be sent; None where all have come to an end."""
    query = select(func.min(Delivery.not_before)).where(
        Delivery.issue_id == issue_id, Delivery.mailing == mailing, Delivery.state.in_(OPEN)
    )
    return db.session.scalar(query)


class Counts(NamedTuple):
    """What is counted of a mailing, and nothing else is."""

    all: int = 0
    sent: int = 0
    gone: int = 0
    bounced: int = 0
    left: int = 0
    open: int = 0


def counts(issue_id: int) -> dict[Mailing, Counts]:
    """Count the mailings of an issue in one statement.

    Of each: readers, sent, came back because there is no such mailbox, came back for another reason, left
    with this mail or after it, still on the way.
    """
    state = Delivery.state
    rows = db.session.execute(
        select(
            Delivery.mailing,
            func.count(Delivery.id),
            func.count(Delivery.id).filter(state == DeliveryState.SENT),
            func.count(Delivery.id).filter(state == DeliveryState.HARD),
            func.count(Delivery.id).filter(state == DeliveryState.SOFT),
            func.count(Delivery.id).filter(Delivery.has_left.is_(True)),
            func.count(Delivery.id).filter(state.in_(OPEN)),
        )
        .where(Delivery.issue_id == issue_id)
        .group_by(Delivery.mailing)
    )
    found = {mailing: Counts(*numbers) for mailing, *numbers in rows}
    return {mailing: found.get(mailing, Counts()) for mailing in Mailing}
