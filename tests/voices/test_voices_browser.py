"""Answering on a small screen: with scripts, without, by keyboard; axe finds nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from cop.accounts.models import User
from cop.config import LANGUAGES
from cop.core.db import db, now
from cop.core.records import Ref
from cop.voices import moderating, operations, results, taking
from cop.voices.enums import BoardTool
from cop.voices.models import Board
from tests.applications import served
from tests.browser.axe import WIDE, bring_axe, look, problems
from tests.browser.walking import complaints, visitor
from tests.conftest import NewDatabase
from tests.organisations.conftest import put, speaker
from tests.people import actor_of, person, sign_in
from tests.voices.conftest import take

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 320, "height": 640}}
OWN = [
    {"asked": asked, "texts": dict.fromkeys(LANGUAGES, f"{asked}?")} for asked in ("faces", "yes_no", "words")
]


@pytest.fixture
def site(tmp_path: Path, new_database: NewDatabase, tables: Path) -> Iterator[tuple[Flask, str]]:
    """A site with a board of every tool, and its address."""
    with new_database(tmp_path, tables) as url, served(tmp_path, url) as (app, base):
        with app.app_context():
            house = put("house", en="House")
            leader = person("Lea Der", email="leader@example.org", language="en")
            speaker(house, leader.id)
            for tool in BoardTool:
                plan = operations.Plan(
                    languages=list(LANGUAGES),
                    opens_on=now().date(),
                    questions=OWN if tool is BoardTool.QUESTIONS else (),
                    is_public=True,
                )
                operations.open_board(
                    Ref("organisation", house.id), actor=actor_of(leader), tool=tool, plan=plan, zone="UTC"
                )
            db.session.commit()
            db.session.remove()
        yield app, base


def boards(app: Flask) -> dict[BoardTool, tuple[int, str]]:
    with app.app_context():
        found = {board.tool: (board.id, board.code) for board in db.session.scalars(select(Board))}
        db.session.remove()
        return found


def answers(app: Flask) -> int:
    with app.app_context():
        number = sum(db.session.scalars(select(Board.answers)))
        db.session.remove()
        return number


def problems_at(page: Page, address: str) -> list[str]:
    look(page, width=WIDE)
    page.goto(address)
    return [f"{address}: {one}" for one in problems(page)]


def fill(app: Flask) -> None:
    """Let nine answer each board, one of them in need of help, and show what may be shown."""
    with app.app_context():
        for board in db.session.scalars(select(Board)):
            for _person in range(9):
                chosen: dict[BoardTool, dict[str, Any]] = {
                    BoardTool.MOOD: {"mood": "4"},
                    BoardTool.SUCCESS: {"well": ["learnt"], "helpers": ["staff"]},
                    BoardTool.WEB: {f"goal{n}-{w}": "2" for n in range(1, 6) for w in ("before", "now")},
                    BoardTool.JAR: {"joy": ["food", "play"]},
                    BoardTool.QUESTIONS: {"q1": "3", "q2": "yes"},
                }
                take(board, chosen[board.tool])
            moderating.call(board, note="", language="bg", ticket=taking.new_ticket(board))
            db.session.flush()
            results.publish(board)
        db.session.commit()
        db.session.remove()


def test_axe_finds_nothing_for_whoever_answers(browser: Browser, site: tuple[Flask, str]) -> None:
    app, base = site
    fill(app)

    found = []
    with visitor(browser, base) as (_context, page):
        bring_axe(page)
        told = complaints(page)
        for tool, (_id, code) in boards(app).items():
            is_first = tool is BoardTool.MOOD
            for language in LANGUAGES if is_first else ("bg", "ru"):
                for one in ("", "/results", *(("/help", "/called", "/thanks") if is_first else ())):
                    found += problems_at(page, f"/{language}/voices/{code}{one}")
        found += problems_at(page, "/bg/organisations/house")

    assert found == []
    assert told == []


def test_axe_finds_nothing_for_whoever_looks_after_boards(browser: Browser, site: tuple[Flask, str]) -> None:
    app, base = site
    fill(app)
    with app.test_client() as client, app.app_context():
        leader = db.session.scalars(select(User).where(User.email == "leader@example.org")).one()
        house = db.session.scalars(select(Board.place_id)).first()
        sign_in(client, leader)
        cookie = client.get_cookie("session")
        assert cookie is not None
        value = cookie.value
        db.session.remove()

    found = []
    with visitor(browser, base) as (context, page):
        bring_axe(page)
        context.add_cookies([{"name": "session", "value": value, "url": base}])
        desk = "/bg/account/voices"
        found += problems_at(page, desk)
        found += problems_at(page, f"{desk}/new")
        for tool, (id, _code) in boards(app).items():
            found += problems_at(page, f"{desk}/new?for=organisation-{house}&tool={tool.value}")
            found += problems_at(page, f"{desk}/{id}")
        for one in ("edit", "remove", "words", "calls"):
            found += problems_at(page, f"{desk}/{boards(app)[BoardTool.MOOD][0]}/{one}")

    assert found == []


def test_child_taps_a_face_on_an_old_phone_and_goes_back_without_counting_twice(
    browser: Browser, site: tuple[Flask, str]
) -> None:
    app, base = site
    code = boards(app)[BoardTool.MOOD][1]

    with visitor(browser, base, locale="bg-BG", **PHONE) as (context, page):
        page.goto(f"/v/{code}")
        expect(page).to_have_url(f"{base}/bg/voices/{code}")
        page.get_by_role("radio", name="много добре", exact=True).check()
        page.get_by_role("button", name="Изпратете").click()
        expect(page.get_by_role("heading", name="Благодарим!")).to_be_visible()
        page.go_back()
        page.get_by_role("radio", name="зле", exact=True).check()
        page.get_by_role("button", name="Изпратете").click()
        expect(page.get_by_role("heading", name="Благодарим!")).to_be_visible()
        counted_once = answers(app)
        page.get_by_role("link", name="Друг човек").click()
        page.get_by_role("radio", name="добре", exact=True).check()
        page.get_by_role("button", name="Изпратете").click()
        expect(page.get_by_role("heading", name="Благодарим!")).to_be_visible()
        cookies = context.cookies()

    assert counted_once == 1
    assert answers(app) == 2
    assert cookies == []


def test_without_scripts_and_by_keyboard_alone(browser: Browser, site: tuple[Flask, str]) -> None:
    app, base = site
    code = boards(app)[BoardTool.QUESTIONS][1]

    with visitor(browser, base, java_script_enabled=False, **PHONE) as (_context, page):
        page.goto(f"/ru/voices/{code}")
        expect(page.get_by_role("button", name="Слушать")).to_have_count(0)
        page.get_by_role("radio").first.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.get_by_role("textbox").focus()
        page.keyboard.type("Всё хорошо")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Спасибо!")).to_be_visible()

    assert answers(app) == 1


VOICE = """
const said = [];
window.said = said;
const spoken = { lang: "bg-BG", name: "Test" };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [spoken], cancel() {}, addEventListener() {},
  speak: (one) => said.push([one.lang, one.text]),
} });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


@pytest.mark.parametrize(("language", "is_offered"), [("bg", True), ("ru", False)])
def test_page_is_read_aloud_where_the_browser_has_a_voice_for_it(
    browser: Browser, site: tuple[Flask, str], language: str, is_offered: bool
) -> None:
    app, base = site
    code = boards(app)[BoardTool.MOOD][1]

    with visitor(browser, base, **PHONE) as (context, page):
        context.add_init_script(VOICE)
        page.goto(f"/{language}/voices/{code}")
        listen = page.locator("[data-listen]").first
        expect(listen).to_be_visible(visible=is_offered)
        if is_offered:
            listen.click()
            said = page.evaluate("said")
            assert said[0] == ["bg", "Днес се чувствам"]
            assert ["bg", "много зле"] in said
