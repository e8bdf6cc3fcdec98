"""What is learned of web addresses: which there are, how they answered, what a person says of one."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, insert, select, tuple_

from cop.addresses import queries
from cop.addresses.checking import Outcome
from cop.addresses.enums import Reason, State
from cop.addresses.models import AddressUse, WebAddress
from cop.addresses.queries import KIND
from cop.addresses.rules import Permission
from cop.core import audit, stamps
from cop.core.addressed import every_address
from cop.core.db import db, insert_all_absent, now
from cop.core.permissions import Actor, authorize

AFTER_ANSWER: Final = (timedelta(days=7), timedelta(days=14), timedelta(days=28), timedelta(days=56))
AFTER_FAILURE: Final = tuple(timedelta(days=days) for days in (1, 1, 2, 4, 7, 14, 28))
AFTER_REFUSAL: Final = timedelta(days=28)
AFTER_HAND: Final = timedelta(days=180)
DEAD_AFTER: Final = timedelta(days=3)
DEAD_FAILURES: Final = 3
_AT_ONCE: Final = 500


def collect() -> int:
    """Write down the addresses that public records name, and forget the others; return how many are new."""
    urls: dict[str, str] = {}
    uses: set[tuple[str, str, int]] = set()
    for kind, id, url in every_address():
        key = queries.digest(url)
        urls[key] = url
        uses.add((key, kind, id))
    there = {row.digest: row.id for row in db.session.execute(select(WebAddress.id, WebAddress.digest))}
    rows = [_new(key, url) for key, url in urls.items() if key not in there]
    new = insert_all_absent(WebAddress, rows, ["digest"], "id")
    _remove([id for key, id in there.items() if key not in urls])
    ids = {row.digest: row.id for row in db.session.execute(select(WebAddress.id, WebAddress.digest))}
    _use({(ids[key], kind, id) for key, kind, id in uses if key in ids})
    return len(new)


def _new(key: str, url: str) -> dict[str, object]:
    return {
        "digest": key,
        "url": url,
        "state": State.NEW,
        "reason": Reason.NONE,
        "moved_to": "",
        "next_at": now(),
        "answered": 0,
        "failed": 0,
    }


def _remove(ids: list[int]) -> None:
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        for statement in (
            delete(AddressUse).where(AddressUse.address_id.in_(some)),
            delete(WebAddress).where(WebAddress.id.in_(some)),
        ):
            db.session.execute(statement.execution_options(synchronize_session=False))


def _use(wanted: set[tuple[int, str, int]]) -> None:
    columns = (AddressUse.address_id, AddressUse.kind, AddressUse.record_id)
    there = {(row.address_id, row.kind, row.record_id) for row in db.session.execute(select(*columns))}
    gone, more = sorted(there - wanted), sorted(wanted - there)
    for start in range(0, len(gone), _AT_ONCE):
        db.session.execute(
            delete(AddressUse)
            .where(tuple_(*columns).in_(gone[start : start + _AT_ONCE]))
            .execution_options(synchronize_session=False)
        )
    if more:
        dead = set(db.session.scalars(select(WebAddress.id).where(WebAddress.dead_since.is_not(None))))
        if any(id in dead for id, _kind, _record in more):
            stamps.bump(stamps.CONTENT)  # pages that were drawn before have no mark beside it
        names = ("address_id", "kind", "record_id")
        db.session.execute(insert(AddressUse), [dict(zip(names, row, strict=True)) for row in more])


def note(address: WebAddress, outcome: Outcome, *, at: datetime) -> None:
    """Write down how an address was at that moment, and when it is looked at next."""
    was_dead = address.dead_since
    address.state, address.reason = outcome.state, outcome.reason
    address.moved_to, address.checked_at = outcome.moved_to, at
    if outcome.state is State.SILENT:
        address.answered, address.failed = 0, address.failed + 1
        address.failing_since = address.failing_since or at
        if address.failed >= DEAD_FAILURES and at - address.failing_since >= DEAD_AFTER:
            address.dead_since = address.failing_since
        address.next_at = at + AFTER_FAILURE[min(address.failed, len(AFTER_FAILURE)) - 1]
    else:
        is_there = outcome.state in (State.ANSWERS, State.MOVED)
        address.answered = address.answered + 1 if is_there else 0
        _alive(address)
        longest = AFTER_ANSWER[min(max(address.answered, 1), len(AFTER_ANSWER)) - 1]
        address.next_at = at + (longest if is_there else AFTER_REFUSAL)
    _tell(address, was_dead)


def check_again(address: WebAddress, *, actor: Actor) -> None:
    """Let an address be looked at as soon as may be; safe to repeat."""
    authorize(actor, Permission.LOOK_AFTER)
    address.next_at = min(address.next_at, now())
    audit.record(actor, "address.check", KIND, address.id)


def mark(address: WebAddress, *, actor: Actor) -> None:
    """Say that somebody has looked and found what belongs there; safe to repeat."""
    authorize(actor, Permission.LOOK_AFTER)
    was_dead, moment = address.dead_since, now()
    address.state, address.reason, address.moved_to = State.BY_HAND, Reason.NONE, ""
    address.checked_at, address.next_at = moment, moment + AFTER_HAND
    _alive(address)
    _tell(address, was_dead)
    audit.record(actor, "address.mark", KIND, address.id)


def _alive(address: WebAddress) -> None:
    address.failed, address.failing_since, address.dead_since = 0, None, None


def _tell(address: WebAddress, was_dead: datetime | None) -> None:
    """Let kept pages be drawn anew where readers see something else now."""
    if (was_dead is None) != (address.dead_since is None):
        stamps.bump(stamps.CONTENT)
