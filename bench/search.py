"""Our search beside its peers, over the same terms; every engine in a process of its own."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

from bench import documents, questions
from bench.report import Report, Table, number, ratio

TURNS: Final = 3
"""How often every engine is asked, by turns: a machine's speed changes from minute to minute."""
STOCK_LIMIT: Final = 10_000
"""Records beyond which stock Whoosh is left out unless asked for: building alone takes half an hour."""
_ASKED: Final = {
    "single": "one word",
    "and": "two words, both",
    "or": "three words, any",
    "phrase": "phrase of two words",
    "prefix": "prefix of four letters",
    "filter": "word, country, target group",
    "sort": "word, sorted by a score",
    "facets": "word, three facets counted",
    "browse": "no word: filter, sort, three facets",
    "deep": "two frequent words, any, hit 2,000 and on",
    "snippets": "word, 20 snippets",
}
Say = Callable[[str], None]


def measure(size: int, folder: Path, seconds: float, say: Say, *, with_stock: bool) -> dict[str, Any]:
    """Build and ask every engine at one size; return what each process reported, by engine."""
    folder.mkdir(parents=True)
    say(f"search, {size:,} records: corpus and questions")
    frequencies = documents.write(folder / "records.jsonl", size)
    sample = list(islice(documents.read(folder / "records.jsonl"), 2000))
    questions.write(folder / "questions.json", questions.Maker(sample, frequencies, size).all())
    names = ["ours", *(("Whoosh", "Whoosh, open") if with_stock else ()), "FTS5", "tantivy"]
    builds: dict[str, Any] = {}
    for name in names:
        if "," not in name:
            say(f"search, {size:,} records: {name} is built")
            builds[name] = {"build": _run("build", name, folder, seconds)}
    turns: dict[str, list[Any]] = {name: [] for name in names}
    for turn in range(TURNS):
        for name in names:
            say(f"search, {size:,} records: {name} is asked, turn {turn + 1}")
            turns[name].append(_run("ask", name, folder, seconds))
    for name in builds:
        builds[name]["commit"] = _run("commit", name, folder, seconds)
    return {name: _best(reports) | builds.get(name, {}) for name, reports in turns.items()}


def _run(step: str, name: str, folder: Path, seconds: float) -> Any:
    command = [sys.executable, "-m", "bench.timing", step, name, str(folder), str(seconds)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def _best(reports: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the shortest times of an engine's turns, each in a new process, and its most answers."""
    types = {}
    for type in reports[0]["types"]:
        turns = [report["types"][type] for report in reports]
        most = max(turns, key=lambda turn: int(turn["asked"]))
        types[type] = most | {key: min(turn[key] for turn in turns) for key in ("first_ms", "warm_ms")}
    return reports[0] | {"types": types}


def unequal(measured: dict[str, Any]) -> list[str]:
    """Where an engine's answer, total or facet counts, is not ours."""
    ours = measured["ours"]["types"]
    found = []
    for name, report in measured.items():
        for type, timed in report["types"].items():
            pairs = zip(ours[type]["answers"], timed["answers"], strict=False)
            differing = [at for at, (one, other) in enumerate(pairs) if one != other]
            if differing:
                found.append(
                    f"{name}, {type}: {len(differing)} of {timed['asked']} differ, first {differing[0]}"
                )
    return found


def report(size: int, measured: dict[str, Any], into: Report) -> None:
    """Write the tables of one size."""
    into.heading(f"Search, {size:,} records")
    differing = unequal(measured)
    compared = sum(timed["asked"] for name in measured for timed in measured[name]["types"].values())
    into.text(
        f"Totals and facet counts equal between all engines: {compared - len(differing):,} answers compared"
        + ("." if not differing else f"; NOT EQUAL: {'; '.join(differing)}.")
    )
    others = [name for name in measured if name != "ours"]
    for when, text in (("warm", "asked again"), ("first", "asked the first time")):
        into.text(f"CPU of the others as a multiple of ours, {text}; ours in ms.")
        table = Table(["asked", "ours ms", *(f"{name} ÷ ours (ms)" for name in others)])
        for type, label in _ASKED.items():
            own = measured["ours"]["types"][type][f"{when}_ms"]
            cells = [_beside(measured[name]["types"][type], f"{when}_ms", own) for name in others]
            table.row([label, number(own), *cells])
        into.table(table)
    _report_whole(measured, into)


def _beside(timed: dict[str, Any], key: str, own: float) -> str:
    few = f", {timed['asked']} asked" if timed["asked"] < questions.MANY * 0.8 else ""
    return f"{ratio(timed[key] / own)} ({number(timed[key])}{few})"


def _report_whole(measured: dict[str, Any], into: Report) -> None:
    sizes = ["on disk MB", "own MB", "before the first question", "files mapped MB"]
    table = Table(["engine", "one-record commit: CPU ms", "wall ms", "build CPU s", *sizes])
    own = measured["ours"]["commit"]["cpu_ms"]
    for name, each in measured.items():
        if "commit" not in each:
            continue
        commit, built = each["commit"], each["build"]
        table.row(
            [
                name,
                f"{number(commit['cpu_ms'])} (ours ÷ it {ratio(own / commit['cpu_ms'])})",
                number(commit["wall_ms"]),
                number(built["cpu_s"]),
                number(built["disk_mb"]),
                number(each["memory_mb"]),
                number(each["memory_before_mb"]),
                number(each["mapped_mb"]),
            ]
        )
    into.table(table)


def targets(size: int, measured: dict[str, Any], into: Report) -> None:
    """Compare with what issue 2 asks for at this size."""
    ours = measured["ours"]
    if "Whoosh" in measured and size == STOCK_LIMIT:
        for type in _ASKED:
            timed = measured["Whoosh"]["types"][type]
            least = 5 if type == "phrase" else 50
            for when in ("first", "warm"):
                times = timed[f"{when}_ms"] / ours["types"][type][f"{when}_ms"]
                into.target(f"{size:,}: {type}, {when}: stock ÷ ours ≥ {least}", times, times >= least)
        share = ours["commit"]["cpu_ms"] / measured["Whoosh"]["commit"]["cpu_ms"]
        into.target(f"{size:,}: commit CPU, ours ÷ stock ≤ 1/3", share, share <= 1 / 3)
    if size >= 100_000:
        for type in _ASKED:
            own = ours["types"][type]["warm_ms"]
            fts5, tantivy = (measured[name]["types"][type]["warm_ms"] / own for name in ("FTS5", "tantivy"))
            if type != "phrase":
                into.target(f"{size:,}: {type}, warm: FTS5 ÷ ours ≥ 1", fts5, fts5 >= 1)
            into.target(f"{size:,}: {type}, warm: tantivy ÷ ours ≥ 0.5", tantivy, tantivy >= 0.5)


def run(
    sizes: Sequence[int], folder: Path, into: Report, say: Say, *, seconds: float, stock_limit: int
) -> None:
    """Measure every size, smallest first."""
    for size in sizes:
        started = time.perf_counter()
        at = folder / f"search-{size}"
        measured = measure(size, at, seconds, say, with_stock=size <= stock_limit)
        report(size, measured, into)
        targets(size, measured, into)
        say(f"search, {size:,} records: done in {time.perf_counter() - started:,.0f} s")
