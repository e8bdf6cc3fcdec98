"""Forum: what a kind of place gives so that people may talk there. The engine never learns its name."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from flask import current_app

from cop.core.permissions import Actor, Role
from cop.core.records import Ref


@dataclass(frozen=True, slots=True)
class Voice:
    """As whom somebody speaks at a place: by their account, or by a persona of that place.

    Where a place has become open, who spoke under a pseudonym has both: new words are the account's, old
    ones stay the persona's.
    """

    name: str
    user_id: int | None = None
    persona_id: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place as one reader sees it: a record or a group under which threads stand.

    Without a `voice` the reader may not write. In a masked place nobody's account is noted with what they
    say. `path` leads to its page.
    """

    ref: Ref
    title: str
    language: str
    path: str
    is_public: bool
    voice: Voice | None = None
    may_moderate: bool = False
    is_masked: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """So many people wait to be let into a place by somebody."""

    title: str
    language: str
    path: str
    count: int


Titles = Callable[[Sequence[int], Actor, str], Mapping[int, tuple[str, str, str]]]
"""Ids, reader and language -> (path, language, title) of those that the reader may see."""


def _nobody(_id: int) -> Mapping[int, str]:
    return {}


def _nowhere(_actor: Actor) -> Collection[int]:
    return ()


def _no_followers(_id: int) -> Collection[int]:
    return ()


def _all_of_them(_id: int, user_ids: Collection[int]) -> Collection[int]:
    return user_ids


def _no_audience(_id: int) -> str:
    return ""


def _no_audiences(_actor: Actor) -> Collection[str]:
    return ()


def _no_facets(_ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
    return {}


def _no_asking(_actor: Actor, _language: str) -> Sequence[Asking]:
    return ()


def _nothing(_id: int, _user_ids: Sequence[int], _day: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Forum:
    """One kind of place.

    - `places(ids, actor, language)` gives the places that the actor may read, in a number of statements
      that does not grow with theirs. What it leaves out is not there for them: no page, count, feed or mail.
      SYSTEM sees those too that are not public.
    - `people(id)` gives id and name of those who may be mentioned, beside those who take part in a thread.
    - `followers(id)` gives the ids of those who want to hear of new threads; of a masked place, of each post.
    - `readers(id, ids)` gives those of these people who may read at the place now: others are not told.
    - `moderated(actor)` gives the ids of places whose moderator somebody is without being a moderator of
      the site.
    - `audience(id)` is that of search for what is said at a place that is not public; empty: never found.
    - `audiences(actor)` are those of all such places where the actor reads now: asked at each search.
    - `facets(ids)` gives what threads are narrowed by beside their own facets, by the id of their place.
    - `asking(actor, language)` gives the places where people wait for that actor to let them in.
    - `announce(id, ids, day)` is called for each new post of a masked place, which tells these people itself.
    """

    kind: str
    places: Callable[[Sequence[int], Actor, str], Mapping[int, Place]]
    people: Callable[[int], Mapping[int, str]] = _nobody
    followers: Callable[[int], Collection[int]] = _no_followers
    readers: Callable[[int, Collection[int]], Collection[int]] = _all_of_them
    moderated: Callable[[Actor], Collection[int]] = _nowhere
    audience: Callable[[int], str] = _no_audience
    audiences: Callable[[Actor], Collection[str]] = _no_audiences
    asking: Callable[[Actor, str], Sequence[Asking]] = _no_asking
    facets: Callable[[Sequence[int]], Mapping[int, Mapping[str, str]]] = _no_facets
    announce: Callable[[int, Sequence[int], str], None] = _nothing


def open_forum(kind: str, titles: Titles) -> Forum:
    """Return the forum of a kind of public record: who sees it reads, members write, moderators moderate."""

    def places(ids: Sequence[int], actor: Actor, language: str) -> dict[int, Place]:
        voice = Voice(actor.name, actor.id) if actor.is_member else None
        may_moderate = Role.MODERATOR in actor.roles
        return {
            id: Place(Ref(kind, id), title, shown_in, path, True, voice, may_moderate)
            for id, (path, shown_in, title) in titles(ids, actor, language).items()
        }

    return Forum(kind, places)


def forums() -> Mapping[str, Forum]:
    """Return every kind of place of this site."""
    found: Mapping[str, Forum] = current_app.extensions["cop.forums"]
    return found


def places_of(refs: Collection[Ref], *, actor: Actor, language: str) -> dict[Ref, Place]:
    """Return those of these places that the actor may read."""
    found: dict[Ref, Place] = {}
    for kind in dict.fromkeys(ref.kind for ref in refs):
        if (forum := forums().get(kind)) is not None:
            ids = list(dict.fromkeys(ref.id for ref in refs if ref.kind == kind))
            found |= {place.ref: place for place in forum.places(ids, actor, language).values()}
    return found


def place_of(ref: Ref, *, actor: Actor, language: str) -> Place | None:
    """Return one place, or None where it is not there for the actor."""
    return places_of([ref], actor=actor, language=language).get(ref)


def audiences_of(actor: Actor) -> frozenset[str]:
    """Return the audiences of search, beside the public, to which somebody belongs at this moment."""
    if not actor.is_member:
        return frozenset()
    return frozenset(name for forum in forums().values() for name in forum.audiences(actor))
