"""Text as people meant it: without what typesetting and copying leave in it."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_INVISIBLE: Final = dict.fromkeys(
    [0x00AD, 0x061C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
)
"""Soft hyphens, characters of no width, and marks of direction (with which text can lie about its order)."""

_LIGATURES: Final = {
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"
}  # fmt: skip
_TABLE: Final = {
    **_INVISIBLE,
    **_LIGATURES,
    **{
        code: None
        for code in (*range(0x20), *range(0x7F, 0xA0))
        if code not in (0x09, 0x0A, 0x0B, 0x0C, 0x0D)
    },
    **dict.fromkeys(range(55296, 57344), "�"),
    0x0B: "\n",
    0x0C: "\n",
    0x85: "\n",
    0x2028: "\n",
    0x2029: "\n",
    0x2011: "-",
}
_SHORT_I: Final = re.compile("([иИ]) ?[\u0306\u02d8]")
_YO: Final = re.compile("([еЕ]) ?[\u0308\u00a8]")
_BLANKS: Final = re.compile(r"[^\S\n]+")
_AROUND_BREAKS: Final = re.compile(r" *\n[ \n]*")
_HYPHEN_AT_END: Final = re.compile("([^\\W\\d_]+)[-\u2010\u00ad]$")
_LONGEST_WORD: Final = 60
_FIRST_WORD: Final = re.compile(r"[^\W\d_]+")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+$")
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ALWAYS_HYPHENATED: Final = frozenset(("по", "най", "кое", "кой", "из"))
"""What stands before a hyphen that is part of the word, in Bulgarian and Russian."""


def clean(text: str) -> str:
    """Return the text composed (NFC), one space between words, single line breaks, nothing invisible."""
    text = _YO.sub(lambda m: "ё" if m[1] == "е" else "Ё", _SHORT_I.sub(_short_i, text))
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE))
    return _AROUND_BREAKS.sub("\n", _BLANKS.sub(" ", text)).strip()


def _short_i(match: re.Match[str]) -> str:
    return "й" if match[1] == "и" else "Й"


def words(texts: Iterable[str]) -> frozenset[str]:
    """Return every word of the texts, also those with a hyphen, in lower case."""
    return frozenset(word for text in texts for word in _WORD.findall(text.casefold()))


def join_lines(lines: Iterable[str], known: frozenset[str]) -> str:
    """Return one line; a word broken at a line's end is whole again.

    `known` are the words of the document: they tell `под-крепа` from `социално-икономически`.
    """
    pieces: list[str] = []
    for line in (line.strip() for line in lines if line.strip()):
        if pieces:
            pieces[-1:] = _joined(pieces[-1], line, known)
        else:
            pieces.append(line)
    return "".join(pieces)


def breaks_an_address(before: str, after: str) -> bool:
    """Whether a line ends within the address of a page that goes on in the next one."""
    last, first = before.split()[-1:], after.split(maxsplit=1)[:1]
    if not last or not first or not _ADDRESS.search(last[0]):
        return False
    return last[0][-1] in "?&=_-" or (not first[0][0].isupper() and any(sign in first[0] for sign in "/=_%"))


def _joined(before: str, after: str, known: frozenset[str]) -> tuple[str, str]:
    """Return what stands before the break and what goes on after it, to be set side by side."""
    if breaks_an_address(before, after):
        return before, after
    end, start = _HYPHEN_AT_END.search(before[-_LONGEST_WORD:]), _FIRST_WORD.match(after)
    if not end or not start or not start[0][0].islower():
        return f"{before} ", after
    first, second = end[1].casefold(), start[0].casefold()
    is_compound = first in _ALWAYS_HYPHENATED or (
        first + second not in known and f"{first}-{second}" in known
    )
    return before[:-1] + ("-" if is_compound else ""), after
