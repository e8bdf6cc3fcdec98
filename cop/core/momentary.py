"""How often somebody may try, counted in memory alone: for those of whom nothing may be written down."""

import secrets
from hashlib import blake2b
from threading import Lock
from time import time

from cop.core.limits import TooManyError


class Momentary:
    """At most `count` tries of one in each window of `seconds`.

    Who it is stays in memory as a hash with a salt that nobody ever sees, until the window ends. Each
    process counts for itself, so a site with several lets through as many times more.
    """

    def __init__(self, count: int, seconds: int, *, most: int = 100_000) -> None:
        self._count, self._seconds, self._most = count, seconds, most
        self._lock = Lock()
        self._window, self._salt = -1, b""
        self._tries: dict[bytes, int] = {}

    def spend(self, *who: str) -> None:
        """Count one more try by them; raise TooManyError where it is one too many."""
        moment = int(time())
        with self._lock:
            if moment // self._seconds != self._window or len(self._tries) >= self._most:
                self._window, self._salt = moment // self._seconds, secrets.token_bytes(16)
                self._tries.clear()
            key = blake2b("\0".join(who).encode(), digest_size=16, key=self._salt).digest()
            tries = self._tries[key] = self._tries.get(key, 0) + 1
        if tries > self._count:
            raise TooManyError((self._window + 1) * self._seconds - moment)

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._tries.clear()
