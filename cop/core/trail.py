"""The audit trail in words: each feature says what it writes there, and here it is read.

A feature declares its actions, and the kinds, facts and values that go with them; COMMON is for several.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from flask import current_app

from cop.core.i18n import LazyString
from cop.core.i18n import gettext as _
from cop.core.i18n import lazy_gettext as _l
from cop.core.links import Relation
from cop.core.records import kinds as record_kinds


@dataclass(frozen=True, slots=True)
class TrailWords:
    """What a feature writes into the trail.

    `actions` are phrases that follow a name ("signed in"), `kinds` what was changed, where that is no kind
    of record; `facts` the names of what an entry tells besides, `values` their values by that name.
    """

    actions: Mapping[str, LazyString]
    kinds: Mapping[str, LazyString] = field(default_factory=dict)
    facts: Mapping[str, LazyString] = field(default_factory=dict)
    values: Mapping[str, Mapping[Any, LazyString]] = field(default_factory=dict)


COMMON: Final = TrailWords(
    actions={
        "record.link": _l("linked two records"),
        "record.unlink": _l("removed a link of two records"),
    },
    facts={
        "after": _l("State after"),
        "before": _l("State before"),
        "days": _l("Days"),
        "language": _l("Language"),
        "member": _l("Member"),
        "owners": _l("Owners"),
        "person": _l("Person"),
        "reason": _l("Reason"),
        "record": _l("Record"),
        "relation": _l("How they are linked"),
        "revision": _l("Version"),
        "reviewer": _l("Reviewer"),
        "round": _l("Round"),
        "to": _l("Linked with"),
        "user": _l("Person"),
        "version": _l("Version"),
    },
    values={
        "relation": {
            Relation.DISCUSSES: _l("discusses it"),
            Relation.ADAPTS: _l("is adapted from it"),
            Relation.USES: _l("uses it"),
            Relation.SHOWS: _l("shows it"),
            Relation.MENTIONS: _l("mentions it"),
            Relation.TEACHES: _l("teaches about it"),
            Relation.ANSWERS: _l("answers it"),
            Relation.GREW_FROM: _l("came of it"),
        }
    },
)


_REFERENCES: Final = frozenset({"record", "to"})
_REFERENCE: Final = re.compile(r"(\w+)[ :](.+)")
"""A record as the trail names it: "practice 5"."""


class Trail:
    """The words of all features together."""

    def __init__(self, parts: Iterable[TrailWords]) -> None:
        """Join them; an action is one feature's alone."""
        self.of: dict[str, TrailWords] = {}
        self.other_kinds: dict[str, LazyString] = {}
        for part in (COMMON, *parts):
            if twice := self.of.keys() & part.actions.keys():
                raise ValueError(f"these actions are put into words twice: {', '.join(sorted(twice))}")
            self.of |= dict.fromkeys(part.actions, part)
            self.other_kinds |= part.kinds

    def action(self, name: str) -> str:
        """Return what was done as a phrase; one of a former version of the site stands as it is."""
        known = self.of.get(name, COMMON)
        return str(known.actions.get(name, name))

    def fact(self, action: str, name: str) -> str:
        """Return the name of a fact as a word."""
        own = self.of.get(action, COMMON).facts
        return str(own.get(name) or COMMON.facts.get(name) or name)

    def value(self, action: str, name: str, value: Any) -> str:
        """Return a fact as people read it."""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, list | tuple):
            return ", ".join(self.value(action, name, part) for part in value) or "–"
        if isinstance(value, Mapping):
            return ", ".join(f"{key}: {self.value(action, name, part)}" for key, part in value.items())
        if name in _REFERENCES:
            return self.reference(str(value))
        if name == "template":
            return str(current_app.extensions["cop.letters"].get(value, value))
        words = self.of.get(action, COMMON).values.get(name) or COMMON.values.get(name) or {}
        return str(words.get(value, value))

    def reference(self, name: str) -> str:
        """Return "practice garden" or "submission:12" with the kind as a word."""
        found = _REFERENCE.fullmatch(name)
        return f"{self.kind(found[1])} {found[2]}" if found else name

    def kinds(self) -> dict[str, LazyString]:
        """Return all that is changed, by the name under which the trail keeps it."""
        return {kind.kind: kind.label for kind in record_kinds().values()} | self.other_kinds

    def kind(self, name: str) -> str:
        """Return what was changed as a word."""
        return str(self.kinds().get(name, name))


def words() -> Trail:
    """Return the words of this site."""
    found: Trail = current_app.extensions["cop.trail"]
    return found
