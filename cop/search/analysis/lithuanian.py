"""Lithuanian: Snowball."""

from typing import Final

from cop.search.analysis.snowball import stem_with

STOP_WORDS: Final = frozenset(
    "ar arba apie aš bei bet buvo dėl iki ir iš į jei jis ji jie jos jų kad kai kaip kas kur kuri kurie "
    "kuris mes mums ne nei nes nuo o per po prie prieš su tai taip tas ta tie to tuo už yra".split()
)


def stem(word: str) -> str:
    """The Snowball stem of a folded word."""
    return stem_with("lithuanian", word)
