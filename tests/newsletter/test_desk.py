"""The editors' pages: an issue is put together, written in three languages, looked at, tried out, sent."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cop.config import LANGUAGES
from cop.core.db import db, now
from cop.core.permissions import SYSTEM, Role
from cop.core.records import Ref
from cop.newsletter import jobs, operations, queries
from cop.newsletter.enums import IssueState
from cop.newsletter.models import Issue
from tests.accounts.mailbox import mails
from tests.conftest import Statements
from tests.newsletter.conftest import TEXTS
from tests.people import person, sign_in
from tests.web.site import parsed


@pytest.fixture
def editor(client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    user = person("Ed", Role.EDITOR, language="en")
    user.timezone = "Europe/Sofia"
    db.session.commit()
    sign_in(client, user)
    return client


def fresh(number: int = 1) -> Issue:
    db.session.expire_all()
    issue = queries.by_number(number, actor=SYSTEM)
    assert issue is not None
    return issue


def submit(client: FlaskClient, page: str, button: str, **changed: str) -> int:
    """Fill in the form whose button says this, as it stands on the page, and send it."""
    tree = parsed(client.get(page).text)
    for form in tree.forms:
        if any(button in (b.text_content() or "") for b in form.findall(".//button")):
            fields = {name: value or "" for name, value in form.form_values()}
            return client.post(form.get("action"), data=fields | changed).status_code
    raise AssertionError(f"no button {button}")


def test_issue_is_put_together_and_sent_by_hand(
    editor: FlaskClient, refs: list[Ref], run_jobs: Callable[[], int]
) -> None:
    run_jobs()  # so that the practices are found
    here = "/en/desk/newsletter/1"
    assert submit(editor, "/en/desk/newsletter", "Begin an issue") == 303
    assert submit(editor, f"{here}?q=/bg/practices/a", "Put into the issue") == 303
    assert submit(editor, f"{here}?q=B", "Put into the issue") == 303
    assert submit(editor, here, "Down: A") == 303
    assert [b["id"] for b in fresh().blocks] == [refs[1].id, refs[0].id]

    keys = [block["key"] for block in fresh().blocks]
    for code in LANGUAGES:
        said = TEXTS | {f"intro-{key}": f"{key} {code}" for key in keys}
        assert submit(editor, f"{here}/texts/{code}", "Save", **said) == 303
    assert "Nothing is missing" in editor.get(here).text

    assert submit(editor, here, "Send a test", email="me@example.org", language="bg") == 303
    assert f"{keys[0]} bg" in mails("me@example.org")[0].text
    assert submit(editor, here, "Let it go out", at="") == 303
    jobs.begin_due()
    assert fresh().state is IssueState.SENDING
    assert submit(editor, here, "Save the correction", **{"correction-en": "Wrong."}) == 303
    assert "Wrong." in editor.get("/en/newsletter/1").text


def test_record_that_is_not_public_is_not_put_in(editor: FlaskClient, issue: Issue) -> None:
    before = list(issue.blocks)
    for record in ("practice:999999", "practice:", "nothing:1", ""):
        data = {"record": record, "version": str(issue.version)}
        assert editor.post("/en/desk/newsletter/1/blocks", data=data).status_code == 303

    assert fresh().blocks == before
    assert "There is no such record, or it is not public." in editor.get("/en/desk/newsletter/1").text


def test_two_who_write_the_same_edition_see_both_texts(editor: FlaskClient, issue: Issue) -> None:
    here = "/en/desk/newsletter/1/texts/en"
    operations.save_texts(issue, "en", actor=SYSTEM, version=1, texts=TEXTS | {"lead": "Theirs."}, intros={})
    db.session.commit()

    answer = editor.post(here, data=TEXTS | {"lead": "Mine.", "revision": "1"})

    page = parsed(answer.text)
    assert answer.status_code == 409
    assert page.find_class("version-pane")[0].text_content() == "Theirs."
    assert page.get_element_by_id("lead").text.strip() == "Mine."
    assert fresh().editions[0].texts["lead"] == "Theirs."

    revision = page.forms[-1].fields["revision"]
    editor.post(here, data=TEXTS | {"lead": "Both.", "revision": revision})
    assert fresh().editions[0].texts["lead"] == "Both."


def test_what_is_saved_while_one_writes_carries_the_next_revision(editor: FlaskClient, issue: Issue) -> None:
    here = f"/en/desk/newsletter/{issue.number}/texts/en/autosave"

    first = editor.post(here, data=TEXTS | {"title": "New", "revision": "1"})
    stale = editor.post(here, data=TEXTS | {"title": "Old", "revision": "1"})
    long = editor.post(here, data=TEXTS | {"title": "x" * 300, "revision": "2"})

    assert (first.status_code, first.get_json()["revision"]) == (200, 2)
    assert (stale.status_code, long.status_code) == (409, 400)
    assert fresh().editions[0].texts["title"] == "New"


def test_text_that_is_too_long_stays_in_its_field(editor: FlaskClient, issue: Issue) -> None:
    answer = editor.post(
        f"/en/desk/newsletter/{issue.number}/texts/en", data=TEXTS | {"title": "y" * 300, "revision": "1"}
    )

    assert answer.status_code == 400
    assert 'href="#title"' in answer.text
    assert "y" * 300 in answer.text


def test_day_is_in_the_editors_own_time(editor: FlaskClient, issue: Issue) -> None:
    day = (now() + timedelta(days=3)).strftime("%Y-%m-%d")
    data = {"at": f"{day}T09:30", "version": str(issue.version)}
    editor.post("/en/desk/newsletter/1/schedule", data=data)

    sent_at = fresh().send_at
    assert sent_at is not None
    assert f"{sent_at:%H:%M}" in ("06:30", "07:30")
    shown = editor.get("/en/desk/newsletter/1").text
    assert "09:30" in shown[shown.index("badge") :][:200]
    assert submit(editor, "/en/desk/newsletter/1", "Take it back") == 303
    assert fresh().state is IssueState.DRAFT

    editor.post("/en/desk/newsletter/1/schedule", data=data | {"at": "soon", "version": str(fresh().version)})
    assert "Choose a day and a time." in editor.get("/en/desk/newsletter/1").text


def test_number_audience_and_topics_are_set(editor: FlaskClient, issue: Issue) -> None:
    operations.begin(actor=SYSTEM, language="en")
    assert submit(editor, "/en/desk/newsletter/1", "Save", number="2", purpose="invitations") == 303
    assert "There is an issue with this number." in editor.get("/en/desk/newsletter/1").text

    assert submit(editor, "/en/desk/newsletter/1", "Save", number="7", purpose="invitations") == 303

    assert (fresh(7).id, fresh(7).purpose) == (issue.id, "invitations")


@pytest.mark.usefixtures("issue")
def test_previews_show_page_mail_and_paper(editor: FlaskClient) -> None:
    here = "/en/desk/newsletter/1/preview/en"

    page, mail, html = (editor.get(here + rest) for rest in ("", "/mail", "/html"))
    dark = editor.get(f"{here}/html?scheme=dark").text

    assert "About 0 in en." in page.text
    assert "A preview" in page.text
    assert mail.text.count("<iframe") == 3
    assert "frame-src 'self'" in mail.headers["Content-Security-Policy"]
    assert "sandbox" in html.headers["Content-Security-Policy"]
    assert "prefers-color-scheme: dark" in html.text
    assert "@media all" in dark
    assert editor.get(f"{here}/pdf").data.startswith(b"%PDF-")
    assert editor.get("/en/desk/newsletter/1/preview/de").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_as_many_statements_whatever_the_issue_holds(
    editor: FlaskClient, issue: Issue, count: int, count_statements: Statements
) -> None:
    for block in issue.blocks[count:]:
        operations.remove_block(issue, block["key"], actor=SYSTEM, version=issue.version)
    db.session.commit()
    costs = []
    for address in ("/en/desk/newsletter", "/en/desk/newsletter/1"):
        editor.get(address)
        with count_statements() as statements:
            assert editor.get(address).status_code == 200
        costs.append(len(statements))

    assert costs == [3, 9]
