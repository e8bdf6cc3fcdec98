"""The trail of who changed what; written in the transaction of the change."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, String, and_, delete, insert, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from cop.core.db import Base, db, now, pk, transaction
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import Actor
from cop.core.privacy import PersonalData
from cop.core.timers import Timer

KEPT = timedelta(days=5 * 365)


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


def of_person(person_id: int) -> Iterator[dict[str, Any]]:
    """Yield what somebody did, and what others did with their account; not who those were."""
    theirs = AuditEntry.actor_id == person_id
    about = and_(AuditEntry.object_kind == "user", AuditEntry.object_key == str(person_id))
    read = and_(AuditEntry.object_kind == "mail", AuditEntry.facts["person"].as_integer() == person_id)
    query = select(AuditEntry).where(or_(theirs, about, read)).order_by(AuditEntry.id)
    for entry in db.session.scalars(query):
        yield {
            "at": entry.at.isoformat(),
            "what": entry.action,
            "record": f"{entry.object_kind} {entry.object_key}",
            "by_you": entry.actor_id == person_id,
        }


def forget_old() -> None:
    """Remove entries that have had their time."""
    with transaction():
        db.session.execute(delete(AuditEntry).where(AuditEntry.at < now() - KEPT))


def _leave_as_it_is(_person_id: int) -> None:
    # An entry holds a number alone. Once the account has neither name nor address, the number says only
    # that several entries were one person's; and the trail must not be changed by whoever leaves.
    return None


FORGET = Timer("forget the audit trail", timedelta(hours=24).total_seconds(), forget_old)

PERSONAL = PersonalData(
    table="audit_entries",
    what=_l("The trail of changes"),
    purpose=_l("Who did what, and who saw personal data, so that misuse can be found out."),
    retention=_l("Five years. When you leave, the entries stay under a number that leads to no name."),
    export=of_person,
    erase=_leave_as_it_is,
)
