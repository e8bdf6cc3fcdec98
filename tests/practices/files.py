"""Import files, and the whole database before and after."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from cop.core.db import db
from cop.practices.content import PracticeContent

Tables = dict[str, list[tuple[Any, ...]]]


def line(slug: str, **change: Any) -> str:
    """One good practice as JSON, changed where told, without a line end."""
    text = {"title": f"Практика {slug}", "aim": "Помощ за *деца*.\n\nОще един ред."}
    data: dict[str, Any] = {"slug": slug, "source_language": "bg", "texts": {"bg": text}}
    return json.dumps(data | change, ensure_ascii=False)


def write(path: Path, *lines: str | bytes, end: bytes = b"\n") -> Path:
    """Write these lines into a file."""
    path.write_bytes(b"".join((x if isinstance(x, bytes) else x.encode()) + end for x in lines))
    return path


def everything() -> Tables:
    """Every row of every table, as it is committed."""
    db.session.rollback()
    return {
        table.name: sorted((tuple(row) for row in db.session.execute(select(table))), key=repr)
        for table in db.metadata.sorted_tables
    }


def counts(tables: Mapping[str, list[Any]]) -> dict[str, int]:
    """The number of rows by table."""
    return {name: len(rows) for name, rows in tables.items()}


def read(path: Path) -> list[PracticeContent]:
    """The practices of a file, in its order; lines end with a line feed and nothing else."""
    return [PracticeContent.model_validate_json(row) for row in path.read_bytes().split(b"\n")[:-1]]
