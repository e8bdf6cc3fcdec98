"""axe finds nothing on any kind of page, in any language, light and dark, wide and narrow."""

from collections import defaultdict
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import (
    ALL_RULES,
    COLOURS,
    NARROW,
    WIDE,
    Rules,
    bring_axe,
    findings,
    look,
    sticking_out,
    unfold,
)
from tests.browser.walking import ADDRESSES, complaints, visitor

pytestmark = pytest.mark.browser

ALL_BUT_COLOURS: Rules = ALL_RULES | {"rules": {"color-contrast": {"enabled": False}}}
"""Colours are the same in all languages, and finding them out is four fifths of the work."""
SIZES: Rules = ALL_RULES | {
    "runOnly": {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}
}
"""What longer words may change on a narrow page; the rest is the same in all languages."""

Found = defaultdict[str, list[str]]


@dataclass
class Seen:
    """What was found on one walk over all pages, by address: each is loaded once."""

    axe: Found = field(default_factory=lambda: defaultdict(list))
    widths: Found = field(default_factory=lambda: defaultdict(list))
    complaints: Found = field(default_factory=lambda: defaultdict(list))

    def look_at(self, page: Page, address: str) -> None:
        """Look at the page that is open, wide and narrow."""
        is_first = address.startswith("/bg/")
        found = findings(page, ALL_RULES if is_first else ALL_BUT_COLOURS)
        widths = [f"wide: {line}" for line in sticking_out(page)]
        if is_first:
            look(page, width=WIDE, dark=True)
            found += [f"dark: {line}" for line in findings(page, COLOURS)]
        # What only a narrow page has is seen in the dark; all else in both schemes.
        look(page, width=NARROW, dark=True)
        found += [f"narrow: {line}" for line in findings(page, ALL_RULES if is_first else SIZES)]
        widths += [f"narrow: {line}" for line in sticking_out(page)]
        if found:
            self.axe[address] = found
        if widths:
            self.widths[address] = widths


@pytest.fixture(scope="module")
def seen(browser: Browser, live_server: str) -> Seen:
    seen = Seen()
    with visitor(browser, live_server) as (_context, page):
        bring_axe(page)
        told = complaints(page)
        for address in ADDRESSES:
            look(page, width=WIDE)
            page.goto(address)
            unfold(page)
            seen.look_at(page, address)
            if told and not address.endswith("nowhere"):
                seen.complaints[address] = told.copy()
            told.clear()
    return seen


def test_axe_finds_nothing(seen: Seen) -> None:
    assert seen.axe == {}


def test_nothing_sticks_out(seen: Seen) -> None:
    assert seen.widths == {}


def test_browser_has_nothing_to_complain_about(seen: Seen) -> None:
    assert seen.complaints == {}


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
