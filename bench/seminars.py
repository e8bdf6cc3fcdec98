"""Seminars in one process: what lists, pages, board and calendar cost with ten and with two hundred of them.

Run as a program with the DATA_DIR of a site, it fills the site and prints JSON.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

from sqlalchemy import event

from bench.processes import ROOT
from bench.report import Report, Table, number
from bench.search import Say
from cop.app import create_app
from cop.core.db import db, transaction
from cop.core.permissions import SYSTEM
from cop.prepare import prepare
from cop.seminars import operations, outcomes
from cop.seminars.content import Facts, Text
from cop.seminars.enums import ContributionKind, State
from cop.seminars.models import Contribution, NextStep, OpenQuestion

SIZES: Final = (10, 200)
ROUNDS: Final = 40
MOST_STATEMENTS: Final = 12
MOST_GROWTH: Final = 1.5
PAGES: Final = {
    "list": "/bg/seminars",
    "to come": "/bg/seminars/bench-0",
    "held": "/bg/seminars/bench-1",
    "board": "/bg/questions",
    "one calendar": "/bg/seminars/bench-0/calendar.ics",
    "calendar": "/bg/seminars/calendar.ics",
}
GROWING: Final = frozenset({"calendar", "board"})
"""They hold more where there is more, up to 300 and 200."""
COOKIE: Final = {"Cookie": "bench=1"}
"""With a cookie the page cache is passed by."""
_NOT_COUNTED: Final = ("PRAGMA", "BEGIN", "COMMIT", "ROLLBACK")
_WORDS: Final = "Семейства и специалисти обсъждат как се подготвят равни консултанти. " * 12


def run(folder: Path, into: Report, say: Say) -> None:
    """Measure each size in a process of its own."""
    found = {}
    for size in SIZES:
        say(f"seminars: {size:,}")
        place = folder / f"seminars-{size}"
        settings = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        answer = subprocess.run(
            [sys.executable, "-m", "bench.seminars", str(size)],
            cwd=ROOT,
            env=settings | {"DATA_DIR": str(place)},
            capture_output=True,
            text=True,
            check=True,
        )
        found[size] = json.loads(answer.stdout.splitlines()[-1])
        shutil.rmtree(place)
    _report(found, into)


def _report(found: Mapping[int, Mapping[str, Mapping[str, float]]], into: Report) -> None:
    into.heading("Seminars, in one process")
    small, large = SIZES
    table = Table(["page", "SQL", "kB", f"p50 ms, {small}", f"p50 ms, {large:,}", f"p99 ms, {large:,}", "÷"])
    for page, cost in found[large].items():
        before = found[small][page]
        growth = cost["p50"] / before["p50"]
        cells = [
            number(value) for value in (cost["sql"], cost["kb"], before["p50"], cost["p50"], cost["p99"])
        ]
        table.row([page, *cells, number(growth)])
        into.target(
            f"{page}: SQL statements ≤ {MOST_STATEMENTS}", cost["sql"], cost["sql"] <= MOST_STATEMENTS
        )
        if page not in GROWING:
            what = f"{page}: p50 at {large:,} ÷ at {small} ≤ {MOST_GROWTH}"
            into.target(what, growth, growth <= MOST_GROWTH)
    into.text(table.markdown())


def main(size: int) -> None:
    """Fill the site of this DATA_DIR and measure."""
    app = create_app()
    prepare(app, lambda _line: None)
    with app.app_context():
        for start in range(0, size, 50):
            with transaction():
                for at in range(start, min(start + 50, size)):
                    _write(at)
    client = app.test_client(use_cookies=False)
    print(json.dumps({page: _measured(app, client, address) for page, address in PAGES.items()}))


def _write(at: int) -> None:
    """Every other one is held, with eight contributions, a question and a step."""
    is_held = at % 2 == 1
    day = date(2026, 1, 1) + timedelta(days=-at if is_held else 1500 + at)
    seminar = operations.begin(
        Facts(day=day, begins="11:00", zone="Europe/Sofia", spoken="bg"),
        Text(title=f"Семинар {at}", strapline="Как се подготвят равни консултанти", summary=_WORDS),
        actor=SYSTEM,
        language="bg",
        slug=f"bench-{at}",
    )
    seminar.state = State.SUMMARISED if is_held else State.OPEN
    for speaker in range(8 if is_held else 2):
        words = {"bg": {"speaker": f"Лектор {speaker}", "title": "Опит", "insight": _WORDS[:300]}}
        values = {"kind": ContributionKind.TALK}
        outcomes.add(Contribution, seminar, actor=SYSTEM, texts=words, values=values)
    if is_held:
        asked = {"bg": {"question": "Какво следва?"}}
        outcomes.add(OpenQuestion, seminar, actor=SYSTEM, texts=asked, values={})
        agreed = {"bg": {"what": "Да се опише", "owner": "всички"}}
        outcomes.add(NextStep, seminar, actor=SYSTEM, texts=agreed, values={})


def _measured(app: Any, client: Any, address: str) -> dict[str, float]:
    with _counted(app) as statements:
        body = client.get(address, headers=COOKIE).data
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        answer = client.get(address, headers=COOKIE)
        times.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.status_code} for {address}")
    cuts = quantiles(times, n=100)
    return {"sql": len(statements), "kb": len(body) / 1000, "p50": cuts[49], "p99": cuts[98]}


@contextmanager
def _counted(app: Any) -> Any:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(_NOT_COUNTED):
            statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


if __name__ == "__main__":
    main(int(sys.argv[1]))
