"""Real words of the three languages, and texts made of them with Zipf's frequencies."""

import re
from collections import Counter
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import numpy as np
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

SEEDS: Final = Path(__file__).resolve().parent.parent / "seeds"
LEXICON: Final = 40_000
"""Word forms in one language: about what a catalogue of some thousand practices would use."""

_LETTERS: Final = {"bg": "а-я", "ru": "а-яё", "en": "a-z"}
_EXPONENT: Final = 1.05
_SHIFT: Final = 2.7  # Mandelbrot: the first words are less frequent than 1/rank would have it


class Lexicon:
    """The words of one language, the most frequent first."""

    def __init__(self, words: list[str]) -> None:
        weights = 1.0 / (np.arange(len(words)) + 1 + _SHIFT) ** _EXPONENT
        self._cumulated = np.cumsum(weights / weights.sum())
        self.words = words

    def draw(self, random: np.random.Generator, count: int) -> list[str]:
        """That many words, each independent of the others."""
        ranks = self._cumulated.searchsorted(random.random(count))
        return [self.words[rank] for rank in np.minimum(ranks, len(self.words) - 1).tolist()]


@lru_cache(maxsize=3)
def lexicon(language: str) -> Lexicon:
    """First the words of our seeds as often as they stand there, then forms from a dictionary."""
    word = re.compile(f"[{_LETTERS[language]}]{{1,20}}")
    seen = Counter(word.findall(_seed_texts(language)))
    ranked = sorted(seen, key=lambda each: (-seen[each], each))
    more = _dictionary_forms(language, LEXICON)
    return Lexicon(list(dict.fromkeys([*ranked, *more]))[:LEXICON])


def _seed_texts(language: str) -> str:
    paths = sorted(SEEDS.glob(f"practices/*/{language}.md"))
    bodies = [path.read_text(encoding="utf-8").split("+++", 2)[2] for path in paths]
    return re.sub(r"^## .*$", "", "\n".join(bodies), flags=re.MULTILINE).lower()


def _dictionary_forms(language: str, count: int) -> list[str]:
    """All forms of as many lemmas as give that count: stemming has forms to bring together."""
    fitting = re.compile(f"[{_LETTERS[language]}]{{3,20}}")
    forms: dict[str, list[str]] = {}
    # simplemma types its dictionaries as a union that mypy cannot narrow
    dictionary: Any = DefaultDictionaryFactory().get_dictionary(language)
    for form, lemma in dictionary.items():
        if fitting.fullmatch(form) and fitting.fullmatch(lemma):
            forms.setdefault(lemma, []).append(form)
    chosen: list[tuple[bytes, str]] = []
    for lemma in sorted(forms, key=_shuffled):
        if len(chosen) >= count:
            break
        chosen += [(_shuffled(form), form) for form in {lemma, *forms[lemma]}]
    return [form for _, form in sorted(chosen)]


def _shuffled(word: str) -> bytes:
    """A place in an order that has nothing to do with the alphabet and is the same everywhere."""
    return blake2b(word.encode(), digest_size=8).digest()
