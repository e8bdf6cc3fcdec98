"""The worker: does what waits in the outbox and keeps the index equal to the database. One a data folder."""

import logging
import signal
from collections.abc import Mapping
from threading import Event
from time import monotonic

from flask import Flask
from sqlalchemy.exc import InterfaceError, OperationalError

from cop.core import outbox
from cop.core.db import db
from cop.core.locks import LockedError, only_one
from cop.core.outbox import JobType, NotNowError
from cop.prepare import WORKER_LOCK
from cop.search import index

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.2
"""How long a change waits for the worker at most, when there is nothing else to do."""
QUIET_SECONDS = 5.0
"""After so long without work the index is tidied."""
CHECK_SECONDS = 3600.0
"""How often the whole index is compared with the database; also at the start."""
LONGEST_PAUSE_SECONDS = 60.0
TOLD_EVERY = 10_000
"""Records between two lines of a long rebuild."""

ALREADY_RUNNING = 75
"""Exit code: another worker serves this data folder (EX_TEMPFAIL, so it may be tried again later)."""


class _StoppedError(Exception):
    """Somebody asked for the end in the midst of a long comparison."""


class Worker:
    """One worker's state between rounds."""

    def __init__(self, app: Flask, types: Mapping[str, JobType], stop: Event) -> None:
        self._app, self._types, self._stop = app, types, stop
        self._next_check = monotonic()
        self._worked_at = monotonic()
        self._is_untidy = True
        self._failures = 0
        self._timers = dict.fromkeys(app.extensions["cop.timers"], monotonic())

    def run(self) -> None:
        """Work until told to stop. No error ends it: the pause grows, and it tries again."""
        while not self._stop.is_set():
            self._stop.wait(self.round())

    def round(self) -> float:
        """Do one round; return how many seconds to wait before the next."""
        try:
            with self._app.app_context():
                pause = 0.0 if self.work() else IDLE_SECONDS
            self._failures = 0
        except _StoppedError:
            pause = 0.0
        except (NotNowError, OperationalError, InterfaceError) as error:
            pause = self._longer_pause()
            reason = str(error).strip().splitlines()[0]
            log.warning("worker: nothing can be done at present, again in %.0f s: %s", pause, reason)
        except Exception:
            pause = self._longer_pause()
            log.exception("worker: a round failed, again in %.0f s", pause)
        return pause

    def _longer_pause(self) -> float:
        self._failures += 1
        return min(2.0 ** (self._failures - 1), LONGEST_PAUSE_SECONDS)

    def work(self) -> bool:
        """Do the most urgent thing there is; return whether there may be more. Within an app context."""
        if not index.is_usable():
            self._rebuild()
        elif outbox.run_pending(self._types):
            self._worked_at = monotonic()
            self._is_untidy = True
        elif self._timers and monotonic() >= min(self._timers.values()):
            self._run_timer()
        elif monotonic() >= self._next_check:
            self._compare()
        elif self._is_untidy and monotonic() - self._worked_at >= QUIET_SECONDS:
            index.engine().backend.optimise()
            self._is_untidy = False
        else:
            return False
        return True

    def _run_timer(self) -> None:
        timer = min(self._timers, key=lambda timer: self._timers[timer])
        # Set first: one that fails must not keep the others and the index waiting.
        self._timers[timer] = monotonic() + timer.every_seconds
        timer.run()

    def _rebuild(self) -> None:
        log.info("search: the index is missing or broken and is rebuilt")
        count = index.rebuild(self._progress)
        log.info("search: the index is rebuilt, %d records", count)
        self._next_check = monotonic() + CHECK_SECONDS

    def _compare(self) -> None:
        drift = index.repair(self._progress)
        if not drift.is_none:
            log.warning("search: %d records differed and were mended", len(drift.subjects()))
        self._next_check = monotonic() + CHECK_SECONDS

    def _progress(self, done: int) -> None:
        if self._stop.is_set():
            raise _StoppedError
        if done % TOLD_EVERY == 0:
            log.info("search: %d records read", done)


def run(app: Flask, types: Mapping[str, JobType]) -> int:
    """Work until SIGTERM or SIGINT, and finish the batch then; return the exit code."""
    stop = Event()
    try:
        with only_one(app.config["COP"].data_dir / WORKER_LOCK):
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda _number, _frame: stop.set())
            Worker(app, types, stop).run()
    except LockedError:
        return ALREADY_RUNNING
    with app.app_context():
        db.engine.dispose()
    return 0
