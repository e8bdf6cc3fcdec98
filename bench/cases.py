"""Involvement cases: matrix and search at full size, and how long a consent takes to leave no trace."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from flask import Flask
from sqlalchemy import Engine, event

from bench.report import Report, Table, number
from cop.app import create_app
from cop.cases import operations
from cop.cases.content import CaseContent
from cop.config import Config
from cop.consents import operations as consents
from cop.consents.enums import GivenHow, Scope
from cop.consents.models import Consent
from cop.core import outbox
from cop.core.db import db, transaction
from cop.core.permissions import SYSTEM
from cop.prepare import migrate, seed
from cop.search import index
from cop.vocabulary.enums import ConceptKind
from cop.vocabulary.queries import Vocabulary, load

Say = Callable[[str], None]
TIMES: Final = 200
MOST_STATEMENTS: Final = 10
MOST_SECONDS: Final = 60
_WORDS: Final = "майки решения съвет доверие подготовка риск подкрепа общност опит права оценка среща".split()
MARKER: Final = "зиквоваленто"


def run(size: int, folder: Path, into: Report, say: Say) -> None:
    """Fill a site of its own in this process and measure it there."""
    into.heading(f"Involvement cases, {size:,} of them")
    url = f"sqlite:///{folder / 'cases.sqlite3'}"
    app = create_app(Config(data_dir=folder, database_url=url, base_url="http://localhost"))
    with app.app_context():
        migrate(app.config["COP"])
        seed()
        say(f"cases: writing {size:,}")
        reference = _fill(size)
        index.rebuild()
        db.session.remove()
        _pages(app, into, say)
        _withdrawal(app, reference, into, say)


def _fill(size: int) -> str:
    rng = random.Random(5)
    words = load()
    with transaction():
        consent = Consent(
            reference="c-benchmrk",
            code_hash=consents.hash_of("BENCH"),
            holder="A",
            scopes=[Scope.PAGE.value],
            languages=[],
            given_how=GivenHow.WRITTEN,
        )
        db.session.add(consent)
    for start in range(0, size, 500):
        with transaction():
            for number_ in range(start, min(size, start + 500)):
                operations.publish(_case(number_, rng, words), actor=SYSTEM)
        db.session.remove()
    return "c-benchmrk"


def _case(number_: int, rng: random.Random, words: Vocabulary) -> CaseContent:
    def some(kind: ConceptKind, most: int) -> list[str]:
        slugs = [concept.slug for concept in words.of_kind(kind)]
        return rng.sample(slugs, rng.randint(1, most))

    facts: dict[str, Any] = {
        "forms": some(ConceptKind.INVOLVEMENT_FORM, 2),
        "depth": some(ConceptKind.INVOLVEMENT_DEPTH, 1)[0],
        "phases": some(ConceptKind.LIFE_CYCLE_PHASE, 2),
        "roles": some(ConceptKind.INVOLVEMENT_ROLE, 2),
    }
    said = " ".join(rng.choices(_WORDS, k=120))
    text: dict[str, Any] = {"title": f"Случай {number_} {rng.choice(_WORDS)}", "involvement": said}
    if number_ % 500 == 0:
        text["quotes"] = [{"words": f"Казах {MARKER} пред всички там.", "consent": "c-benchmrk"}]
    return CaseContent.model_validate(
        {"slug": f"bench-{number_}", "source_language": "bg", "facts": facts, "texts": {"bg": text}}
    )


@contextmanager
def _counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _pages(app: Flask, into: Report, say: Say) -> None:
    asks: dict[str, Callable[[int], str]] = {
        "matrix": lambda n: f"/bg/involvement?role={('role-peer', 'role-expert')[n % 2]}",
        "search": lambda n: f"/bg/cases?q={_WORDS[n % len(_WORDS)]}+{_WORDS[(n * 7 + 3) % len(_WORDS)]}",
        "list of a cell": lambda n: f"/bg/cases?form=co-research&page={n % 5 + 1}",
        "case": lambda n: f"/bg/cases/bench-{n}",
    }
    table = Table(["page, not kept", "p50 ms", "p99 ms", "SQL statements"])
    bare = Flask.wsgi_app.__get__(app)
    app.wsgi_app = bare  # type: ignore[method-assign] # the page cache would answer all but the first
    client = app.test_client()
    for name, address in asks.items():
        say(f"cases: {name}")
        with _counted() as statements:
            client.get(address(TIMES - 1))
        times = []
        for n in range(TIMES):
            began = time.perf_counter()
            response = client.get(address(n))
            times.append((time.perf_counter() - began) * 1000)
            if response.status_code != 200:
                raise RuntimeError(f"{address(n)}: {response.status_code}")
        times.sort()
        row = (times[len(times) // 2], times[int(len(times) * 0.99)])
        table.row([name, number(row[0]), number(row[1]), str(len(statements))])
        count = len(statements)
        into.target(f"cases: SQL statements, {name} ≤ {MOST_STATEMENTS}", count, count <= MOST_STATEMENTS)
    into.table(table)


def _withdrawal(app: Flask, reference: str, into: Report, say: Say) -> None:
    say("cases: taking a consent back")
    folder: Path = app.config["COP"].data_dir
    before = _holding(folder)
    began = time.perf_counter()
    with transaction():
        consent = db.session.query(Consent).filter_by(reference=reference).one()
        consents.withdraw_by_code(consent)
    db.session.remove()
    while outbox.run_pending(app.extensions["cop.jobs"]):
        pass
    db.session.remove()
    seconds = time.perf_counter() - began
    left = _holding(folder)
    into.text(
        f"Ten cases of them quote one person. From the withdrawal to the last trace gone: "
        f"{number(seconds)} s; files of the data folder with the words: {before} before, {left} after."
    )
    into.target(
        f"cases: seconds from withdrawal to the last trace ≤ {MOST_SECONDS}", seconds, seconds <= MOST_SECONDS
    )
    into.target("cases: files with a trace = 0", left, left == 0)


def _holding(folder: Path) -> int:
    needle = MARKER[:9].encode()
    return sum(needle in path.read_bytes() for path in folder.rglob("*") if path.is_file())
