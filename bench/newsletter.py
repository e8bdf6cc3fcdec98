"""The newsletter: ten thousand readers through a real mail server, the worker killed, and its pages."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any, Final

import psutil
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import Engine, event, insert, select

from bench.load import press
from bench.pages import serving
from bench.processes import FLASK, ROOT
from bench.report import Report, Table, number
from bench.search import Say
from bench.sites import Site
from cop.app import create_app
from cop.config import Config
from cop.core.db import db, now
from cop.core.permissions import SYSTEM
from cop.core.records import Ref
from cop.newsletter import mailing, operations, queries
from cop.newsletter.enums import IssueState, Purpose
from cop.newsletter.models import Issue, Subscriber, SubscriberPurpose
from cop.prepare import prepare

READERS: Final = 10_000
KILLS: Final = 5
PAGES: Final = (
    "/bg/newsletter",
    "/bg/newsletter/4",
    "/bg/newsletter/feed.atom",
    "/bg/learn",
    "/bg/learn/successful-peer-support",
)
MOST_STATEMENTS: Final = 10


class _Post:
    """Takes everything, and remembers for whom it was."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def handle_DATA(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a mail."""
        self.taken += envelope.rcpt_tos
        return "250 taken"


class _Server(Controller):
    """Listens at a port that the system chooses."""

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = int(server.sockets[0].getsockname()[1])
        super()._trigger_server()  # type: ignore[no-untyped-call]


def run(seconds: int, folder: Path, into: Report, say: Say) -> None:
    """Fill a site with its seeds and readers, send two issues, and ask for the pages."""
    site = Site(folder / "newsletter", 0)
    app = create_app(Config.from_env(os.environ | site.environ))
    with app.app_context():
        say(f"newsletter: {READERS:,} readers")
        prepare(app, lambda _line: None)
        _subscribe()
        into.heading(f"Newsletter, {READERS:,} readers")
        into.text(
            "A worker as `flask worker` starts it, and a mail server in another process of this machine. "
            "CPU is that of the workers, with their starts; after a kill the next worker is started anew."
        )
        table = Table(
            [
                "issue",
                "took s",
                "mails a second",
                "CPU ms a mail",
                "came to addresses",
                "came twice",
                "private MB",
            ]
        )
        for kills in (0, KILLS):
            say(f"newsletter: sending, the worker killed {kills} times")
            _send(site, kills, table, into)
        into.table(table)
    say("newsletter: pages")
    _pages(app, site, seconds, into)


def _subscribe() -> None:
    moment = now()
    rows = [
        {
            "email": f"reader{n}@bench.example",
            "key": f"{n:032x}",
            "language": ("bg", "ru", "en")[n % 3],
            "created_at": moment,
            "confirmed_at": moment,
        }
        for n in range(READERS)
    ]
    db.session.execute(insert(Subscriber), rows)
    ids = db.session.scalars(select(Subscriber.id)).all()
    agreed = [{"subscriber_id": id, "purpose": Purpose.ISSUES} for id in ids]
    db.session.execute(insert(SubscriberPurpose), agreed)
    db.session.commit()


def _issue() -> int:
    """Put an issue together like the one that is rebuilt: four practices, three languages."""
    model = queries.by_number(4, actor=SYSTEM)
    if model is None:
        raise LookupError("the seeds are not there")
    issue = operations.begin(actor=SYSTEM, language="bg")
    for block in model.blocks:
        ref = Ref(block["kind"], block["id"])
        operations.add_block(issue, ref, actor=SYSTEM, version=issue.version)
    names = {old["key"]: new["key"] for old, new in zip(model.blocks, issue.blocks, strict=True)}
    for edition in model.editions:
        intros = {names[key]: text for key, text in edition.intros.items()}
        operations.save_texts(
            issue, edition.language, actor=SYSTEM, version=0, texts=edition.texts, intros=intros
        )
    mailing.schedule(issue, actor=SYSTEM, version=issue.version, at=now())
    mailing.begin_sending(issue, actor=SYSTEM)
    id = issue.id
    db.session.commit()
    return id


@contextmanager
def _worker(site: Site, port: int) -> Iterator[psutil.Process]:
    settings = {
        "SMTP_URL": f"smtp://127.0.0.1:{port}?starttls=0",
        "MAIL_FROM": "Network <network@bench.example>",
        "NEWSLETTER_PER_MINUTE": "0",
    }
    process = subprocess.Popen(
        (*FLASK, "worker"), cwd=ROOT, env=os.environ | site.environ | settings, stderr=subprocess.DEVNULL
    )
    try:
        yield psutil.Process(process.pid)
    finally:
        process.kill()
        process.wait()


class _Watch:
    """What the workers of one issue cost: their most memory, looked at twice a second, and their CPU."""

    def __init__(self) -> None:
        self.most = self.cpu = 0.0
        self._next = 0.0

    def look(self, worker: psutil.Process) -> None:
        """Look, unless that was done a moment ago: reading a process's memory takes milliseconds."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + 0.5
            with suppress(psutil.NoSuchProcess):
                self.most = max(self.most, worker.memory_full_info().uss / 1e6)

    def end(self, worker: psutil.Process) -> None:
        """Add up what a worker has used."""
        with suppress(psutil.NoSuchProcess):
            self.cpu += sum(worker.cpu_times()[:2])


def _send(site: Site, kills: int, table: Table, into: Report) -> None:
    post, random, watch = _Post(), Random(7), _Watch()
    mail = _Server(post, hostname="127.0.0.1", port=0)
    mail.start()
    try:
        issue_id = _issue()
        began = 0.0
        for killed in range(kills + 1):
            until = READERS * (killed + random.uniform(0.5, 1)) / (kills + 1) if killed < kills else READERS
            with _worker(site, mail.port) as worker:
                while len(post.taken) < until or (until == READERS and not _is_sent(issue_id)):
                    began = began or (time.perf_counter() if post.taken else 0.0)
                    watch.look(worker)
                    time.sleep(0.2 if until == READERS else 0.01)
                watch.end(worker)
        took = time.perf_counter() - began
    finally:
        mail.stop()
    name = f"the worker killed {kills} times" if kills else "undisturbed"
    figures = (took, READERS / took, watch.cpu * 1000 / READERS)
    reached, twice = len(set(post.taken)), len(post.taken) - len(set(post.taken))
    table.row([name, *map(number, figures), f"{reached:,}", str(twice), number(watch.most)])
    into.target(f"{name}: addresses it came to", reached, reached == READERS)
    into.target(f"{name}: came twice", twice, twice == 0)


def _is_sent(issue_id: int) -> bool:
    state = db.session.scalar(select(Issue.state).where(Issue.id == issue_id))
    db.session.rollback()
    return state is IssueState.SENT


def _pages(app: Flask, site: Site, seconds: int, into: Report) -> None:
    table = Table(["page", "p50 ms", "p99 ms", "p50 ms, with a session", "p99 ms", "SQL", "bytes, packed"])
    with serving(site) as (server, address):
        for path in PAGES:
            kept = press(server, address, [path], seconds=seconds, folder=site.folder)
            drawn = press(
                server, address, [path], seconds=seconds, folder=site.folder, headers={"Cookie": "a=b"}
            )
            statements = _statements(app, path)
            into.target(
                f"{path}: SQL statements ≤ {MOST_STATEMENTS}", statements, statements <= MOST_STATEMENTS
            )
            figures = [number(value) for value in (kept.p50, kept.p99, drawn.p50, drawn.p99)]
            table.row([path, *figures, str(statements), f"{_weight(app, path):,}"])
    into.table(table)
    into.text(
        "Visitors without a cookie are answered from the page cache; with one, each page is drawn anew."
    )


def _statements(app: Flask, path: str) -> int:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            seen.append(statement)

    client = app.test_client()
    client.set_cookie("a", "b")  # past the page cache
    client.get(path)
    event.listen(Engine, "before_cursor_execute", note)
    try:
        client.get(path)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(seen)


def _weight(app: Flask, path: str) -> int:
    return len(app.test_client().get(path, headers={"Accept-Encoding": "gzip"}).data)
