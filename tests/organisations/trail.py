"""What the trail says of organisations."""

from sqlalchemy import select

from cop.core.audit import AuditEntry
from cop.core.db import db


def audited() -> list[tuple[str, str]]:
    rows = db.session.execute(select(AuditEntry.action, AuditEntry.object_key).order_by(AuditEntry.id)).all()
    return [(row.action, row.object_key) for row in rows if row.action.startswith("organisation.")]
