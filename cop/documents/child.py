"""The process that reads one file: bytes from standard input, JSON to standard output, and nothing else.

A file made to harm finds here no database, no secret, little memory and little time.
"""

import logging
import resource
import signal
import sys

from cop.documents import limits, wire
from cop.documents.assembling import assemble
from cop.documents.formats import read_any
from cop.documents.refusals import Refusal, RefusedError

_SLACK_SECONDS = 5
"""Longer than the parent waits: for when it is gone and nobody ends this process."""


def confine() -> None:
    """Give up what reading a file does not need; what is given up cannot be taken back."""
    for kind, most in (
        (resource.RLIMIT_AS, limits.MEMORY_BYTES),
        (resource.RLIMIT_CPU, limits.CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, allowed))
    signal.alarm(limits.WALL_SECONDS + _SLACK_SECONDS)


def answer(data: bytes) -> bytes:
    """Return the document in the file, or why there is none, as JSON."""
    try:
        return wire.dump(assemble(read_any(data)))
    except RefusedError as refused:
        return wire.dump_refusal(refused)
    except MemoryError:
        return wire.dump_refusal(RefusedError(Refusal.BURSTING, "memory"))
    except Exception as error:  # noqa: BLE001 - whatever a parser raises on a broken file, the file is broken
        return wire.dump_refusal(RefusedError(Refusal.DAMAGED, repr(error)))


if __name__ == "__main__":
    confine()
    logging.disable(logging.CRITICAL)  # a library tells of every flaw that it reads past, and nobody listens
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read(limits.FILE_BYTES + 1)))
