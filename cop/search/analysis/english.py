"""English: Snowball (Porter 2)."""

from typing import Final

from cop.search.analysis.snowball import stem_with

STOP_WORDS: Final = frozenset(
    "a about an and are as at be been but by can did do does for from had has have he her his how i if in "
    "into is it its me my no not of on or our she so than that the their them then there these they this "
    "those to us was we were what when where which who will with would you your "
    "could should whom whose why other others another".split()
)


def stem(word: str) -> str:
    """The Snowball stem of a folded word."""
    return stem_with("english", word)
