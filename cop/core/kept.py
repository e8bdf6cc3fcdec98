"""What was made of public content, kept in a process as long as no content changes."""

import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from io import StringIO
from threading import Lock
from typing import Final, Generic, TypeVar

from markupsafe import Markup, escape

from cop.core import stamps

GAP: Final = Markup("\x00")
"""Drawn in the place of what differs from one use to the next; nothing that is shown has such a letter."""

_JOINT: Final = str(GAP)

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


class Packed:
    """Pieces of drawn markup, compressed: a page of results is a tenth so."""

    __slots__ = ("_fresh", "_lengths", "_packed")

    def __init__(self, *pieces: Markup) -> None:
        self._fresh: Sequence[Markup] = pieces
        # By their lengths, with no letter between them: whatever a text holds, it stays whole.
        self._lengths = tuple(map(len, pieces))
        self._packed = zlib.compress("".join(pieces).encode(), 1)

    def unpacked(self) -> Sequence[Markup]:
        """Return the pieces. Whoever asks first is the one they were drawn for, and waits for nothing."""
        fresh, self._fresh = self._fresh, ()
        if fresh:
            return fresh
        text = StringIO(zlib.decompress(self._packed).decode(), newline="")
        return [Markup(text.read(length)) for length in self._lengths]  # noqa: S704 - they were Markup


class Pattern:
    """Markup drawn once, with gaps for what differs: filling them costs a fiftieth of drawing it anew."""

    __slots__ = ("_format",)

    def __init__(self, drawn: str) -> None:
        self._format = str(drawn).replace("%", "%%").replace(GAP, "%s")

    def filled(self, *values: str) -> Markup:
        """Fill the gaps in their order; what is not Markup is escaped."""
        safe: Sequence[str] = ()
        if Markup not in map(type, values):
            safe = escape(_JOINT.join(values)).split(_JOINT)  # all at once: asking for each costs more
        if len(safe) != len(values):  # some are Markup, or one holds the letter between them
            safe = [v if isinstance(v, Markup) else escape(v) for v in values]
        return Markup(self.joined(*safe))  # noqa: S704 - all of it is safe

    def joined(self, *safe: str) -> str:
        """Fill the gaps with what needs no escaping, for a piece of some Markup: a page has hundreds."""
        return self._format % safe
