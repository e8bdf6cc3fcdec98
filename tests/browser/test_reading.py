"""Getting through the site with a keyboard, without JavaScript, on paper; and what a visit weighs."""

import http.client
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.walking import complaints, visitor

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 320, "height": 640}}


def focused(page: Page) -> str:
    """The words of what has the keyboard's attention."""
    return str(page.evaluate("document.activeElement.textContent.trim().replace(/\\s+/g, ' ')"))


def tab_to(page: Page, selector: str, most: int = 120) -> None:
    """Press Tab until that element has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"the keyboard does not reach {selector}")


def test_keyboard_alone_finds_narrows_and_opens(browser_page: Page) -> None:
    page = browser_page
    page.goto("/en/")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"

    tab_to(page, "input[name=q]")
    page.keyboard.type("children")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/practices\?q=children$"))

    tab_to(page, ".facet a")
    count = int(page.evaluate("document.activeElement.querySelector('.count').textContent"))
    page.keyboard.press("Enter")
    expect(page.locator(".chosen .chip")).to_have_count(1)
    expect(page.locator("article.card")).to_have_count(count)

    tab_to(page, "article h2 a")
    title = focused(page)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(title)


def test_focus_can_be_seen_everywhere(browser_page: Page) -> None:
    browser_page.goto("/en/practices?q=children&country=bg")
    hidden = []

    for _ in range(60):
        browser_page.keyboard.press("Tab")
        html, style, width, shadow = browser_page.evaluate(
            """() => {
                const element = document.activeElement, style = getComputedStyle(element);
                return [element.outerHTML.slice(0, 80), style.outlineStyle, parseFloat(style.outlineWidth),
                        style.boxShadow];
            }"""
        )
        is_marked = (style != "none" and width > 0) or shadow != "none"
        if not is_marked and not html.startswith("<body"):  # after the last one comes the browser's own menu
            hidden.append(html)

    assert hidden == []


def test_suggestions_are_chosen_by_keyboard(browser_page: Page) -> None:
    page = browser_page
    told = complaints(page)
    page.goto("/en/")
    field = page.get_by_role("combobox")
    expect(field).to_have_attribute("aria-expanded", "false")

    field.focus()
    page.keyboard.type("chi")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    first = options.first.text_content()
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", str(options.first.get_attribute("id")))

    page.keyboard.press("Escape")
    expect(page.locator("[role=listbox]").first).to_be_hidden()
    page.keyboard.type("l")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    chosen = options.first.text_content()
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/en/practices"))
    assert first
    assert parse_qs(urlsplit(page.url).query)["q"] == [chosen]
    assert told == []


def test_without_javascript_everything_that_matters_works(browser: Browser, live_server: str) -> None:
    with visitor(browser, live_server, java_script_enabled=False, **PHONE) as (_context, page):
        page.goto("/bg/")
        page.fill("main input[name=q]", "дете")
        page.press("main input[name=q]", "Enter")
        expect(page.locator("article.card")).to_have_count(4)

        page.click(".drawer > summary")
        page.click(".facet a >> nth=0")
        expect(page.locator(".chosen .chip")).to_have_count(1)
        chosen = page.url

        page.click("details.weights > summary >> nth=0")
        page.fill("input[name='w.need']", "5")
        page.click("details.weights button")
        question = parse_qs(urlsplit(page.url).query)
        assert question["q"] == ["дете"]
        assert question["w.need"] == ["5"]
        assert set(parse_qs(urlsplit(chosen).query)) < set(question)

        page.click("a.compare-link >> nth=0")
        page.click("a.compare-link >> nth=1")
        page.click(".tray a.button")
        expect(page.locator("table.compare thead th a:not(.remove)")).to_have_count(2)


def test_compare_takes_up_to_four_and_lets_go(browser_page: Page) -> None:
    page = browser_page
    page.goto("/en/practices")
    for number in range(4):
        page.click(f"a.compare-link >> nth={number}")

    expect(page.locator(".tray .chip")).to_have_count(4)
    expect(page.locator("a.compare-link")).to_have_count(4)
    page.click(".tray .chip >> nth=0")
    expect(page.locator(".tray .chip")).to_have_count(3)
    page.click(".tray a.button")
    page.click("a.remove >> nth=0")
    expect(page.locator("table.compare thead th a:not(.remove)")).to_have_count(2)


@pytest.mark.parametrize("code", ["bg", "ru", "en"])
def test_paper_has_the_practice_and_no_menus(browser_page: Page, code: str) -> None:
    page = browser_page
    page.goto(f"/{code}/practices/berlin-mut")
    page.emulate_media(media="print")

    shown = page.eval_on_selector_all(
        "nav, form, .skip, .tray, footer nav, .record-tools",
        "all => all.filter(e => e.getClientRects().length).map(e => e.outerHTML.slice(0, 80))",
    )
    assert shown == []
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("table.criteria")).to_be_visible()
    expect(page.locator("figure.profile svg")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") in (
        "rgb(255, 255, 255)",
        "rgba(0, 0, 0, 0)",
    )
    assert page.locator("body").inner_text().count(f"/{code}/practices/berlin-mut") >= 1


def test_paper_has_nothing_to_press(browser_page: Page) -> None:
    page = browser_page
    page.goto("/en/consents")
    expect(page.locator(".main .actions")).to_be_visible()

    page.emulate_media(media="print")

    expect(page.locator(".main .actions")).to_be_hidden()


def test_first_visit_is_light_and_the_second_lighter(browser: Browser, live_server: str) -> None:
    with visitor(browser, live_server) as (context, page):
        first = _visit(page, "/en/practices")
        again = context.new_page()
        second = _visit(again, "/en/practices/berlin-mut")

        assert context.cookies() == []
    assert sum(first.values()) <= 100_000
    assert len(first) <= 10
    assert {urlsplit(url).netloc for url in first} == {urlsplit(live_server).netloc}
    assert sum(size for url, size in first.items() if "site.js" in url) <= 15_000
    assert sum(second.values()) <= 20_000


def _visit(page: Page, address: str) -> dict[str, int]:
    """Bytes that came over the wire, by address."""
    finished: list[Request] = []
    page.on("requestfinished", lambda request: finished.append(request))
    page.goto(address, wait_until="networkidle")
    return {
        request.url: sizes["responseBodySize"] + sizes["responseHeadersSize"]
        for request in finished
        if (sizes := request.sizes())["responseBodySize"] >= 0 and not _is_from_memory(request)
    }


def _is_from_memory(request: Request) -> bool:
    response = request.response()
    return response is None or request.timing["responseStart"] <= 0


def test_megabyte_in_the_address_gets_an_answer(live_server: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(live_server).netloc, timeout=5)
    connection.request("GET", "/en/practices?q=" + "a" * 1_000_000)
    response = connection.getresponse()
    response.read()

    assert response.status in (400, 414, 431)
    connection.close()
