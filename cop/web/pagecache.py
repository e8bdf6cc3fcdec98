"""Whole pages kept in memory for visitors: asked before the application is.

What may be kept: an answer 200 to a GET without a cookie, that sets none and says `public`. It is
good until the content stamp or the index's generation changes (looked at once a second), and for a
minute at most. Memory is bounded in bytes.
"""

import gzip
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from threading import Lock
from time import monotonic
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import SecurityError
from werkzeug.http import parse_accept_header
from werkzeug.wsgi import get_host

from cop.core import stamps
from cop.core.db import db, read_only

MAX_BYTES = 24 * 1024 * 1024
MAX_SECONDS = 60.0
CHECK_SECONDS = 1.0

StartResponse = Callable[..., Any]
WsgiApp = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]
Key = tuple[str, str]
"""Path and question. Not one string: a path may hold a `?` of its own."""


@dataclass(frozen=True)
class _Entry:
    """An answer: its headers without length and encoding, and the body."""

    headers: list[tuple[str, str]]
    etag: str
    plain: bytes
    until: float

    @cached_property
    def packed(self) -> bytes:
        """The body compressed, made when the first browser asks for it."""
        return gzip.compress(self.plain, 5, mtime=0)

    @property
    def size(self) -> int:
        # A packed page is about a quarter of the plain one.
        return len(self.plain) * 5 // 4 + 2000


class PageCache:
    """WSGI middleware around the application."""

    def __init__(self, app: Flask, wsgi_app: WsgiApp, generation: Callable[[], str]) -> None:
        self._app, self._wsgi_app, self._index_generation = app, wsgi_app, generation
        self._entries: OrderedDict[Key, _Entry] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()
        self._state, self._state_read, self._keep_from = "", float("-inf"), float("-inf")

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory where that is right, else ask the application and keep its answer."""
        if not self._is_for_everybody(environ):
            return self._wsgi_app(environ, start_response)
        self._forget_the_old()
        key = self._key(environ)
        entry = self._find(key)
        if entry is None or entry.until < monotonic():
            if environ["REQUEST_METHOD"] == "HEAD":
                return self._wsgi_app(environ, start_response)
            fetched = self._fetch(environ, start_response, key)
            if isinstance(fetched, list):
                return fetched
            entry = fetched
        return _answer(entry, environ, start_response)

    def _is_for_everybody(self, environ: dict[str, Any]) -> bool:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_COOKIE" in environ:
            return False
        try:
            get_host(environ, self._app.config["TRUSTED_HOSTS"])
        except SecurityError:
            return False  # the application refuses it
        return True

    def _key(self, environ: dict[str, Any]) -> Key:
        # The address alone names a page that says `public`: not the host, the language or the browser.
        return environ["PATH_INFO"], environ.get("QUERY_STRING", "")

    def _find(self, key: Key) -> _Entry | None:
        with self._lock:
            if (entry := self._entries.get(key)) is not None:
                self._entries.move_to_end(key)
            return entry

    def _forget_the_old(self) -> None:
        moment = monotonic()
        if moment - self._state_read < CHECK_SECONDS:
            return
        self._state_read = moment
        try:
            with self._app.app_context(), read_only():
                state = f"{stamps.current(stamps.CONTENT)} {self._index_generation()}"
                db.session.rollback()
        except SQLAlchemyError:
            return  # what is kept stays good for its minute; for the rest, the application says what is wrong
        if state != self._state:
            with self._lock:
                # The application looks at some stamps once a second too: what it makes before that is
                # shown, but may already be old.
                self._keep_from = moment + CHECK_SECONDS if self._state else moment
                self._entries.clear()
                self._bytes = 0
                self._state = state

    def _fetch(
        self, environ: dict[str, Any], start_response: StartResponse, key: Key
    ) -> _Entry | list[bytes]:
        state = self._state
        seen: list[Any] = []

        def catch(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            seen[:] = [status, headers, exc_info]

        # The application must answer whole and unpacked: what is kept serves every browser.
        inner = {k: v for k, v in environ.items() if k not in _CONDITIONAL}
        chunks = self._wsgi_app(inner, catch)
        try:
            body = b"".join(chunks)
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
        status, headers, exc_info = seen
        if not _may_be_kept(status, headers):
            start_response(status, headers, exc_info)
            return [body]
        kept = [(n, v) for n, v in headers if n.lower() not in ("content-length", "etag", "vary")]
        etag = {n.lower(): v for n, v in headers}.get("etag") or _etag(body)
        entry = _Entry(kept, etag, body, monotonic() + MAX_SECONDS)
        self._keep(key, entry, state)
        return entry

    def _keep(self, key: Key, entry: _Entry, state: str) -> None:
        with self._lock:
            if state != self._state or monotonic() < self._keep_from:
                return
            if entry.size > MAX_BYTES // 8 or sum(map(len, key)) > 2000:
                return
            if (old := self._entries.pop(key, None)) is not None:
                self._bytes -= old.size
            self._entries[key] = entry
            self._bytes += entry.size
            while self._bytes > MAX_BYTES:
                _key, oldest = self._entries.popitem(last=False)
                self._bytes -= oldest.size


_CONDITIONAL = frozenset(
    {"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_ACCEPT_ENCODING", "HTTP_RANGE"}
)


def _etag(body: bytes) -> str:
    return f'"{blake2b(body, digest_size=12).hexdigest()}"'


def _may_be_kept(status: str, headers: list[tuple[str, str]]) -> bool:
    fields = {name.lower(): value for name, value in headers}
    return (
        status.startswith("200")
        and "set-cookie" not in fields
        and "content-encoding" not in fields
        and fields.get("cache-control", "").startswith("public")
    )


def _answer(entry: _Entry, environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
    headers = [*entry.headers, ("ETag", entry.etag), ("Vary", "Accept-Encoding")]
    wanted = environ.get("HTTP_IF_NONE_MATCH", "")
    if wanted and (wanted == "*" or entry.etag in wanted):
        start_response("304 NOT MODIFIED", [h for h in headers if h[0].lower() != "content-type"])
        return []
    body = entry.plain
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "").lower()
    if "gzip" in accepted and parse_accept_header(accepted)["gzip"] > 0:
        body = entry.packed
        headers.append(("Content-Encoding", "gzip"))
    start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
