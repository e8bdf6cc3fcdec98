"""German: Snowball."""

from typing import Final

from cop.search.analysis.snowball import stem_with

STOP_WORDS: Final = frozenset(
    "aber als am an auch auf aus bei bis das dass dem den der des die durch ein eine einem einen einer "
    "eines er es für hat haben ich ihr im in ist kann mit nach nicht noch nur oder sich sie sind so über "
    "um und uns unter von vor war was wenn werden wie wir wird zu zum zur".split()
)


def stem(word: str) -> str:
    """The Snowball stem of a folded word."""
    return stem_with("german", word)
