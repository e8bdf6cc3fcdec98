"""Who may do what with a practice, and what changed between two of its versions."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby

from pydantic import BaseModel

from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, Rules, is_editor, is_system
from cop.practices.content import PracticeContent, Text
from cop.practices.enums import PracticeState
from cop.practices.models import Practice


class Permission(StrEnum):
    """What can be done with practices."""

    READ = "practices.read"
    PUBLISH = "practices.publish"
    WITHDRAW = "practices.withdraw"
    CHANGE = "practices.change"
    CONFIRM = "practices.confirm"
    ASK = "practices.ask"


@dataclass(frozen=True, slots=True)
class Belonging:
    """A practice, and what one member has to do with it; read in one statement."""

    id: int
    slug: str
    state: PracticeState
    is_owner: bool
    speaks_for_lead: bool


def is_published(_actor: Actor, practice: Practice | Belonging) -> bool:
    """Allow what everybody may see."""
    return practice.state is PracticeState.PUBLISHED


def owns(actor: Actor, belonging: Belonging) -> bool:
    """Allow those who wrote what the practice came from."""
    return actor.is_member and belonging.is_owner


def speaks_for_lead(actor: Actor, belonging: Belonging) -> bool:
    """Allow those who speak for an organisation that leads it."""
    return actor.is_member and belonging.speaks_for_lead


RULES: Rules = {
    Permission.READ: [[is_published], [is_system]],
    Permission.PUBLISH: [[is_system], [is_editor]],
    Permission.WITHDRAW: [[is_system]],
    Permission.ASK: [[is_system]],
    # Of a Belonging; what is not public any more is nobody's to change.
    Permission.CHANGE: [[is_published, owns], [is_published, speaks_for_lead], [is_published, is_editor]],
    Permission.CONFIRM: [[is_published, owns], [is_published, speaks_for_lead], [is_published, is_editor]],
}

CONFIRM_EVERY = timedelta(days=730)
"""Two years: after so long owners are asked whether it is still so."""
ASK_EVERY = timedelta(days=60)
ANSWER_WITHIN = timedelta(days=30)


def unconfirmed_since(
    published_at: datetime,
    confirmed_at: datetime | None,
    asked_at: datetime | None,
    *,
    has_owners: bool,
    moment: datetime,
) -> datetime | None:
    """Return since when nobody has confirmed a practice, where readers must be told; else None.

    That is when its owners did not answer in time, or could not even be asked. Without owners there is
    nobody who could have.
    """
    known_at = confirmed_at or published_at
    is_unanswered = asked_at is not None and asked_at > known_at and moment - asked_at > ANSWER_WITHIN
    is_overdue = moment - known_at > CONFIRM_EVERY + ASK_EVERY
    return known_at if has_owners and (is_unanswered or is_overdue) else None


def ended_problem(content: PracticeContent, ended: str, this_month: str) -> str:
    """Return why a practice cannot have ended in that month ("2026-03"), as a sentence; empty: it can."""
    if not re.fullmatch(r"(1[89]|20)\d\d(-(0[1-9]|1[0-2]))?", ended):
        return _("Write a year, or a year and a month: 2013 or 2013-09.")
    if ended > this_month:
        return _("This month has not come yet.")
    started = content.facts.started
    if started and ended < started[: len(ended)]:
        return _("It cannot have ended before it began.")
    return ""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs. `parts` are runs of words: (kind, text), kind "same", "ins" or "del"."""

    language: str
    field: str
    parts: tuple[tuple[str, str], ...]


def changes(old: PracticeContent, new: PracticeContent) -> list[FieldChange]:
    """Return what differs, facts first, then the texts by language; equal contents give nothing."""
    found = [
        FieldChange(
            "", f"facts.{name}", compared(shown(getattr(old.facts, name)), shown(getattr(new.facts, name)))
        )
        for name in type(new.facts).model_fields
        if getattr(old.facts, name) != getattr(new.facts, name)
    ]
    for language in dict.fromkeys((*old.texts, *new.texts)):
        before, after = old.texts.get(language), new.texts.get(language)
        for name in Text.model_fields:
            one, other = (shown(getattr(text, name)) if text else "" for text in (before, after))
            if one != other:
                found.append(FieldChange(language, name, compared(one, other)))
    return found


def shown(value: object) -> str:
    """Return a value as the list of changes shows it."""
    if isinstance(value, str):
        return value
    if isinstance(value, BaseModel):
        return json.dumps(value.model_dump(mode="json"), ensure_ascii=False)
    if isinstance(value, list):
        return ", ".join(shown(item) for item in value)
    return "" if value is None else str(value)


MOST_EDITS = 800
"""Words put in or taken out; a text that differs in more is shown as replaced, whole.

So the time is bounded for any two texts: difflib took 38 s for two hostile ones of 2,000 words.
"""
MOST_WORDS = 20_000
"""Words in both texts together; two ordinary ones of 50,000 characters have fewer."""


def compared(old: str, new: str) -> tuple[tuple[str, str], ...]:
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
