"""How a line says that it is a list item."""

import re
from dataclasses import dataclass
from typing import Final

_BULLET: Final = re.compile(r"\s*(?:[•●▪■□◦○·‣∙⁃➢➤►✓✔*+–—\-\uf000-\uf0ff]|o(?=\s\s|\t))\s+(?=\S)")
_DASHES: Final = ("-", "–", "—", "+", "*")
_NUMBER: Final = re.compile(r"\s*(\d{1,3})[.)]\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Marker:
    """`length` characters say that it is an item; `number` is 0 for a bullet."""

    length: int
    number: int
    is_sure: bool
    """A dash or a number may also be where a line within a sentence begins."""


def marker_of(line: str) -> Marker | None:
    """Return the marker at the start of a line, None where there is none."""
    if match := _BULLET.match(line):
        return Marker(match.end(), 0, match[0].strip() not in _DASHES)
    if match := _NUMBER.match(line):
        return Marker(match.end(), int(match[1]), is_sure=False)
    return None
