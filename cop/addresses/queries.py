"""What is known of web addresses."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, String, cast, func, select

from cop.addresses.enums import State
from cop.addresses.models import AddressUse, WebAddress
from cop.addresses.rules import Permission
from cop.core.db import db
from cop.core.permissions import Actor, can
from cop.core.records import RecordCard, Ref, cards_of

KIND: Final = "address"
MOST_LISTED: Final = 200
TROUBLED: Final = (State.SILENT, State.MOVED, State.REFUSED, State.BY_HAND)


def digest(url: str) -> str:
    """Return the key of an address."""
    return sha256(url.encode()).hexdigest()


def may_look_after(actor: Actor) -> bool:
    """Whether the actor looks after web addresses; the twin of the rule."""
    return can(actor, Permission.LOOK_AFTER)


def by_id(id: int, *, actor: Actor) -> WebAddress | None:
    """Return an address."""
    return db.session.get(WebAddress, id) if may_look_after(actor) else None


def known(urls: Iterable[str]) -> Mapping[str, WebAddress]:
    """Return what is known of these addresses, in one statement; none where there are none."""
    wanted = {digest(url): url for url in urls}
    if not wanted:
        return {}
    rows = db.session.scalars(select(WebAddress).where(WebAddress.digest.in_(wanted)))
    return {row.url: row for row in rows}


def dead(urls: Iterable[str]) -> Mapping[str, date]:
    """Return since when each of these does not answer that has not for days, in at most one statement."""
    wanted = {digest(url) for url in urls}
    if not wanted:
        return {}
    rows = db.session.execute(
        select(WebAddress.url, WebAddress.dead_since).where(
            WebAddress.digest.in_(wanted), WebAddress.dead_since.is_not(None)
        )
    )
    return {row.url: row.dead_since.date() for row in rows}


def dead_at_each(kind: str, record_id: Any) -> ScalarSelect[str]:
    """Return a column of what `dead` says of the addresses that a record names, for `dead_of`."""
    since = func.substr(cast(WebAddress.dead_since, String), 1, len("2026-11-30"))
    return (
        select(func.aggregate_strings(since + " " + WebAddress.url, "\n"))
        .join(AddressUse, AddressUse.address_id == WebAddress.id)
        .where(AddressUse.kind == kind, AddressUse.record_id == record_id, WebAddress.dead_since.is_not(None))
        .scalar_subquery()
    )


def dead_of(column: str | None) -> Mapping[str, date]:
    """Return what `dead` says of a record's addresses, from the column of `dead_at_each`."""
    said = (line.split(" ", 1) for line in column.split("\n")) if column else ()  # no address holds either
    return {url: date.fromisoformat(since) for since, url in said}


def count_dead(kind: str) -> int:
    """Count the addresses in public records of a kind that do not answer."""
    return (
        db.session.scalar(
            select(func.count(AddressUse.address_id.distinct()))
            .join(WebAddress, WebAddress.id == AddressUse.address_id)
            .where(AddressUse.kind == kind, WebAddress.dead_since.is_not(None))
        )
        or 0
    )


def counts() -> Mapping[State, int]:
    """Count the addresses by how they are."""
    found = db.session.execute(select(WebAddress.state, func.count(WebAddress.id)).group_by(WebAddress.state))
    return {row[0]: row[1] for row in found}


class Listed(NamedTuple):
    """An address with the records that name it, as far as the reader may see them."""

    address: WebAddress
    records: Sequence[RecordCard]


def listed(*, actor: Actor, language: str) -> Mapping[State, Sequence[Listed]]:
    """Return the addresses that somebody might look at, those that are dead first."""
    if not may_look_after(actor):
        return {}
    found = {state: _rows(WebAddress.state == state) for state in TROUBLED}
    ids = [row.id for rows in found.values() for row in rows]
    refs: dict[int, list[Ref]] = {}
    for use in db.session.execute(
        select(AddressUse.address_id, AddressUse.kind, AddressUse.record_id)
        .where(AddressUse.address_id.in_(ids))
        .order_by(AddressUse.kind, AddressUse.record_id)
    ):
        refs.setdefault(use.address_id, []).append(Ref(use.kind, use.record_id))
    every = [ref for some in refs.values() for ref in some]
    cards = {card.ref: card for card in cards_of(every, actor=actor, language=language)}
    return {
        state: [Listed(row, [cards[ref] for ref in refs.get(row.id, ()) if ref in cards]) for row in rows]
        for state, rows in found.items()
    }


def _rows(condition: ColumnElement[bool]) -> Sequence[WebAddress]:
    return db.session.scalars(
        select(WebAddress)
        .where(condition)
        .order_by(WebAddress.dead_since.is_(None), WebAddress.dead_since, WebAddress.id)
        .limit(MOST_LISTED)
    ).all()
