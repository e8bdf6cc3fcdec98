"""Whole pages of the site and of the control by wrk, both served by granian with the same workers."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.request import urlopen

import psutil

from bench import addresses, control
from bench.inside import COOKIE
from bench.load import Load, press
from bench.processes import FLASK, ROOT, Memory, memory, served, settle
from bench.report import Report, Table, number, ratio
from bench.search import Say
from bench.sites import Site
from cop.serve import THREADS

WORKERS: Final = 2
AGAINST: Final = {
    "list": "list", "search": "list", "practice": "detail", "list, cached": "list",
    "practice, cached": "detail", "practice, 304": "detail", "JSON detail": "detail", "JSON list": "list",
}  # fmt: skip
"""Page -> the control's page that it is compared with."""
LEAST: Final = {
    "list": 0.8, "search": 0.8, "practice": 0.6, "list, cached": 4, "practice, cached": 4, "practice, 304": 3,
}  # fmt: skip
MOST_STATEMENTS: Final = {"list": 8, "search": 8, "practice": 10}


@dataclass(slots=True)
class Measured:
    """One size, by page: statements, times and shares in one process, loads, and those of the control."""

    statements: dict[str, Any]
    times: dict[str, Any]
    profile: dict[str, Any]
    site: dict[str, Load] = field(default_factory=dict)
    control: dict[str, Load] = field(default_factory=dict)
    memory: list[Memory] = field(default_factory=list)


def measure(site: Site, seconds: int, say: Say) -> Measured:
    """Serve the site and the control at once, and press one page after the other."""
    database = site.folder / "control.sqlite3"
    if not database.exists():
        say(f"pages, {site.size:,} practices: filling the control")
        control.fill(database, site.size)
    found = Measured(inside("statements", site), inside("times", site), inside("profile", site))
    port = _free_port()
    other = f"http://127.0.0.1:{port}"
    with (
        serving(site) as (server, own),
        served(_granian(port), {"CONTROL_DATABASE": str(database)}, f"{other}/practices") as peer,
    ):
        options: dict[str, Any] = {"seconds": seconds, "folder": site.folder}
        for name, load in _plan(own, site.size).items():
            say(f"pages, {site.size:,} practices: {name}")
            if (against := AGAINST[name]) not in found.control:
                found.control[against] = press(peer, other, _control_paths(against, site.size), **options)
            found.site[name] = press(server, own, **load, **options)
        for name, before in found.control.items():
            after = press(peer, other, _control_paths(name, site.size), **options)
            found.control[name] = _mean(before, after)
        found.memory = memory(server)
    return found


@contextmanager
def serving(site: Site, **settings: str) -> Iterator[tuple[psutil.Process, str]]:
    """The site as `make run` serves it, and its address."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    environ = site.environ | {"HOST": "127.0.0.1", "PORT": str(port), "WEB_WORKERS": str(WORKERS)} | settings
    with served((*FLASK, "serve"), environ, f"{address}/healthz") as server:
        settle(server)
        yield server, address


def occupied(site: Site, seconds: int) -> list[Memory]:
    """Memory of the site's processes after every sort of page was asked for, uncached and cached."""
    with serving(site) as (server, address):
        for load in _plan(address, site.size).values():
            press(server, address, **load, seconds=seconds, folder=site.folder)
        return memory(server)


def _plan(address: str, size: int) -> dict[str, dict[str, Any]]:
    sorts = addresses.sorts(size)
    plan: dict[str, dict[str, Any]] = {
        name: {"paths": each, "headers": COOKIE} for name, each in sorts.items()
    }
    kept = addresses.practices(size, addresses.KEPT)
    plan["list, cached"] = {"paths": sorts["list"][:10]}
    plan["practice, cached"] = {"paths": kept}
    plan["practice, 304"] = {"paths": kept, "tags": [_tag(address + path) for path in kept]}
    return plan


def _tag(address: str) -> str:
    with urlopen(address, timeout=10) as response:  # noqa: S310 - our own address
        return str(response.headers["ETag"])


def _control_paths(name: str, size: int) -> list[str]:
    if name == "list":
        return control.like("list", addresses.lists(size))
    return control.like("practice", addresses.practices(size))


def _granian(port: int) -> tuple[str, ...]:
    options = ("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--factory", "--no-log")
    same = ("--workers", str(WORKERS), "--blocking-threads", str(THREADS))
    return (sys.executable, "-m", "granian", *options, *same, "bench.control:create_app")


def _mean(one: Load, other: Load) -> Load:
    def half(first: float, second: float) -> float:
        return (first + second) / 2

    return Load(
        half(one.rate, other.rate),
        half(one.p50, other.p50),
        half(one.p99, other.p99),
        half(one.cpu, other.cpu),
        one.errors + other.errors,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def inside(step: str, site: Site) -> Any:
    """Ask a process of its own about the site within."""
    # Written here: the words that addresses are made of would count as the site's memory.
    asked = site.folder / "addresses.json"
    asked.write_text(json.dumps(addresses.sorts(site.size)), encoding="utf-8")
    command = [sys.executable, "-m", "bench.inside", step, str(asked)]
    environ = os.environ | site.environ | {"CONTROL_DATABASE": str(site.folder / "control.sqlite3")}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environ, cwd=ROOT)
    return json.loads(done.stdout)


def report(size: int, found: Measured, into: Report) -> None:
    """Write the tables of one size."""
    into.heading(f"Pages, {size:,} practices")
    into.text(
        f"`wrk -t1 -c8`, {WORKERS} web processes of {THREADS} threads each, beside the control; every "
        "address was asked for before. × is the requests a second by those of the control's list or "
        "detail, measured before and after."
    )
    table = Table(["page", "×", "req/s", "p50 ms", "p99 ms", "CPU ms", "SQL", "kB gzip", "errors"])
    for name, load in found.control.items():
        table.row([f"control: {name}", "1", *_cells(load), "", "", str(load.errors)])
    for name, load in found.site.items():
        times = load.rate / found.control[AGAINST[name]].rate
        inner = found.statements.get(name, {})
        sql = str(inner.get("statements", ""))
        weight = number(inner["gzip_kb"]) if inner else ""
        table.row([name, ratio(times), *_cells(load), sql, weight, str(load.errors)])
    into.table(table)
    into.text(f"Private MB of each process of the site: {shown(found.memory)}.")
    _report_times(found, into)
    _report_shares(found, into)


def _report_times(found: Measured, into: Report) -> None:
    into.text(
        "CPU ms of a page within one process, by turns with the control: up to 200 addresses the first time, "
        "and the same again. × is the control's time by ours."
    )
    table = Table(["page", "first", "control", "×", "again", "control", "×"])
    for name, each in found.times.items():
        row = []
        for pass_name in ("first", "again"):
            own, theirs = each[pass_name], each[f"{pass_name}, control"]
            row += [number(own), number(theirs), ratio(theirs / own)]
        table.row([name, *row])
    into.table(table)


def shown(sizes: list[Memory]) -> str:
    """The processes' memory in words."""
    return ", ".join(f"{s.role} {number(s.private)} ({number(s.anonymous)} anonymous)" for s in sizes)


def _cells(load: Load) -> list[str]:
    return [number(load.rate), number(load.p50), number(load.p99), number(load.cpu)]


def _report_shares(found: Measured, into: Report) -> None:
    into.text("Where the time goes, by cProfile in one process (which makes many small calls look dearer).")
    places = list(dict.fromkeys(place for each in found.profile.values() for place in each["shares"]))
    table = Table(["page", *places])
    for name, each in found.profile.items():
        table.row([name, *(f"{each['shares'].get(place, 0):.0%}" for place in places)])
    into.table(table)


def targets(measured: dict[int, Measured], into: Report) -> None:
    """Compare with what issue 2 asks for."""
    for size, found in measured.items():
        for name, least in LEAST.items():
            times = found.site[name].rate / found.control[AGAINST[name]].rate
            into.target(f"{size:,}: {name} ÷ control's {AGAINST[name]} ≥ {least}", times, times >= least)
        for name, most in MOST_STATEMENTS.items():
            count = found.statements[name]["statements"]
            into.target(f"{size:,}: SQL statements, {name} ≤ {most}", count, count <= most)
    if len(measured) > 1:
        small, large = measured[min(measured)], measured[max(measured)]
        for name in LEAST:
            # CPU, as the control beside it slows down with its own rows
            times = large.site[name].cpu / small.site[name].cpu
            into.target(f"CPU of {name}, largest ÷ smallest ≤ 1.5", times, times <= 1.5)
        for name in MOST_STATEMENTS:
            one, other = (each.statements[name]["statements"] for each in (small, large))
            into.target(f"SQL statements of {name}, largest ÷ smallest = 1", other / one, one == other)
