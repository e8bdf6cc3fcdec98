"""Recordings found in a document: addresses of sites that show them, and the words beside each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cop.documents.contract import Block
from cop.learning.questions import line

ADDRESS: Final = re.compile(r"https?://[^\s<>\"']+")
_SHOWS: Final = re.compile(
    r"https?://(?:[\w-]+\.)*(?:youtube(?:-nocookie)?\.com/(?:watch|embed/|live/|shorts/)|youtu\.be/\w"
    r"|vimeo\.com/(?:\d|video/|channels/)|rutube\.ru/(?:video|play|shorts)/|vk\.(?:com|ru)/(?:video|clip)"
    r"|vkvideo\.ru/|ok\.ru/video/|vbox7\.com/(?:play:|emb)|dailymotion\.com/video/|dai\.ly/|ted\.com/talks/"
    r"|[^\s/]+/(?:videos/watch|w)/\w{8})|https?://\S+\.(?:mp4|webm|m4v|ogv)(?:[?#]|$)",
    re.IGNORECASE,
)
_AROUND: Final = " \t\n;:,.()[]–—-|"
_LONGEST_TITLE: Final = 120
_LONGEST_TEXT: Final = 2000


@dataclass(frozen=True, slots=True)
class Shown:
    """A recording: its address, and what the document says beside it. `at` is the block with the address."""

    url: str
    title: str
    text: str
    at: Block


def shown(
    blocks: Sequence[Block], heading: str, *, is_list: bool, all_are: bool
) -> tuple[list[Shown], list[Block]]:
    """Return the recordings in these blocks, and the blocks without what stands there for them alone.

    `is_list`: the blocks are entries, and one with a recording is that recording; else a sentence that
    mentions one stays. `all_are`: whatever has an address here is to be watched.
    """
    found: list[Shown] = []
    rest: list[Block] = []
    for block in blocks:
        addresses = [each for each in _addresses(block.text) if all_are or _SHOWS.match(each)]
        words = ADDRESS.sub("", block.text).strip(_AROUND)
        if not addresses:
            rest.append(block)
            continue
        if not words:
            words = _above(rest, is_list=is_list)
        elif not is_list:
            rest.append(block)
        found += [
            Shown(url, _title(words, heading), " ".join(words.split())[:2000], block) for url in addresses
        ]
    return found, rest


def _addresses(text: str) -> list[str]:
    return list(dict.fromkeys(each.rstrip(".,;:)!?") for each in ADDRESS.findall(text)))


def _above(rest: list[Block], *, is_list: bool) -> str:
    """Return what stands above an address that stands alone; in a list it belongs to that address."""
    if not rest or ADDRESS.search(rest[-1].text):
        return ""
    return (rest.pop() if is_list else rest[-1]).text.strip(_AROUND)


def _title(words: str, heading: str) -> str:
    said = line(words)
    if said and len(said) <= _LONGEST_TITLE:
        return said
    return line(heading) or said[:_LONGEST_TITLE].rpartition(" ")[0]
