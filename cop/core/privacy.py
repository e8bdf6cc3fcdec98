"""What is kept about persons: every table that refers to one says why, how long, and how it ends."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cop.core.i18n import LazyString


@dataclass(frozen=True, slots=True)
class PersonalData:
    """One table that refers to persons: what it holds in plain words, why, and how long.

    `export(person_id)` yields what it holds about one, as JSON values by names that a person
    understands. `erase(person_id)` removes it or takes the person out of it, and is safe to repeat.
    `effects(person_id)` says in whole sentences, with numbers, what erasing would do that others notice.
    `files(person_id)` yields (name, path) of the files that the person gave. `values` put into words, by the
    name under which it is exported, what the database keeps as a code.
    """

    table: str
    what: LazyString
    purpose: LazyString
    retention: LazyString
    export: Callable[[int], Iterable[Mapping[str, Any]]]
    erase: Callable[[int], None]
    effects: Callable[[int], Iterable[str]] = lambda _person_id: ()
    files: Callable[[int], Iterable[tuple[str, Path]]] = lambda _person_id: ()
    values: Mapping[str, Mapping[Any, LazyString]] = field(default_factory=dict)
