"""The supervisor: one process that starts the web server and the worker, mends them, and ends them all."""

import gc
import http.client
import json
import logging
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import NoReturn

from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from cop import worker
from cop.config import Config
from cop.core.console import Say
from cop.core.db import db
from cop.core.lifeline import end_with
from cop.core.outbox import JobType
from cop.prepare import prepare

log = logging.getLogger(__name__)

THREADS = 1
"""Requests that one web process works on at a time; the rest queue.

With 8 clients on 2 cores four threads fight for the interpreter: a tenth fewer requests a second, and
twice the time at the 99th percentile.
"""
BACKLOG = 1024
GRACE_SECONDS = 8.0
"""How long children may take to finish what they have in hand."""
LAST_REQUEST_SECONDS = 5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
"""A child that has run so long is well again: its next death is a first one."""
WEB_DEATHS = 4
"""The web server dying so often in a row cannot be mended by starting it once more."""
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(slots=True)
class Child:
    """A process of ours: what it runs, and how it has been doing."""

    name: str
    run: Callable[[], int]
    pid: int = 0
    started_at: float = 0.0
    deaths: int = 0
    start_at: float = field(default_factory=time.monotonic)


def run(app: Flask, types: Mapping[str, JobType], address: str, say: Say) -> int:
    """Prepare, serve at an address until told to stop, and leave no process behind; return the exit code."""
    config: Config = app.config["COP"]
    prepare(app, say)
    with app.app_context():
        db.engine.dispose()  # a child must not share a connection
    gc.collect()
    gc.freeze()  # what is loaded now stays shared between the processes
    children = [
        Child("web server", partial(_serve_web, app, address)),
        Child("worker", partial(worker.run, app, types)),
    ]
    say(f"Starting {config.workers} web processes and the worker.")
    return Supervisor(children, partial(_answer, config, address), f"http://{_shown(config)}", say).run()


def _shown(config: Config) -> str:
    host = "127.0.0.1" if config.host in ("0.0.0.0", "::") else config.host  # noqa: S104 - compared, not bound
    return f"{f'[{host}]' if ':' in host else host}:{config.port}"


def _serve_web(app: Flask, address: str) -> int:
    config: Config = app.config["COP"]
    # The workers are forked from here, so that they share what is loaded; Python 3.14 would not by itself.
    multiprocessing.set_start_method("fork", force=True)
    Server(
        "wsgi:app",
        address=address,
        port=config.port,
        interface=Interfaces.WSGI,
        workers=config.workers,
        blocking_threads=THREADS,
        backlog=BACKLOG,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=LAST_REQUEST_SECONDS,
        log_level=LogLevels.error,
    ).serve(target_loader=partial(_loaded, app, os.getpid()), wrap_loader=False)
    return 0


def _loaded(app: Flask, parent: int) -> Flask:
    """Return the application; granian calls this in each web process, at its start."""
    end_with(parent)
    return app


def _answer(config: Config, address: str) -> tuple[int, list[str]] | None:
    """Return (status, reasons) of /healthz, or None where nobody answers yet."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104 - compared, not bound
    connection = http.client.HTTPConnection(host, config.port, timeout=5)
    try:
        named = config.trusted_hosts[0] if config.trusted_hosts else _shown(config)
        connection.request("GET", "/healthz", headers={"Host": named.lstrip("."), "Connection": "close"})
        response = connection.getresponse()
        return response.status, json.loads(response.read()).get("reasons", [])
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()


class Supervisor:
    """Starts the children, starts them again when they die, and ends them all."""

    def __init__(
        self,
        children: list[Child],
        answer: Callable[[], tuple[int, list[str]] | None],
        address: str,
        say: Say,
    ) -> None:
        self._children, self._answer, self._address, self._say = children, answer, address, say
        self._stops = 0
        self._is_ready = False

    def run(self) -> int:
        """Supervise until a signal or until the web server cannot be kept alive; return the exit code."""
        for number in _SIGNALS:
            signal.signal(number, self._on_signal)
        code = 0
        try:
            while not self._stops and not code:
                code = self._mend()
                if not self._is_ready:
                    self._tell_when_ready()
                time.sleep(0.1 if self._is_ready else 0.02)
        finally:
            self._end_all()
        self._say("Stopped.")
        return code

    def _on_signal(self, _number: int, _frame: object) -> None:
        self._stops += 1

    def _mend(self) -> int:
        """Start what is not running and due; return an exit code other than 0 where that is of no use."""
        moment = time.monotonic()
        for child in self._children:
            if child.pid and os.waitpid(child.pid, os.WNOHANG)[0]:
                self._bury(child, moment)
            if child is self._children[0] and child.deaths >= WEB_DEATHS:
                log.error("The web server cannot be kept alive; the lines above say why.")
                return 1
            if not child.pid and moment >= child.start_at:
                child.pid, child.started_at = _fork(child), moment
        return 0

    def _bury(self, child: Child, moment: float) -> None:
        _kill_group(child.pid)
        child.pid = 0
        child.deaths = 1 if moment - child.started_at >= STEADY_SECONDS else child.deaths + 1
        pause = min(2.0 ** (child.deaths - 1), LONGEST_PAUSE_SECONDS)
        child.start_at = moment + pause
        log.warning("The %s has ended and is started again in %.0f s.", child.name, pause)

    def _tell_when_ready(self) -> None:
        answer = self._answer()
        if answer is None:
            return
        self._is_ready = True
        status, reasons = answer
        for reason in reasons if status != http.HTTPStatus.OK else []:
            self._say(f"Not everything is well yet: {reason}.")
        self._say(f"Ready: {self._address}  (Ctrl-C ends it)")

    def _end_all(self) -> None:
        for child in self._children:
            if child.pid:
                os.kill(child.pid, signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        while any(child.pid for child in self._children):
            for child in self._children:
                if child.pid and os.waitpid(child.pid, os.WNOHANG)[0]:
                    _kill_group(child.pid)
                    child.pid = 0
                elif child.pid and (time.monotonic() > deadline or self._stops > 1):
                    _kill_group(child.pid)
            time.sleep(0.02)


def _kill_group(pid: int) -> None:
    """Kill a child and whatever it started."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _fork(child: Child) -> int:
    """Start the child; return its process id."""
    parent = os.getpid()
    # A signal between the fork and the child's own handlers would be lost in ours.
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    pid = os.fork()
    if pid == 0:
        _become(child, parent)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    return pid


def _become(child: Child, parent: int) -> NoReturn:
    code = 1
    try:
        os.setsid()  # Ctrl-C reaches the supervisor alone, and it ends its children in order
        end_with(parent)
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        code = child.run()
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    except Exception:
        log.exception("The %s failed", child.name)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
