"""What stands on a page, as its reader hears it."""

from typing import Any

from lxml import html


def texts(page: str, path: str) -> list[str]:
    """The words of every element of that path, blanks as one."""
    found: Any = html.fromstring(page).xpath(path)
    return [" ".join(element.text_content().split()) for element in found]


def attributes(page: str, path: str) -> list[str]:
    """The values of that path to an attribute."""
    found: Any = html.fromstring(page).xpath(path)
    return [str(value) for value in found]


def token(page: str) -> dict[str, str]:
    """The field without which no form is taken."""
    return {"csrf_token": attributes(page, "//input[@name='csrf_token']/@value")[0]}
