"""Addressed: what a feature hands over so that the web addresses of its records are checked now and then."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from flask import current_app


@dataclass(frozen=True, slots=True)
class Addressed:
    """The web addresses that the records of one kind name.

    `found()` gives the id of each record that everybody may see, with its addresses; not all held at once.
    """

    kind: str
    found: Callable[[], Iterable[tuple[int, Sequence[str]]]]


def every_address() -> Iterator[tuple[str, int, str]]:
    """Yield kind and id of each record that names an address, and the address."""
    values: Sequence[Addressed] = current_app.extensions["cop.addressed"]
    for value in values:
        for id, addresses in value.found():
            for address in dict.fromkeys(addresses):
                yield value.kind, id, address
