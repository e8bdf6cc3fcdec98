"""Host: what a kind of place gives so that its users may be asked. Whoever asks never learns its name."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import current_app
from markupsafe import Markup

from cop.core.i18n import LazyString
from cop.core.permissions import VISITOR, Actor
from cop.core.records import RecordCard, Ref


@dataclass(frozen=True, slots=True)
class Host:
    """One kind of place whose users may be asked.

    - `label` names one of them ("Practice").
    - `cards(ids, actor, language)` gives the cards of those that the actor may see, as a RecordKind does.
    - `may_ask(actor, id)`: whether the place of that id is somebody's to ask for.
    - `own(actor)` gives the ids of the places that somebody may ask for.
    - `staff(id)` gives the members who look after it: they are told when somebody there asks for help.
    """

    kind: str
    label: LazyString
    cards: Callable[[Sequence[int], Actor, str], Sequence[RecordCard]]
    may_ask: Callable[[Actor, int], bool]
    own: Callable[[Actor], Sequence[int]]
    staff: Callable[[int], Collection[int]]


def hosts() -> Mapping[str, Host]:
    """Return every kind of place whose users may be asked."""
    found: Mapping[str, Host] = current_app.extensions["cop.hosts"]
    return found


def may_ask(actor: Actor, ref: Ref) -> bool:
    """Whether somebody may ask the users of a place, as one of those who look after it."""
    host = hosts().get(ref.kind)
    return host is not None and actor.is_member and host.may_ask(actor, ref.id)


def own_hosts(actor: Actor, language: str) -> list[RecordCard]:
    """Return the places that somebody may ask for."""
    return [
        card
        for host in hosts().values()
        if (ids := host.own(actor))
        for card in host.cards(ids, actor, language)
    ]


def host_cards(refs: Iterable[Ref], *, language: str, actor: Actor = VISITOR) -> dict[Ref, RecordCard]:
    """Return the cards of these places that the actor may see."""
    wanted = list(dict.fromkeys(refs))
    return {
        card.ref: card
        for kind in dict.fromkeys(ref.kind for ref in wanted)
        if (host := hosts().get(kind)) is not None
        for card in host.cards([ref.id for ref in wanted if ref.kind == kind], actor, language)
    }


Beside = Callable[[Ref, str], Markup]
"""Draws what a feature shows on the page of a place, the same for all readers; empty where nothing."""


def beside(ref: Ref, language: str) -> Markup:
    """Return what features above show on the page of a place."""
    drawn: Sequence[Beside] = current_app.extensions["cop.beside"]
    return Markup("").join(draw(ref, language) for draw in drawn)
