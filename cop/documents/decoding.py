"""Bytes to text: Unicode where it is Unicode, an old Cyrillic encoding where that is plain to see."""

import codecs
import re
from typing import Final

_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_MIXED: Final = re.compile("[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
_SHOUTED: Final = re.compile("[а-яё][А-ЯЁ]")
_COMMON: Final = frozenset("оеаинтсрвлОЕАИНТСРВЛ")
"""About two thirds of the letters of any Bulgarian or Russian text."""
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OLD: Final = ("cp1251", "koi8-r")


def decode(data: bytes) -> str | None:
    """Return the text, or None where these bytes are not surely text."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data, encoding)
    if b"\0" in data:
        return _without_mark(data)
    return _strict(data, "utf-8") or _old(data)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    # A few stray control characters come from old programs; many are not text.
    return text if len(_CONTROL.findall(text)) * 1000 <= len(text) else None


def _without_mark(data: bytes) -> str | None:
    """Return UTF-16 that does not say so: nearly every letter has 0x00 or 0x04 for its high byte."""
    for encoding, high in (("utf-16-le", data[1::2]), ("utf-16-be", data[::2])):
        if high and (high.count(0) + high.count(4)) >= 0.9 * len(high):
            return _strict(data, encoding)
    return None


def _old(data: bytes) -> str | None:
    texts = [text for encoding in _OLD if (text := _strict(data, encoding))]
    best = max(texts, key=_likeness, default="")
    return best if _likeness(best) > 0.5 else None


def _likeness(text: str) -> float:
    """Return the share of common letters, less what no text has: capitals or two scripts within a word."""
    letters = _CYRILLIC.findall(text)
    if not letters:
        # English with typographic quotes: the rest is ASCII, and those signs are where cp1251 has them.
        return 0.6 if all(letter.isascii() or not letter.isalpha() for letter in text) else 0.0
    strange = len(_SHOUTED.findall(text)) + 3 * len(_MIXED.findall(text))
    return (sum(letter in _COMMON for letter in letters) - strange) / len(letters)
