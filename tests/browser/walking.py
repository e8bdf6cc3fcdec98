"""Opening pages in a browser and listening to what it complains about."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from tests.web.site import ASKING, CODES, PAGES

PROSE = ("accessibility", "privacy")
KINDS = tuple(page for page in (*PAGES, *ASKING) if page not in PROSE)
"""Pages that differ in what stands on them; prose is like "about"."""

ADDRESSES = tuple(f"/{code}/{page}" for code in CODES for page in (*KINDS, "nowhere"))


@contextmanager
def visitor(browser: Browser, address: str, **options: Any) -> Iterator[tuple[BrowserContext, Page]]:
    """A browser window of its own, and its first page."""
    context = browser.new_context(base_url=address, **options)
    try:
        yield context, context.new_page()
    finally:
        context.close()


def complaints(page: Page) -> list[str]:
    """A list that fills with what the browser complains about: errors, refused loads, missing files."""
    told: list[str] = []

    def on_failed(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # leaving a page ends what it was still loading
            told.append(f"{request.failure}: {request.url}")

    def on_response(response: Response) -> None:
        if "/static/" in response.url and not response.ok:
            told.append(f"{response.status}: {response.url}")

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            told.append(message.text)

    page.on("console", on_console)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("requestfailed", on_failed)
    page.on("response", on_response)
    return told
