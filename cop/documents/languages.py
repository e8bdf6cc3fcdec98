"""Which of the site's languages a text is in, by letters and common words; unsure rather than wrong."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+")
_FOREIGN: Final = frozenset("іїєґўјљњћђџѓќѕ")
"""Cyrillic letters of other languages: Ukrainian, Belarusian, Serbian, Macedonian."""
_BULGARIAN: Final = frozenset(
    "да се са че със във ще които която който което както това тази този тези си му ги ни ви след като чрез "
    "беше бяха няма има най още само също така един една едно всички когато къде може трябва".split()
)
_RUSSIAN: Final = frozenset(
    "что это для его её их мы они был была было быть через нет есть ещё еще только также один одна к у же бы "
    "который которая которые которых чтобы если когда можно нужно очень себя свою своих".split()
)
_ENGLISH: Final = frozenset(
    "the of and to in is are was were for with that this by on from we our you your they their it as be "
    "not have has who which what how why an at or can will".split()
)
_BULGARIAN_ENDINGS: Final = ("ът", "ят", "ата", "ята", "ото", "ето", "ите", "ките")
_RUSSIAN_ENDINGS: Final = ("ого", "его", "ому", "ему", "ться", "тся", "ый", "ые", "ая", "ых", "ешь")
_MARGIN: Final = 2


def guess(text: str) -> str:
    """Return "bg", "ru" or "en", or nothing where the text is too short, mixed, or in another language."""
    found = _WORD.findall(text.casefold())
    letters = "".join(found)
    if not letters:
        return ""
    cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in letters) / len(letters)
    if cyrillic > 0.7:
        return _cyrillic(found, letters)
    return _latin(found, letters) if cyrillic < 0.3 else ""


def _cyrillic(found: list[str], letters: str) -> str:
    if not _FOREIGN.isdisjoint(letters):
        return ""
    russian = 3 * (sum(letters.count(letter) for letter in "ыэё") + sum(map(_has_soft_sign, found)))
    bulgarian = 3 * sum(_has_vowel_sign(word) for word in found)
    for word in found:
        bulgarian += (word in _BULGARIAN) + (len(word) > 4 and word.endswith(_BULGARIAN_ENDINGS))
        russian += (word in _RUSSIAN) + (len(word) > 5 and word.endswith(_RUSSIAN_ENDINGS))
    if bulgarian >= _MARGIN and bulgarian > 2 * russian:
        return "bg"
    return "ru" if russian >= _MARGIN and russian > 2 * bulgarian else ""


def _has_vowel_sign(word: str) -> bool:
    """Whether `ъ` stands for a vowel, as in `път`; in Russian it only parts a prefix, as in `объект`."""
    at = word.find("ъ")
    return at >= 0 and word[at + 1 : at + 2] not in ("е", "ё", "ю", "я")


def _has_soft_sign(word: str) -> bool:
    """Whether `ь` stands where it never does in Bulgarian, which has it only before `о`."""
    at = word.find("ь")
    return at >= 0 and word[at + 1 : at + 2] != "о"


def _latin(found: list[str], letters: str) -> str:
    if not letters.isascii() and sum(not letter.isascii() for letter in letters) > len(letters) / 50:
        return ""
    common = sum(word in _ENGLISH for word in found)
    return "en" if common >= 2 and common >= len(found) / 8 else ""


def shares(texts: Iterable[tuple[str, str]]) -> list[tuple[str, int]]:
    """Return (language, characters) of (language, text) pairs, most first; unsure ones are left out."""
    counted: Counter[str] = Counter()
    for language, text in texts:
        if language:
            counted[language] += len(text)
    return counted.most_common()


def has_script_of(text: str, language: str) -> bool:
    """Whether the text is written in the letters of a language, whatever language it is in."""
    letters = [letter for letter in text if letter.isalpha()]
    cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in letters)
    return not language or (2 * cyrillic > len(letters)) == (language in ("bg", "ru"))
