"""How a text names the consent under which words of somebody stand in it."""

import re
from typing import Final

PATTERN: Final = r"c-[a-z0-9]{8}"
_MARK: Final = re.compile(rf"^[ \t]*>?[ \t]*\[{PATTERN}\][ \t]*$", re.MULTILINE)


def without_marks(text: str) -> str:
    """Return Markdown as readers see it: without the lines that name a consent."""
    return _MARK.sub("", text) if "[c-" in text else text


def references_in(text: str) -> frozenset[str]:
    """Return the consents that a text, or JSON, names."""
    marked = re.findall(rf"\[({PATTERN})\]", text)
    return frozenset([*marked, *re.findall(rf'"consent": ?"({PATTERN})"', text)])
