"""Reading the years and versions of a self-description."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import func, select

from cop.core.db import db
from cop.records import queries as records
from cop.successes.models import SUCCESSES, SuccessVersion
from cop.successes.rules import Numbered, in_order

KIND = SUCCESSES.kind

visible_to = partial(records.visible_to, SUCCESSES)


@dataclass(frozen=True, slots=True)
class VersionEntry:
    """One version in the list: its number, of which year it speaks, and when it was published."""

    number: int
    year: int | None
    created_at: datetime


def versions(id: int) -> list[VersionEntry]:
    """Return the versions of a self-description, the one that is shown first."""
    rows = db.session.execute(
        select(SuccessVersion.number, SuccessVersion.year, SuccessVersion.created_at).where(
            SuccessVersion.success_id == id
        )
    )
    by_number = {row.number: VersionEntry(row.number, row.year, row.created_at) for row in rows}
    order = in_order(Numbered(entry.year, entry.number) for entry in by_number.values())
    return [by_number[one.number] for one in reversed(order)]


def newest_number(id: int) -> int:
    """Return the number that was given last, whether that version is the one shown or not."""
    query = select(func.max(SuccessVersion.number)).where(SuccessVersion.success_id == id)
    return db.session.scalars(query).one()
