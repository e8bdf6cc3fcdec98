"""Which machines this server may ask on behalf of an address that somebody wrote: those of the open web.

A name is resolved once, every answer has to be public, and the connection goes to that very answer, so that
a name which says something else a moment later leads nowhere else.
"""

import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from queue import Empty, Queue
from threading import Thread
from typing import Final
from urllib.parse import quote, urlsplit

import idna

from cop.addresses.enums import Reason

PORTS: Final = {"http": 80, "https": 443}
_NAME: Final = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?")
_SPACES: Final = re.compile(r"[\s\x00-\x1f\x7f]")
_SAFE: Final = "/%:@!$&'()*+,;=~-._"
_NOT_OURS: Final = tuple(
    ip_network(text)
    for text in (
        "168.63.129.16/32",  # a public number by which a cloud's machines ask about themselves
        "192.0.0.0/24",  # kept for protocols, and used by another cloud
        "192.88.99.0/24",  # relays into IPv6
        "::/96",  # IPv4 in other clothes, of several fashions
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2001::/23",
        "2002::/16",
        "3fff::/20",  # examples
        "5f00::/16",  # routes within a network
        "fec0::/10",
    )
)


class RefusedError(Exception):
    """We do not ask there."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class FailedError(Exception):
    """Nobody answers there, or not as the web does."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart: `host` is what a name server or a certificate knows it by."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def place(self) -> str:
        """Return host and port."""
        return f"{self.host}:{self.port}"

    @property
    def header(self) -> str:
        """Return what the request calls the host."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Guard:
    """What may be asked. `also`: places ("host:port") that may be, whatever network they are in."""

    also: frozenset[str] = field(default_factory=frozenset)

    def target(self, url: str) -> Target:
        """Take an address apart; raise RefusedError where it is none that we ask."""
        if _SPACES.search(url):
            raise RefusedError(Reason.UNFIT)
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise RefusedError(Reason.UNFIT) from error
        if parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc:
            raise RefusedError(Reason.UNFIT)
        path = quote(parts.path or "/", safe=_SAFE)
        query = f"?{quote(parts.query, safe=_SAFE + '?')}" if parts.query else ""
        target = Target(parts.scheme, _host(parts.hostname), port or PORTS[parts.scheme], path + query)
        if target.place not in self.also and target.port not in PORTS.values():
            raise RefusedError(Reason.PORT)
        return target

    def resolve(self, target: Target, seconds: float) -> str:
        """Return the number of the machine to connect to; raise RefusedError where one is not public."""
        numbers = _look_up(target, seconds)
        if target.place not in self.also and not all(map(is_public, numbers)):
            raise RefusedError(Reason.INNER)
        return numbers[0]


def is_public(number: str) -> bool:
    """Say whether a number is that of a machine on the open network."""
    try:
        address = ip_address(number)
    except ValueError:  # with a zone: a neighbour on the cable
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return (
        address.is_global
        and not (address.is_multicast or address.is_reserved or address.is_unspecified)
        and not (address.is_link_local or address.is_loopback or address.is_private)
        and not _is_in(address)
    )


def _is_in(address: IPv4Address | IPv6Address) -> bool:
    return any(address.version == network.version and address in network for network in _NOT_OURS)


def _host(name: str) -> str:
    """Return a host's name in letters that name servers know."""
    name = name.lower()
    if ":" in name:
        return name
    try:
        plain = name if name.isascii() else idna.encode(name, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise RefusedError(Reason.UNFIT) from error
    if not _NAME.fullmatch(plain):
        raise RefusedError(Reason.UNFIT)
    return plain


def _look_up(target: Target, seconds: float) -> Sequence[str]:
    """Ask for the numbers of a name; name servers take no time limit, so somebody else waits for them."""
    answers: Queue[list[str] | OSError | UnicodeError] = Queue(1)

    def ask() -> None:
        try:
            found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(one[4][0]) for one in found)))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    Thread(target=ask, name="look up", daemon=True).start()
    try:
        answer = answers.get(timeout=max(seconds, 0.01))
    except Empty as error:
        raise FailedError(Reason.SLOW) from error
    if isinstance(answer, Exception) or not answer:
        raise FailedError(Reason.UNKNOWN_NAME)
    return answer
