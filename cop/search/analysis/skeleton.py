"""Keys by sound, shared by Cyrillic words and the many ways of typing them in Latin letters.

Cyrillic is first written in Latin letters, then both go the same way. Endings of Bulgarian
and Russian words are taken off the key itself, so that `praktika` meets `практиките` without
anybody knowing the language of either.
"""

import re
from functools import lru_cache
from typing import Final

_IN_LATIN: Final = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфхцъыэіїєґјўѣѫ", "abvgdeziyklmnoprstufhcayeiiegyuea", strict=True))
    | {"ж": "zh", "ч": "ch", "ш": "sh", "щ": "sht", "ь": "", "ю": "yu", "я": "ya"}
)
_CYRILLIC: Final = "".join(map(chr, _IN_LATIN))
_SOUNDS: Final = dict(
    zip(
        "shch sch sht sh zh kh ph ts tz tch ch dj ou oo 4 6 w x q".split(),
        "st st st s z h f c c q q dz u u q s v h ia".split(),
        strict=True,
    )
)
"""Longer ones first. In a key q is the sound of ч: no key has any other q."""

_SOUND: Final = re.compile("|".join(_SOUNDS))
_Y_BETWEEN_CONSONANTS: Final = re.compile("(?<![aeiou])y(?![aeiou])")
_DOUBLED: Final = re.compile(r"(.)\1+")
_ENDING: Final = re.compile(
    "(?<=...)(?:iata|ieto|ite|ovete|evete|iami|ami|ata|oto|eto|iat|iah|ove|eve|ogo|ego|omu|emu|imi|"
    "at|ah|am|om|em|ov|ev|oi|ei|ai|ia|ie|io|iu|ih|im|ui|a|e|i|o|u)$"
)


@lru_cache(maxsize=65536)
def skeletons(word: str) -> tuple[str, ...]:
    """The keys of a folded word: one, or two for Latin typing where j may be й or ж."""
    latin = word.translate(_IN_LATIN)
    if "j" not in latin:
        return (_key(latin),)
    return tuple(
        dict.fromkeys((_key(latin.replace("j", "y")), _key(latin.replace("dj", "dzh").replace("j", "zh"))))
    )


@lru_cache(maxsize=64)
def first_letters(sound: str) -> frozenset[str]:
    """The Cyrillic letters with which a word may begin whose key begins with this sound."""
    return _first_letters().get(sound, frozenset(sound))


@lru_cache(maxsize=1)
def _first_letters() -> dict[str, frozenset[str]]:
    # A sound is written with two letters at most, and ь between them is silent. Many are written alike.
    latin = {letter: letter.translate(_IN_LATIN) for letter in _CYRILLIC}
    seconds = set(latin.values())
    found: dict[str, set[str]] = {}
    for first in _CYRILLIC.replace("ь", ""):
        for second in seconds:
            found.setdefault(_whole_key(latin[first] + second)[:1], set()).add(first)
    return {sound: frozenset(letters) for sound, letters in found.items()}


def skeleton_prefix(word: str) -> str:
    """The key of the beginning of a word: its endings are left on."""
    return _whole_key(word.translate(_IN_LATIN).replace("j", "y"))


def _key(latin: str) -> str:
    return _ENDING.sub("", _whole_key(latin))


def _whole_key(latin: str) -> str:
    sounds = _SOUND.sub(lambda match: _SOUNDS[match[0]], latin)
    return _DOUBLED.sub(r"\1", _Y_BETWEEN_CONSONANTS.sub("a", sounds).replace("y", "i"))
