"""axe finds nothing on any kind of page, in any language, light and dark, wide and narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.walking import ADDRESSES, complaints, visitor

pytestmark = pytest.mark.browser

WIDTHS = {"wide": 1280, "narrow": 320}
ALL_RULES: dict[str, object] = {"resultTypes": ["violations"]}
COLOURS = ALL_RULES | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""What the dark scheme changes; the rest is the same in both."""
ALL_BUT_COLOURS = ALL_RULES | {"rules": {"color-contrast": {"enabled": False}}}
"""Colours are the same in all languages, and finding them out is four fifths of the work."""
SIZES = ALL_RULES | {"runOnly": {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}}
"""What longer words may change on a narrow page; the rest is the same in all languages."""

STICKING_OUT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def findings(page: Page, rules: dict[str, object]) -> list[str]:
    """One line a finding: the rule and the place."""
    result = page.evaluate("rules => axe.run(document, rules)", rules)
    return [f"{v['id']}: {n['target']} {n['html'][:120]}" for v in result["violations"] for n in v["nodes"]]


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_axe_finds_nothing_and_nothing_sticks_out(browser: Browser, live_server: str, width: int) -> None:
    options = {"viewport": {"width": width, "height": 900}, "bypass_csp": True}
    is_wide, script = width == WIDTHS["wide"], Axe().axe_script
    found: dict[str, list[str]] = {}

    with visitor(browser, live_server, **options) as (_context, page):
        for address in ADDRESSES:
            is_first = address.startswith("/bg/")
            # What only a narrow page has is seen in the dark; all else in both schemes.
            page.emulate_media(color_scheme="light" if is_wide else "dark")
            page.goto(address)
            # Folded parts count too: a reader opens them.
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            page.evaluate(script)
            of_others = ALL_BUT_COLOURS if is_wide else SIZES
            problems = findings(page, ALL_RULES if is_first else of_others)
            if is_first and is_wide:
                page.emulate_media(color_scheme="dark")
                problems += [f"dark: {finding}" for finding in findings(page, COLOURS)]
            if (pixels := page.evaluate(STICKING_OUT)) > 0:
                problems.append(f"{pixels} pixels stick out")
            if problems:
                found[address] = problems

    assert found == {}


def test_browser_has_nothing_to_complain_about(browser: Browser, live_server: str) -> None:
    with visitor(browser, live_server) as (_context, page):
        told = complaints(page)
        for address in (a for a in ADDRESSES if not a.endswith("nowhere")):
            page.goto(address)

    assert told == []


@pytest.mark.parametrize("address", ["/bg/practices?q=деца&compare=berlin-mut", "/ru/practices/berlin-mut"])
def test_text_of_double_size_fits(browser: Browser, live_server: str, address: str) -> None:
    # 200 % on a window of 1280 is a window of 640 with points of double size.
    options = {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}
    with visitor(browser, live_server, **options) as (_context, page):
        page.goto(address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")

        assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_forced_colours_keep_the_pictures(browser: Browser, live_server: str) -> None:
    with visitor(browser, live_server, forced_colors="active") as (_context, page):
        page.goto("/en/practices/berlin-mut")
        strokes = page.eval_on_selector_all(
            "figure.profile .bar", "bars => bars.map(bar => getComputedStyle(bar).stroke)"
        )
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert len(strokes) > 0
    assert background not in strokes
