"""Somebody at the site with a browser of their own, who reads in one language."""

from playwright.sync_api import Browser, Locator, Page, expect

from cop.core.i18n import gettext, speaking
from tests.browser.hands import Hands
from tests.browser.walking import complaints

SPOKEN = "три жълти крави летят"


class Somebody:
    """A person: what they see is looked for by the words that they read."""

    def __init__(self, browser: Browser, address: str, *, language: str, hands: Hands, email: str) -> None:
        self._context = browser.new_context(base_url=address, java_script_enabled=hands.has_scripts)
        self._context.set_default_timeout(15_000)
        self.page: Page = self._context.new_page()
        # From the start: asked for when a key opens the dialogue, it may come too late on a busy machine.
        self.page.on("filechooser", lambda _chooser: None)
        self.told = complaints(self.page)
        self.language, self.hands, self.email = language, hands, email

    def close(self) -> None:
        """Close the browser; it has complained about nothing."""
        self._context.close()
        assert self.told == [], self.email

    def words(self, message: str, **values: object) -> str:
        """What a message of the site is in their language."""
        with speaking(self.language):
            return gettext(message, **values)

    def goto(self, path: str) -> None:
        """Open a page, without or with its language."""
        self.page.goto(
            path if path.startswith(("http", f"/{self.language}/")) else f"/{self.language}/{path}"
        )

    def button(self, message: str, **values: object) -> Locator:
        """The first button with these words."""
        return self.page.get_by_role("button", name=self.words(message, **values)).first

    def link(self, message: str, **values: object) -> Locator:
        """The first link with these words."""
        return self.page.get_by_role("link", name=self.words(message, **values)).first

    def field(self, message: str) -> Locator:
        """The field with this label."""
        return self.page.get_by_label(self.words(message)).first

    def press(self, message: str, **values: object) -> None:
        """Press a button."""
        self.hands.press(self.button(message, **values))

    def follow(self, message: str, **values: object) -> None:
        """Follow a link."""
        self.hands.press(self.link(message, **values))

    def write(self, message: str, text: str) -> None:
        """Fill a field."""
        self.hands.write(self.field(message), text)

    def reads(self, words: str) -> None:
        """These words stand on the page."""
        expect(self.page.locator("main")).to_contain_text(words)

    def sees(self, message: str, **values: object) -> None:
        """A message of the site stands on the page."""
        self.reads(self.words(message, **values))

    def sign_in(self) -> None:
        """Sign in with the password that everybody here has."""
        self.goto("account/sign-in")
        self.write("E-mail address", self.email)
        self.write("Password", SPOKEN)
        self.press("Sign in")
        expect(self.page.locator("h1")).to_have_text(self.words("Your account"))
