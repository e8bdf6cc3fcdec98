"""What was made of public content, kept in a process as long as no content changes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from threading import Lock
from typing import Generic, TypeVar

from cop.core import stamps

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """At most `most` values by key, the least used ones going first.

    The content stamp is read in the transaction of the request, and raised in that of every change: so
    what is kept is as true, and as visible, as what would be read now. For public content only.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._stamp = -1
        self._values: OrderedDict[K, V] = OrderedDict()

    def get(self, keys: Sequence[K], make: Callable[[list[K]], Mapping[K, V]]) -> dict[K, V]:
        """Return the values of the keys; `make` is asked for what is not kept, and may leave some out."""
        stamp = stamps.current(stamps.CONTENT)
        with self._lock:
            if stamp != self._stamp:
                self._values.clear()
                self._stamp = stamp
            found = {key: self._values[key] for key in keys if key in self._values}
            for key in found:
                self._values.move_to_end(key)
        if missing := [key for key in keys if key not in found]:
            made = make(missing)
            found |= made
            with self._lock:
                if stamp == self._stamp:
                    self._values |= made
                    while len(self._values) > self._most:
                        self._values.popitem(last=False)
        return found
