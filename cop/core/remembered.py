"""What a restored backup must not undo: who has left, which consents have ended, what has been mailed.

The database says so too, but an older one does not know it yet. So it also stands in the data folder and
beside the backups, a line each: when, which, what became of it. Which is a hash or a code that names nobody.
"""

import logging
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import current_app

from cop.config import Config
from cop.core.db import now
from cop.core.locks import one_at_a_time

log = logging.getLogger(__name__)

FILES: Final = "remembered-*.txt"
MARK: Final = "restored"
"""A file of the data folder: an older database has come back, and no start has looked at it yet."""
_LOCK: Final = "remembered.lock"
_LINE: Final = re.compile(r"(?P<at>\d{4}-\S+) (?P<key>\S+) (?P<word>\S+)")


@dataclass(frozen=True, slots=True)
class Remembered:
    """A list of a feature. `again(known)` does to the database what it has forgotten; how much that was.

    `known` maps each key to the word that was written of it last. Called before the site serves, outside of
    any transaction. `says` tells at the start how much it was.
    """

    name: str
    again: Callable[[Mapping[str, str]], int]
    says: str = "Newsletter and consents: %d ended again, which a backup had brought back."


def remember(name: str, key: str, word: str) -> None:
    """Write down what has become of something, before the caller's transaction commits it.

    A full disk keeps nobody from leaving: then only the database says it.
    """
    config: Config = current_app.config["COP"]
    path = _path(config.data_dir, name)
    line = f"{now().isoformat(timespec='microseconds')} {key} {word}\n"
    try:
        with one_at_a_time(config.data_dir / _LOCK):
            _append(path, line)
    except OSError:
        log.exception("%s cannot be written", path.name)


def known(folder: Path, name: str) -> dict[str, str]:
    """Return what a folder's list says: the last word of each key."""
    matches = filter(None, map(_LINE.fullmatch, _lines(_path(folder, name))))
    return {match["key"]: match["word"] for match in sorted(matches, key=lambda match: match["at"])}


def merge(source: Path, target: Path) -> None:
    """Bring the lists of a folder up to what those of another one say as well."""
    for path in sorted(source.glob(FILES)):
        with one_at_a_time(target / _LOCK):
            there = set(_lines(target / path.name))
            if more := sorted(set(_lines(path)) - there):
                _append(target / path.name, "".join(f"{line}\n" for line in more))


def mark_restored(folder: Path) -> None:
    """Let the next start know that the database is an older one."""
    (folder / MARK).touch()


def is_restored(folder: Path) -> bool:
    """Say whether the database is an older one, at which no start has looked yet."""
    return (folder / MARK).exists()


def again(lists: Iterable[Remembered]) -> list[str]:
    """Do anew what a restored database has forgotten; return in words how much that was."""
    folder: Path = current_app.config["COP"].data_dir
    counts: Counter[str] = Counter()
    for each in lists:
        counts[each.says] += each.again(known(folder, each.name))
    (folder / MARK).unlink(missing_ok=True)
    return [words % count for words, count in counts.items() if count]


def _path(folder: Path, name: str) -> Path:
    return folder / FILES.replace("*", name)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("ascii", errors="replace").splitlines()
    except FileNotFoundError:
        return []


def _append(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        is_torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"  # the machine died in a line
        os.write(descriptor, (is_torn * "\n" + text).encode("ascii"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
