"""Who has left, told to a database that has forgotten it: an older one, out of a backup."""

from collections.abc import Mapping

from sqlalchemy import select

from cop.core.db import db, transaction
from cop.core.remembered import Remembered, remember
from cop.newsletter import joining
from cop.newsletter.enums import Suppressed
from cop.newsletter.links import hash_of_address
from cop.newsletter.models import Subscriber, SubscriptionRequest, Suppression

PLACE = "restored backup"


def again(known: Mapping[str, str]) -> int:
    """Let those leave again who have left since; write down whom the list does not name yet."""
    ended = {hash: Suppressed(word) for hash, word in known.items() if word != joining.BACK}
    with transaction():
        told = {
            row.hash: row.reason for row in db.session.execute(select(Suppression.hash, Suppression.reason))
        }
        for hash in sorted(told.keys() - known.keys()):
            remember(joining.LEFT, hash, told[hash])
        forgotten = {hash: reason for hash, reason in ended.items() if told.get(hash) is not reason}
        return _leave_again(forgotten) if forgotten else 0


def _leave_again(forgotten: Mapping[str, Suppressed]) -> int:
    for hash, reason in forgotten.items():
        db.session.merge(Suppression(hash=hash, reason=reason))
    db.session.flush()  # first, so that what follows finds nothing new to write down
    count = 0
    for id, email in db.session.execute(select(Subscriber.id, Subscriber.email)).all():
        if (hash := hash_of_address(email)) in forgotten:
            _end(db.session.get_one(Subscriber, id), forgotten[hash])
            count += 1
    for email in db.session.scalars(select(SubscriptionRequest.email).distinct()).all():
        if forgotten.get(hash_of_address(email)) in (Suppressed.ERASED, Suppressed.BLOCKED):
            joining.forget_requests(email)
    return count


def _end(subscriber: Subscriber, reason: Suppressed) -> None:
    if reason is Suppressed.ERASED:
        joining.erase(subscriber)
    elif reason is Suppressed.BOUNCED:
        joining.stop(subscriber)
    else:
        joining.leave(subscriber, place=PLACE)


REMEMBERED = Remembered(joining.LEFT, again)
