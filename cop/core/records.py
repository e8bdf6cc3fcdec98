"""RecordKind: what a kind of record gives so that others may point at it, list it and find it.

Links, the search over everything and newsletters show records of kinds whose names they never learn.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask import current_app

from cop.core.i18n import LazyString
from cop.core.permissions import Actor


class Ref(NamedTuple):
    """Which record: its kind and its id."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class RecordCard:
    """A record in a list of several kinds; its words are in `language`, `path` is that of its page."""

    ref: Ref
    slug: str
    path: str
    language: str
    title: str
    summary: str = ""
    detail: str = ""
    """What tells it from others of its kind: a place, a date as the reader's language writes it."""


def _none_of_a_group(_slug: str, _actor: Actor, _language: str) -> Sequence[RecordCard]:
    return ()


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind of record.

    - `label` names one of them ("Practice"), `plural` many ("Practices").
    - `cards(ids, actor, language)` gives the cards of those that the actor may see, in the order of the
      ids, in a number of statements that does not grow with theirs.
    - `of_group(slug, actor, language)` gives the cards of those that belong to a group, for its page.
    - `id_of(slug, actor)` gives the id of the one at that address, None where the actor sees none.
    - `teaching(criteria)` gives (criterion, id) of those from which one learns how to meet a criterion of a
      rubric, in their order.
    """

    kind: str
    label: LazyString
    plural: LazyString
    cards: Callable[[Sequence[int], Actor, str], Sequence[RecordCard]]
    id_of: Callable[[str, Actor], int | None]
    of_group: Callable[[str, Actor, str], Sequence[RecordCard]] = _none_of_a_group
    teaching: Callable[[Sequence[str]], Iterable[tuple[str, int]]] = lambda _criteria: ()


def kinds() -> Mapping[str, RecordKind]:
    """Return every kind of record of this site, in the order of its features."""
    found: Mapping[str, RecordKind] = current_app.extensions["cop.records"]
    return found


def cards_of(refs: Iterable[Ref], *, actor: Actor, language: str) -> list[RecordCard]:
    """Return the cards in the order of the refs; what the actor may not see is left out."""
    wanted = list(dict.fromkeys(refs))
    found: dict[Ref, RecordCard] = {}
    for kind in dict.fromkeys(ref.kind for ref in wanted):
        if (known := kinds().get(kind)) is not None:
            ids = [ref.id for ref in wanted if ref.kind == kind]
            found.update({card.ref: card for card in known.cards(ids, actor, language)})
    return [found[ref] for ref in wanted if ref in found]


class Lesson(NamedTuple):
    """A record from which one learns how to meet these criteria."""

    card: RecordCard
    criteria: tuple[str, ...]


def lessons(criteria: Sequence[str], *, actor: Actor, language: str) -> list[Lesson]:
    """Return the records that help to meet these criteria: what helps with most of them first."""
    found: dict[Ref, set[str]] = {}
    for kind in kinds().values():
        for criterion, id in kind.teaching(criteria):
            found.setdefault(Ref(kind.kind, id), set()).add(criterion)
    shown = [
        Lesson(card, tuple(key for key in criteria if key in found[card.ref]))
        for card in cards_of(found, actor=actor, language=language)
    ]
    return sorted(shown, key=lambda lesson: -len(lesson.criteria))


def at_path(path: str, *, actor: Actor, language: str) -> RecordCard | None:
    """Return the record whose page has this path or address, as people paste it; None where there is none."""
    slug = path.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
    for kind in kinds().values():
        id = kind.id_of(slug, actor)
        for card in kind.cards([id], actor, language) if id is not None else ():
            if _tail(path) == _tail(card.path):
                return card
    return None


def _tail(path: str) -> str:
    """Return what follows the language: "practices/berlin-mut"."""
    return "/".join(path.partition("?")[0].partition("#")[0].rstrip("/").rsplit("/", 2)[-2:])
