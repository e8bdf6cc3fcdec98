"""Parts of addresses made from names: small Latin letters, by the language's own table."""

from collections.abc import Iterator
from typing import Final

from slugify import slugify

LONGEST: Final = 80
"""Letters; a number may come after them."""

_SHARED: Final = dict(
    zip(
        "абвгдезийклмнопрстуфчшюя",
        "a b v g d e z i y k l m n o p r s t u f ch sh yu ya".split(),
        strict=True,
    )
)
_BULGARIAN: Final = _SHARED | {"ж": "zh", "х": "h", "ц": "ts", "щ": "sht", "ъ": "a", "ь": "y"}
_RUSSIAN: Final = _SHARED | {
    "ё": "yo",
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "щ": "shch",
    "ъ": "",
    "ы": "y",
    "ь": "",
    "э": "e",
}
_TABLES: Final = {"bg": tuple(_BULGARIAN.items()), "ru": tuple(_RUSSIAN.items())}


def slug_of(name: str, language: str) -> str:
    """Return a name as a part of an address; empty where nothing of it can be one."""
    return slugify(
        name.lower(), replacements=_TABLES.get(language, ()), max_length=LONGEST, word_boundary=True
    )


def numbered(stem: str) -> Iterator[str]:
    """Yield the stem, then stem-2, stem-3 and so on."""
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1
