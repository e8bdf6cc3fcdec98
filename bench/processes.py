"""Starting processes, watching what they use, and ending them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psutil

ROOT = Path(__file__).resolve().parent.parent
FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")
IDLE = 0.03
"""Seconds of CPU in a second that waiting costs."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Seconds and megabytes. `private_mb` leaves out mapped files, which the system can take back."""

    wall_s: float
    cpu_s: float
    resident_mb: float
    private_mb: float


def run_watched(command: Sequence[str], environ: dict[str, str]) -> Usage:
    """Run to the end; raise CalledProcessError where that is no good one."""
    started = time.perf_counter()
    before = os.times()
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    resident = private = 0.0
    while process.poll() is None:
        # The kernel's own peak for a child counts what the parent had before the exec.
        with suppress(OSError, ProcessLookupError):
            status = dict(
                line.split(":", 1) for line in Path(f"/proc/{process.pid}/status").read_text().splitlines()
            )
            resident = max(resident, int(status.get("VmHWM", "0 kB").split()[0]) / 1000)
            private = max(private, int(status.get("RssAnon", "0 kB").split()[0]) / 1000)
        time.sleep(0.05)
    _out, errors = process.communicate()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=errors.decode()[-2000:])
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Usage(time.perf_counter() - started, cpu, resident, private)


@contextmanager
def served(command: Sequence[str], environ: dict[str, str], address: str) -> Iterator[psutil.Process]:
    """Start a server, wait until it answers, and end it with all its children."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _await(address, process)
        yield psutil.Process(process.pid)
    finally:
        family = _family(process.pid)
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(15)
        for each in family:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        process.wait()


def _await(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with exit code {process.returncode}")
        try:
            with urlopen(address, timeout=5):  # noqa: S310 - our own address
                return
        except HTTPError:
            return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def _family(pid: int) -> list[psutil.Process]:
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def cpu_seconds(root: psutil.Process) -> float:
    """CPU time of a process and all that it started, as long as they live."""
    total = 0.0
    for each in _family(root.pid):
        with suppress(psutil.NoSuchProcess):
            times = each.cpu_times()
            total += times.user + times.system
    return total


def settle(root: psutil.Process, limit: float = 180) -> None:
    """Wait until a family of processes has nothing more to do: a worker checks its index at its start."""
    deadline = time.monotonic() + limit
    used, now = -1.0, cpu_seconds(root)
    while now - used > IDLE and time.monotonic() < deadline:
        time.sleep(1)
        used, now = now, cpu_seconds(root)


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes of one process. Private ones include mapped files that no other process has mapped too.

    The worker reads the whole database at its start, alone: most of what seems its own is that file.
    """

    role: str
    private: float
    anonymous: float
    threads: int


def _role(process: psutil.Process, root: psutil.Process) -> str:
    """What a process of `make run` does, by its place in the family."""
    if process.pid == root.pid:
        return "supervisor"
    if process.ppid() != root.pid:
        return "web"
    return "web server" if process.children() else "worker"


def memory(root: psutil.Process) -> list[Memory]:
    """What each process of the family has to itself, the largest first."""
    sizes = []
    for each in _family(root.pid):
        with suppress(psutil.NoSuchProcess, OSError):
            status = Path(f"/proc/{each.pid}/status").read_text()
            anonymous = int(status.split("RssAnon:")[1].split()[0]) / 1000
            private = each.memory_full_info().uss / 1e6
            sizes.append(Memory(_role(each, root), private, anonymous, each.num_threads()))
    return sorted(sizes, key=lambda size: -size.private)
