"""One request to one machine: no cookies, no second look-up of its name, hardly any body, an end in time."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from threading import Timer
from time import monotonic
from typing import Final

from cop.addresses.enums import Reason
from cop.addresses.guarding import FailedError, Target

PAUSE_SECONDS: Final = 5.0
"""So long nothing at all may come."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `body` is its beginning, as far as it was asked for."""

    status: int
    location: str
    body: bytes


def ask(
    method: str, target: Target, number: str, *, agent: str, deadline: float, most_bytes: int = 0
) -> Answer:
    """Ask; raise FailedError where no answer of the web comes before the deadline (of `monotonic`)."""
    try:
        with _line(target, number, deadline) as line:
            connection = HTTPConnection(target.host, target.port)
            connection.sock = line
            connection.putrequest(method, target.path, skip_host=True, skip_accept_encoding=True)
            for name, value in (
                ("Host", target.header),
                ("User-Agent", agent),
                ("Accept", "*/*"),
                ("Connection", "close"),
            ):
                connection.putheader(name, value)
            connection.endheaders()
            response = connection.getresponse()
            if monotonic() >= deadline:  # what we have cut off may look like an answer
                raise FailedError(Reason.SLOW)
            body = response.read(most_bytes) if most_bytes else b""
            location = response.headers.get("Location") or ""
            return Answer(response.status, _as_meant(location), body)
    except ssl.SSLError as error:
        raise FailedError(_or_late(Reason.CERTIFICATE, deadline)) from error
    except TimeoutError as error:
        raise FailedError(Reason.SLOW) from error
    except OSError as error:
        raise FailedError(_or_late(Reason.UNREACHABLE, deadline)) from error
    except (HTTPException, ValueError) as error:
        raise FailedError(_or_late(Reason.BROKEN, deadline)) from error


def _or_late(reason: Reason, deadline: float) -> Reason:
    """Return the reason, if it is not that we have cut the line ourselves."""
    return Reason.SLOW if monotonic() >= deadline else reason


def _as_meant(location: str) -> str:
    """Return a header's letters: they are read as Latin-1, and meant as UTF-8."""
    with suppress(UnicodeError):
        return location.encode("latin-1").decode("utf-8")
    return location


@contextmanager
def _line(target: Target, number: str, deadline: float) -> Iterator[socket.socket]:
    """Connect to that number; whoever sends a byte a second is cut off at the deadline all the same."""
    rest = deadline - monotonic()
    if rest <= 0:
        raise FailedError(Reason.SLOW)
    lines = [socket.create_connection((number, target.port), timeout=min(PAUSE_SECONDS, rest))]
    watch = Timer(max(deadline - monotonic(), 0), lambda: _cut(lines[0]))
    watch.daemon = True
    watch.start()
    try:
        if target.scheme == "https":
            context = ssl.create_default_context()
            secure = context.wrap_socket(lines[0], server_hostname=target.host, do_handshake_on_connect=False)
            lines[0] = secure
            secure.do_handshake()
        yield lines[0]
    finally:
        watch.cancel()
        lines[0].close()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        # The socket's own, below any TLS: that would first say goodbye to somebody who does not listen.
        socket.socket.shutdown(line, socket.SHUT_RDWR)
