"""Conversations: pages of 10,000 posts beside the first of 50, a group with 1,000 threads, people talking."""

import gzip
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

import numpy as np
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, insert

from bench import talking
from bench.report import Report, Table, number
from bench.words import lexicon
from cop.accounts.enums import UserState
from cop.accounts.models import User
from cop.accounts.operations import begin_session
from cop.app import create_app
from cop.config import Config
from cop.core.db import db, now
from cop.core.markdown import render
from cop.discussions.content import folded
from cop.discussions.enums import PostState, ThreadState
from cop.discussions.models import Post, Thread
from cop.groups.models import Group, Membership
from cop.prepare import compile_catalogues, prepare

Say = Callable[[str], None]

MANY: Final = 10_000
FEW: Final = 50
THREADS: Final = 1_000
ROUNDS: Final = 60
MOST_STATEMENTS: Final = 12
MOST_GROUP_STATEMENTS: Final = 12
_RANDOM: Final = 7
_NOT_COUNTED: Final = ("PRAGMA", "BEGIN", "COMMIT", "ROLLBACK")


@dataclass(slots=True)
class Measured:
    """What one page cost: statements, milliseconds of CPU, kB packed."""

    statements: int
    cpu: list[float]
    weight: float

    @property
    def middle(self) -> float:
        """The median of the CPU."""
        return median(self.cpu)

    @property
    def worst(self) -> float:
        """The 99th percentile of the CPU."""
        return quantiles(self.cpu, n=100)[98]


def run(folder: Path, into: Report, say: Say) -> None:
    """Fill a site of its own, ask for the pages in turn, and report."""
    compile_catalogues()
    data = folder / "threads"
    app = create_app(
        Config(data_dir=data, database_url=f"sqlite:///{data / 'cop.sqlite3'}", secret_key="bench" * 10)
    )
    prepare(app, lambda _line: None)
    say(f"threads: writing {MANY:,} posts and {THREADS:,} threads")
    with app.app_context():
        pages, client = _fill(app)
    say("threads: measuring")
    _report(_measure(app, client, pages), into)
    talking.run(folder, into, say)


def _fill(app: Flask) -> tuple[dict[str, str], FlaskClient]:
    """Write the conversations in bulk; return the addresses to ask for, and somebody signed in."""
    user = User(name="Мария Иванова", email="m@example.org", language="bg", state=UserState.ACTIVE)
    db.session.add(user)
    group = db.session.query(Group).filter_by(slug="families-in-hard-situations").one()
    db.session.flush()
    db.session.add(Membership(group_id=group.id, user_id=user.id, joined_at=now(), visited_at=now()))
    great, small = _thread(group.id, user.id, MANY), _thread(group.id, user.id, FEW)
    for _number in range(THREADS - 2):
        _thread(group.id, user.id, 1)
    token = begin_session(user, browser="bench")
    slug = group.slug
    db.session.commit()
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    return {
        f"thread of {FEW}, first page": f"/bg/threads/{small}",
        f"thread of {MANY:,}, first page": f"/bg/threads/{great}",
        f"thread of {MANY:,}, page 100": f"/bg/threads/{great}?page=100",
        f"thread of {MANY:,}, last page": f"/bg/threads/{great}?page={MANY // 50}",
        f"search within {MANY:,} posts": f"/bg/threads/{great}?q=подкрепа",
        f"group of {THREADS:,} threads": f"/bg/groups/{slug}",
        f"list of {THREADS:,} threads, page 20": f"/bg/threads/at/group/{group.id}?page=20",
    }, client


def _thread(group_id: int, user_id: int, posts: int) -> int:
    moment = now() - timedelta(days=30)
    thread = Thread(
        place_kind="group",
        place_id=group_id,
        title="Как заплащате на равните консултанти?",
        language="bg",
        state=ThreadState.OPEN,
        author_id=user_id,
        last_position=posts,
        last_post_at=moment + timedelta(minutes=posts),
    )
    db.session.add(thread)
    db.session.flush()
    rows = [_post(thread.id, user_id, position, moment) for position in range(1, posts + 1)]
    for start in range(0, len(rows), 500):
        db.session.execute(insert(Post), rows[start : start + 500])
    return thread.id


def _post(thread_id: int, user_id: int, position: int, moment: Any) -> dict[str, Any]:
    words = lexicon("bg").draw(np.random.default_rng(_RANDOM + position), 40)
    text = f"{position}. {' '.join(words)}. **Така е.**"
    html = render(text)
    return {
        "thread_id": thread_id,
        "position": position,
        "state": PostState.PUBLIC,
        "author_id": user_id,
        "language": "bg",
        "text": text,
        "html": html,
        "words": folded(html),
        "posted_at": moment + timedelta(minutes=position),
    }


def _measure(app: Flask, client: FlaskClient, pages: dict[str, str]) -> dict[str, Measured]:
    """Ask for every page in each round, so that none has the quieter machine."""
    found = {}
    for name, address in pages.items():
        client.get(address)
        with _counted() as statements:
            body = client.get(address)
        if body.status_code != 200:
            raise RuntimeError(f"{body.status_code} for {address}")
        found[name] = Measured(len(statements), [], len(gzip.compress(body.data, 5)) / 1000)
    for _round in range(ROUNDS):
        for name, address in pages.items():
            began = time.process_time()
            client.get(address)
            found[name].cpu.append((time.process_time() - began) * 1000)
    with app.app_context():
        db.engine.dispose()
    return found


@contextmanager
def _counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(_NOT_COUNTED):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _report(found: dict[str, Measured], into: Report) -> None:
    into.heading("Conversations")
    into.text(
        f"Pages of somebody who is signed in, within one process and by turns, {ROUNDS} times each; "
        "ratio: median of CPU beside the first page of the small thread."
    )
    small = next(iter(found.values()))
    table = Table(["page", "SQL", "CPU ms, p50", "p99", "ratio", "kB packed"])
    for name, one in found.items():
        table.row(
            [
                name,
                str(one.statements),
                number(one.middle),
                number(one.worst),
                number(one.middle / small.middle),
                number(one.weight),
            ]
        )
    into.table(table)
    for name, one in found.items():
        most = MOST_GROUP_STATEMENTS if name.startswith("group") else MOST_STATEMENTS
        into.target(f"{name}: SQL ≤ {most}", one.statements, one.statements <= most)
    for name in list(found)[1:4]:
        ratio = found[name].middle / small.middle
        into.target(f"{name} ÷ first of {FEW} ≤ 1.3", ratio, ratio <= 1.3)
