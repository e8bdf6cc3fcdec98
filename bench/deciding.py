"""Decisions while the worker is killed again and again: what must be there once, and is."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any, Final

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bench.processes import FLASK, ROOT
from bench.proposing import READY
from bench.report import Report, Table
from bench.sites import Site

KILLS: Final = 20
LONGEST: Final = 120
"""Seconds that the last worker gets for what is left."""


class _Post:
    """A mail server that counts mails by recipient and Message-ID."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail."""
        content: Any = envelope.content
        head = bytes(content).decode("utf-8", "replace")
        name = next(line for line in head.splitlines() if line.lower().startswith("message-id:"))
        self.taken += [(to, name) for to in envelope.rcpt_tos]
        return "250 OK"


class _MailServer(Controller):
    """Listens at a port that the system chooses."""

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = int(server.sockets[0].getsockname()[1])
        super()._trigger_server()  # type: ignore[no-untyped-call]


def measure(site: Site) -> dict[str, Any]:
    """Decide what is ready, a part at a time; in each part the worker is killed at a moment of its own.

    The workers are ours and not the supervisor's: it waits longer with every death, up to half a minute,
    and most of the decisions would see no worker at all.
    """
    post, random = _Post(), Random(7)
    mail = _MailServer(post, hostname="127.0.0.1", port=0)
    mail.start()
    settings = {"SMTP_URL": f"smtp://127.0.0.1:{mail.port}", "MAIL_FROM": "Network <network@bench.example>"}
    environ = os.environ | site.environ | settings
    try:
        started, decided, busy = time.perf_counter(), 0, 0
        with _deciding(environ) as decisions:
            for _kill in range(KILLS):
                worker = _worker(environ)
                came = len(post.taken)
                decided += _decide(decisions, READY // KILLS)
                time.sleep(random.uniform(0, 1.5))
                busy += len(post.taken) > came
                worker.send_signal(signal.SIGKILL)
                worker.wait()
        took = time.perf_counter() - started
        found: dict[str, Any] = _finish(site, environ)
    finally:
        mail.stop()
    taken = {"taken": len(post.taken), "distinct": len(set(post.taken))}
    return found | taken | {"decided": decided, "busy": busy, "took": took}


def _worker(environ: dict[str, str]) -> "subprocess.Popen[str]":
    """Start a worker and wait until it is at work."""
    worker = subprocess.Popen(
        (*FLASK, "worker"),
        cwd=ROOT,
        env=environ | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    if not worker.stdout or not worker.stdout.readline():
        raise RuntimeError("the worker does not start")
    return worker


@contextmanager
def _deciding(environ: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """A process that decides as many cases as it is told."""
    with subprocess.Popen(
        (sys.executable, "-m", "bench.proposing", "decide"),
        cwd=ROOT,
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        if process.stdin:
            process.stdin.close()


def _decide(decisions: "subprocess.Popen[str]", count: int) -> int:
    if decisions.stdin is None or decisions.stdout is None:
        raise RuntimeError("nobody decides")
    decisions.stdin.write(f"{count}\n")
    decisions.stdin.flush()
    return sum(1 for _ in range(count) if decisions.stdout.readline())


def _finish(site: Site, environ: dict[str, str]) -> dict[str, Any]:
    """Let one more worker do what is left, undisturbed; return what there is then."""
    worker = _worker(environ)
    try:
        site.ask("wait", LONGEST=str(LONGEST))
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(60)
    found: dict[str, Any] = json.loads(site.ask("check"))
    return found


def report(found: dict[str, Any], into: Report) -> None:
    """Write what there is, and whether it is what there should be."""
    into.heading("Decisions while the worker is killed")
    into.text(
        f"In {found['busy']} of {KILLS} lives a worker had already sent mail when it was killed; others died "
        "over the index or earlier."
    )
    head = ["decisions", "kills of the worker", "seconds", "versions", "records that differ in the index"]
    table = Table([*head, "letters of decisions", "mails that came", "of them distinct", "letters not sent"])
    unsent = sum(count for state, count in found["mails"].items() if state != "sent")
    row = [found["decided"], KILLS, round(found["took"]), found["versions"], found["drift"]]
    row += [found["letters"], found["taken"], found["distinct"], unsent]
    table.row([str(value) for value in row])
    into.table(table)
    decided = found["decided"]
    into.target(f"decisions = {READY}", decided, decided == READY)
    into.target("versions = decisions", found["versions"], found["versions"] == decided)
    into.target("records that differ in the index = 0", found["drift"], found["drift"] == 0)
    into.target("letters of decisions = decisions", found["letters"], found["letters"] == decided)
    twice = found["taken"] - found["distinct"]
    into.target("mails that came twice = 0", twice, twice == 0)
    into.target("letters that were never sent = 0", unsent, unsent == 0)
