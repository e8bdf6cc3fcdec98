"""PyStemmer's Snowball stemmers, one set a thread: a stemmer object must not be shared."""

import threading
from typing import Any

import Stemmer


class _Stemmers(threading.local):
    def __init__(self) -> None:
        self.of: dict[str, Any] = {}


_STEMMERS = _Stemmers()


def stem_with(algorithm: str, word: str) -> str:
    """The stem of a word; KeyError for an algorithm that PyStemmer does not have."""
    stemmer = _STEMMERS.of.get(algorithm)
    if stemmer is None:
        # no cache of its own: ours stands in front and is bounded
        stemmer = _STEMMERS.of[algorithm] = Stemmer.Stemmer(algorithm, 0)
    return str(stemmer.stemWord(word))
