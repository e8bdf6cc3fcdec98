"""Reading mails: lists for administrators, and what is kept about one person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true

from cop.core.db import db
from cop.core.permissions import Actor, can
from cop.mail.models import MailMessage, MailState
from cop.mail.rendering import render
from cop.mail.rules import MailPermission

PAGE = 50


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail in a list; the address is not shown in full."""

    id: int
    masked: str
    kind: str
    template: str
    language: str
    state: MailState
    attempts: int
    last_error: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MailPage:
    """A part of the list. `after` is the key of the next part, empty where there is none."""

    rows: Sequence[MailRow]
    after: str


def visible_to(actor: Actor) -> Select[MailMessage]:
    """Return the mails that somebody may look at."""
    return select(MailMessage).where(_may_list(actor))


def _may_list(actor: Actor) -> ColumnElement[bool]:
    return true() if can(actor, MailPermission.LIST) else false()


_COLUMNS = select(
    MailMessage.id,
    MailMessage.to,
    MailMessage.kind,
    MailMessage.template,
    MailMessage.language,
    MailMessage.state,
    MailMessage.attempts,
    MailMessage.last_error,
    MailMessage.created_at,
)


def masked(address: str) -> str:
    """Return an address that can be recognised, and not used: i…@example.bg."""
    local, _at, host = address.rpartition("@")
    return f"{local[:1]}…@{host}" if local else ""


def listed(actor: Actor, *, state: MailState | None = None, recipient: str = "", after: str = "") -> MailPage:
    """Return the newest mails first, but those that failed before all others.

    `recipient` is a part of an address or name; `after` is what the part before gave.
    """
    query = _COLUMNS.where(_may_list(actor))
    if recipient:
        asked = recipient.strip()
        query = query.where(
            or_(
                func.lower(MailMessage.to).contains(asked.lower(), autoescape=True),
                MailMessage.name.contains(asked, autoescape=True),
            )
        )
    section, _dash, last = after.partition("-")
    wanted = [
        ("failed", MailMessage.state == MailState.FAILED),
        ("other", MailMessage.state != MailState.FAILED),
    ]
    if state is not None:
        wanted = [("state", MailMessage.state == state)]
    names = [name for name, _condition in wanted]
    first = names.index(section) if section in names else 0
    found: list[tuple[str, MailRow]] = []
    for name, condition in wanted[first:]:
        part = query.where(condition)
        if name == section and last.isdecimal() and len(last) < 19:
            part = part.where(MailMessage.id < int(last))
        rows = db.session.execute(part.order_by(MailMessage.id.desc()).limit(PAGE + 1 - len(found)))
        found += [(name, _row(row)) for row in rows]
        if len(found) > PAGE:
            name, final = found[PAGE - 1]
            return MailPage([row for _name, row in found[:PAGE]], f"{name}-{final.id}")
    return MailPage([row for _name, row in found], "")


def _row(row: Any) -> MailRow:
    id, to, *rest = row
    return MailRow(id, masked(to), *rest)


def counts(actor: Actor) -> dict[MailState, int]:
    """Count the mails of each state."""
    query = select(MailMessage.state, func.count(MailMessage.id)).where(_may_list(actor))
    return dict(db.session.execute(query.group_by(MailMessage.state)).all())


def one(id: int, actor: Actor) -> MailMessage | None:
    """Return a mail that somebody may look at."""
    return db.session.scalar(visible_to(actor).where(MailMessage.id == id))


def of_person(person_id: int) -> Iterator[dict[str, Any]]:
    """Yield what is kept about one person, for themselves."""
    mails = db.session.scalars(
        select(MailMessage).where(MailMessage.person_id == person_id).order_by(MailMessage.id)
    )
    for mail in mails:
        facts: dict[str, Any] = {
            "kind": mail.kind,
            "reason": mail.reason,
            "state": mail.state.value,
            "written": mail.created_at.isoformat(),
            "sent": mail.sent_at.isoformat() if mail.sent_at else None,
        }
        if mail.forgotten_at is None:
            rendered = render(mail)
            facts |= {"to": mail.to, "name": mail.name, "subject": rendered.subject, "text": rendered.text}
        yield facts
