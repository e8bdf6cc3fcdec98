"""Words under a consent: how they are marked wherever they stand, and how they are taken out again.

A fragment is an object of JSON that has `words` and names its `consent`, or a quotation in Markdown whose
last line is the reference in brackets: `> [c-2k7m9qxa]`. Whatever column of whatever table holds it, the
sweep finds it by the reference alone; a feature says only what follows from a changed row (`Redactable`).
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from flask import current_app
from sqlalchemy import JSON, Column, String, Table, Text, cast, select, update

from cop.config import LANGUAGES
from cop.core.db import db
from cop.core.i18n import gettext as _
from cop.core.i18n import speaking
from cop.core.marks import QUOTATION

SHORTEST_ECHO: Final = 12
"""Letters of a line that is looked for elsewhere; shorter ones are anybody's words."""


@dataclass(frozen=True, slots=True)
class Use:
    """A public page on which words or a picture stand under a consent."""

    path: str
    title: str


@dataclass(frozen=True, slots=True)
class Redactable:
    """What follows where fragments have been taken out of the rows of a table.

    - `refresh(rows, words)` gets the changed rows' primary keys and the words that went: it draws anew what
      was made of them, tells search, and raises the stamp.
    - `uses(reference, language)` gives the public pages where the consent is made use of now.
    - `forget(reference)` takes away what is no text, such as files.
    """

    table: str
    refresh: Callable[[Sequence[tuple[Any, ...]], Sequence[str]], None] = lambda _rows, _words: None
    uses: Callable[[str, str], Sequence[Use]] = lambda _reference, _language: ()
    forget: Callable[[str], None] = lambda _reference: None


def redactables() -> Sequence[Redactable]:
    """Return those of every feature."""
    found: Sequence[Redactable] = current_app.extensions["cop.redactables"]
    return found


def notice(language: str) -> str:
    """Return what stands in the place of the words, in their language."""
    with speaking(language):
        return _("The person who said this has taken back their consent. We respect that.")


@dataclass(slots=True)
class Eraser:
    """Takes the fragments of one consent out of values, and remembers what it took."""

    reference: str
    words: list[str] = field(default_factory=list)

    def without(self, value: Any, language: str) -> Any:
        """Return the value without the fragments; a text in which they cannot be told apart goes whole."""
        if isinstance(value, dict):
            if value.get("consent") == self.reference and "words" in value:
                return self._emptied(value, language)
            return {k: self.without(v, k if k in LANGUAGES else language) for k, v in value.items()}
        if isinstance(value, list):
            return [self.without(item, language) for item in value]
        if not isinstance(value, str) or self.reference not in value:
            return value
        if value.startswith(("{", "[{")) and (parsed := _parsed(value)) is not None:
            cleaned = self.without(parsed, language)
            return json.dumps(cleaned, ensure_ascii=False, separators=(",", ":"))
        return self._without_quotations(value, language)

    def _emptied(self, value: dict[str, Any], language: str) -> dict[str, Any]:
        said = notice(language)
        self.words += [str(value["words"]), str(value.get("said_by") or "")]
        return value | {"words": said, "consent": None} | ({"said_by": ""} if "said_by" in value else {})

    def _without_quotations(self, text: str, language: str) -> str:
        mark = f"[{self.reference}]"

        def emptied(match: re.Match[str]) -> str:
            block = match[0]
            if mark not in block:
                return block
            lines = [line.strip().lstrip(">").strip() for line in block.splitlines()]
            self.words += [line for line in lines if line and line != mark]
            return f"> {notice(language)}\n"

        cleaned = QUOTATION.sub(emptied, text)
        if self.reference in cleaned.replace(mark, "") or _loose(cleaned, mark):
            self.words += [line.strip() for line in text.splitlines() if line.strip() and mark not in line]
            cleaned = f"> {notice(language)}\n"
        return cleaned if text.endswith("\n") else cleaned.rstrip("\n")


def _loose(text: str, mark: str) -> bool:
    """Whether the mark stands outside of any quotation."""
    return mark in QUOTATION.sub("", text)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


SPARED: Final = frozenset({"consents", "audit_entries", "attempts", "outbox_jobs"})
"""Tables that name a consent and hold no words of it."""


def _columns() -> Iterator[tuple[Table, Column[Any]]]:
    for table in db.metadata.sorted_tables:
        if table.name not in SPARED:
            for column in table.columns:
                is_text = isinstance(column.type, JSON | Text) or (
                    isinstance(column.type, String) and (column.type.length or 1000) >= 100
                )
                if is_text and not column.primary_key and not column.foreign_keys:
                    yield table, column


@dataclass(frozen=True, slots=True)
class Holding:
    """One value that holds what is looked for."""

    table: Table
    column: Column[Any]
    key: tuple[Any, ...]
    value: Any
    language: str


def holdings(needle: str) -> list[Holding]:
    """Return every value of the database that holds these letters, whatever table it stands in."""
    found = []
    for table, column in _columns():
        keys = list(table.primary_key.columns)
        own = [table.c.language] if "language" in table.c and table.c.language not in keys else []
        query = select(*keys, *own, column.label("held")).where(
            cast(column, Text).contains(needle, autoescape=True)
        )
        for row in db.session.execute(query).mappings():
            key = tuple(row[k.name] for k in keys)
            language = row.get("language", "en")
            found.append(Holding(table, column, key, row["held"], language or "en"))
    return found


def replace_value(holding: Holding, value: Any) -> None:
    """Write a value in the place of the one that was found."""
    conditions = [
        column == part for column, part in zip(holding.table.primary_key.columns, holding.key, strict=True)
    ]
    db.session.execute(update(holding.table).where(*conditions).values({holding.column.name: value}))


def without_echoes(value: Any, words: Sequence[str], language: str) -> Any:
    """Return a value without these lines, which somebody repeated without the mark."""
    if isinstance(value, dict):
        return {k: without_echoes(v, words, k if k in LANGUAGES else language) for k, v in value.items()}
    if isinstance(value, list):
        return [without_echoes(item, words, language) for item in value]
    if isinstance(value, str):
        for line in words:
            value = value.replace(line, notice(language))
            value = value.replace(json.dumps(line, ensure_ascii=False)[1:-1], notice(language))
    return value


def lines_of(words: Sequence[str]) -> list[str]:
    """Return the lines that are long enough to be somebody's own, the longest first."""
    lines = {line.strip() for said in words for line in said.splitlines()}
    return sorted((line for line in lines if len(line) >= SHORTEST_ECHO), key=len, reverse=True)
