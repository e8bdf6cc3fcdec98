"""Numbers that go up in the transaction of a change, so that caches know when they are old."""

from time import monotonic
from typing import Any

from sqlalchemy import String, event, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from cop.core.db import Base, db


class Stamp(Base):
    """How often something has changed. One row a name, written with the first change."""

    __tablename__ = "stamps"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


CONTENT = "content"
"""Anything that a public page may show."""


_BUMP = text(
    "INSERT INTO stamps (name, value) VALUES (:name, 1) "
    "ON CONFLICT (name) DO UPDATE SET value = stamps.value + 1"
)


def bump(name: str) -> None:
    """Count one more change, in the present transaction."""
    # Below the unit of work: this is called while a flush is under way.
    connection = db.session.connection()
    # One statement: between an UPDATE that finds no row and an INSERT another writer may be first.
    connection.execute(_BUMP, {"name": name})
    db.session.info.pop(_READ, None)


_ALL = select(Stamp.name, Stamp.value)
_READ = "cop.stamps"


@event.listens_for(Session, "after_begin")
def _forget(session: Session, _transaction: Any, _connection: Any) -> None:
    session.info.pop(_READ, None)


def current(name: str) -> int:
    """Read the number as it is in the present transaction; all of them in one statement."""
    session = db.session()
    # What an earlier transaction has read is forgotten as soon as the next one begins.
    read: dict[str, int] | None = session.info.get(_READ) if session.in_transaction() else None
    if read is None:
        rows = session.connection().execute(_ALL)
        read = session.info[_READ] = {row.name: row.value for row in rows}
    return read.get(name, 0)


class Watch:
    """A stamp read at most once in `seconds`: how old a cached page may be. For one process."""

    def __init__(self, name: str, seconds: float = 1.0) -> None:
        self._name, self._seconds = name, seconds
        self._value, self._read_at = -1, float("-inf")

    def value(self) -> int:
        """Return the number, as it was less than `seconds` ago."""
        if monotonic() - self._read_at >= self._seconds:
            self._value = current(self._name)
            self._read_at = monotonic()
        return self._value
