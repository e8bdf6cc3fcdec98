"""How somebody uses a page: with a mouse and scripts, or without scripts and by the keyboard alone."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Locator, Page

MOST_TABS = 400


class Hands(Protocol):
    """What a person does with a page."""

    has_scripts: bool

    def press(self, target: Locator) -> None:
        """Follow a link, press a button, open what is folded."""

    def tick(self, target: Locator) -> None:
        """Tick a box, or choose one of several."""

    def write(self, target: Locator, text: str) -> None:
        """Put a text into a field in place of what stands there."""

    def choose(self, target: Locator, value: str) -> None:
        """Choose an option by its value."""

    def attach(self, target: Locator, file: Path) -> None:
        """Choose a file."""


class Mouse:
    """Clicks."""

    has_scripts = True

    def press(self, target: Locator) -> None:
        """Click it."""
        target.click()

    def tick(self, target: Locator) -> None:
        """Click it."""
        target.check()

    def write(self, target: Locator, text: str) -> None:
        """Fill it."""
        target.fill(text)

    def choose(self, target: Locator, value: str) -> None:
        """Select it."""
        target.select_option(value)

    def attach(self, target: Locator, file: Path) -> None:
        """Take the file from the dialogue of the browser."""
        with target.page.expect_file_chooser() as asked:
            target.click()
        asked.value.set_files(file)


class Keyboard:
    """Tab to what is wanted, then the keys that a browser knows for it."""

    has_scripts = False

    def press(self, target: Locator) -> None:
        """Tab there and press Enter; what is folded unfolds, everything else leads to a page."""
        keys = self._go(target)
        if target.evaluate("element => element.matches('summary')"):
            keys.press("Enter")
            return
        with target.page.expect_navigation():
            keys.press("Enter")

    def tick(self, target: Locator) -> None:
        """Tab there and press Space; within a group of dots, go on with the arrow."""
        kind, name = target.get_attribute("type"), target.get_attribute("name")
        if kind == "checkbox":
            self._go(target).press("Space")
            return
        group = target.page.locator(f"input[type=radio][name='{name}']")
        page = self._go(group)
        page.press("Space")
        for _dot in range(group.count()):
            if target.is_checked():
                return
            page.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {target}")

    def write(self, target: Locator, text: str) -> None:
        """Tab there, take out what stands there, and type."""
        page = self._go(target)
        page.press("Control+a")
        page.press("Delete")
        page.insert(text)

    def choose(self, target: Locator, value: str) -> None:
        """Tab there and go down from the first option."""
        page = self._go(target)
        page.press("Home")
        for _option in range(target.locator("option").count()):
            if target.input_value() == value:
                return
            page.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {value}")

    def attach(self, target: Locator, file: Path) -> None:
        """Open the dialogue with Space."""
        page = self._go(target)
        with target.page.expect_file_chooser() as asked:
            page.press("Space")
        asked.value.set_files(file)

    def _go(self, target: Locator) -> "_Keys":
        """Tab until one of these has the focus, and shows it."""
        target.first.wait_for(state="attached")
        elements = target.element_handles()
        keys = _Keys(target.page)
        for _tab in range(MOST_TABS):
            if target.page.evaluate(_IS_ONE_FOCUSED, elements):
                return keys
            keys.press("Tab")
        raise AssertionError(f"no Tab leads to {target}")


_IS_ONE_FOCUSED = "elements => elements.some(element => element.matches(':focus-visible'))"


class _Keys:
    def __init__(self, page: Page) -> None:
        self.press: Callable[[str], None] = page.keyboard.press
        self.insert: Callable[[str], None] = page.keyboard.insert_text
