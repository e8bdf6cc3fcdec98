"""How a text names the consent under which words of somebody stand in it."""

import re
from collections.abc import Collection
from typing import Final

PATTERN: Final = r"c-[a-z0-9]{8}"
_MARK: Final = re.compile(rf"^[ \t]*>?[ \t]*\[{PATTERN}\][ \t]*$", re.MULTILINE)


def without_marks(text: str) -> str:
    """Return Markdown as readers see it: without the lines that name a consent."""
    return _MARK.sub("", text) if "[c-" in text else text


QUOTATION: Final = re.compile(r"(?:^[ \t]*>.*(?:\n|\Z))+", re.MULTILINE)


def without_quotations(text: str, references: Collection[str]) -> str:
    """Return Markdown without the quotations under these consents; a loose mark takes the whole text."""
    marks = [f"[{reference}]" for reference in references]
    cleaned = QUOTATION.sub(lambda found: "" if any(m in found[0] for m in marks) else found[0], text)
    return "" if any(mark in cleaned for mark in marks) else cleaned


def references_in(text: str) -> frozenset[str]:
    """Return the consents that a text, or JSON, names."""
    marked = re.findall(rf"\[({PATTERN})\]", text)
    return frozenset([*marked, *re.findall(rf'"consent": ?"({PATTERN})"', text)])
