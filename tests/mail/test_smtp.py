"""Speaking with servers that hang, refuse, or cannot be trusted."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from cop.config import ConfigError
from cop.mail.mime import Address, Envelope
from cop.mail.models import MailState
from cop.mail.smtp import Connection, DeferredError, Security, Server, UnreachableError
from tests.mail.inbox import Inbox, running
from tests.mail.sending import Settings, Work, letter, mail_of, write

ENVELOPE = Envelope(Address("a@b.bg"), Address("c@d.bg"), b"Subject: x\r\n\r\nx\r\n")


@contextmanager
def _scripted(*answers: bytes) -> Iterator[int]:
    """A server that says these lines, one a question, and then nothing more; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _address = listener.accept()
            with connection:
                for answer in answers:
                    connection.sendall(answer)
                    connection.recv(1000)
                over.wait(10)

        over = threading.Event()
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield int(listener.getsockname()[1])
        finally:
            over.set()
            thread.join(10)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", Server("mail.example.org", 25)),
        ("smtp://u%40x:p%3Aq@h", Server("h", 587, "u@x", "p:q")),
        ("smtp://h:2525?starttls=1", Server("h", 2525, security=Security.STARTTLS)),
        ("smtp://h?starttls=0&timeout=2.5", Server("h", 25, security=Security.NONE, timeout=2.5)),
        ("smtps://u:p@h", Server("h", 465, "u", "p", security=Security.TLS)),
    ],
)
def test_setting_is_read(url: str, server: Server) -> None:
    assert Server.from_url(url) == server


@pytest.mark.parametrize(
    "url", ["smtp://h:port", "smtp://h?starttls=maybe", "smtp://h?timeout=long", "smtp://u:тайна@h"]
)
def test_setting_that_cannot_be_read_is_told(url: str) -> None:
    with pytest.raises(ConfigError, match=r"^SMTP_URL must be smtp://user:password@host:port"):
        Server.from_url(url)


def test_password_is_not_shown() -> None:
    assert "geheim" not in repr(Server.from_url("smtp://u:geheim@h"))


def test_server_that_says_nothing_is_left_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = Server("127.0.0.1", silent.getsockname()[1], timeout=0.2)
        began = time.monotonic()

        with pytest.raises(UnreachableError, match=r"^the mail server did not answer in time$"):
            Connection(server, "test")

        assert time.monotonic() - began < 1


def test_hanging_server_costs_no_mail_and_is_asked_once(settings: Settings, work: Work) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings(smtp_url=f"smtp://127.0.0.1:{silent.getsockname()[1]}?timeout=0.2")
        write(*(letter(f"test:{number}") for number in range(20)))
        began = time.monotonic()

        work()

        assert time.monotonic() - began < 1
    assert mail_of("test:19").state is MailState.WAITING
    assert mail_of("test:19").last_error == "the mail server did not answer in time"


def test_server_that_hangs_after_the_words_defers_the_mail() -> None:
    talk = (b"220 hi\r\n", b"250 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n")
    with _scripted(*talk) as port:
        connection = Connection(Server("127.0.0.1", port, timeout=0.2), "test")

        with pytest.raises(DeferredError, match="did not answer in time"):
            connection.send(ENVELOPE)

        assert not connection.is_open
        connection.close()


def test_refused_sender_is_a_setting_of_ours_and_no_fault_of_the_mail() -> None:
    with _scripted(b"220 hi\r\n", b"250 hi\r\n", b"553 not you\r\n", b"250 ok\r\n", b"221 bye\r\n") as port:
        connection = Connection(Server("127.0.0.1", port, timeout=2), "test")

        with pytest.raises(DeferredError, match=r"^553 not you$"):
            connection.send(ENVELOPE)

        connection.close()


@pytest.mark.usefixtures("settings")
def test_password_goes_only_where_it_is_safe_or_allowed() -> None:
    inbox = Inbox()
    with running(inbox):
        with pytest.raises(UnreachableError, match=r"^the server offers no encryption"):
            Connection(Server("127.0.0.1", inbox.port, "cop", "secret"), "test")
        with pytest.raises(UnreachableError, match="STARTTLS"):
            Connection(Server("127.0.0.1", inbox.port, "cop", "secret", security=Security.STARTTLS), "test")
        assert inbox.logins == []

        allowed = Server("127.0.0.1", inbox.port, "cop", "secret", security=Security.NONE)
        Connection(allowed, "test").close()

    assert inbox.logins == [("cop", "secret")]


def test_wrong_password_puts_off(settings: Settings, work: Work) -> None:
    with running(Inbox()) as inbox:
        settings(smtp_url=f"smtp://cop:wrong@127.0.0.1:{inbox.port}?starttls=0")
        write(letter())

        work()

    assert mail_of().state is MailState.WAITING
    assert mail_of().last_error.startswith("535 ")


def _certificate(folder: Path) -> ssl.SSLContext:
    """A certificate for 127.0.0.1 that nobody has signed; its file is folder/"cert"."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "cert").write_bytes(certificate.public_bytes(pem))
    (folder / "key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert", folder / "key")
    return context


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.OFFERED])
@pytest.mark.usefixtures("settings")
def test_encryption_is_taken_where_offered_and_the_certificate_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: Security
) -> None:
    with running(Inbox(), tls_context=_certificate(tmp_path)) as inbox:
        server = Server("127.0.0.1", inbox.port, "cop", "secret", security=security)
        with pytest.raises(UnreachableError, match="CERTIFICATE_VERIFY_FAILED"):
            Connection(server, "test")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert"))

        connection = Connection(server, "test")
        connection.send(ENVELOPE)
        connection.close()

    assert inbox.logins == [("cop", "secret")]
    assert len(inbox.raw) == 1


@pytest.mark.usefixtures("settings")
def test_encryption_from_the_first_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert"))
    with running(Inbox(), ssl_context=_certificate(tmp_path)) as inbox:
        connection = Connection(Server("127.0.0.1", inbox.port, security=Security.TLS), "test")
        connection.send(ENVELOPE)
        connection.close()

    assert len(inbox.raw) == 1
