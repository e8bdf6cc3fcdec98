"""Redrawing a picture that somebody uploaded: in a process of its own, one at a time."""

import json
import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any, Final

from flask import current_app

from cop.config import ROOT
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.locks import one_at_a_time
from cop.media.enums import MOST_PIXELS, WIDTHS

log = logging.getLogger(__name__)

WALL_SECONDS: Final = 30
LOCK: Final = "pictures.lock"

_COMMAND: Final = (sys.executable, "-m", "cop.media.encoding")
_PASSED_ON: Final = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")
"""The settings the other process gets. No secret and no address of a database is among them."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as WebP without any of its old metadata; `width` and `height` are of the largest size.

    `sizes` maps a width at most to the bytes; one that would be no smaller than the largest is left out.
    """

    width: int
    height: int
    sizes: dict[int, bytes]

    @property
    def largest(self) -> bytes:
        """The bytes of the largest size."""
        return self.sizes[WIDTHS[-1]]


def redraw(data: bytes, *, name: str) -> Picture:
    """Return the picture anew in all its sizes; raise InvalidError for "file". Takes up to WALL_SECONDS.

    One at a time on a machine: two of 40 megapixels at once would take the memory of the whole site.
    """
    with one_at_a_time(current_app.config["COP"].data_dir / LOCK):
        answer = _answer(data)
    head, _newline, packed = answer.partition(b"\n")
    said: dict[str, Any] = json.loads(head) if head else {"refusal": "ended"}
    if "refusal" in said:
        log.info("A picture was refused: %s %s", said["refusal"], said.get("because", ""))
        raise InvalidError("file", _sentence(said["refusal"], name))
    sizes, start = {}, 0
    for width, length in said["sizes"].items():
        sizes[int(width)] = packed[start : start + length]
        start += length
    return Picture(said["width"], said["height"], sizes)


def _answer(data: bytes) -> bytes:
    """Return what the other process says; nothing where it ended without a word."""
    env = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    # Files and no pipes: the answer is then bounded by the other process's own limit on files.
    with TemporaryFile() as source, TemporaryFile() as target:
        source.write(data)
        source.seek(0)
        try:
            ended = subprocess.run(  # noqa: S603 - our own module
                _COMMAND,
                cwd=ROOT,
                env=env,
                stdin=source,
                stdout=target,
                stderr=subprocess.DEVNULL,
                timeout=WALL_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return b""
        target.seek(0)
        return target.read() if ended.returncode == 0 else b""


def _sentence(refusal: str, name: str) -> str:
    if refusal in ("pixels", "memory"):
        return _(
            "The picture “%(name)s” is too large: at most %(megapixels)s megapixels can be read. "
            "Please make it smaller.",
            name=name,
            megapixels=MOST_PIXELS // 1_000_000,
        )
    return _("The picture “%(name)s” is damaged and cannot be read. Please save it anew.", name=name)
