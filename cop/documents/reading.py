"""Reading a file that somebody uploaded: in a process of its own, within limits of memory and time."""

import logging
import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Final, cast

from cop.config import ROOT
from cop.core.i18n import gettext as _
from cop.documents import limits, wire
from cop.documents.contract import Document, UnreadableError
from cop.documents.refusals import Refusal, RefusedError

log = logging.getLogger(__name__)

_COMMAND: Final = (sys.executable, "-m", "cop.documents.child")
_PASSED_ON: Final = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")
"""The settings a child gets. No secret and no address of a database is among them."""


def read(data: bytes, *, name: str) -> Document:
    """Return the text of a file; raise UnreadableError with a sentence that says what to do.

    `name` is only for that sentence: the format is told by the content. Takes up to WALL_SECONDS.
    """
    try:
        return wire.load(_answer(data))
    except RefusedError as refused:
        log.warning("A file was not read: %s %s", refused.refusal, refused.because)
        raise UnreadableError(refused.refusal, _sentence(refused.refusal, name)) from refused


@dataclass(slots=True)
class _Clock:
    """Ends a process that takes too long, and remembers that it did."""

    child: "subprocess.Popen[bytes]"
    has_rung: bool = False

    def ring(self) -> None:
        self.has_rung = True
        self.child.kill()


def _answer(data: bytes) -> bytes:
    """Return what the reading process says; raise RefusedError where it ended without a word."""
    if len(data) > limits.FILE_BYTES:
        raise RefusedError(Refusal.TOO_LARGE)
    env = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    with subprocess.Popen(  # noqa: S603 - our own module
        _COMMAND,
        cwd=ROOT,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as child:
        stdin, stdout = cast("IO[bytes]", child.stdin), cast("IO[bytes]", child.stdout)
        clock = _Clock(child)
        timer = threading.Timer(limits.WALL_SECONDS, clock.ring)
        # Written beside reading: a child that answers before it has read all would wait for us for ever.
        feeder = threading.Thread(target=_feed, args=(stdin, data), daemon=True)
        timer.start()
        feeder.start()
        output = stdout.read(limits.OUTPUT_BYTES + 1)
        stdout.close()
        code = child.wait()
        timer.cancel()
        feeder.join()
    if clock.has_rung or code in (-9, -24):  # killed, or out of processor time
        raise RefusedError(Refusal.TOO_SLOW, f"exit code {code}")
    if code or len(output) > limits.OUTPUT_BYTES:
        raise RefusedError(Refusal.DAMAGED, f"exit code {code}, {len(output)} bytes")
    return output


def _feed(stdin: IO[bytes], data: bytes) -> None:
    with suppress(OSError), stdin:  # a child that has seen enough closes its end
        stdin.write(data)


def _sentence(refusal: Refusal, name: str) -> str:
    """Say in the reader's language what is the matter, and what to do."""
    match refusal:
        case Refusal.EMPTY:
            return _("The file “%(name)s” is empty.", name=name)
        case Refusal.NO_TEXT:
            return _(
                "There is no text in “%(name)s”. If its pages are scanned pictures, please type the text.",
                name=name,
            )
        case Refusal.NOT_A_DOCUMENT:
            return _(
                "“%(name)s” is not a file that we can read. Please upload DOCX, ODT, PDF or plain text.",
                name=name,
            )
        case Refusal.OLD_WORD:
            return _(
                "“%(name)s” has an old format. Please open it, save it as DOCX or ODT, and upload that.",
                name=name,
            )
        case Refusal.ENCRYPTED:
            return _(
                "“%(name)s” is locked with a password. Please save it without one and upload it again.",
                name=name,
            )
        case Refusal.TOO_LARGE:
            return _(
                "“%(name)s” is too large: at most %(megabytes)s MB can be read. Please leave out pictures.",
                name=name,
                megabytes=limits.FILE_BYTES // limits.MB,
            )
        case Refusal.TOO_MANY_PAGES:
            return _(
                "“%(name)s” is too long: at most %(pages)s pages can be read. Please upload a part of it.",
                name=name,
                pages=limits.PAGES,
            )
        case _:
            return _sentence_for_harm(refusal, name)


def _sentence_for_harm(refusal: Refusal, name: str) -> str:
    match refusal:
        case Refusal.BURSTING:
            return _(
                "“%(name)s” unpacks to far more than its size, so we do not read it. Please save it anew.",
                name=name,
            )
        case Refusal.ENTITIES:
            return _(
                "“%(name)s” contains definitions (a DTD) that no text needs, so we do not read it. "
                "Please save it anew.",
                name=name,
            )
        case Refusal.TOO_SLOW:
            return _(
                "Reading “%(name)s” took too long, so we stopped. Please save it anew or upload a part.",
                name=name,
            )
        case _:
            return _(
                "“%(name)s” is damaged and cannot be read. Please open it, save it anew and upload that.",
                name=name,
            )
