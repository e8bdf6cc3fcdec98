"""Italian: Snowball."""

from typing import Final

from cop.search.analysis.snowball import stem_with

STOP_WORDS: Final = frozenset(
    "a ad agli ai al alla alle allo anche c che chi ci come con cui d da dagli dai dal dalla dalle dallo "
    "degli dei del dell della delle dello di dove e ed gli ha hanno i il in io l la le lo ma mi nei nel "
    "nella nelle nello noi non o per più quale quando se si sono su sugli sul sulla sulle sullo tra fra "
    "un una uno".split()
)


def stem(word: str) -> str:
    """The Snowball stem of a folded word."""
    return stem_with("italian", word)
