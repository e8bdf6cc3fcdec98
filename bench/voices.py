"""Feedback boards: so many answers a minute to one board of a served site, none lost and none doubled."""

import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from random import Random
from statistics import quantiles
from threading import Lock
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from sqlalchemy import func, select

from bench.pages import serving
from bench.report import Report, Table, number
from bench.search import Say
from bench.sites import Site
from cop.app import create_app
from cop.config import Config
from cop.core.db import db, now
from cop.core.permissions import Actor, Role
from cop.core.records import Ref
from cop.prepare import compile_catalogues, prepare
from cop.voices import operations, queries
from cop.voices.enums import BoardTool
from cop.voices.models import Board, BoardText, BoardTicket

A_MINUTE: Final = 200
SECONDS: Final = 300
CHILDREN: Final = 16
"""Phones that answer at the same time; each keeps its connection."""
PRESSED_TWICE: Final = 0.3
"""The share of answers that an impatient finger sends once more."""
_TICKET: Final = re.compile(r'name="ticket" value="([^"]+)"')


@dataclass(slots=True)
class Answered:
    """What the phones saw: milliseconds of page and answer, statuses, and how many were thanked."""

    pages: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    thanked: int = 0
    pressed_twice: int = 0
    took: float = 0.0


def run(seconds: int, folder: Path, into: Report, say: Say) -> None:
    """Open a board on a site of its own, let it be answered for so long, and count."""
    site = Site(folder / "voices", 0)
    config = Config(
        data_dir=site.folder,
        database_url=f"sqlite:///{site.folder / 'cop.sqlite3'}",
        secret_key="bench" * 10,
    )
    compile_catalogues()
    app = create_app(config)
    prepare(app, lambda _line: None)
    with app.app_context():
        code = _open()
        db.session.remove()
        db.engine.dispose()
    say(f"voices: {A_MINUTE} answers a minute for {seconds} s")
    with serving(site) as (_server, address):
        answered = _press(address, code, round(A_MINUTE * seconds / 60), say)
        time.sleep(25)  # the worker looks every 20 seconds at what may be shown
    with app.app_context():
        found = _count()
        db.session.remove()
        db.engine.dispose()
    _report(answered, found, seconds, into)


def _open() -> str:
    editor = Actor("member", None, "Bench", frozenset({Role.EDITOR}))
    plan = operations.Plan(languages=["bg"], opens_on=now().date(), is_public=True)
    board = operations.open_board(
        Ref("practice", 1), actor=editor, tool=BoardTool.MOOD, plan=plan, zone="UTC"
    )
    code = board.code
    db.session.commit()
    return code


def _press(address: str, code: str, total: int, say: Say) -> Answered:
    """Send answers at an even pace, whoever is free the next one; a late one does not put off the others."""
    seen, lock, numbers = Answered(), Lock(), count()
    path, began = f"/bg/voices/{code}", time.monotonic()

    def child(seed: int) -> None:
        random, connection = Random(seed), HTTPConnection(urlsplit(address).netloc, timeout=60)
        while (turn := next(numbers)) < total:
            time.sleep(max(0.0, began + turn * 60 / A_MINUTE - time.monotonic()))
            page, took = _timed(connection, "GET", path)
            found = _TICKET.search(page[1])
            ticket = found[1] if found else ""
            fields = {"ticket": ticket, "mood": str(random.randint(1, 5)), "words": f"Думи {turn}"}
            twice = random.random() < PRESSED_TWICE
            sent = [_timed(connection, "POST", f"{path}/send", fields) for _press in range(1 + twice)]
            with lock:
                seen.pages.append(took)
                seen.answers += [ms for _answer, ms in sent]
                seen.statuses.update([page[0], *(answer[0] for answer, _ms in sent)])
                seen.thanked += sent[0][0][0] == 303
                seen.pressed_twice += twice
            if turn and turn % A_MINUTE == 0:
                say(f"voices: {turn:,} answers")

    with ThreadPoolExecutor(CHILDREN) as pool:
        list(pool.map(child, range(CHILDREN)))
    seen.took = time.monotonic() - began
    return seen


def _timed(
    connection: HTTPConnection, method: str, path: str, fields: dict[str, str] | None = None
) -> tuple[tuple[int, str], float]:
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if fields else {}
    started = time.perf_counter()
    connection.request(method, path, urlencode(fields) if fields else None, headers)
    answer = connection.getresponse()
    body = answer.read().decode()
    return (answer.status, body), (time.perf_counter() - started) * 1000


def _count() -> dict[str, Any]:
    board = db.session.scalars(select(Board)).one()
    faces = queries.tallies(board.id).get("mood", {})
    publications = queries.publications(board.id)
    return {
        "answers": board.answers,
        "of the item": faces.pop("", 0),
        "faces": sum(faces.values()),
        "texts": db.session.scalar(select(func.count(BoardText.id))),
        "tickets": db.session.scalar(select(func.count(BoardTicket.id))),
        "publications": len(publications),
        "shown": publications[-1].answers if publications else 0,
    }


def _report(answered: Answered, found: dict[str, Any], seconds: int, into: Report) -> None:
    into.heading("Feedback boards")
    into.text(
        f"{A_MINUTE} answers a minute to one board from one address, {CHILDREN} phones, for {seconds} s; "
        f"almost every third form is sent twice. Results are shown meanwhile."
    )
    table = Table(["what", "times", "p50 ms", "p99 ms"])
    for name, times in (("page", answered.pages), ("answer", answered.answers)):
        cuts = quantiles(times, n=100)
        table.row([name, f"{len(times):,}", number(cuts[49]), number(cuts[98])])
    into.table(table)
    shown = ", ".join(f"{status}: {times:,}" for status, times in sorted(answered.statuses.items()))
    rate = answered.thanked / answered.took * 60
    into.text(
        f"Statuses: {shown}. {answered.pressed_twice:,} were pressed twice. {number(rate)} a minute. "
        f"{found['publications']} publications; the last shows {found['shown']:,} answers."
    )
    counts = {found[name] for name in ("answers", "of the item", "faces", "texts", "tickets")}
    lost, doubled = answered.thanked - min(counts), max(counts) - answered.thanked
    into.target("answers lost = 0", lost, lost <= 0)
    into.target("answers doubled = 0", doubled, doubled <= 0)
    refused = sum(times for status, times in answered.statuses.items() if status not in (200, 303))
    into.target("pages and answers that were refused or failed = 0", refused, refused == 0)
    into.target(f"a minute ≥ {A_MINUTE * 0.95:.0f}", round(rate), rate >= A_MINUTE * 0.95)
