"""Locks between processes of one data folder; the system lets go when their holder dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LockedError(Exception):
    """Another process holds the lock."""


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold the lock within the block; raise LockedError where another process has it."""
    with _held(path, fcntl.LOCK_EX | fcntl.LOCK_NB):
        yield


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Wait for the lock and hold it within the block."""
    with _held(path, fcntl.LOCK_EX):
        yield


@contextmanager
def _held(path: Path, flags: int) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not inherited by a program that is started, and never removed: a second holder of a new file
    # under the same name would feel no lock.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, flags)
        except BlockingIOError as error:
            raise LockedError(path.name) from error
        yield
    finally:
        os.close(descriptor)
