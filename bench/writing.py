"""Writing: one person, fifty at once, and decisions while the worker is killed again and again."""

import json
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from threading import Lock
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from bench import deciding
from bench.pages import serving
from bench.proposing import CASES, whole_review
from bench.report import Report, Table, number
from bench.search import Say
from bench.sites import Site

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
    site.fill_with_copies()
    say(f"writing: people and {CASES:,} submissions")
    given = json.loads(site.ask("fill"))
    counts = json.loads(site.ask("statements", stdin=json.dumps(given)))
    with serving(site) as (_server, address):
        say("writing: one person at a time")
        singly = _one_by_one(address, given)
        say(f"writing: {len(given['authors'])} authors for {seconds} s")
        written = _press(address, given, seconds)
    found = json.loads(site.ask("check"))
    _report_singly(singly, counts, found, into)
    _report_writing(written, seconds, found, into)
    say(f"writing: decisions, the worker killed {deciding.KILLS} times")
    deciding.report(deciding.measure(site), into)


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
