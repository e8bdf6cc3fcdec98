"""Work that comes round by itself: reminders, digests, the end of what is kept for a time."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timer:
    """What the worker does every so many seconds, and once when it starts.

    `run` finds in the database what is due and makes its own transactions; it is safe to repeat, so
    nobody has to remember when it ran last.
    """

    name: str
    every_seconds: float
    run: Callable[[], None]
