"""wrk: many addresses in turn, and what it saw of the answers."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psutil

from bench.processes import cpu_seconds

_SCRIPT = """
local paths = {%s}
local tags = {%s}
local headers = {%s}
local at = 0
request = function()
  at = at %% #paths + 1
  headers["If-None-Match"] = tags[at]
  return wrk.format("GET", paths[at], headers)
end
done = function(summary, latency)
  io.write(string.format('RESULT {"requests": %%d, "seconds": %%f, "p50": %%f, "p99": %%f, "errors": %%d}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
"""


_WARMING_SECONDS: Final = 3
_MOST_WARMING: Final = 20
"""Times so many seconds before a page is measured, at most."""
_TIMES: Final = 6
"""Requests for each path before that; two processes share them, by chance and not by turns."""


@dataclass(frozen=True, slots=True)
class Load:
    """Requests a second, milliseconds of half and of 99 in 100 answers, CPU ms of the server a request."""

    rate: float
    p50: float
    p99: float
    cpu: float
    errors: int


def press(
    server: psutil.Process,
    address: str,
    paths: Sequence[str],
    *,
    seconds: int,
    folder: Path,
    headers: Mapping[str, str] | None = None,
    tags: Sequence[str] = (),
) -> Load:
    """Ask for these paths in turn, one thread, eight connections, once the server has seen them twice."""
    script = folder / "wrk.lua"
    given = ", ".join(f"[{_quoted(name)}] = {_quoted(value)}" for name, value in (headers or {}).items())
    script.write_text(
        _SCRIPT % (", ".join(map(_quoted, paths)), ", ".join(map(_quoted, tags)), given), encoding="utf-8"
    )
    command = ["wrk", "-t1", "-c8", "--timeout", "10s", "-s", str(script), address]
    _warm(command, len(paths))
    before = cpu_seconds(server)
    result = _requests(command, seconds)
    used = cpu_seconds(server) - before
    requests = max(result["requests"], 1)
    rate = requests / result["seconds"]
    return Load(rate, result["p50"], result["p99"], used / requests * 1000, result["errors"])


def _requests(command: Sequence[str], seconds: int) -> dict[str, Any]:
    done = subprocess.run([*command, f"-d{seconds}s"], check=True, stdout=subprocess.PIPE, text=True)
    result: dict[str, Any] = json.loads(done.stdout.split("RESULT ")[1].splitlines()[0])
    return result


def _warm(command: Sequence[str], paths: int) -> None:
    """Ask until each of the server's processes has most likely seen every path twice."""
    asked = 0
    for _ in range(_MOST_WARMING):
        asked += _requests(command, _WARMING_SECONDS)["requests"]
        if asked >= _TIMES * paths:
            return


def _quoted(text: str) -> str:
    """A string as both Lua and JSON write it; addresses and tags have nothing that they write otherwise."""
    return json.dumps(text)
