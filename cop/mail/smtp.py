"""Speaking with a mail server: one connection, several mails, every wait bounded."""

import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from cop.config import ConfigError
from cop.mail.mime import Envelope

TIMEOUT_SECONDS = 15.0


class UnreachableError(Exception):
    """The server cannot be spoken with at present: no mail is to blame."""


class RefusedError(Exception):
    """The server will never take this mail; `is_address` where it is the recipient that it refuses."""

    def __init__(self, message: str, *, is_address: bool = False) -> None:
        super().__init__(message)
        self.is_address = is_address


class DeferredError(Exception):
    """The server does not take this mail now."""


class Security(StrEnum):
    """How the connection is kept from others' eyes."""

    TLS = "tls"  # from the first byte
    STARTTLS = "starttls"  # asked for, and nothing is sent without
    OFFERED = "offered"  # where the server offers it; a password is never sent without
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Server:
    """Where mails are handed over. `timeout` in seconds, for connecting and for each answer."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    security: Security = Security.OFFERED
    timeout: float = TIMEOUT_SECONDS

    @classmethod
    def from_url(cls, url: str) -> "Server":
        """Read smtp://user:password@host:587?starttls=1&timeout=15; raise ConfigError where it cannot be."""
        try:
            parts = urlsplit(url)
            asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            is_tls = parts.scheme == "smtps"
            security = Security.TLS if is_tls else _STARTTLS[asked.get("starttls", "")]
            user, password = unquote(parts.username or ""), unquote(parts.password or "")
            (user + password).encode("ascii")  # the library can say no others
            return cls(
                host=parts.hostname or "localhost",
                port=parts.port or (465 if is_tls else 587 if parts.username else 25),
                user=user,
                password=password,
                security=security,
                timeout=float(asked.get("timeout", TIMEOUT_SECONDS)),
            )
        except (KeyError, ValueError) as error:
            raise ConfigError(
                "SMTP_URL must be smtp://user:password@host:port?starttls=1 or smtps://…, in plain letters."
            ) from error


_STARTTLS = {"1": Security.STARTTLS, "0": Security.NONE, "": Security.OFFERED}


class Connection:
    """An open conversation with a server, which calls itself `own_name`."""

    def __init__(self, server: Server, own_name: str) -> None:
        try:
            self._smtp = _open(server, own_name)
            try:
                _greet(self._smtp, server)
            except BaseException:
                self._smtp.close()
                raise
        except (OSError, smtplib.SMTPException) as error:
            raise UnreachableError(_told(error)) from error

    @property
    def is_open(self) -> bool:
        """Whether more can be sent; a conversation that broke off is closed."""
        return self._smtp.sock is not None

    def send(self, envelope: Envelope, last_line: "LastLine | None" = None) -> None:
        """Hand one mail over; raise RefusedError or DeferredError where the server does not take it."""
        self._smtp.last_line = last_line
        options = []
        if envelope.needs_utf8:
            if not self._smtp.has_extn("smtputf8"):
                raise RefusedError("this address needs a mail server that knows SMTPUTF8, and ours does not")
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        try:
            self._smtp.sendmail(envelope.sender.text, [envelope.recipient.text], envelope.content, options)
        except smtplib.SMTPRecipientsRefused as refused:
            code, answer = refused.recipients[envelope.recipient.text]
            raise _verdict(code, answer, is_address=True) from refused
        except smtplib.SMTPDataError as refused:
            raise _verdict(refused.smtp_code, refused.smtp_error) from refused
        except (OSError, smtplib.SMTPException) as error:
            # A refused sender as well: that is a setting of ours, which may be mended within two days.
            if not isinstance(error, smtplib.SMTPResponseException):
                self._smtp.close()
            raise DeferredError(_told(error)) from error

    def close(self) -> None:
        """Say goodbye, without waiting for long."""
        with suppress(OSError, smtplib.SMTPException):
            if self._smtp.sock is not None:
                self._smtp.sock.settimeout(1.0)
                self._smtp.quit()
        self._smtp.close()


@dataclass(frozen=True, slots=True)
class LastLine:
    """What is done around the last line of a mail, with which the server has it, whatever becomes of us.

    Nothing but handing over a few bytes lies between the two: whoever notes `before` what they hand over
    loses a mail only if they die right there. `after` is too late for that: on a busy machine the server
    is often woken by the last line and has the mail a good while before we go on.
    """

    before: Callable[[], None]
    after: Callable[[], None]


class _Plain(smtplib.SMTP):
    """A conversation that tells when the last line of a mail is handed to the system."""

    last_line: LastLine | None = None

    def send(self, s: Any) -> None:
        """Send a command or a whole mail."""
        if self.last_line is None or not isinstance(s, bytes) or not s.endswith(b"\r\n" + _LAST):
            super().send(s)
            return
        super().send(s[: -len(_LAST)])
        self.last_line.before()
        super().send(_LAST)
        self.last_line.after()


class _Encrypted(smtplib.SMTP_SSL, _Plain):
    """The same, encrypted from the first byte."""


_LAST = b".\r\n"


def _open(server: Server, own_name: str) -> _Plain:
    # With our own name: finding it out would ask the name service, which may hang as well.
    if server.security is Security.TLS:
        return _Encrypted(
            server.host,
            server.port,
            local_hostname=own_name,
            timeout=server.timeout,
            context=ssl.create_default_context(),
        )
    return _Plain(server.host, server.port, local_hostname=own_name, timeout=server.timeout)


def _greet(smtp: smtplib.SMTP, server: Server) -> None:
    if smtp.sock is not None:
        # The last line of a mail is a packet of its own, and must not wait for the answer to those before.
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    smtp.ehlo_or_helo_if_needed()
    is_safe = server.security is Security.TLS
    wants_tls = server.security is Security.OFFERED and smtp.has_extn("starttls")
    if server.security is Security.STARTTLS or wants_tls:
        smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
        is_safe = True
    if server.user:
        if not is_safe and server.security is not Security.NONE:
            raise smtplib.SMTPException("the server offers no encryption, so the password was not sent")
        smtp.login(server.user, server.password)


def _verdict(code: int, answer: bytes | str, *, is_address: bool = False) -> RefusedError | DeferredError:
    said = f"{code} {_decoded(answer)}"
    return RefusedError(said, is_address=is_address) if 500 <= code < 600 else DeferredError(said)


def _told(error: Exception) -> str:
    """Say in one line what went wrong, without anything of ours that is secret."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_decoded(error.smtp_error)}"
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "the mail server did not answer in time"
    return _decoded(str(error) or type(error).__name__)


def _decoded(answer: bytes | str) -> str:
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())[:400]
