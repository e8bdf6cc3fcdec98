"""Addresses in a text that cannot work, and words whose address was lost."""

import re
from collections.abc import Iterator
from typing import Final

_ADDRESS: Final = re.compile(r"(?:https?:/{0,3}\s?|www\.)[^\s<>\"„“”]*", re.IGNORECASE)
_EMPTY_LINK: Final = re.compile(r"\[[^\[\]]{1,80}\]\((?:#[^()\s]*|\s*)\)")
_WORDS: Final = re.compile(
    r"\b(?:click here|this link|кликнете тук|натиснете тук|на този линк|на следния линк"
    r"|по(?: этой)? ссылке|(?:смотреть|скачать|ознакомиться|посмотреть) здесь)\b|\(ссылка [^()]{0,60}\)",
    re.IGNORECASE,
)
_HOST: Final = re.compile(
    r"(?:[\w-]+@)?(?P<host>[\w.-]*?|\[[0-9a-f:]+\])(?::\d{1,5})?(?=[/?#]|$)", re.IGNORECASE
)
_TOP: Final = re.compile(r"(?:xn--[a-z0-9-]+|[^\W\d_]{2,24})")
_PRIVATE: Final = re.compile(r"127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|0\.0\.0\.0")
_EXAMPLES: Final = frozenset(("example.com", "example.org", "example.net", "domain.com"))
_LOCAL: Final = (".local", ".localhost", ".internal", ".lan", ".invalid", ".test")


def dead_looking(text: str) -> Iterator[str]:
    """Give each address, or word for one, that will lead nowhere."""
    yield from (match[0] for match in _EMPTY_LINK.finditer(text))
    has_address = False
    for match in _ADDRESS.finditer(text):
        has_address = True
        if _is_dead(match[0], text[match.end() : match.end() + 1]):
            yield match[0]
    if not has_address:
        yield from (match[0] for match in _WORDS.finditer(text))


def _is_dead(address: str, after: str) -> bool:
    address = address.rstrip(").,;!?»'") if not address.endswith("...") else address
    if address.endswith(("...", "…")) or after == "…":
        return True
    scheme = re.match(r"https?:", address, re.IGNORECASE)
    rest = address[scheme.end() :] if scheme else address
    if scheme and (not rest.startswith("//") or rest.startswith("///") or rest[2:3].isspace()):
        return True
    host = _HOST.match(rest.removeprefix("//"))
    return host is None or _is_dead_host(host["host"].casefold())


def _is_dead_host(host: str) -> bool:
    name, _dot, top = host.rpartition(".")
    if _PRIVATE.match(host) or host in _EXAMPLES or host.endswith(_LOCAL) or host == "localhost":
        return True
    if re.fullmatch(r"[\d.]+", host):
        return False  # a number on the open network works
    return not name or ".." in host or not _TOP.fullmatch(top) or name == "www"
