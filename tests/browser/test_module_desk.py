"""An editor makes a module from a Word file without any script; axe finds nothing at the desks of records."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from docx.document import Document as WordFile
from playwright.sync_api import Browser, Page, expect

from cop.core.permissions import Role
from tests.browser.axe import ALL_RULES, NARROW, WIDE, bring_axe, findings, look, sticking_out, unfold
from tests.browser.hands import Keyboard
from tests.browser.network import Network, running_network
from tests.browser.people import Somebody
from tests.conftest import NewDatabase
from tests.documents.files import word
from tests.media.samples import picture

pytestmark = pytest.mark.browser

LONG = "Хората, които познават едни и същи трудности, се събират, и всеки от тях и дава, и получава нещо."
HOME = "/bg/learn/desk"
PART = f"{HOME}/what-peer-support-is"
TOOLS = "/bg/tools/desk"
TOOL = f"{TOOLS}/mood-board"
PAGES = (
    TOOLS,
    f"{TOOLS}/new",
    TOOL,
    f"{TOOL}/facts",
    f"{TOOL}/bg",
    f"{TOOL}/ru",
    f"{TOOL}/ru/versions",
    f"{TOOL}/publish",
    f"{TOOL}/preview",
    HOME,
    f"{HOME}/new",
    PART,
    f"{PART}/ru",
    f"{PART}/ru/about/main",
    f"{PART}/ru/questions/what-is-it",
    f"{PART}/ru/questions/what-is-it/versions",
    f"{PART}/all/facts/main",
    f"{PART}/all/references/new",
    f"{PART}/all/figures/cohesion",
    f"{PART}/all/figures/cohesion/picture",
    f"{PART}/bg/sections/new",
    f"{PART}/bg/documents",
    f"{PART}/publish",
    f"{PART}/preview",
    f"{PART}/preview/check",
)


@pytest.fixture(scope="module")
def network(
    tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase, seeds: Path
) -> Iterator[Network]:
    """A site with all seeds."""
    folder = tmp_path_factory.mktemp("modules")
    with new_database(folder, seeds) as url, running_network(folder, url) as network:
        yield network


@pytest.fixture
def editor(browser: Browser, network: Network) -> Iterator[Somebody]:
    """An editor with a keyboard and without scripts."""
    one = Somebody(
        browser, network.address, language="bg", hands=Keyboard(), email=f"{uuid4().hex}@example.org"
    )
    network.add(one, "Ела", Role.EDITOR)
    yield one
    one.close()


def _fill(file: WordFile) -> None:
    file.add_heading("Как се срещаме", 1)
    file.add_paragraph(LONG)
    file.add_heading("Защо се срещат хората", 2)
    file.add_paragraph(LONG)
    file.add_paragraph("Фигура 1. Столове в кръг")
    file.add_heading("Самооценка", 2)
    file.add_paragraph("Защо се срещат хората?")
    for choice in ("За да дават и получават (вярно)", "За да бъдат учени"):
        file.add_paragraph(choice, style="List Bullet")


def test_module_is_made_from_a_document_and_published(editor: Somebody, tmp_path: Path) -> None:
    document, drawing = tmp_path / "модул.docx", tmp_path / "кръг.jpg"
    document.write_bytes(word(_fill))
    drawing.write_bytes(picture(640, 480))
    page = editor.page

    editor.goto(f"{HOME}/new")
    editor.write("Title", "Срещи")
    editor.write("Number of the module", "21")
    editor.press("Begin")
    home = page.url
    page.goto(f"{home}/bg/documents")
    editor.hands.attach(page.locator("#file"), document)
    editor.press("Read the document")
    editor.press("Accept all that can be taken as it is")
    editor.follow("Complete and add")
    editor.hands.choose(page.locator("#where"), "zashto-se-sreshtat-horata/1")
    editor.write("Explanation", "Всеки дава и получава.")
    editor.press("Save")
    page.goto(f"{home}/all/figures/figure/picture")
    editor.hands.attach(page.locator("#file"), drawing)
    editor.write("Whose work is it, and who allows us to show it?", "Рисунка: Ела")
    editor.hands.tick(page.locator("[name=people_shown][value=nobody]"))
    editor.press("Save")
    page.goto(f"{home}/publish")
    editor.press("Publish version %(number)s", number=1)

    editor.goto("/bg/learn/sreshti")
    expect(page.locator("h1")).to_have_text("Как се срещаме")
    expect(page.locator("#figure-figure img")).to_be_visible()
    expect(page.locator("#questions")).to_be_visible()


def _problems(page: Page) -> list[str]:
    unfold(page)
    found = findings(page, ALL_RULES) + sticking_out(page)
    look(page, width=NARROW)
    return found + findings(page, ALL_RULES) + sticking_out(page)


def test_axe_finds_nothing_at_the_desks(browser: Browser, network: Network, editor: Somebody) -> None:
    for home, draft in ((HOME, PART), (TOOLS, TOOL)):
        editor.goto(home)
        button = editor.page.locator(f"form[action='{draft}/begin'] button")
        if button.count():
            editor.hands.press(button)
    context = browser.new_context(base_url=network.address)
    context.add_cookies(
        [
            {"name": "session", "value": one["value"], "url": network.address}
            for one in editor.page.context.cookies()
            if one["name"] == "session"
        ]
    )
    page, found = context.new_page(), {}
    bring_axe(page)
    for address in PAGES:
        look(page, width=WIDE)
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        if problems := _problems(page):
            found[address] = problems
    context.close()

    assert found == {}
