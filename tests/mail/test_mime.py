"""The bytes of a mail: whatever names and subjects hold, there is one recipient and no header of theirs."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop.mail.mime import UndeliverableError, compose, host_of, read_address
from cop.mail.models import MailMessage
from cop.mail.rendering import Rendered, one_line

BASE = "https://practices.example.org"
HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Content-Language",
    "Content-Type",
    "MIME-Version",
]
LINES = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


def _mail(**values: Any) -> MailMessage:
    plain: dict[str, Any] = {
        "id": 7,
        "token": "0123456789abcdef",
        "to": "ivan@example.bg",
        "name": "",
        "reply_to": "",
        "unsubscribe": "",
        "language": "bg",
        "created_at": datetime(2026, 11, 22, 21, 5, 9, tzinfo=UTC),
    }
    return MailMessage(**(plain | values))


def _bytes(subject: str = "Тема", text: str = "Текст\n", base_url: str = BASE, **values: Any) -> bytes:
    rendered = Rendered(subject, text, f"<p>{text}</p>")
    return compose(_mail(**values), rendered, mail_from="a@b.bg", base_url=base_url).content


def _read(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _name_of_recipient(content: bytes) -> str:
    # Python's own reader of addresses leaves a blank between two encoded words; older, this one does not.
    header = message_from_bytes(content)["To"]
    name, _address = parseaddr(header)
    return str(make_header(decode_header(name)))


def test_headers_say_when_from_whom_and_that_a_machine_wrote() -> None:
    message = _read(_bytes())

    assert message.keys() == HEADERS
    assert message["Date"].datetime == datetime(2026, 11, 22, 21, 5, 9, tzinfo=UTC)
    assert message["Message-ID"] == "<7.0123456789abcdef@practices.example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "bg"
    assert message.defects == []


def test_same_mail_is_the_same_bytes_each_time() -> None:
    assert _bytes(name="Иван") == _bytes(name="Иван")


@given(name=LINES, subject=LINES)
def test_no_name_and_no_subject_makes_a_header_or_another_recipient(name: str, subject: str) -> None:
    content = _bytes(subject=subject, name=name)

    message = _read(content)
    (recipient,) = message["To"].addresses
    assert message.keys() == HEADERS
    assert recipient.addr_spec == "ivan@example.bg"
    assert _name_of_recipient(content) == one_line(name, 120)
    assert message["Subject"] == one_line(subject)
    assert max(len(line) for line in content.split(b"\r\n")) < 998
    assert b"\n" not in content.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "name",
    [
        "Иван\r\nBcc: d@e.bg",
        "x\r\n\r\n<html>",
        '"Иванов, Иван" <other@e.bg>',
        'a"; <other@e.bg>',
        "=?utf-8?q?x=0D=0ABcc=3A_d=40e=2Ebg?=",
        "\\",
    ],
)
def test_hostile_name_stays_a_name(name: str) -> None:
    content = _bytes(name=name, subject=name)

    message = _read(content)
    (recipient,) = message["To"].addresses
    assert message.keys() == HEADERS
    assert (_name_of_recipient(content), recipient.addr_spec) == (one_line(name), "ivan@example.bg")
    assert message["Subject"] == one_line(name)


def test_text_of_every_kind_arrives_as_it_was() -> None:
    text = "Ред\n.\n.точка\n" + "дълго " * 2000 + "\nFrom тук\n\t=3D ₂ 😀 \n"

    parts = list(_read(_bytes(text=text)).iter_parts())

    assert [part.get_content().replace("\r\n", "\n") for part in parts] == [text, f"<p>{text}</p>"]


def test_way_out_is_offered_where_there_is_one() -> None:
    message = _read(_bytes(unsubscribe="/bg/stop/abc", reply_to="Editor@Пример.бг"))

    assert message["List-Unsubscribe"] == f"<{BASE}/bg/stop/abc>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Reply-To"] == "Editor@xn--e1afmkfd.xn--90ae"


@pytest.mark.parametrize(
    ("text", "address", "needs_utf8"),
    [
        ("ivan@example.bg", "ivan@example.bg", False),
        ("Ivan@Пример.БГ", "Ivan@xn--e1afmkfd.xn--90ae", False),
        ("иван@пример.бг", "иван@xn--e1afmkfd.xn--90ae", True),
        ("root@mail.example.org", "root@mail.example.org", False),
    ],
)
def test_address_has_its_host_in_ascii(text: str, address: str, needs_utf8: bool) -> None:
    found = read_address(text)

    assert (found.text, found.needs_utf8) == (address, needs_utf8)


@pytest.mark.parametrize("text", ["", "a", "a@", "a@b c", "a@b.bg, c@d.bg", "a@b.bg\nTo: c@d.bg", "<a@b.bg>"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(UndeliverableError, match=r"^not an address: "):
        read_address(text)


@pytest.mark.parametrize(
    ("base_url", "host"),
    [
        ("https://practices.example.org", "practices.example.org"),
        ("https://практики.бг/x", "xn--80aqagb0ahs.xn--90ae"),
        ("http://127.0.0.1:8000", "[127.0.0.1]"),
        ("http://[::1]:8000", "[IPv6:::1]"),
    ],
)
def test_site_has_a_name_that_mail_knows(base_url: str, host: str) -> None:
    assert host_of(base_url) == host
    assert _read(_bytes(base_url=base_url))["Message-ID"] == f"<7.0123456789abcdef@{host}>"


@pytest.mark.parametrize(
    ("base_url", "sender"),
    [
        ("https://practices.example.org", "no-reply@practices.example.org"),
        ("http://127.0.0.1:8000", "no-reply@[127.0.0.1]"),
    ],
)
def test_site_that_names_no_sender_writes_from_its_host(base_url: str, sender: str) -> None:
    envelope = compose(_mail(), Rendered("Тема", "Текст\n", "<p>Текст</p>"), mail_from="", base_url=base_url)

    assert envelope.sender.text == sender
    assert message_from_bytes(envelope.content)["From"] == sender
