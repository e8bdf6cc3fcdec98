"""axe looks at a page with everything unfolded: light and dark, wide and narrow."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDE, NARROW = 1280, 320

Rules = dict[str, object]
ALL_RULES: Rules = {"resultTypes": ["violations"]}
COLOURS: Rules = ALL_RULES | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""What the dark scheme changes; the rest is the same in both."""

_UNFOLD = "document.querySelectorAll('details').forEach(d => d.open = true)"
_STICKING_OUT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Only the lines come back: to hand over the whole of axe's result takes as long as to find it.
_FIND = """async rules => {
  if (!window.axe) loadAxe();
  const { violations } = await axe.run(document, rules);
  return violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target} ${n.html.slice(0, 120)}`));
}"""


def bring_axe(page: Page) -> None:
    """Let each page that is opened from now on have axe at hand: its 570 kB go to the browser once."""
    page.add_init_script(f"window.loadAxe = () => {{{Axe().axe_script}}}")


def unfold(page: Page) -> None:
    """Open all that is folded: it counts too, for a reader opens it."""
    page.evaluate(_UNFOLD)


def look(page: Page, *, width: int, dark: bool = False) -> None:
    """Look at the page with a window of this width, in the light or the dark scheme."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if dark else "light")


def findings(page: Page, rules: Rules) -> list[str]:
    """One line a finding: the rule and the place."""
    found = page.evaluate(_FIND, rules)
    assert isinstance(found, list)
    return found


def sticking_out(page: Page) -> list[str]:
    """A line where a page is wider than its window."""
    pixels = page.evaluate(_STICKING_OUT)
    return [f"{pixels} pixels stick out"] if pixels > 0 else []


def problems(page: Page) -> list[str]:
    """What is wrong with the page that is open, in both widths and both schemes.

    The page is loaded once: a window that is made narrow shows what a narrow one does.
    """
    unfold(page)
    found = []
    for width in (WIDE, NARROW):
        look(page, width=width)
        found += [f"{width} pixels: {line}" for line in (*findings(page, ALL_RULES), *sticking_out(page))]
        look(page, width=width, dark=True)
        found += [f"{width} pixels, dark: {line}" for line in findings(page, COLOURS)]
    return found
