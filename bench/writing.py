"""Writing: one person, fifty at once, and decisions while the worker is killed again and again."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from statistics import quantiles
from threading import Lock
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import psutil
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bench.pages import serving
from bench.processes import ROOT, settle
from bench.proposing import whole_review
from bench.report import Report, Table, number
from bench.search import Say
from bench.sites import Site

KILLS: Final = 20
HEADERS: Final = {"Content-Type": "application/x-www-form-urlencoded", "Connection": "keep-alive"}


@dataclass(slots=True)
class Written:
    """What the authors saw: milliseconds of each answer, statuses, and the last text that was taken."""

    times: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    kept: dict[int, str] = field(default_factory=dict)


def run(size: int, seconds: int, folder: Path, into: Report, say: Say) -> None:
    """Fill a site, let fifty people write for so long, then decide five hundred cases under kills."""
    site = Site(folder / "writing", size)
    say(f"writing, {size:,} practices: filling the site")
    site.fill()
    given = json.loads(_step(site, "fill"))
    counts = json.loads(_step(site, "statements", stdin=json.dumps(given)))
    with serving(site) as (_server, address):
        say("writing: one person at a time")
        singly = _one_by_one(address, given)
        say(f"writing: {len(given['authors'])} authors for {seconds} s")
        written = _press(address, given, seconds)
    found = json.loads(_step(site, "check"))
    _report_singly(singly, counts, found, into)
    _report_writing(written, seconds, found, into)
    say(f"writing: decisions, the worker killed {KILLS} times")
    _report_decisions(_decide_under_kills(site), into)


def _step(site: Site, name: str, *, stdin: str = "", **environ: str) -> str:
    command = (sys.executable, "-m", "bench.proposing", name)
    environment = os.environ | site.environ | environ
    return subprocess.run(
        command, cwd=ROOT, env=environment, input=stdin, stdout=subprocess.PIPE, text=True, check=True
    ).stdout


def _press(address: str, given: dict[str, Any], seconds: int) -> Written:
    written, lock, until = Written(), Lock(), time.monotonic() + seconds

    def write(entry: dict[str, Any]) -> None:
        connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
        path = f"/bg/submissions/{entry['submission']}/questions/problem"
        revision, count = _revision(connection, path, entry["cookie"]), 0
        while time.monotonic() < until:
            count += 1
            text = f"Разказ {entry['submission']}, версия {count}. " + "Думи на човека. " * 20
            body = {"value": text, "revision": revision}
            one = Written()
            said = _send_form(connection, f"{path}/autosave?in=bg", entry, given, body, one)
            with lock:
                written.times += one.times
                for status, answers in one.statuses.items():
                    written.statuses[status] = written.statuses.get(status, 0) + answers
                if 200 in one.statuses:
                    revision = json.loads(said)["revision"]
                    written.kept[entry["submission"]] = text

    with ThreadPoolExecutor(len(given["authors"])) as pool:
        list(pool.map(write, given["authors"]))
    return written


def _revision(connection: HTTPConnection, path: str, cookie: str) -> int:
    """Return the revision that the page of the question shows."""
    connection.request("GET", f"{path}?in=bg", headers={"Cookie": cookie})
    page = connection.getresponse().read().decode()
    return int(page.split('name="revision" value="')[1].split('"')[0])


def _one_by_one(address: str, given: dict[str, Any]) -> dict[str, Written]:
    """Save answers and send reviews, nobody else being there; all but the review that was counted."""
    found = {"save an answer": Written(), "send a review": Written()}
    connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
    author = given["authors"][-1]
    path = f"/bg/submissions/{author['submission']}/questions/aim"
    revision = _revision(connection, path, author["cookie"])
    for count in range(len(given["reviews"])):
        body = {"value": f"Цел, версия {count}. " + "Думи на човека. " * 20, "revision": revision}
        said = _send_form(connection, f"{path}/autosave?in=bg", author, given, body, found["save an answer"])
        revision = json.loads(said)["revision"]
    for review in given["reviews"][:-1]:
        path = f"/bg/reviews/{review['submission']}/review"
        _send_form(connection, path, review, given, whole_review(), found["send a review"])
    return found


def _send_form(
    connection: HTTPConnection,
    path: str,
    entry: dict[str, Any],
    given: dict[str, Any],
    body: Mapping[str, object],
    into: Written,
) -> bytes:
    started = time.perf_counter()
    fields = urlencode({"csrf_token": given["token"], **body})
    connection.request("POST", path, fields, HEADERS | {"Cookie": entry["cookie"]})
    answer = connection.getresponse()
    said = answer.read()
    into.times.append((time.perf_counter() - started) * 1000)
    into.statuses[answer.status] = into.statuses.get(answer.status, 0) + 1
    return said


def _report_singly(
    singly: dict[str, Written], counts: dict[str, int], found: dict[str, Any], into: Report
) -> None:
    into.heading("Writing: one person at a time")
    table = Table(["what", "times", "p50 ms", "p99 ms", "statuses", "SQL"])
    for name, written in singly.items():
        p50, p99 = _percentiles(written.times)
        row = [f"{len(written.times):,}", number(p50), number(p99), _statuses(written)]
        table.row([name, *row, str(counts[name])])
    into.table(table)
    into.text(f"SQL statements of saving an answer by the button: {counts['save and show']}.")
    sent = len(singly["send a review"].times) + 1
    into.target("reviews sent = reviews that are in", found["reviews"], found["reviews"] == sent)


def _statuses(written: Written) -> str:
    return ", ".join(f"{status}: {count:,}" for status, count in sorted(written.statuses.items()))


def _report_writing(written: Written, seconds: int, found: dict[str, Any], into: Report) -> None:
    into.heading("Writing: fifty authors at once")
    p50, p99 = _percentiles(written.times)
    lost = sum(found["texts"].get(str(id)) != text.strip() for id, text in written.kept.items())
    table = Table(["answers saved", "a second", "p50 ms", "p99 ms", "statuses", "texts lost"])
    rate = len(written.times) / seconds
    row = [f"{len(written.times):,}", number(rate), number(p50), number(p99)]
    table.row([*row, _statuses(written), str(lost)])
    into.table(table)
    into.target("acknowledged texts lost = 0", lost, lost == 0)
    failed = sum(count for status, count in written.statuses.items() if status != 200)
    into.target("answers that were refused or failed = 0", failed, failed == 0)


def _percentiles(times: Sequence[float]) -> tuple[float, float]:
    cuts = quantiles(times, n=100)
    return cuts[49], cuts[98]


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


def _decide_under_kills(site: Site) -> dict[str, Any]:
    post, random = _Post(), Random(7)
    mail = _MailServer(post, hostname="127.0.0.1", port=0)
    mail.start()
    settings = {"SMTP_URL": f"smtp://127.0.0.1:{mail.port}", "MAIL_FROM": "Network <network@bench.example>"}
    try:
        with serving(site, **settings) as (server, _address):
            started, killed = time.perf_counter(), 0
            deciding = subprocess.Popen(
                (sys.executable, "-m", "bench.proposing", "decide"),
                cwd=ROOT,
                env=os.environ | site.environ | settings,
                stdout=subprocess.PIPE,
                text=True,
            )
            while deciding.poll() is None or killed < KILLS:
                time.sleep(random.uniform(0.2, 0.7))
                killed += _kill_worker(server)
            decided = len((deciding.communicate()[0] or "").split())
            took = time.perf_counter() - started
            settle(server)
            found: dict[str, Any] = json.loads(_step(site, "check"))
    finally:
        mail.stop()
    return found | {
        "decided": decided,
        "kills": killed,
        "took": took,
        "taken": len(post.taken),
        "distinct": len(set(post.taken)),
    }


def _kill_worker(server: psutil.Process) -> bool:
    """Kill the one child that has no children; return whether there was one."""
    with suppress(psutil.NoSuchProcess, StopIteration):
        worker = next(child for child in server.children() if _is_worker(child))
        worker.send_signal(signal.SIGKILL)
        return True
    return False


def _is_worker(child: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return not child.children() and child.status() != psutil.STATUS_ZOMBIE
    return False


def _report_decisions(found: dict[str, Any], into: Report) -> None:
    into.heading("Decisions while the worker is killed")
    head = ["decisions", "kills of the worker", "seconds", "versions", "records that differ in the index"]
    table = Table([*head, "letters of decisions", "mails that came", "of them distinct", "mails not sent"])
    unsent = sum(count for state, count in found["mails"].items() if state != "sent")
    row = [found["decided"], found["kills"], round(found["took"]), found["versions"], found["drift"]]
    row += [found["letters"], found["taken"], found["distinct"], unsent]
    table.row([str(value) for value in row])
    into.table(table)
    decided = found["decided"]
    into.target("versions = decisions", found["versions"], found["versions"] == decided)
    into.target("records that differ in the index = 0", found["drift"], found["drift"] == 0)
    into.target("letters of decisions = decisions", found["letters"], found["letters"] == decided)
    twice = found["taken"] - found["distinct"]
    into.target("mails that came twice = 0", twice, twice == 0)
    into.target("mails that were never sent = 0", unsent, unsent == 0)
