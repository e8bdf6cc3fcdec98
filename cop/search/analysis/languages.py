"""Which languages there are, what makes a term in each, and which ones a typed word may be in."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cop.config import LANGUAGES
from cop.search.analysis import bulgarian, english, german, italian, lithuanian, russian
from cop.search.analysis.folding import fold, is_cyrillic
from cop.search.analysis.latin_typing import in_cyrillic

_CYRILLIC_CODES: Final = ("bg", "ru")


@dataclass(frozen=True, slots=True)
class _Analyser:
    stem: Callable[[str], str]
    stop_words: frozenset[str]


_ANALYSERS: Final = {
    "bg": _Analyser(bulgarian.stem, bulgarian.STOP_WORDS),
    "ru": _Analyser(russian.stem, russian.STOP_WORDS),
    "en": _Analyser(english.stem, english.STOP_WORDS),
    "de": _Analyser(german.stem, german.STOP_WORDS),
    "it": _Analyser(italian.stem, italian.STOP_WORDS),
    "lt": _Analyser(lithuanian.stem, lithuanian.STOP_WORDS),
}
_ONLY_RUSSIAN: Final = re.compile("[ыэё]|ь(?!о)", re.IGNORECASE)
_ONLY_BULGARIAN: Final = re.compile("ѝ|ъ(?![еюяё])", re.IGNORECASE)
_NEITHER: Final = re.compile("[ґєіїјљњћђџўѓќѕ]", re.IGNORECASE)


def query_terms(word: str, reader_language: str) -> tuple[tuple[str, str], ...]:
    """Language and term of all that a word as typed may be, the likeliest first.

    A Bulgarian form that Russian does not have, such as `практиката`, is looked for in Russian
    texts by its dictionary form: otherwise it would find less than `практика` does.
    """
    folded = fold(word)
    languages = query_languages(word, reader_language)
    terms = [(language, stem(folded, language)) for language in languages]
    if set(languages) == set(_CYRILLIC_CODES):
        terms.append(("ru", stem(bulgarian.base_form(folded), "ru")))
    return tuple(dict.fromkeys(terms))


@lru_cache(maxsize=131072)
def stem(word: str, language: str) -> str:
    """The term of a folded word; a language that we do not know is taken as English."""
    return _ANALYSERS.get(language, _ANALYSERS["en"]).stem(word)


def is_stop_word(word: str, language: str) -> bool:
    """Whether a folded word says too little to be asked for beside others."""
    return word in _ANALYSERS.get(language, _ANALYSERS["en"]).stop_words


def is_typed_stop_word(word: str) -> bool:
    """Whether a short word as typed is a Cyrillic stop word in Latin letters: `v`, not the grade C."""
    return (
        len(word) <= 3
        and word.islower()
        and any(
            is_stop_word(reading, language) for reading in in_cyrillic(word) for language in _CYRILLIC_CODES
        )
    )


def query_languages(word: str, reader_language: str) -> tuple[str, ...]:
    """Languages that a word as typed may be in, the likeliest first; none for a mere number."""
    if not any(map(str.isalpha, word)):
        return ()
    if not is_cyrillic(word):
        latin = [code for code in LANGUAGES if code not in _CYRILLIC_CODES]
        return tuple(sorted(latin, key=lambda code: code != reader_language))
    if _NEITHER.search(word):
        return ()
    if _ONLY_RUSSIAN.search(word):
        return ("ru",)
    if _ONLY_BULGARIAN.search(word):
        return ("bg",)
    return tuple(sorted(_CYRILLIC_CODES, key=lambda code: code != reader_language))
