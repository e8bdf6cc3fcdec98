"""The words of a mail: in its reader's language, the same in text and in HTML, nothing left open."""

import re
from typing import Any

import pytest
from flask import Flask
from jinja2 import DictLoader
from lxml import html

from cop.config import LANGUAGES
from cop.core.i18n import speaking
from cop.mail.models import MailMessage, MailState
from cop.mail.rendering import Rendered, one_line, render, render_without_keys

pytestmark = pytest.mark.usefixtures("settings", "db_session")

BASE = "https://practices.example.org"
KEY = "/bg/account/confirm/x7Qv-2mL_9aZ4kTtRrWw"


def _mail(language: str = "en", **values: Any) -> MailMessage:
    plain: dict[str, Any] = {
        "template": "mail/test",
        "name": "",
        "unsubscribe": "",
        "state": MailState.WAITING,
        "context": {"note": "", "link": f"/{language}/"},
    }
    return MailMessage(language=language, **(plain | values))


def _page(rendered: Rendered) -> Any:
    return html.document_fromstring(rendered.html)


def _words(text: str) -> list[str]:
    return [word for word in text.split() if word not in ("--", "→", ">")]


def test_mail_speaks_its_readers_language_whatever_is_spoken_around_it() -> None:
    site = {
        "bg": "Добри социални практики",
        "ru": "Хорошие социальные практики",
        "en": "Good social practice",
    }

    with speaking("ru"):
        found = {code: render(_mail(code)).text for code in LANGUAGES}

    assert {code: [name for name in site.values() if name in text] for code, text in found.items()} == {
        code: [name] for code, name in site.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_and_html_say_the_same(language: str) -> None:
    mail = _mail(
        language,
        name="Иван О'Брайън",
        unsubscribe="/en/stop/1",
        context={"note": "Едно & две\nтри < четири\n\nпет", "link": "/bg/practices/ruse"},
    )

    rendered = render(mail)

    body = _page(rendered).find("body")
    assert _words(" ".join(body.itertext())) == _words(rendered.text)


def test_html_is_in_the_mails_language_and_needs_nothing_from_elsewhere() -> None:
    page = _page(render(_mail("bg")))

    assert page.get("lang") == "bg"
    assert page.xpath("//img | //link | //script | //iframe") == []
    assert page.xpath("count(//style)") == 1
    assert "prefers-color-scheme: dark" in page.xpath("string(//style)")
    assert page.xpath("//a[@class='button']/@style")[0].startswith("color: #ffffff")


def test_paths_become_whole_addresses_from_the_settings() -> None:
    rendered = render(_mail(context={"note": "", "link": KEY}, unsubscribe="/en/stop/1"))

    links = _page(rendered).xpath("//a/@href")
    assert links == [BASE + KEY, BASE + KEY, BASE, f"{BASE}/en/stop/1"]
    assert re.findall(r"https?://\S+", rendered.text) == [BASE + KEY, BASE, f"{BASE}/en/stop/1"]
    assert rendered.first_link() == BASE + KEY


@pytest.mark.parametrize(
    "words", ["//evil.example/x", "/ с наклонена черта", "practices", "http://other.example/"]
)
def test_what_is_no_path_of_ours_stays_as_it_is(words: str) -> None:
    assert f"> {words}\n" in render(_mail(context={"note": words, "link": "/en/"})).text


def test_text_is_not_escaped_and_html_is() -> None:
    rendered = render(_mail(name="<b>Ана & Ко</b>", context={"note": "100 % <script>", "link": "/en/"}))

    assert rendered.text.startswith("Hello <b>Ана & Ко</b>,\n")
    assert "> 100 % <script>\n" in rendered.text
    assert "<b>Ана" not in rendered.html
    assert "<script>" not in rendered.html
    assert rendered.subject == "Test mail of the site: 100 % <script>"


def test_subject_is_one_line_whatever_stands_in_it() -> None:
    note = "първо\r\nBcc: d@e.bg\n\n\x00\x85\u2028 второ" + " дълго" * 100

    subject = render(_mail(context={"note": note, "link": "/en/"})).subject

    assert subject.startswith("Test mail of the site: първо Bcc: d@e.bg второ дълго")
    assert len(subject) <= 180
    assert subject.endswith("…")
    assert re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", subject) is None


def test_whoever_reads_along_does_not_get_the_keys() -> None:
    mail = _mail(
        context={"note": "Виж /bg/practices", "link": KEY + "?next=/bg/practices/ranna-intervenciya-ruse"}
    )

    rendered = render_without_keys(mail)

    assert "x7Qv" not in rendered.text + rendered.html
    assert rendered.first_link() == f"{BASE}/bg/account/confirm/…?next=/bg/practices/ranna-intervenciya-ruse"


def test_no_blank_is_left_where_there_is_nothing_to_say() -> None:
    text = render(_mail()).text

    assert "\n\n\n" not in text
    assert text == text.strip() + "\n"


@pytest.mark.parametrize(("text", "line"), [("  a \r\n b\t", "a b"), ("", ""), ("я" * 200, "я" * 179 + "…")])
def test_one_line_fits_into_a_header(text: str, line: str) -> None:
    assert one_line(text) == line


def test_days_and_numbers_are_written_in_the_mails_language(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "{% block subject %}{{ due|day }}{% endblock %}: {{ links|join(' ') }} {{ 12345|numberformat }}"
    words = {"mail/mail/list.txt": text, "mail/mail/list.html": "<p>{{ facts.due|day }}</p>"}
    monkeypatch.setattr(app.jinja_env, "loader", DictLoader(words))
    monkeypatch.delitem(app.extensions, "cop.mail.environments", raising=False)
    context = {"due": "2026-12-03", "facts": {"due": "2026-12-03T10:00:00+00:00"}, "links": ["/bg/a", "b"]}

    with speaking("en"):
        rendered = render(_mail("bg", template="mail/list", context=context))
    monkeypatch.delitem(app.extensions, "cop.mail.environments")

    assert rendered.subject == "3 декември 2026 г."
    assert " ".join(rendered.text.split()) == f"3 декември 2026 г.: {BASE}/bg/a b 12 345"
    assert _page(rendered).xpath("string(//p)").split() == ["3", "декември", "2026", "г."]
