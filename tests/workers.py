"""Workers that can be killed, forked as `python -m cop` forks its own: from a process that has loaded all.

Loading costs seconds of CPU, and a test that kills again and again would pay them for every worker.
"""

import gc
import os
import signal
import subprocess
import sys
from functools import partial
from types import TracebackType
from typing import Self

from flask import Flask

from cop import serve, worker
from cop.config import ROOT
from tests.mail.conftest import MAIL_FROM
from tests.site import environment


class Workers:
    """Workers of one site, one after the other."""

    def __init__(self, app: Flask, smtp_url: str) -> None:
        config = app.config["COP"]
        self._environment = environment(
            config.data_dir,
            config.database_url,
            SMTP_URL=smtp_url,
            MAIL_FROM=MAIL_FROM,
            BASE_URL="http://localhost",
        )
        self._worker = 0

    def __enter__(self) -> Self:
        self._forking = subprocess.Popen(
            [sys.executable, "-m", "tests.workers"],
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        return self

    def start(self) -> None:
        """Start one."""
        assert self._forking.stdin is not None
        self._forking.stdin.write("\n")
        self._forking.stdin.flush()
        self._worker = int(self._said())

    def kill(self) -> None:
        """End it at once, wherever it is."""
        if self._worker:
            os.kill(self._worker, signal.SIGKILL)
            assert self._said() == f"ended by {signal.SIGKILL.value}\n"
            self._worker = 0

    def _said(self) -> str:
        assert self._forking.stdout is not None
        return self._forking.stdout.readline()

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.kill()
        with self._forking:
            self._forking.communicate(timeout=30)


def _fork_on_demand() -> None:
    """Start a worker for every line, tell its number, and that it has ended before the next is asked for."""
    from wsgi import app

    gc.collect()
    gc.freeze()
    for _line in sys.stdin:
        child = serve.Child("worker", partial(worker.run, app, app.extensions["cop.jobs"]))
        pid = serve._fork(child)
        print(pid, flush=True)  # noqa: T201 - this is what the test reads
        _pid, status = os.waitpid(pid, 0)
        print(f"ended by {os.WTERMSIG(status)}", flush=True)  # noqa: T201 - the same


if __name__ == "__main__":
    _fork_on_demand()
