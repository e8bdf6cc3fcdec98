"""What is kept about persons: every table that refers to one says why, how long, and how it ends."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cop.core.i18n import LazyString


@dataclass(frozen=True, slots=True)
class PersonalData:
    """One table that refers to persons.

    `export(person_id)` yields what it holds about one, as JSON values by names that a person
    understands. `erase(person_id)` removes it or takes the person out of it, and is safe to repeat.
    """

    table: str
    purpose: LazyString
    retention: LazyString
    export: Callable[[int], Iterable[Mapping[str, Any]]]
    erase: Callable[[int], None]
