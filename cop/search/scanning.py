"""The grammar of the search box: from a line of text to its pieces, whatever was typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cop.search.analysis import tokens

MOST_CHARACTERS: Final = 400
_QUOTES: Final = '"„“”«»‟″'
_PIECE: Final = re.compile(
    rf"(?P<minus>(?<!\S)[-−])?(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]|(?P<chunk>[^\s{_QUOTES}]+))"
)
_UNWANTED: Final = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_HYPHENS: Final = frozenset("-‐‑")
_OR: Final = frozenset({"OR", "ИЛИ", "Или", "или", "|"})


class Kind(StrEnum):
    """What a piece asks for."""

    WORD = "word"
    COMPOUND = "compound"
    PHRASE = "phrase"
    PREFIX = "prefix"
    OR = "or"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of what was typed; `words` as typed, from `start` on in the cleaned text."""

    kind: Kind
    text: str
    words: tuple[str, ...]
    start: int
    is_excluded: bool = False


def clean(text: str) -> tuple[str, bool]:
    """One line without control characters, and whether it had to be cut to 400 characters."""
    whole = text.strip()
    was_cut = len(whole) > MOST_CHARACTERS
    if was_cut:
        whole = whole[: MOST_CHARACTERS + 1]
        whole = whole.rpartition(" ")[0] or whole[:MOST_CHARACTERS]
    return " ".join(_UNWANTED.sub("", _CONTROL.sub(" ", whole)).split()), was_cut


def scan(text: str) -> Iterator[Piece]:
    """The pieces of a cleaned text; a lone quotation mark and lone signs are passed over."""
    for match in _PIECE.finditer(text):
        is_excluded = match["minus"] is not None
        if match["phrase"] is not None:
            yield from _phrase(match["phrase"], match.start("phrase"), is_excluded)
        elif match["chunk"] in _OR and not is_excluded:
            yield Piece(Kind.OR, match["chunk"], (), match.start())
        else:
            yield from _chunk(match["chunk"], match.start("chunk"), is_excluded)


def _phrase(text: str, start: int, is_excluded: bool) -> Iterator[Piece]:
    words = tuple(text[begin:end] for _, begin, end in tokens(text))
    if words:
        yield Piece(Kind.PHRASE, text.strip(), words, start, is_excluded)


def _chunk(chunk: str, start: int, is_excluded: bool) -> Iterator[Piece]:
    """What stands between blanks: mostly one word; `он-лайн` is one thing, `деца/младежи` are two."""
    groups: list[list[tuple[int, int]]] = []
    for _, begin, end in tokens(chunk):
        if groups and chunk[groups[-1][-1][1] : begin] in _HYPHENS:
            groups[-1].append((begin, end))
        else:
            groups.append([(begin, end)])
    for group in groups:
        begin, end = group[0][0], group[-1][1]
        words = tuple(chunk[first:last] for first, last in group)
        kind = Kind.COMPOUND if len(words) > 1 else Kind.WORD
        if kind == Kind.WORD and chunk[end : end + 1] == "*" and len(words[0]) >= 2:
            kind = Kind.PREFIX
        yield Piece(kind, chunk[begin:end], words, start + begin, is_excluded)
