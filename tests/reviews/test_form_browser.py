"""Writing a review in a browser: words selected in the text become evidence; also without scripts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from cop.accounts.models import User
from cop.core.db import db
from cop.core.permissions import Role
from cop.reviews.reading import written
from cop.submissions import drafting, operations
from cop.submissions.models import Submission
from tests.applications import served
from tests.browser.axe import WIDE, bring_axe, look, problems, unfold
from tests.browser.walking import complaints, visitor
from tests.conftest import NewDatabase
from tests.people import actor_of, person, sign_in
from tests.reviews.judging import draft_of
from tests.reviews.samples import NEED
from tests.reviews.writing import in_hand
from tests.submissions.notes import NOTE

pytestmark = pytest.mark.browser

SELECT = """() => {
  const words = document.querySelector("#text-en-need [data-words] p").firstChild;
  const range = document.createRange();
  range.setStart(words, 0);
  range.setEnd(words, "Young people leave care".length);
  const selection = document.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}"""


@pytest.fixture
def site(tmp_path: Path, new_database: NewDatabase, tables: Path) -> Iterator[tuple[Flask, str]]:
    """A site of its own where notes are reviewed, and its address."""
    with new_database(tmp_path, tables) as url, served(tmp_path, url) as (app, base):
        app.extensions["cop.submittables"] |= {NOTE.kind: NOTE}
        yield app, base


@pytest.fixture
def at_work(site: tuple[Flask, str]) -> tuple[int, int, str]:
    """(a case, its reviewer, the cookie of their session)."""
    app, _base = site
    with app.app_context():
        author = person("Ana Author", language="en")
        case = drafting.begin("note", actor=actor_of(author), language="en", title="A house of peers")
        drafting.save_answer(
            case, actor=actor_of(author), language="en", question="need", value=NEED, revision=0
        )
        operations.send(case, actor=actor_of(author))
        db.session.commit()
        reviewer = person("Rev Anna", Role.REVIEWER, language="en")
        in_hand(case, person("Ela Editor", Role.EDITOR), [reviewer])
        client = app.test_client()
        sign_in(client, reviewer)
        cookie = client.get_cookie("session")
        assert cookie is not None
        found = case.id, reviewer.id, cookie.value
        db.session.remove()
    return found


def _open(page: Page, base: str, at_work: tuple[int, int, str]) -> None:
    page.context.add_cookies([{"name": "session", "value": at_work[2], "url": base}])
    page.goto(f"{base}/en/reviews/{at_work[0]}/review")


def _saved(app: Flask, at_work: tuple[int, int, str]) -> tuple[str, str, list[str]]:
    """What is kept on skills: (step, reason, quotes)."""
    with app.app_context():
        case, reviewer = db.session.get_one(Submission, at_work[0]), db.session.get_one(User, at_work[1])
        answered = written(draft_of(case, reviewer)).answers["skills"]
        db.session.remove()
    return answered.choice, answered.reason, [pointer.words for pointer in answered.evidence]


@pytest.mark.parametrize("width", [1280, 320])
def test_selected_words_become_evidence_and_are_saved(
    browser: Browser, site: tuple[Flask, str], at_work: tuple[int, int, str], width: int
) -> None:
    app, base = site
    with visitor(browser, base, viewport={"width": width, "height": 900}) as (_context, page):
        told = complaints(page)
        _open(page, base, at_work)

        page.locator("#criterion-skills").get_by_label("Reason").fill("Because they say so.")
        page.locator("#criterion-skills input[value='3']").check()
        page.evaluate(SELECT)
        bar = page.get_by_role("region", name="Evidence from the text")
        expect(bar.locator("[data-quoted]")).to_have_text("Young people leave care")
        expect(bar.get_by_label("Evidence for")).to_have_value("skills")  # where one has written last
        bar.get_by_role("button", name="Use as evidence").click()

        expect(bar).to_be_hidden()
        expect(page.locator("#criterion-skills blockquote")).to_have_text("Young people leave care")
        expect(page.locator("[data-status]")).to_contain_text("Not saved yet")
        expect(page.locator("[data-status]")).to_contain_text("Saved ")
        expect(page.locator("[data-answered]")).to_have_text("1")
        expect(page.locator("[data-sum]")).to_have_text("3")
        assert _saved(app, at_work) == ("3", "Because they say so.", ["Young people leave care"])

        page.reload()
        page.locator("#criterion-skills").get_by_role("button", name="Take out").click()
        expect(page.locator("#criterion-skills blockquote")).to_have_count(0)
        expect(page.locator("[data-status]")).to_contain_text("Saved ")
        page.get_by_role("button", name="Save", exact=True).last.click()
        expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
        assert _saved(app, at_work)[2] == []
        assert told == []


def test_axe_finds_nothing_and_nothing_sticks_out(
    browser: Browser, site: tuple[Flask, str], at_work: tuple[int, int, str]
) -> None:
    _app, base = site
    with visitor(browser, base) as (_context, page):
        bring_axe(page)
        look(page, width=WIDE)
        _open(page, base, at_work)
        unfold(page)
        page.evaluate(SELECT)

        assert problems(page) == []


def test_review_is_written_without_scripts(
    browser: Browser, site: tuple[Flask, str], at_work: tuple[int, int, str]
) -> None:
    app, base = site
    with visitor(browser, base, java_script_enabled=False) as (_context, page):
        _open(page, base, at_work)
        skills = page.locator("#criterion-skills")

        skills.locator("summary").click()
        skills.get_by_label("Words from this section").fill("old people")
        skills.get_by_role("button", name="Add and save").click()
        expect(page.get_by_role("alert")).to_contain_text("These words do not stand in the section")
        expect(skills.get_by_label("Words from this section")).to_have_value("old people")
        skills.get_by_label("Words from this section").fill("Young people")
        skills.locator("input[value='2']").check()
        skills.get_by_role("button", name="Add and save").click()

        expect(skills.locator("blockquote")).to_have_text("Young people")
        assert _saved(app, at_work) == ("2", "", ["Young people"])
        skills.get_by_label("Take out").check()
        page.get_by_role("button", name="Send the review").click()
        expect(page.get_by_role("alert")).to_contain_text("Skills: Give a reason for the step.")
        assert _saved(app, at_work) == ("2", "", [])
