"""The database: typed base, session, and transactions that do not fail halfway."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import Annotated, Any, Final

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from pydantic_core import from_json
from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, String, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.types import TypeDecorator

_reading: ContextVar[bool] = ContextVar("reading", default=False)

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database. A naive one is a mistake and is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse what has no zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC).replace(tzinfo=None) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give back the zone that the column does not keep."""
        return value.replace(tzinfo=UTC) if value is not None else None


pk = Annotated[int, mapped_column(primary_key=True)]
Slug = Annotated[str, mapped_column(String(120))]
LanguageCode = Annotated[str, mapped_column(String(8))]


class Base(DeclarativeBase):
    """The base of all models. Enums are stored by value, without a database type of their own."""

    # In the registry, not on the class: Flask-SQLAlchemy 3.1.1 copies the class body and fails on the map.
    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: UtcDateTime(),
            dict[str, Any]: JSON(),
            dict[str, str]: JSON(),
            list[dict[str, Any]]: JSON(),
            StrEnum: Enum(
                StrEnum, native_enum=False, values_callable=lambda e: [m.value for m in e], length=40
            ),
        },
    )


class Timestamps:
    """When a row was made and last changed."""

    created_at: Mapped[datetime] = mapped_column(default=lambda: now())
    updated_at: Mapped[datetime] = mapped_column(default=lambda: now(), onupdate=lambda: now())


db = SQLAlchemy(model_class=Base)


def _from_json(text: str | bytes) -> Any:
    if not isinstance(text, str | bytes):
        raise TypeError(text)  # a number as SQLite keeps it: SQLAlchemy takes it as it is
    # Each reads twice as fast as the other what is its own: a Bulgarian text, or scores and addresses.
    return from_json(text) if text.isascii() else json.loads(text)


ENGINE_OPTIONS: Final = {
    # Cyrillic as it is: escaped, a text is three times as long and four times as slow to read.
    "json_serializer": partial(json.dumps, ensure_ascii=False, separators=(",", ":")),
    "json_deserializer": _from_json,
}


def now() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.now(UTC)


@contextmanager
def read_only() -> Iterator[None]:
    """Within the block new transactions read one snapshot and cannot write (SQLite)."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def transaction() -> Iterator[None]:
    """Commit when the block ends well, else roll back: for jobs and commands; requests have their own."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


@contextmanager
def own_transaction() -> Iterator[None]:
    """Write and commit in the midst of a job, which otherwise only reads; it then reads anew."""
    db.session.rollback()
    token = _reading.set(False)
    try:
        with transaction():
            yield
    finally:
        _reading.reset(token)


def init_engine(app: Flask) -> None:
    """Let reading transactions only read; on SQLite: WAL, full sync, and writers that queue."""
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_sqlite_connect)
        event.listen(engine, "begin", _on_sqlite_begin)
    else:
        event.listen(engine, "begin", _on_begin)


def _on_begin(connection: Any) -> None:
    if _reading.get():
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _on_sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late and is always deferred
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "secure_delete=ON",  # what is erased is in no page of the file any more
        "busy_timeout=15000",
        "foreign_keys=ON",
        "mmap_size=268435456",  # what is mapped counts as a process's own where no other has it mapped
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


_QUERY_ONLY: Final = "cop.query_only"


def _on_sqlite_begin(connection: Any) -> None:
    # A deferred transaction that reads and then writes fails with "database is locked" however long
    # it is willing to wait; an immediate one waits its turn.
    is_reading = _reading.get()
    if connection.info.get(_QUERY_ONLY) is not is_reading:  # of this connection, as it was set last
        connection.exec_driver_sql(f"PRAGMA query_only={int(is_reading)}")
        connection.info[_QUERY_ONLY] = is_reading
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")


def insert_if_absent(model: type[Base], values: Mapping[str, Any], keys: Sequence[str]) -> int | None:
    """Insert a row unless one with the same keys (a unique index) is there; return its id, or None.

    One statement, so that of many who do it at once exactly one succeeds and none fails: between a look
    and an insert another writer may be first. Below the unit of work: pending objects are not flushed.
    """
    connection = db.session.connection()
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(model).values(dict(values)).on_conflict_do_nothing(index_elements=list(keys))
    written: int | None = connection.execute(statement.returning(model.__table__.c.id)).scalar_one_or_none()
    return written


def insert_all_absent(
    model: type[Base], rows: Sequence[Mapping[str, Any]], keys: Sequence[str], given: str
) -> list[Any]:
    """Insert the rows whose keys are not there yet; return that column of those which are new.

    As `insert_if_absent`, for many rows in a few statements: they are alike in which columns they have.
    """
    if not rows:
        return []
    connection = db.session.connection()
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(model).on_conflict_do_nothing(index_elements=list(keys))
    wanted = statement.returning(model.__table__.c[given])
    return list(connection.execute(wanted, [dict(row) for row in rows]).scalars())
