"""The viewer for administrators: who may look, what is written down, what can be done."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import update

from cop.core.db import db, now
from cop.core.permissions import Role
from cop.mail.models import MailMessage, MailState
from cop.mail.queries import PAGE
from tests import people
from tests.conftest import Statements
from tests.mail.inbox import Inbox
from tests.mail.sending import Settings, Work, letter, mail_of, states, write
from tests.mail.viewing import BrowserOf, fail, trail

LIST = "/bg/desk/mail"
KEY = "/bg/account/confirm/x7Qv-2mL_9aZ4kTtRrWw"


def _get(client: FlaskClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.document_fromstring(answer.text)


def _numbers(page: Any) -> list[str]:
    return [re.sub(r"\D", "", link) for link in page.xpath("//tbody/tr/th/a/@href")]


def _addresses(id: int) -> list[tuple[str, str]]:
    return [
        ("GET", LIST),
        ("GET", f"{LIST}/{id}"),
        ("GET", f"{LIST}/{id}/html"),
        ("POST", f"{LIST}/{id}/show"),
        ("POST", f"{LIST}/{id}/retry"),
        ("POST", f"{LIST}/{id}/drop"),
    ]


def test_only_administrators_find_the_pages(
    app: Flask, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    write(letter())
    _id, others = browser_of(*(set(Role) - {Role.ADMINISTRATOR}))

    found = [others.open(path, method=method).status_code for method, path in _addresses(mail_of().id)]
    unknown = [app.test_client().open(path, method=method) for method, path in _addresses(mail_of().id)]

    assert found == [404] * 6
    assert [answer.status_code for answer in unknown] == [303, 303, 303, 401, 401, 401]
    assert states() == {"test:1": MailState.WAITING}
    assert trail() == []


def test_post_without_its_token_does_nothing(administrator: FlaskClient) -> None:
    write(letter())
    fail("test:1")

    answers = [administrator.post(path) for method, path in _addresses(mail_of().id) if method == "POST"]

    assert [answer.status_code for answer in answers] == [400] * 3
    assert states() == {"test:1": MailState.FAILED}
    assert trail() == []


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_the_same_statements_for_one_and_for_three(
    administrator: FlaskClient, count_statements: Statements, rows: int
) -> None:
    write(*(letter(f"test:{number}") for number in range(rows)))
    _get(administrator, LIST)

    with count_statements() as statements:
        page = _get(administrator, LIST)

    assert len(_numbers(page)) == rows
    assert len(statements) == 4  # the session, dead letters, the others, the counts


def test_list_has_dead_letters_first_and_shows_no_whole_address(administrator: FlaskClient) -> None:
    write(*(letter(f"test:{number}", name="Иван") for number in range(4)))
    fail("test:0", "test:2")

    page = _get(administrator, LIST)

    ids = [str(mail_of(f"test:{number}").id) for number in (2, 0, 3, 1)]
    assert _numbers(page) == ids
    text = page.text_content()
    assert "i…@example.bg" in text
    assert "ivan@example.bg" not in text
    assert "Иван" not in text
    assert len(page.xpath("//form[contains(@action, '/retry')]")) == 2


def test_list_can_be_narrowed_and_read_on(administrator: FlaskClient) -> None:
    write(*(letter(f"test:{number}", to=f"p{number % 2}@example.bg") for number in range(2 * PAGE + 6)))
    fail("test:0", "test:1")
    ids = [mail_of(f"test:{number}").id for number in range(2 * PAGE + 6)]

    seen: list[str] = []
    address = f"{LIST}?recipient=P1@EXAMPLE"
    while address:
        page = _get(administrator, address)
        seen += _numbers(page)
        address = next(iter(page.xpath("//a[@rel='next']/@href")), "")
    failed = _numbers(_get(administrator, f"{LIST}?state=failed"))

    odd = [str(id) for id in ids[1::2]]
    assert seen == [odd[0], *reversed(odd[1:])]
    assert failed == [str(ids[1]), str(ids[0])]


@pytest.mark.parametrize(
    "question",
    ["state=none", "after=x", "after=failed-", "after=other-99999999999999999999", "recipient=%25"],
)
def test_list_has_an_answer_to_every_question(administrator: FlaskClient, question: str) -> None:
    write(letter())

    assert len(_numbers(_get(administrator, f"{LIST}?{question}"))) == (0 if "recipient" in question else 1)


def test_words_are_shown_only_after_the_trail_is_written(somebody: tuple[int, FlaskClient]) -> None:
    reader, administrator = somebody
    write(letter(name="Иван", context={"note": "тайно слово", "link": "/bg/"}))
    address = f"{LIST}/{mail_of().id}"

    before = _get(administrator, address).text_content()
    trail_before = trail()
    answer = people.submit(administrator, address, form="/show")
    after = _get(administrator, answer.headers["Location"])

    assert answer.status_code == 303
    assert "тайно слово" not in before
    assert "ivan@example.bg" not in before
    assert trail_before == []
    assert trail() == [("mail.read", reader, str(mail_of().id))]
    assert "тайно слово" in after.xpath("string(//pre[@class='mail-text'])")
    assert "Иван <ivan@example.bg>" in after.text_content()


def test_html_stands_alone_in_a_frame_that_can_do_nothing(administrator: FlaskClient) -> None:
    write(letter(context={"note": "<script>alert(1)</script>", "link": "/bg/"}))
    shown = people.submit(administrator, f"{LIST}/{mail_of().id}", form="/show").headers["Location"]
    outer = administrator.get(shown)
    frame = html.document_fromstring(outer.text).find(".//iframe")
    assert frame is not None

    inner = administrator.get(frame.get("src", ""))

    assert frame.get("sandbox") == ""
    assert inner.headers.getlist("Content-Security-Policy") == [
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
    ]
    assert inner.headers["Cache-Control"] == "private, no-store"
    assert "frame-src 'self'" in outer.headers["Content-Security-Policy"]
    assert "&lt;script&gt;alert(1)" in inner.text
    assert "<script" not in inner.text


def test_key_fits_one_mail_one_reader_and_a_quarter_of_an_hour(
    administrator: FlaskClient, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(letter(), letter("test:2"))
    first, second = mail_of().id, mail_of("test:2").id
    key = people.submit(administrator, f"{LIST}/{first}", form="/show").headers["Location"].partition("?")[2]
    _id, colleague = browser_of(Role.ADMINISTRATOR)

    def statuses() -> list[int]:
        return [
            client.get(f"{LIST}/{id}/html?{key}").status_code
            for client, id in ((administrator, first), (administrator, second), (colleague, first))
        ]

    fresh = statuses()
    monkeypatch.setattr("cop.mail.views.KEY_SECONDS", -1)
    late = statuses()

    assert fresh == [200, 404, 404]
    assert late == [404, 404, 404]


def test_links_of_a_sent_mail_are_shown_without_their_keys(
    administrator: FlaskClient, inbox: Inbox, work: Work, settings: Settings
) -> None:
    write(letter(context={"note": "", "link": KEY}))
    work()
    settings(smtp_url="")
    write(letter("test:2", context={"note": "", "link": KEY}))
    work()

    texts = [
        administrator.get(
            people.submit(administrator, f"{LIST}/{mail_of(reason).id}", form="/show").headers["Location"]
        ).text
        for reason in ("test:1", "test:2")
    ]

    assert KEY in inbox.only().get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert ["x7Qv" in text for text in texts] == [False, True]  # the second was sent to nobody


def test_forgotten_mail_has_nothing_to_show(administrator: FlaskClient) -> None:
    write(letter())
    db.session.execute(
        update(MailMessage).values(forgotten_at=now(), to="", context={}, state=MailState.SENT)
    )
    db.session.commit()
    address = f"{LIST}/{mail_of().id}"

    page = _get(administrator, address)

    assert page.xpath("//main//form") == []
    assert page.xpath("//iframe | //pre") == []


def test_mail_whose_words_do_not_fit_says_so(
    administrator: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    write(letter(context={}))
    with caplog.at_level("CRITICAL"):
        shown = people.submit(administrator, f"{LIST}/{mail_of().id}", form="/show").headers["Location"]
        page = _get(administrator, shown)

    assert "'note' is undefined" in page.text_content()


def test_unknown_mail_is_no_page(administrator: FlaskClient) -> None:
    assert administrator.get(f"{LIST}/999999").status_code == 404
