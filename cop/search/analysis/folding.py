"""Words of a text, and the one spelling in which they are compared; the same for index and query."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_INVISIBLE: Final = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
_MARKS: Final = "\u0300-\u036f"

_CONTRACTION: Final = "['’ʼ](?:[stdmSTDM]|ll|re|ve|LL|RE|VE)"
WORD: Final = re.compile(
    rf"[^\W_]{{1,64}}+(?:[{_INVISIBLE}{_MARKS}]{{1,8}}+[^\W_]{{0,64}}+){{0,16}}+(?:{_CONTRACTION}(?![^\W_]))?"
)
"""A word as it stands. Hyphens part words; soft hyphens and stress marks do not.

An English `'s` belongs to its word and is folded away. Bounded in length, so that a text
without blanks cannot fill the caches.
"""

_CONTRACTED: Final = re.compile(rf"{_CONTRACTION}\Z")
_DROPPED: Final = re.compile(rf"[{_INVISIBLE}{_MARKS}]")
_UNSEEN: Final = re.compile(f"[{_INVISIBLE}]")
_LETTERS: Final = str.maketrans({"ё": "е", "ѝ": "и"})
_LOOKALIKES: Final = str.maketrans("aceopxyk", "асеорхук")
_LATIN: Final = re.compile("[a-z]")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """The spelling in which a word is compared; folding twice changes nothing.

    NFC comes first: it makes й and ѝ one character, so that only stress marks are left as marks.
    """
    folded = unicodedata.normalize("NFC", _drop_invisible(word)).casefold()
    folded = _DROPPED.sub("", unicodedata.normalize("NFC", folded)).translate(_LETTERS)
    folded = _CONTRACTED.sub("", folded)
    if _CYRILLIC.search(folded) and _LATIN.search(folded):
        return _in_one_script(folded)
    return folded


def tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """The folded words of a text with where each begins and ends in the text as it was given."""
    return ((fold(match[0]), *match.span()) for match in WORD.finditer(text))


def is_cyrillic(word: str) -> bool:
    """Whether any letter is Cyrillic."""
    return _CYRILLIC.search(word) is not None


def is_latin(word: str) -> bool:
    """Whether a folded word has unaccented Latin letters and no Cyrillic ones."""
    return _LATIN.search(word) is not None and not is_cyrillic(word)


def _drop_invisible(word: str) -> str:
    """A soft hyphen between и and its breve would keep NFC from joining them."""
    return word if word.isascii() else _UNSEEN.sub("", word)


def _in_one_script(word: str) -> str:
    """Mend `cоциален` typed with a Latin c: texts pasted from PDF have many such words."""
    mended = word.translate(_LOOKALIKES)
    return word if _LATIN.search(mended) else mended
