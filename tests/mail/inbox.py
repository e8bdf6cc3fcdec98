"""A mail server of a test's own, that takes, refuses or hangs as it is told."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Lock
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult


@dataclass
class Inbox:
    """What came, and what is answered to whom: the answers of a recipient are used up one by one."""

    answers: dict[str, list[str]] = field(default_factory=dict)
    on_data: Callable[[bytes], None] = lambda _content: None
    seconds_a_mail: float = 0.0
    raw: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, str]] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    lock: Lock = field(default_factory=Lock)

    @property
    def url(self) -> str:
        """The setting that leads here."""
        return f"smtp://127.0.0.1:{self.port}?starttls=0&timeout=5"

    def messages(self) -> list[EmailMessage]:
        """What came, as a mail program reads it."""
        return [_read(content) for content in self.raw]

    def only(self) -> EmailMessage:
        """The one mail that came."""
        (message,) = self.messages()
        return message

    def recipients(self) -> list[str]:
        """Who it came for, in order."""
        return [recipient for _sender, recipient in self.envelopes]

    def times(self) -> Counter[str]:
        """How often each Message-ID came."""
        return Counter(message["Message-ID"] for message in self.messages())

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """Say what was asked for, else yes."""
        if waiting := self.answers.get(address):
            return waiting.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Any, envelope: Any
    ) -> str:
        """Take the mail, and then say so: whoever hangs up in between has handed it over all the same."""
        with self.lock:
            self.raw.append(envelope.content)
            self.envelopes.append((envelope.mail_from, envelope.rcpt_tos[0]))
        await asyncio.sleep(self.seconds_a_mail)
        self.on_data(envelope.content)
        return "250 taken"


def _read(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


@contextmanager
def running(inbox: Inbox, **options: Any) -> Iterator[Inbox]:
    """Let the server answer within the block."""

    class Counting(SMTP):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            inbox.connections += 1
            super().connection_made(transport)

    def authenticate(_server: SMTP, _session: Any, _envelope: Any, _mechanism: str, login: Any) -> AuthResult:
        pair = (login.login.decode(), login.password.decode())
        inbox.logins.append(pair)
        return AuthResult(success=pair[1] == "secret", handled=False)

    class Numbered(Controller):
        def factory(self) -> SMTP:
            return Counting(self.handler, **self.SMTP_kwargs)

        def _trigger_server(self) -> None:
            # The port was chosen by the system.
            assert self.server is not None
            self.port = inbox.port = self.server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
            super()._trigger_server()  # type: ignore[no-untyped-call]

    controller = Numbered(
        inbox,
        hostname="127.0.0.1",
        port=0,
        authenticator=authenticate,
        auth_required=False,
        auth_require_tls=False,
        **{"enable_SMTPUTF8": True} | options,
    )
    controller.start()
    inbox.connections = 0  # it has asked itself whether it is there
    try:
        yield inbox
    finally:
        controller.stop()
