"""Russian: Snowball on words whose ё is folded to е."""

from typing import Final

from cop.search.analysis.snowball import stem_with

STOP_WORDS: Final = frozenset(
    "а без более бы был была были было быть в вам вас ваш вот все всех вы где да для до его ее если есть "
    "еще же за и из или им их к как ко когда которая которое которые который кто ли между мне мы на над "
    "нам нас наш не него нее нет ни них но о об он она они оно от по под при про с со так также там то "
    "тоже только тот у уже чем что чтобы эта эти это этого этой этот я "
    "какой какая какое какие какого каких каким какими какую куда откуда сколько почему зачем "
    "другой другая другое другие другого других другому другим другими".split()
)


def stem(word: str) -> str:
    """The Snowball stem of a folded word."""
    return stem_with("russian", word)
