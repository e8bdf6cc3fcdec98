"""A site as `make run` starts it, for tests that need the processes and not only the application."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from cop.config import ROOT
from cop.core.kept import Kept


def free_port() -> int:
    """Return a port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], object], seconds: float) -> bool:
    """Whether the condition comes to hold within this time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def environment(folder: Path, database_url: str, **settings: str) -> dict[str, str]:
    """Return the environment of a site with its own data folder and database."""
    kept = {name: value for name, value in os.environ.items() if name not in ("COP_ENV", "HOST", "BASE_URL")}
    return kept | {"DATA_DIR": str(folder), "DATABASE_URL": database_url} | settings


def try_to_start(folder: Path, database_url: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Start a site that is expected to refuse."""
    return subprocess.run(
        [sys.executable, "-m", "cop"],
        cwd=ROOT,
        env=environment(folder, database_url, **settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class Site:
    """A running site; `lines` is what it said until it was ready."""

    def __init__(self, folder: Path, database_url: str, **settings: str) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._marker = f"DATA_DIR={folder}".encode()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "cop"],
            cwd=ROOT,
            env=environment(folder, database_url, PORT=str(self.port), **settings),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.lines: list[str] = []
        for line in self._process.stdout:
            self.lines.append(line.rstrip("\n"))
            if line.startswith("Ready: "):
                return
        self.end()
        raise AssertionError("the site did not start:\n" + "\n".join(self.lines))

    @property
    def supervisor(self) -> int:
        """The process that was started."""
        return self._process.pid

    def processes(self) -> set[int]:
        """Every living process of the site, also one that has lost its parent."""
        found = set()
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                is_ours = self._marker in (folder / "environ").read_bytes().split(b"\0")
                is_alive = (folder / "stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
            except OSError:
                continue
            if is_ours and is_alive:
                found.add(int(folder.name))
        return found

    def children(self, pid: int) -> set[int]:
        """The processes that this one started."""
        return {child for child in self.processes() if _parent(child) == pid}

    def web_server(self) -> int:
        """The process that holds the web processes."""
        return next(pid for pid in self.children(self.supervisor) if self.children(pid))

    def worker(self) -> int | None:
        """The worker, where there is one."""
        alone = [pid for pid in self.children(self.supervisor) if not self.children(pid)]
        return alone[0] if alone else None

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal to the supervisor and wait for it; return its exit code."""
        with self._process:
            self._process.send_signal(number)
            self._process.communicate(timeout=30)
        return self._process.returncode


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def forget(app: Flask) -> None:
    """Let the application read everything anew, as a process does that has just started."""
    for name in [name for name, value in app.extensions.items() if isinstance(value, Kept)]:
        del app.extensions[name]
