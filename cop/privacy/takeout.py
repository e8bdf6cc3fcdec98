"""Everything about one person in one file: for programs, for reading, and the files that they gave."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from flask import render_template

from cop.accounts.news import kinds
from cop.core import audit
from cop.core.db import now
from cop.core.i18n import gettext as _
from cop.core.i18n import spoken_language
from cop.core.trail import words
from cop.privacy import queries
from cop.privacy.content import CONSENTS, WORDS
from cop.web.templating import language_names, moment

IN_MEMORY: Final = 8_000_000
"""Bytes; what is larger goes to a file that nobody else can open."""


def pack(person_id: int, language: str) -> IO[bytes]:
    """Return a ZIP, from its beginning: data.json, index.html in that language, and a folder of files."""
    tables = [
        {
            "table": data.table,
            "what": str(data.what),
            "why": str(data.purpose),
            "how_long": str(data.retention),
            "entries": [dict(entry) for entry in data.export(person_id)],
        }
        for data in reversed(queries.registry())
    ]
    files = [
        (f"files/{number}-{name}", path)
        for data in queries.registry()
        for number, (name, path) in enumerate(data.files(person_id), start=1)
    ]
    made = now()
    packed: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        whole = {"made": made.isoformat(), "tables": tables, "files": [name for name, _path in files]}
        archive.writestr("data.json", json.dumps(whole, ensure_ascii=False, indent=2, default=str))
        archive.writestr("index.html", _page(tables, [name for name, _path in files], made, language))
        for name, path in files:
            archive.write(path, name, ZIP_STORED)  # pictures and documents are small already
    packed.seek(0)
    return packed


def _page(tables: list[dict[str, Any]], files: list[str], made: datetime, language: str) -> str:
    names = language_names(language)

    def named(key: str) -> str:
        if key in WORDS:
            return str(WORDS[key])
        return names.get(key, key.replace("_", " "))

    return render_template(
        "privacy/takeout.html",
        tables=tables,
        files=files,
        made=made,
        named=named,
        said=_said(),
        is_mapping=lambda value: isinstance(value, Mapping),
        is_list=lambda value: isinstance(value, list | tuple),
    )


def _said() -> Callable[[str, str, Any], str]:
    """Return the function (table, name, value) -> the value in words, where its table keeps a code."""
    values = {data.table: data.values for data in queries.registry()}
    news, consents = kinds(), {key: consent.name for key, consent in CONSENTS.items()}
    names = language_names(spoken_language())

    def said(table: str, name: str, value: Any) -> str:
        if table == audit.PERSONAL.table and name in ("what", "record"):
            return words().action(value) if name == "what" else words().reference(value)
        known = values.get(table, {}).get(name, {})
        if name == "kind":
            known = news
        if table == "consent_events" and name == "for":
            known = consents
        if isinstance(value, str) and value in known:
            return str(known[value])
        return names[value] if name == "language" and value in names else _shown(value)

    return said


def _shown(value: Any) -> str:
    """Return one value as people read it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str) and "T" in value and value[:1].isdigit():
        try:
            return moment(datetime.fromisoformat(value))
        except ValueError:
            return value
    return str(value)
