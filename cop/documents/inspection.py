"""What is wrong with a text that was read: what its author should see before it is taken over."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from cop.documents.contract import Block, BlockKind, Finding, FindingKind
from cop.documents.languages import shares
from cop.documents.links import dead_looking

_CAPTION: Final = re.compile(
    r"(?:фигура|фиг\.|рисунок|рис\.|снимка|фото|илюстрация|иллюстрация|диаграма|диаграмма|схема|графика"
    r"|figure|fig\.|picture|photo|image|illustration|chart|diagram)\s*№?\s*\d+",
    re.IGNORECASE,
)
_LONGEST_CAPTION: Final = 300
_PLACEHOLDER: Final = re.compile(
    r"[\[(<{]\s*(?:image|picture|photo|figure|снимка|фигура|картинка|изображение|рисунок|фото|графика)\b"
    r"[^\[\](){}<>\n]{0,80}[\])>}]|!\[[^\[\]\n]{0,200}\]\([^()\n]{0,300}\)",
    re.IGNORECASE,
)
_LETTER: Final = r"[^\W\d_]"
_SMALL: Final = "[a-zа-яёѝ]"
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+")
# No pattern may begin with a run of any length: a text of one such run would be read again from each place.
_HYPHENATION: Final = re.compile(
    rf"\b{_LETTER}*{_SMALL}-\s+(?!(?:и|или|либо|а|но|до|and|or|to|but|й)\b){_SMALL}{_LETTER}+"
)
_SPACED: Final = re.compile(rf"(?<!\S)(?:{_LETTER} ){{3,40}}{_LETTER}(?!\S)")
_LOST: Final = re.compile(
    rf"\w{{0,40}}(?:\ufffd|[\ue000-\uf8ff]|(?<={_LETTER})\?(?={_LETTER}))\w{{0,40}}|\?{{4,}}"
)
_MOJIBAKE: Final = re.compile(
    r"(?:[ÐÑ][\u0080-\u00bfЀ-ӿ\u2010-\u2122]?){3,}|(?:[РС][\u00a0-\u00bf‚„…†‡€‰‹›‘’“”•™Ђ-Џђ-џ]){3,}"
)
_WORD: Final = re.compile(rf"{_LETTER}+")
_LATIN_ALIKE: Final = frozenset("aceopxyijsABCEHIKMOPTXYJS")
_CYRILLIC_ALIKE: Final = frozenset("асеорхуіјѕАВСЕНІКМОРТХУЈЅ")
_CONSONANTS: Final = re.compile(r"\b[бвгджзклмнпрстфхцчшщ]{5,}\b(?!\.)")
_SENTENCE_END: Final = re.compile(r"[.!?…][\"”“»')\]]*$")
_FEWEST_OTHER: Final = 40
"""Characters in another language that are worth a word."""

_SHORTEST_SENTENCE: Final = 40
"""Shorter ones are captions of pictures and names in logos."""


def inspect(blocks: Sequence[Block], pictures: frozenset[int]) -> list[Finding]:
    """Return the findings in reading order; `pictures` are the indexes of blocks beside a picture."""
    found: list[Finding] = []
    for at, block in enumerate(blocks):
        found += [
            Finding(FindingKind.MISSING_FIGURE, block.place, quote)
            for quote in _missing_figures(block, has_picture=not pictures.isdisjoint((at - 1, at, at + 1)))
        ]
        found += [Finding(FindingKind.BROKEN_WORD, block.place, quote) for quote in broken_words(block.text)]
        found += [
            Finding(FindingKind.DEAD_LOOKING_LINK, block.place, quote) for quote in dead_looking(block.text)
        ]
        if at and _begins_in_the_middle(blocks[at - 1], block):
            found.append(Finding(FindingKind.BROKEN_SENTENCE, block.place, block.text))
    return found + _languages(blocks)


def is_caption(text: str) -> bool:
    """Whether a block says what a picture shows."""
    return len(text) <= _LONGEST_CAPTION and bool(_CAPTION.match(text))


def _missing_figures(block: Block, *, has_picture: bool) -> Iterator[str]:
    if is_caption(block.text) and not has_picture:
        yield block.text
    yield from (match[0] for match in _PLACEHOLDER.finditer(block.text))


def broken_words(text: str) -> Iterator[str]:
    """Give what cannot be a word as it was written: broken by a line's end, spaced out, with letters lost."""
    text = _ADDRESS.sub(" ", text)
    for pattern in (_HYPHENATION, _SPACED, _MOJIBAKE, _LOST, _CONSONANTS):
        yield from (match[0] for match in pattern.finditer(text))
    yield from (word for word in _WORD.findall(text) if _is_two_scripts(word))


def _is_two_scripts(word: str) -> bool:
    """Whether letters of one script only pose as those of the other: a `c` typed on the wrong keyboard.

    A Bulgarian ending on an English word (`COVIDът`) is meant.
    """
    latin = {letter for letter in word if letter < "\u0250"}
    cyrillic = {letter for letter in word if "\u0400" <= letter <= "\u04ff"}
    return bool(latin and cyrillic) and (latin <= _LATIN_ALIKE or cyrillic <= _CYRILLIC_ALIKE)


def _begins_in_the_middle(before: Block, block: Block) -> bool:
    is_text = block.kind is BlockKind.PARAGRAPH and before.kind is BlockKind.PARAGRAPH
    starts_small = (
        len(block.text) >= _SHORTEST_SENTENCE
        and block.text[:1].islower()
        and not block.text.startswith(("http", "www"))
    )
    return is_text and starts_small and bool(_SENTENCE_END.search(before.text) or is_caption(before.text))


def _languages(blocks: Sequence[Block]) -> list[Finding]:
    counted = shares((block.language, block.text) for block in blocks)
    main = counted[0][0] if counted else ""
    others = tuple(language for language, characters in counted[1:] if characters >= _FEWEST_OTHER)
    if not others:
        return []
    there = [block for block in blocks if block.language in others]
    return [
        Finding(
            FindingKind.MIXED_LANGUAGES, there[0].place, there[0].text, len(there), languages=(main, *others)
        )
    ]
