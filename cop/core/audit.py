"""The trail of who changed what; written in the transaction of the change."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, insert
from sqlalchemy.orm import Mapped, mapped_column

from cop.core.db import Base, db, now, pk
from cop.core.permissions import Actor


class AuditEntry(Base):
    """One change. `facts` name what and why, never a person's words."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_object", "object_kind", "object_key", "id"),
        Index("ix_audit_entries_actor", "actor_id", "id"),
    )

    id: Mapped[pk]
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(60))
    object_kind: Mapped[str] = mapped_column(String(40))
    object_key: Mapped[str] = mapped_column(String(200))
    facts: Mapped[dict[str, Any]]


def record(actor: Actor, action: str, kind: str, key: object, **facts: Any) -> None:
    """Write that the actor did this to the object of that kind and key."""
    record_each(actor, action, kind, [key], **facts)


def record_each(actor: Actor, action: str, kind: str, keys: Iterable[object], **facts: Any) -> None:
    """Write that the actor did this to each of these objects, in one statement."""
    rows = [
        {
            "at": now(),
            "actor_kind": actor.kind,
            "actor_id": actor.id,
            "action": action,
            "object_kind": kind,
            "object_key": str(key),
            "facts": facts,
        }
        for key in keys
    ]
    if rows:
        db.session.execute(insert(AuditEntry), rows)
