"""What changed between two versions of a record: fields, and in each the words put in and taken out."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pydantic import BaseModel

from cop.core.i18n import gettext as _
from cop.core.i18n import spoken_language
from cop.records.content import TranslationState
from cop.records.sentences import STATES
from cop.web.templating import language_names

Parts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs. `parts` are runs of words: (kind, text), kind "same", "ins" or "del"."""

    language: str
    field: str
    parts: Parts


Difference = tuple[str, str, Parts]
Said = Callable[[str, Any], str]
"""(field, value) -> how the list of changes shows it."""


def shown(field: str, value: object) -> str:
    """Return a value as the list of changes shows it."""
    if field == "state" and isinstance(value, TranslationState):
        return str(STATES[value])
    if isinstance(value, str):
        return value
    if isinstance(value, BaseModel):
        return json.dumps(value.model_dump(mode="json"), ensure_ascii=False)
    if isinstance(value, list):
        return ", ".join(shown(field, item) for item in value)
    return "" if value is None else str(value)


def changes(old: Any, new: Any, said: Said = shown) -> list[FieldChange]:
    """Return what differs, facts first, then the texts by language; equal contents give nothing."""
    found = [
        FieldChange("", f"facts.{name}", compared(said(name, before), said(name, after)))
        for name in type(new.facts).model_fields
        if (before := getattr(old.facts, name)) != (after := getattr(new.facts, name))
    ]
    for language in dict.fromkeys((*old.texts, *new.texts)):
        texts = old.texts.get(language), new.texts.get(language)
        for name in type(new.texts[new.source_language]).model_fields:
            one, other = (said(name, getattr(text, name)) if text else "" for text in texts)
            if one != other:
                found.append(FieldChange(language, name, compared(one, other)))
    return found


def differences(old: Any, new: Any, label: Callable[[str], str], said: Said = shown) -> list[Difference]:
    """Return the same as (language, label, parts); see Submittable.

    How a text came about is said in the reader's words: its language stands in the label alone.
    """
    names = language_names(spoken_language())
    return [
        ("", _("%(field)s (%(language)s)", field=label(c.field), language=names[c.language]), c.parts)
        if c.field == "state"
        else (c.language, label(c.field), c.parts)
        for c in changes(old, new, said)
    ]


MOST_EDITS = 800
"""Words put in or taken out; a text that differs in more is shown as replaced, whole.

So the time is bounded for any two texts: difflib took 38 s for two hostile ones of 2,000 words.
"""
MOST_WORDS = 20_000
"""Words in both texts together; two ordinary ones of 50,000 characters have fewer."""


def compared(old: str, new: str) -> Parts:
    """Return runs of words: (kind, text), kind "same", "ins" or "del"."""
    before, after = re.findall(r"\S+\s*|\s+", old), re.findall(r"\S+\s*|\s+", new)
    frontiers = _frontiers(before, after)
    if frontiers is None:
        return tuple((kind, text) for kind, text in (("del", old), ("ins", new)) if text)
    parts: list[tuple[str, str]] = []
    for _is_same, run in groupby(_script(before, after, frontiers), key=lambda step: step[0] == "same"):
        steps = list(run)
        # Within a run of changes, all that goes stands before all that comes.
        joined = ((kind, "".join(word for k, word in steps if k == kind)) for kind in ("same", "del", "ins"))
        parts += [(kind, text) for kind, text in joined if text]
    return tuple(parts)


def _frontiers(before: Sequence[str], after: Sequence[str]) -> list[list[int]] | None:
    """Return how far into `before` each number of edits reaches, by diagonal, up to the end of both texts.

    None where that takes too many. Row d holds diagonals -d, -d+2, …, d.
    Myers, An O(ND) Difference Algorithm (1986).
    """
    if len(before) + len(after) > MOST_WORDS:
        return None
    rows: list[list[int]] = []
    for edits in range(MOST_EDITS + 1):
        row: list[int] = []
        for place in range(edits + 1):
            x = _entered(rows[-1], place)[1] if rows else 0
            y = x - (2 * place - edits)
            while x < len(before) and y < len(after) and before[x] == after[y]:
                x, y = x + 1, y + 1
            row.append(x)
            if x >= len(before) and y >= len(after):
                return [*rows, row]
        rows.append(row)
    return None


def _entered(above: Sequence[int], place: int) -> tuple[bool, int]:
    """Return (whether a word is put in, where in `before` that leads), the way that reaches further."""
    if place == 0 or (place < len(above) and above[place - 1] < above[place]):
        return True, above[place]
    return False, above[place - 1] + 1


def _script(
    before: Sequence[str], after: Sequence[str], rows: Sequence[Sequence[int]]
) -> list[tuple[str, str]]:
    """Walk back from the ends of both texts: (kind, word) in reading order."""
    steps: list[tuple[str, str]] = []
    x, y = len(before), len(after)
    for edits in range(len(rows) - 1, 0, -1):
        is_put_in, entry = _entered(rows[edits - 1], (x - y + edits) // 2)
        steps += [("same", word) for word in reversed(before[entry:x])]
        x, y = entry, y - (x - entry)
        if is_put_in:
            y -= 1
            steps.append(("ins", after[y]))
        else:
            x -= 1
            steps.append(("del", before[x]))
    steps += [("same", word) for word in reversed(before[:x])]
    return steps[::-1]
