"""What was worked out once and may be needed again, bounded in bytes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Protocol, TypeVar, cast


class Sized(Protocol):
    """Anything that knows how much memory it holds."""

    @property
    def nbytes(self) -> int:
        """Bytes of memory."""


T = TypeVar("T", bound=Sized)


class ByteCache:
    """Least recently used values leave first; one thing larger than a quarter is never kept."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = 0
        self._lock = Lock()
        self._values: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value under this key; two threads may both make it, which costs time only."""
        with self._lock:
            found = self._values.get(key)
            if found is not None:
                self._values.move_to_end(key)
                return cast("T", found[0])
        value = make()
        self._keep(key, value, value.nbytes + 400)  # the entry itself weighs about so much
        return value

    def _keep(self, key: Hashable, value: Any, size: int) -> None:
        if size > self._limit // 4:
            return
        with self._lock:
            if key in self._values:
                return
            self._values[key] = (value, size)
            self._held += size
            while self._held > self._limit:
                _, (_, freed) = self._values.popitem(last=False)
                self._held -= freed

    @property
    def held(self) -> int:
        """Bytes held now."""
        return self._held
