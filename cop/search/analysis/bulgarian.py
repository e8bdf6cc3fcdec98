"""Bulgarian: simplemma's dictionary, then our own endings, because Snowball has no Bulgarian.

A term is not a word that anybody writes: it is what the forms of one word have in common.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from simplemma.strategies.dictionaries import LOW_MEMORY_DICTIONARY_FACTORY

STOP_WORDS: Final = frozenset(
    "а ако без бе беше би бил била били било бъде бяха в вече ви все във вие го да до докато за защо и из "
    "или им има й как като ки когато което които кой който коя която към ли ме ми много мога може му на "
    "над не него нея ние ни но ну о около от по под пред през при с са само се си след сме със съм също "
    "та така тази там те тези ти то това тогава този той тук тя тях че ще я "
    "какво какъв каква какви къде кога колко други друго другия другият другата другото другите".split()
)

_TERMS: Final = {
    "чов": "човек човека човекът човеци човеците човече хора хората люде людете",
    "дет": "дете детето деца децата дечица дечицата",
    "ден": "ден дена деня денят дни дните",
    "ветр": "вятър вятъра вятърът ветрове ветровете",
    "зъл": "зъл зла зло зли злата злото злите злият злия",
    "ок": "око окото очи очите",
    "ух": "ухо ухото уши ушите",
    "рък": "ръка ръката ръце ръцете",
    "пар": "пара парата пари парите",
    "брат": "брат брата братът братя братята",
    "господ": "господин господина господинът господа господата",
    "цвет": "цвете цветето цветя цветята",
    "път": "път пътя пътят пътища пътищата",
}
_IRREGULAR: Final = {
    form: (term, forms.split()[0]) for term, forms in _TERMS.items() for form in forms.split()
}
"""Forms that no rule brings together -> the term and the dictionary form."""

_DEVERBAL: Final = re.compile("(.{3,})[аяе]н(?:е|ето|ета|етата|ие|ието|ия|ията|ии|иите)")
"""`увреждане`, `обучение` and their plurals, which look alike: the verb's stem is the term."""

_ARTICLES: Final = (
    ("ията", ("ия",)),
    ("ият", ("и", "ен")),
    ("ите", ("и", "а", "")),
    ("ото", ("о",)),
    ("ата", ("а",)),
    ("ята", ("я",)),
    ("ето", ("е",)),
    ("ът", ("",)),
    ("ят", ("", "й")),
    ("та", ("",)),
    ("те", ("",)),
    ("то", ("",)),
)
"""An article's ending, and what stood there before it."""

_PLURALS: Final = (
    ("ци", ("к", "ец", "ца")),
    ("зи", ("г", "з")),
    ("ове", ("",)),
    ("еве", ("", "й")),
    ("ища", ("ище", "")),
    ("ета", ("е",)),
    ("ии", ("ия",)),
    ("ия", ("ие",)),
    ("и", ("а", "я", "", "о")),
    ("а", ("о", "")),
    ("я", ("е", "")),
)
"""A plural's or a short article's ending, and what may stand in the singular."""

_UNKNOWN: Final = (
    *(("овете", ""), ("евете", ""), ("ищата", "ищ"), ("етата", ""), ("ирате", "ир"), ("ират", "ир")),
    *(("ията", ""), ("ието", ""), ("иите", ""), ("ият", ""), ("ята", ""), ("ата", ""), ("ите", "")),
    *(("ото", ""), ("ето", ""), ("ове", ""), ("яме", ""), ("аме", ""), ("йте", ""), ("йки", "")),
    *(("ваш", "в"), ("стта", "ст"), ("щта", "щ"), ("вта", "в"), ("ът", ""), ("ят", "")),
)
"""Endings taken off, longest first, where the dictionary knows neither the word nor its base."""

_LEMMA_ENDINGS: Final = (
    *(("ане", 3), ("яне", 3), ("ене", 3), ("ам", 3), ("ям", 3), ("ия", 3), ("ии", 3), ("ие", 3), ("ий", 3)),
    *(("а", 2), ("я", 2), ("о", 2), ("е", 2), ("и", 2), ("й", 2), ("ь", 2)),
)
"""What a dictionary form ends in, and how many letters must be left."""

_VOWELS: Final = frozenset("аеиоуъюя")


def stem(word: str) -> str:
    """The term that all forms of a folded Bulgarian word share."""
    if irregular := _IRREGULAR.get(word):
        return irregular[0]
    if len(word) < 3 or not "а" <= word[0] <= "я":
        return word
    if deverbal := _DEVERBAL.fullmatch(word):
        return _levelled(_without_ending(deverbal[1]))
    lemma = _lemma(word)
    return _levelled(_without_ending(_without_form_ending(word) if lemma is None else lemma))


def base_form(word: str) -> str:
    """The form that stands in a dictionary, without article and plural; else the word itself."""
    if irregular := _IRREGULAR.get(word):
        return irregular[1]
    if deverbal := _DEVERBAL.fullmatch(word):
        return word[: deverbal.end(1) + 1] + "ние"
    return _lemma(word) or word


def is_known(word: str) -> bool:
    """Whether the dictionary has this very form."""
    return word in _IRREGULAR or _dictionary().get(word) is not None


@cache
def _dictionary() -> Mapping[str, str]:
    """Form -> lemma, 226,000 of them; loaded at first use (0.15 s, 5 MB, 13 µs a look-up)."""
    words: Mapping[str, str] = LOW_MEMORY_DICTIONARY_FACTORY.get_dictionary("bg")
    return words


def _lemma(word: str) -> str | None:
    bases = list(_replaced(word, _ARTICLES))
    singulars = (singular for base in (word, *bases) for singular in _replaced(base, _PLURALS))
    for candidate in (word, *bases, *singulars):
        lemma = _dictionary().get(candidate)
        if lemma is not None and _is_plausible(lemma, candidate):
            return lemma.partition("-(")[0]
    return None


def _is_plausible(lemma: str, word: str) -> bool:
    """The dictionary holds slips such as `влюбваш` -> `се`: a lemma begins as its form does."""
    return len(lemma) >= 3 and len(word) - len(lemma) <= 8 and _yat(lemma[:2]) == _yat(word[:2])


def _yat(text: str) -> str:
    """One vowel for the two that alternate in `бял`, `бели`."""
    return text.replace("я", "е")


def _replaced(word: str, endings: tuple[tuple[str, tuple[str, ...]], ...]) -> Iterator[str]:
    for ending, bases in endings:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            for base in bases:
                yield word.removesuffix(ending) + base


def _without_form_ending(word: str) -> str:
    for ending, base in _UNKNOWN:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending) + base
    return word


def _without_ending(lemma: str) -> str:
    for ending, left in _LEMMA_ENDINGS:
        if lemma.endswith(ending) and len(lemma) - len(ending) >= left:
            return lemma.removesuffix(ending)
    return lemma


def _levelled(base: str) -> str:
    """Take out what alternates between forms: fleeting vowels, к/ц and г/з, я/е."""
    if len(base) > 3:
        if base.endswith(("ен", "ец", "ън", "ър", "ъл", "ъц", "ък")):
            base = base[:-2] + ("й" if base[-3] in _VOWELS else "") + base[-1]
        if base.endswith("ниц"):
            base = base[:-1] + "к"
        elif base.endswith("оз"):
            base = base[:-1] + "г"
    return base[0] + _yat(base[1:-1]) + base[-1]
