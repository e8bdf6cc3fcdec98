"""Seminars: what lists, pages, board and calendar cost with fifty and with two hundred of them.

Run as a program with the DATA_DIR of a site, it fills the site and prints JSON: the statements and the size
of each page; then, for each line that it reads, the milliseconds of CPU that each page took. So two sites
are asked by turns, and neither has the quieter machine.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack, contextmanager
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

SIZES: Final = (50, 200)
"""More than one page of the list each."""
ROUNDS: Final = 60
WARM: Final = 3
"""Rounds that are not counted."""
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
GROWING: Final = frozenset({"list", "calendar", "board"})
"""They hold more where there is more: all that is to come, up to 300 of all, up to 200 questions."""
COOKIE: Final = {"Cookie": "bench=1"}
"""With a cookie the page cache is passed by."""
_NOT_COUNTED: Final = ("PRAGMA", "BEGIN", "COMMIT", "ROLLBACK")
_WORDS: Final = "Семейства и специалисти обсъждат как се подготвят равни консултанти. " * 12


def run(folder: Path, into: Report, say: Say) -> None:
    """Fill a site of each size, then ask them by turns."""
    settings = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    with ExitStack() as ended:
        sites = {}
        for size in SIZES:
            say(f"seminars: filling {size:,}")
            place = folder / f"seminars-{size}"
            process = subprocess.Popen(
                [sys.executable, "-m", "bench.seminars", str(size)],
                cwd=ROOT,
                env=settings | {"DATA_DIR": str(place)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            ended.callback(_end, process, place)
            sites[size] = process
        found = {size: json.loads(_line(process)) for size, process in sites.items()}
        say(f"seminars: {ROUNDS} rounds by turns")
        times: dict[int, dict[str, list[float]]] = {size: {page: [] for page in PAGES} for size in SIZES}
        for at in range(ROUNDS + WARM):
            for size, process in sites.items():
                print("go", file=process.stdin, flush=True)
                for page, cost in json.loads(_line(process)).items():
                    if at >= WARM:
                        times[size][page].append(cost)
    for size in SIZES:
        for page, costs in times[size].items():
            cuts = quantiles(costs, n=100)
            found[size][page] |= {"p50": cuts[49], "p99": cuts[98]}
    _report(found, into)


def _line(process: "subprocess.Popen[str]") -> str:
    """Return the next line of JSON; what else is printed on the way is passed over."""
    for line in process.stdout or ():
        if line.startswith("{"):
            return line
    raise RuntimeError(f"the site of seminars ended with {process.wait()}")


def _end(process: "subprocess.Popen[str]", place: Path) -> None:
    if process.stdin is not None:
        process.stdin.close()
    process.wait(30)
    shutil.rmtree(place, ignore_errors=True)


def _report(found: Mapping[int, Mapping[str, Mapping[str, float]]], into: Report) -> None:
    into.heading("Seminars")
    into.text(
        f"Milliseconds of CPU of the process, {ROUNDS} times each, sites of {SIZES[0]} and {SIZES[1]} by "
        "turns, past the page cache; ÷: how much more the greater site costs."
    )
    small, large = SIZES
    table = Table(["page", "SQL", "kB", f"p50, {small}", f"p50, {large:,}", f"p99, {large:,}", "÷"])
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
    print(
        json.dumps({page: _counted_page(app, client, address) for page, address in PAGES.items()}), flush=True
    )
    for _go in sys.stdin:
        print(json.dumps({page: _cpu(client, address) for page, address in PAGES.items()}), flush=True)


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


def _counted_page(app: Any, client: Any, address: str) -> dict[str, float]:
    client.get(address, headers=COOKIE)
    with _counted(app) as statements:
        body = client.get(address, headers=COOKIE).data
    return {"sql": len(statements), "kb": len(body) / 1000}


def _cpu(client: Any, address: str) -> float:
    began = time.process_time()
    answer = client.get(address, headers=COOKIE)
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.status_code} for {address}")
    return (time.process_time() - began) * 1000


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
