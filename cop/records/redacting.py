"""What follows for records where a consent has ended."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sqlalchemy import select

from cop.core.db import db
from cop.core.redaction import Redactable
from cop.records.models import C, Tables
from cop.records.queries import uses


def redactable(
    tables: Tables[C], write: Callable[[Any, C], None], *, of_any_version: bool = False
) -> Redactable:
    """Return the value by which the records of a kind are drawn anew; `write` draws one."""

    def refresh(rows: Sequence[tuple[Any, ...]], _words: Sequence[str]) -> None:
        version = tables.version
        ids = select(tables.of(version)).where(version.id.in_([key for (key,) in rows]))
        found = select(tables.record, version.content).join(version, tables.is_current)
        for record, content in db.session.execute(found.where(tables.record.id.in_(ids))).all():
            write(record, tables.content.model_validate_json(content))

    return Redactable(
        table=tables.version.__tablename__,
        refresh=refresh,
        uses=partial(uses, tables, of_any_version=of_any_version),
    )
