"""What all processes of one run of the tests share: a folder, and databases that were filled once.

The process that was started makes the folder and takes it away; those that xdist starts find it by the
environment. A database that many tests want is made by whoever wants it first, and copied by everybody.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

from cop.core.locks import one_at_a_time

FOLDER = "COP_TESTS_FOLDER"
"""The variable that names the folder of this run."""
PREFIX = "cop_test_"

Fill = Callable[[Path, str], None]
"""Fills the database at an address, and the data folder that goes with it."""


def begin() -> Callable[[], None] | None:
    """Make the run's folder; return what takes it away, or None where another process has made it."""
    if FOLDER in os.environ:
        return None
    folder = Path(tempfile.mkdtemp(prefix="cop-tests-"))
    os.environ[FOLDER] = str(folder)
    return _end


def _end() -> None:
    folder = shared_folder()
    del os.environ[FOLDER]
    for pattern in folder.glob(f"*/{PREFIX}*"):
        _drop(pattern.name)
    shutil.rmtree(folder)


def shared_folder() -> Path:
    """Return the folder of this run."""
    return Path(os.environ[FOLDER])


def server() -> str:
    """Return the address of the PostgreSQL server that the environment names, or nothing."""
    named = os.environ.get("TEST_DATABASE_URL") or os.environ.get("DATABASE_URL") or ""
    named = named.replace("+psycopg://", "://", 1)
    return named if named.startswith("postgres") else ""


@contextmanager
def database(folder: Path, pattern: Path | None = None) -> Iterator[str]:
    """Give a database that is gone afterwards: a file in the data folder, or one on the server.

    It is empty, or a copy of a pattern, whose data folder is copied too.
    """
    if pattern is not None:
        shutil.copytree(pattern, folder, ignore=shutil.ignore_patterns(f"{PREFIX}*"), dirs_exist_ok=True)
    if not server():
        yield _sqlite(folder)
        return
    name = _new_name()
    _create(name, _on_server(pattern) if pattern is not None else "template1")
    try:
        yield _address(name)
    finally:
        _drop(name)


def pattern(name: str, fill: Fill) -> Path:
    """Return the data folder of a site to be copied, filled by whoever asks first in this run."""
    folder = shared_folder() / name
    with one_at_a_time(shared_folder() / f"{name}.lock"):
        if not folder.exists():
            being_made = Path(tempfile.mkdtemp(dir=shared_folder(), prefix=f"{name}-"))
            if not server():
                fill(being_made, _sqlite(being_made))
            else:
                made = _new_name()
                _create(made, "template1")
                (being_made / made).touch()
                fill(being_made, _address(made))
            being_made.rename(folder)
    return folder


def _sqlite(folder: Path) -> str:
    return f"sqlite:///{folder / 'cop.sqlite3'}"


def _on_server(pattern: Path) -> str:
    return next(pattern.glob(f"{PREFIX}*")).name


def _new_name() -> str:
    return f"{PREFIX}{uuid4().hex}"


def _address(name: str) -> str:
    head, _slash, tail = server().partition("://")[2].partition("/")
    _old, mark, options = tail.partition("?")
    return f"postgresql+psycopg://{head}/{name}{mark}{options}"


def _create(name: str, template: str) -> None:
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _drop(name: str) -> None:
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
