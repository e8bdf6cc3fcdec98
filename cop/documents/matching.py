"""How near a heading of somebody's file comes to what a field is called: words in common, endings aside."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+")
_STOP: Final = frozenset(
    "а без в във вие вы да для до е за и из или как какво каква какви какой какая какие кой която которая к "
    "на не но о об от по при с са се си со съм със също то у че что это ли а ваш ваши вашите вашата вам ви "
    "наш нашите им техните техен тяхната их кратко накратко моля молим пожалуйста опишете описвайте посочете "
    "определете разкажете дайте избройте опишите расскажите укажите перечислите приведите please describe "
    "briefly list tell explain the a an and are by do does for from how in is it its of on or our that this "
    "to was were what which with you your because защото потому".split()
)
_ENDINGS: Final = tuple(
    sorted(
        "ите ият ата ята ото ето ове ните ния то те ът ят ия ии ие ий ый ая яя ое ее ые их ых ого его ому "
        "ему ами ями ях ах ов ев ей ой ам ям ом ем ы и а я о е у ю й ь ing ions ion ies es ed s y e".split(),
        key=len,
        reverse=True,
    )
)
_ARTICLE: Final = re.compile("(?<=ст|.щ|.в|.р|.л|.н)та$")
"""As in `дейността`; not the end of `проекта`."""
_LETTERS: Final = tuple(ending for ending in _ENDINGS if len(ending) == 1)
_SHORTEST_STEM: Final = 3
_LONGEST_STEM: Final = 6
_FEWEST_TO_BEGIN: Final = 3
"""A sentence may well begin with one or two words that a field is called by."""
_BEGUN: Final = 0.95
_UNKNOWN: Final = 0.5
"""What a word that no field is called by weighs: it only makes a heading less like each of them."""


def stems(text: str) -> frozenset[str]:
    """Return what is left of the words that say something, without their endings."""
    folded = unicodedata.normalize("NFC", text.casefold()).replace("ё", "е").replace("ѝ", "и")
    return frozenset(_stem(word) for word in _WORD.findall(folded) if word not in _STOP and len(word) > 1)


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    # Twice: a Bulgarian article stands behind the ending of the plural.
    plain = _ARTICLE.sub("", word)
    return _without(_without(plain, _ENDINGS), _LETTERS)[:_LONGEST_STEM]


def _without(word: str, endings: tuple[str, ...]) -> str:
    longest = len(word) - _SHORTEST_STEM
    return word.removesuffix(next((end for end in endings if len(end) <= longest and word.endswith(end)), ""))


def _plain(text: str) -> str:
    """Return the words as they are read, with a space behind each: whatever their case and their signs."""
    folded = unicodedata.normalize("NFC", text.casefold()).replace("ё", "е")
    return "".join(f"{word} " for word in _WORD.findall(folded))


@dataclass(frozen=True, slots=True)
class Match:
    """The field that a heading comes nearest to; `score` is 1 for the same words."""

    key: str
    score: float


class Matcher:
    """Knows what every field is called. A word that many fields are called by weighs little."""

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        self._known = [(key, stems(name)) for key, several in names.items() for name in several]
        self._begun = sorted(
            (
                (_plain(name), key)
                for key, several in names.items()
                for name in several
                if len(name.split()) >= _FEWEST_TO_BEGIN
            ),
            key=lambda pair: len(pair[0]),
            reverse=True,
        )
        fields = {
            key: frozenset[str]().union(*(words for of, words in self._known if of == key)) for key in names
        }
        counted = Counter(word for words in fields.values() for word in words)
        self._weights = {word: 1 / count for word, count in counted.items()}
        self._seen: dict[frozenset[str], Match | None] = {}

    def best(self, text: str) -> Match | None:
        """Return the field whose name begins the text, else the nearest; None where nothing is shared."""
        plain = _plain(text)
        if key := next((key for name, key in self._begun if plain.startswith(name)), ""):
            return Match(key, _BEGUN)
        words = stems(text)
        if words not in self._seen:
            self._seen[words] = self._best(words)
        return self._seen[words]

    def _best(self, words: frozenset[str]) -> Match | None:
        found = None
        for key, known in self._known:
            score = self._likeness(words, known) if not words.isdisjoint(known) else 0.0
            if score > (found.score if found else 0.0):
                found = Match(key, score)
        return found

    def _likeness(self, words: frozenset[str], known: frozenset[str]) -> float:
        """Return twice what is common by all there is: 1 for the same words, 0 for no common word."""
        return 2 * self._weight(words & known) / (self._weight(words) + self._weight(known))

    def _weight(self, words: frozenset[str]) -> float:
        return sum(self._weights.get(word, _UNKNOWN) for word in words)
