"""The site within one process: SQL of a page and where its time goes. Prints JSON."""

import cProfile
import gzip
import json
import pstats
import sys
import time
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from bench import control
from cop.app import create_app
from cop.core.db import db

COOKIE: Final = {"Cookie": "bench=1"}
"""With a cookie the page cache is passed by."""
Pages = dict[str, list[str]]
"""The addresses of each sort of page."""

_WARMING: Final = ("/bg/", "/bg/practices?sort=score.need", "/bg/practices?q=а")
"""What a process learns once, templates and the vocabulary, is no part of a page."""
_MOST: Final = 200
_TURN: Final = 10
_NOT_COUNTED: Final = ("PRAGMA", "BEGIN", "COMMIT", "ROLLBACK")
_PLACES: Final = (
    ("/sqlalchemy/orm/", "ORM"),
    ("/sqlalchemy/", "SQLAlchemy core"),
    ("/flask_sqlalchemy/", "SQLAlchemy core"),
    ("/jinja2/", "Jinja"),
    ("/markupsafe/", "Jinja"),
    ("<template>", "Jinja"),
    ("/templates/", "Jinja"),
    ("/cop/search/", "search"),
    ("/numpy/", "search"),
    ("/babel/", "gettext"),
    ("/flask_babel/", "gettext"),
    ("gettext.py", "gettext"),
    ("/flask/", "Flask"),
    ("/werkzeug/", "Flask"),
    ("/json/", "JSON"),
    ("/pydantic", "pydantic"),
    ("/cop/", "our own code"),
)
_BUILT_IN: Final = (("sqlite3", "SQL"), ("pydantic", "pydantic"), ("numpy", "search"), ("_json", "JSON"))


def _get(client: FlaskClient, path: str) -> bytes:
    response = client.get(path, headers=COOKIE)
    if response.status_code != 200:
        raise RuntimeError(f"{response.status_code} for {path}")
    return bytes(response.data)


def statements(app: Flask, pages: Pages) -> dict[str, dict[str, float]]:
    """For each sort of page: the most statements that any of 20 took, and the weight of the first."""
    counted: Counter[str] = Counter()

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        counted["all"] += not statement.startswith(_NOT_COUNTED)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", count)
    client = app.test_client(use_cookies=False)  # ours would be taken out
    found = {}
    for name, paths in pages.items():
        weight = len(gzip.compress(_get(client, paths[0]))) / 1000
        most = 0
        for path in paths[1:21]:
            counted.clear()
            _get(client, path)
            most = max(most, counted["all"])
        found[name] = {"statements": most, "gzip_kb": weight}
    return found


def times(app: Flask, pages: Pages) -> dict[str, dict[str, float]]:
    """CPU ms of each sort of page: up to 200 addresses the first time in this process, and the same again.

    By turns with the control's, a few at a time: how fast a machine computes changes within a run.
    """
    client = app.test_client(use_cookies=False)
    peer = control.create_app().test_client(use_cookies=False)
    _spent(client, _WARMING)
    found: dict[str, dict[str, float]] = {}
    for name, paths in pages.items():
        asked, beside = paths[:_MOST], control.like(name, paths)
        _spent(peer, beside[:_TURN])  # its templates and statements
        found[name] = {}
        for pass_name in ("first", "again"):
            own = theirs = 0.0
            for at in range(0, len(asked), _TURN):
                own += _spent(client, asked[at : at + _TURN])
                theirs += _spent(peer, beside[at : at + _TURN])
            found[name] |= {
                pass_name: own / len(asked) * 1000,
                f"{pass_name}, control": theirs / len(asked) * 1000,
            }
    return found


def _spent(client: FlaskClient, paths: Sequence[str]) -> float:
    started = time.process_time()
    for path in paths:
        _get(client, path)
    return time.process_time() - started


def profile(app: Flask, pages: Pages) -> dict[str, Any]:
    """For each sort of page: shares of the time by place, and the functions that take most."""
    client = app.test_client(use_cookies=False)  # ours would be taken out
    found = {}
    for name, paths in pages.items():
        for path in paths[:200]:
            _get(client, path)
        profiler = cProfile.Profile()
        profiler.enable()
        for path in paths[10:110]:
            _get(client, path)
        profiler.disable()
        found[name] = _shares(pstats.Stats(profiler))
    return found


def _shares(stats: pstats.Stats) -> dict[str, Any]:
    shares: Counter[str] = Counter()
    functions: Counter[str] = Counter()
    rows: dict[Any, Any] = stats.stats  # type: ignore[attr-defined]  # pstats keeps it out of its types
    for (file, line, name), (_calls, _all, own, _with_callees, callers) in rows.items():
        functions[f"{_short(file)}:{line} {name}"] += own
        if (place := _built_in(name)) or file != "~":
            shares[place or _place(file)] += own
            continue
        for (caller, _line, _name), (_c, _a, share, _w) in callers.items():
            shares[_place(caller)] += share
    whole = shares.total()
    return {
        "shares": {place: value / whole for place, value in shares.most_common()},
        "functions": {name: value / whole for name, value in functions.most_common(12)},
    }


def _built_in(name: str) -> str:
    """The place of a function written in C, or nothing where its caller's place is its own."""
    return next((place for part, place in _BUILT_IN if part in name), "") if name.startswith("<") else ""


def _place(file: str) -> str:
    return next((place for part, place in _PLACES if part in file), "other")


def _short(file: str) -> str:
    parts = Path(file).parts
    for at, (_folder, inner) in enumerate(pairwise(parts)):
        if inner in ("cop", "templates") or parts[at] == "site-packages":
            return "/".join(parts[at + 1 :])
    return Path(file).name


def main(arguments: Sequence[str]) -> None:
    """Answer for one question, statements, times or profile, with the addresses in a file."""
    step, path = arguments
    measure = {"statements": statements, "times": times, "profile": profile}[step]
    print(json.dumps(measure(create_app(), json.loads(Path(path).read_text(encoding="utf-8")))))


if __name__ == "__main__":
    main(sys.argv[1:])
