"""The audit trail as editors read it: who did what to which record, newest first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from cop.accounts.models import User
from cop.accounts.news import kinds
from cop.accounts.queries import people
from cop.config import LANGUAGES
from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.core.i18n import spoken_language
from cop.core.permissions import Actor, authorize
from cop.core.trail import words
from cop.reviews.rules import Permission
from cop.web.templating import language_names, moment

PAGE: Final = 50

NAMING: Final = frozenset({"reviewer", "user", "person", "author", "owner", "owners", "member", "asked_by"})
"""Facts that name a person by number."""


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One entry in words. `kind` and `key` are what one asks for to see the trail of `what` alone."""

    id: int
    at: datetime
    who: str
    action: str
    kind: str
    key: str
    what: str
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
    return [_row(row, names) for row in rows]


def _row(row: AuditEntry, names: Mapping[int, str]) -> TrailRow:
    said = words()
    person = (
        names.get(int(row.object_key)) if row.object_kind == "user" and row.object_key.isdecimal() else None
    )
    return TrailRow(
        row.id,
        row.at,
        names.get(row.actor_id or 0, ""),
        said.action(row.action),
        row.object_kind,
        row.object_key,
        f"{said.kind(row.object_kind)} {person or row.object_key}",
        tuple(
            (said.fact(row.action, name), _value(row.action, name, value, names))
            for name, value in row.facts.items()
        ),
    )


def _persons(rows: Iterable[AuditEntry]) -> set[int]:
    found = {row.actor_id for row in rows if row.actor_id is not None}
    found |= {int(row.object_key) for row in rows if row.object_kind == "user" and row.object_key.isdecimal()}
    named = (row.facts.get(name) for row in rows for name in NAMING)
    return found.union(*(_numbers(value) for value in named))


def _numbers(value: Any) -> list[int]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, int)]


def _value(action: str, name: str, value: Any, names: Mapping[int, str]) -> str:
    """Return a fact as people read it: persons by their names, moments as the reader writes them."""
    if name in NAMING and (numbers := _numbers(value)):
        return ", ".join(names.get(number, str(number)) for number in numbers)
    if name == "language" and value in LANGUAGES:
        return language_names(spoken_language())[value]
    if name == "at" and isinstance(value, str):
        return moment(datetime.fromisoformat(value))
    if name == "kinds" or name == "cadences":
        news = kinds()  # by the names that their features give them
        if isinstance(value, dict):
            value = {str(news.get(kind, kind)): cadence for kind, cadence in value.items()}
        else:
            value = [str(news.get(kind, kind)) for kind in value]
    return words().value(action, name, value)
