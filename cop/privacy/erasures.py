"""The list of those who were erased, outside the database: a backup from before knows nothing of it.

One line a person: their number and since when they had their account. Both, since a new database gives
the same numbers to others. Nothing else; it names nobody.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from cop.core.locks import one_at_a_time

FILE: Final = "erased.jsonl"
LOCK: Final = "erased.lock"


class Erased(NamedTuple):
    """Who it was: the number of the account, and since when it was there (ISO 8601, UTC)."""

    user: int
    since: str


def read(folder: Path) -> set[Erased]:
    """Return those on the list of a folder; none where it has no list."""
    try:
        lines = (folder / FILE).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return set()
    return {Erased(**json.loads(line)) for line in lines if line.strip()}


def add(folder: Path, more: Iterable[Erased]) -> None:
    """Put people on the list of a folder; those who stand there already stay as they are."""
    wanted = set(more)
    if wanted <= read(folder):
        return
    with one_at_a_time(folder / LOCK):
        everybody = sorted(read(folder) | wanted)
        beside = folder / f"{FILE}.part"
        with os.fdopen(
            os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            file.writelines(json.dumps(each._asdict()) + "\n" for each in everybody)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(folder / FILE)
