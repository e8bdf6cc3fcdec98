"""SQLite's FTS5 with ordinary tables for what is filtered, counted and sorted."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from bench.documents import NO_NUMBER, NUMBER, Record
from bench.engines import Answer
from bench.questions import LIMIT, Question

_TABLES = """
CREATE VIRTUAL TABLE words USING fts5(body, tokenize = 'unicode61 remove_diacritics 0');
CREATE TABLE records (id INTEGER PRIMARY KEY, country TEXT, published INTEGER, score INTEGER);
CREATE TABLE target_group (id INTEGER, value TEXT, PRIMARY KEY (value, id)) WITHOUT ROWID;
CREATE TABLE phase (id INTEGER, value TEXT, PRIMARY KEY (value, id)) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX by_country ON records (country, id);
CREATE INDEX by_published ON records (published);
CREATE INDEX by_score ON records (score);
CREATE INDEX by_target ON target_group (id, value);
CREATE INDEX by_phase ON phase (id, value);
ANALYZE;
"""
_SORTS = {"": "rank", "published": "records.published DESC", f"score.{NUMBER}": "records.score DESC"}
_SETTINGS = ("mmap_size=4294967296", "cache_size=-65536", "temp_store=MEMORY", "journal_mode=WAL")


class Fts5:
    """One connection kept open, with as much cache as ours has."""

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "fts5.sqlite3")
        for setting in _SETTINGS:
            self._database.execute(f"PRAGMA {setting}")

    def build(self, records: Iterable[Record]) -> None:
        """One transaction, then the index made compact."""
        self._database.executescript(_TABLES)
        for record in records:
            self._insert(record)
        self._database.execute("INSERT INTO words(words) VALUES ('optimize')")
        self._database.commit()
        self._database.executescript(_INDEXES)

    def _insert(self, record: Record) -> None:
        write = self._database.execute
        write("INSERT INTO words(rowid, body) VALUES (?, ?)", (record.id, record.body))
        score = record.numbers.get(f"score.{NUMBER}", NO_NUMBER)
        row = (record.id, record.facets["country"][0], record.numbers["published"], score)
        write("INSERT INTO records VALUES (?, ?, ?, ?)", row)
        for value in record.facets["target_group"]:
            write("INSERT INTO target_group VALUES (?, ?)", (record.id, value))
        for value in record.facets["phase"]:
            write("INSERT INTO phase VALUES (?, ?)", (record.id, value))

    def open(self) -> None:
        """Nothing: the connection is open."""

    def ask(self, question: Question) -> Answer:
        """A statement for the page, one for the total, one for each facet."""
        source, where, values = _conditions(question)
        found = f"FROM {source} WHERE {where}"
        shown = "snippet(words, 0, '<b>', '</b>', '…', 24)" if question.snippets else "''"
        id = "words.rowid" if "words" in source else "records.id"
        ask = self._database.execute
        page = f"SELECT {id}, {shown} {found} ORDER BY {_SORTS[question.sort]} LIMIT {LIMIT} OFFSET ?"
        rows = ask(page, (*values, question.offset)).fetchall()
        total = ask(f"SELECT count(*) {found}", values).fetchone()[0]
        facets = {name: self._counts(name, id, found, values) for name in question.facets}
        return Answer(total, [row[0] for row in rows], facets, [row[1] for row in rows])

    def _counts(self, name: str, id: str, found: str, values: list[str]) -> dict[str, int]:
        if name == "country":
            table, column = "records", "country"
        else:
            table, column = name, "value"
        within = f"id IN (SELECT {id} {found})"
        count = f"SELECT {column}, count(*) FROM {table} WHERE {within} GROUP BY 1"  # noqa: S608 - our own names
        return dict(self._database.execute(count, values).fetchall())

    def replace(self, record: Record) -> None:
        """Delete, insert, commit."""
        write = self._database.execute
        write("DELETE FROM words WHERE rowid = ?", (record.id,))
        for table in ("records", "target_group", "phase"):
            write(f"DELETE FROM {table} WHERE id = ?", (record.id,))  # noqa: S608 - our own names
        self._insert(record)
        self._database.commit()


def _conditions(question: Question) -> tuple[str, str, list[str]]:
    """Return tables, conditions and values; words stand alone where nothing else is asked of the records."""
    tables, conditions, values = [], [], []
    if expression := _expression(question):
        tables.append("words")
        conditions.append("words MATCH ?")
        values.append(expression)
    if not expression or question.filters or question.sort:
        tables.append("records")
        if expression:
            conditions.append("records.id = words.rowid")
    for name, value in question.filters.items():
        conditions.append(
            "records.country = ?"
            if name == "country"
            else f"records.id IN (SELECT id FROM {name} WHERE value = ?)"  # noqa: S608 - our own names
        )
        values.append(value)
    return ", ".join(tables), " AND ".join(conditions), values


def _expression(question: Question) -> str:
    if question.prefix:
        return f'"{question.prefix}"*'
    if question.in_order:
        return f'"{" ".join(question.terms)}"'
    return (" OR " if question.any_of else " AND ").join(f'"{term}"' for term in question.terms)
