"""The audit trail as editors read it: who did what to which record, newest first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from cop.accounts.models import User
from cop.accounts.queries import people
from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.core.permissions import Actor, authorize
from cop.reviews import trail_words
from cop.reviews.rules import Permission

PAGE: Final = 50

NAMING: Final = frozenset({"reviewer", "user", "person", "author", "owner", "member"})
"""Facts that name a person by number."""


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One entry. `facts` are (name, value in words)."""

    id: int
    at: datetime
    who: str
    action: str
    kind: str
    key: str
    facts: tuple[tuple[str, str], ...]


def entries(
    *, actor: Actor, kind: str = "", key: str = "", person: str = "", before: int | None = None
) -> list[TrailRow]:
    """Return at most one more entry than a page holds, older than the entry of the number `before`.

    `person` is a part of a name.
    """
    authorize(actor, Permission.READ_TRAIL)
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(PAGE + 1)
    if kind:
        query = query.where(AuditEntry.object_kind == kind)
    if key:
        query = query.where(AuditEntry.object_key == key)
    if person:
        named = select(User.id).where(User.name.icontains(person, autoescape=True))
        query = query.where(AuditEntry.actor_id.in_(named))
    if before is not None:
        query = query.where(AuditEntry.id < before)
    rows = db.session.scalars(query).all()
    names = {id: one.name for id, one in people(_persons(rows)).items()}
    return [
        TrailRow(
            row.id,
            row.at,
            names.get(row.actor_id or 0, ""),
            row.action,
            row.object_kind,
            row.object_key,
            tuple((trail_words.fact(name), _words(name, value, names)) for name, value in row.facts.items()),
        )
        for row in rows
    ]


def _persons(rows: Iterable[AuditEntry]) -> set[int]:
    found = {row.actor_id for row in rows if row.actor_id is not None}
    named = (row.facts.get(name) for row in rows for name in NAMING)
    return found | {value for value in named if isinstance(value, int)}


def _words(name: str, value: Any, names: Mapping[int, str]) -> str:
    if name in NAMING and isinstance(value, int):
        return names.get(value, str(value))
    return trail_words.value(name, value)
