"""Counting the statements that something takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from cop.vocabulary.queries import cache as vocabulary_cache

_NOT_COUNTED = ("PRAGMA", "BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the SQL that is executed in the block."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(_NOT_COUNTED):
            statements.append(statement)

    # Once read, the vocabulary is not looked at again: else a slow machine's second would count as one more.
    watch = vocabulary_cache._watch
    seconds, watch._seconds = watch._seconds, float("inf")
    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)
        watch._seconds = seconds
