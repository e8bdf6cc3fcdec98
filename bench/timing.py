"""One engine in a process of its own: builds its index, is asked, and is timed. Prints JSON."""

import gc
import json
import resource
import sys
import time
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import psutil

from bench import documents, questions
from bench.engines import Answer, Engine, engines
from bench.questions import Question

REPEATS: Final = 2
COMMITS: Final = 60


def build(name: str, folder: Path) -> dict[str, Any]:
    """Build the index; return what that took."""
    own = folder / _folder_name(name)
    own.mkdir(parents=True)
    engine = engines()[name](own)
    wall, cpu = time.perf_counter(), time.process_time()
    engine.build(documents.read(folder / "records.jsonl"))
    return {
        "wall_s": time.perf_counter() - wall,
        "cpu_s": time.process_time() - cpu,
        "disk_mb": sum(file.stat().st_size for file in own.rglob("*") if file.is_file()) / 1e6,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
    }


def _folder_name(name: str) -> str:
    """Two ways of asking Whoosh share one index."""
    return name.split(",")[0]


def _own_bytes() -> int:
    """What the process wrote itself; pages of mapped files are the system's, shared by all that map them."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("RssAnon:")[1].split()[0]) * 1024


def ask(name: str, folder: Path, seconds: float) -> dict[str, Any]:
    """Ask every type of question, first and again."""
    engine = engines()[name](folder / _folder_name(name))
    engine.open()
    types: dict[str, list[Question]] = {}
    for question in questions.read(folder / "questions.json"):
        types.setdefault(question.type, []).append(question)
    gc.collect()
    before = _own_bytes()
    report: dict[str, Any] = {"engine": name, "types": {}}
    for type, some in types.items():
        report["types"][type] = _timed(engine, some, seconds)
    report["memory_mb"] = _own_bytes() / 1e6
    report["memory_before_mb"] = before / 1e6
    report["mapped_mb"] = psutil.Process().memory_full_info().uss / 1e6 - report["memory_mb"]
    return report


def _timed(engine: Engine, some: list[Question], seconds: float) -> dict[str, Any]:
    """CPU ms per question in the first pass and in the later ones, and a digest of every answer."""
    answers: list[str] = []
    total = 0
    start = time.process_time()
    for question in some:
        answer = engine.ask(question)
        total += answer.total
        answers.append(_digest(answer))
        if time.process_time() - start > seconds:
            break
    first = (time.process_time() - start) / len(answers) * 1000
    again = some[: len(answers)]
    start = time.process_time()
    asked = 0
    for _ in range(REPEATS):
        for question in again:
            engine.ask(question)
            asked += 1
        if time.process_time() - start > seconds:
            break
    warm = (time.process_time() - start) / asked * 1000
    return {"first_ms": first, "warm_ms": warm, "asked": len(answers), "answers": answers, "found": total}


def _digest(answer: Answer) -> str:
    """Total and facet counts: what must be equal. The order of equal hits is each engine's own."""
    facets = {name: sorted(counts.items()) for name, counts in sorted(answer.facets.items())}
    return f"{answer.total} {blake2b(repr(facets).encode(), digest_size=6).hexdigest()}"


def commit(name: str, folder: Path) -> dict[str, float]:
    """Write single records again, each with its own commit."""
    engine = engines()[name](folder / _folder_name(name))
    engine.open()
    records = []
    for record in documents.read(folder / "records.jsonl"):
        records.append(record)
        if len(records) == COMMITS:
            break
    engine.replace(records[0])
    wall, cpu = time.perf_counter(), time.process_time()
    for record in records[1:]:
        engine.replace(record)
    count = len(records) - 1
    return {
        "cpu_ms": (time.process_time() - cpu) / count * 1000,
        "wall_ms": (time.perf_counter() - wall) / count * 1000,
    }


def _step(step: str, name: str, folder: Path, seconds: float) -> dict[str, Any]:
    if step == "build":
        return build(name, folder)
    return commit(name, folder) if step == "commit" else ask(name, folder, seconds)


if __name__ == "__main__":
    _, which, engine_name, at, limit = sys.argv
    print(json.dumps(_step(which, engine_name, Path(at), float(limit))))
