"""A mail as a server takes it: addresses for the envelope, and the bytes of headers and parts."""

from binascii import b2a_qp
from collections.abc import Mapping
from dataclasses import dataclass
from email.header import Header
from email.utils import format_datetime, parseaddr, quote
from ipaddress import ip_address
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from cop.mail.models import MailMessage
from cop.mail.rendering import Rendered, one_line


class UndeliverableError(Exception):
    """There is no way to send a mail to this address."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address for the envelope: the host in ASCII, the part before it as it is."""

    text: str

    @property
    def needs_utf8(self) -> bool:
        """Whether servers must know SMTPUTF8 to take it."""
        return not self.text.isascii()


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is handed to a mail server."""

    sender: Address
    recipient: Address
    content: bytes

    @property
    def needs_utf8(self) -> bool:
        """Whether the server must know SMTPUTF8."""
        return self.sender.needs_utf8 or self.recipient.needs_utf8


def read_address(text: str) -> Address:
    """Return the address; raise UndeliverableError where it is none."""
    try:
        # Whether a host exists is the mail server's business; names inside a network are good ones too.
        valid = validate_email(text, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        raise UndeliverableError(f"not an address: {error}") from error
    return Address(f"{valid.local_part}@{valid.ascii_domain}")


def host_of(base_url: str) -> str:
    """Return the site's host as mail writes it: in ASCII, a number in brackets."""
    host = urlsplit(base_url).hostname or "localhost"
    try:
        number = ip_address(host)
    except ValueError:
        return host.encode("idna").decode()
    return f"[IPv6:{number}]" if number.version == 6 else f"[{number}]"


def message_id(mail: MailMessage, base_url: str) -> str:
    """Return the mail's own Message-ID: the same however often it is tried."""
    return f"<{mail.id}.{mail.token}@{host_of(base_url)}>"


def compose(
    mail: MailMessage,
    rendered: Rendered,
    *,
    mail_from: str,
    base_url: str,
    more: Mapping[str, str] | None = None,
) -> Envelope:
    """Put the mail together, each time to the same bytes; raise UndeliverableError for a bad address.

    `more` are headers in plain ASCII that others of its kind do not have.
    """
    sender_name, sender_text = parseaddr(mail_from)
    # The site's own name may be a number where it is tried out; such an address is nobody's to read.
    sender = read_address(sender_text) if sender_text else Address(f"no-reply@{host_of(base_url)}")
    recipient = read_address(mail.to)
    headers = {
        "From": _mailbox("From", sender_name, sender),
        "To": _mailbox("To", mail.name, recipient),
        "Subject": _words("Subject", rendered.subject),
        "Date": format_datetime(mail.created_at),
        "Message-ID": message_id(mail, base_url),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",  # the same for servers that do not know the standard
        "Content-Language": mail.language,
    }
    if mail.reply_to:
        headers["Reply-To"] = read_address(mail.reply_to).text
    if mail.unsubscribe:
        headers["List-Unsubscribe"] = f"<{one_line(base_url + mail.unsubscribe, 900)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    headers |= more or {}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return Envelope(sender, recipient, head.encode() + _parts(mail, rendered))


def _parts(mail: MailMessage, rendered: Rendered) -> bytes:
    boundary = f"=_{mail.token}"  # "=_" stands in no quoted-printable text
    head = f'Content-Type: multipart/alternative; boundary="{boundary}"\r\nMIME-Version: 1.0\r\n\r\n'
    parts = [_part(boundary, "plain", rendered.text), _part(boundary, "html", rendered.html)]
    return head.encode() + b"".join(parts) + f"--{boundary}--\r\n".encode()


def _part(boundary: str, kind: str, text: str) -> bytes:
    head = (
        f'--{boundary}\r\nContent-Type: text/{kind}; charset="utf-8"\r\nMIME-Version: 1.0\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    # Quoted-printable goes through every server unchanged, so that signatures hold. The library's own way
    # through its classes gives the same and takes twenty times as long.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    return head.encode() + b2a_qp(lines.encode(), istext=True) + b"\r\n"


def _mailbox(header: str, name: str, address: Address) -> str:
    line = one_line(name, 120)
    if not line:
        return address.text
    if line.isascii() and "=?" not in line:
        return f'"{quote(line)}" <{address.text}>'
    return f"{_words(header, line)}\r\n <{address.text}>"


def _words(header: str, text: str) -> str:
    """Write one line of words for a header; what is not plain ASCII in encoded words, folded."""
    line = one_line(text)
    if line.isascii() and "=?" not in line:
        return line
    return Header(line, "utf-8", header_name=header).encode(linesep="\r\n")
