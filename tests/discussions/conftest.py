"""What tests of conversations stand on: a place where people talk, and one that is not for everybody."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

import pytest
from flask import Flask
from sqlalchemy import select

from cop.accounts.models import User
from cop.core import outbox
from cop.core.db import db
from cop.core.forums import Forum, Place, Voice, place_of
from cop.core.permissions import Actor, Role
from cop.core.records import Ref
from cop.discussions import operations
from cop.discussions.jobs import TELL
from cop.discussions.models import Post, Thread
from tests.people import actor_of, settled

HALL = Ref("hall", 1)
ROOM = Ref("room", 7)
MASKED_ROOM = Ref("cellar", 9)
INSIDE: set[int] = set()
"""The accounts that belong to the room and the cellar."""
ANNOUNCED: list[tuple[int, tuple[int, ...]]] = []
CELLAR_FOLLOWERS: Final = (501, 502)


def _hall(ids: Sequence[int], actor: Actor, language: str) -> dict[int, Place]:
    voice = Voice(actor.name, actor.id) if actor.is_member else None
    may_moderate = Role.MODERATOR in actor.roles
    return {
        id: Place(Ref("hall", id), f"Hall {id}", "en", f"/{language}/practices", True, voice, may_moderate)
        for id in ids
        if id == HALL.id
    }


def _room(ids: Sequence[int], actor: Actor, language: str) -> dict[int, Place]:
    if actor.id not in INSIDE and not actor.is_system:
        return {}
    return {
        id: Place(Ref("room", id), f"Room {id}", "en", f"/{language}/", False, Voice(actor.name, actor.id))
        for id in ids
    }


def _cellar(ids: Sequence[int], actor: Actor, language: str) -> dict[int, Place]:
    if actor.id not in INSIDE and not actor.is_system:
        return {}
    voice = Voice(f"Persona {1000 + (actor.id or 0)}", actor.id, 1000 + (actor.id or 0))
    return {
        id: Place(Ref("cellar", id), f"Cellar {id}", "en", f"/{language}/", False, voice, is_masked=True)
        for id in ids
    }


def _insiders(_id: int, user_ids: Collection[int]) -> set[int]:
    return set(user_ids) & INSIDE


def _announced(id: int, ids: Sequence[int], _day: str) -> None:
    ANNOUNCED.append((id, tuple(ids)))


@pytest.fixture
def forums(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Places of the tests' own kinds beside those of the site."""
    known = app.extensions["cop.forums"]
    own = {
        "hall": Forum("hall", _hall),
        "room": Forum("room", _room, readers=_insiders, audience=lambda number: f"room:{number}"),
        "cellar": Forum("cellar", _cellar, followers=lambda _id: CELLAR_FOLLOWERS, announce=_announced),
    }
    monkeypatch.setitem(app.extensions, "cop.forums", known | own)
    INSIDE.clear()
    ANNOUNCED.clear()
    yield
    INSIDE.clear()


def place(ref: Ref, actor: Actor) -> Place:
    """The place as somebody sees it who may."""
    found = place_of(ref, actor=actor, language="en")
    assert found is not None
    return found


def thread(
    actor: Actor, text: str = "How do you do it?", title: str = "A question", at: Ref = HALL
) -> Thread:
    """A thread that somebody has begun."""
    made = operations.start(place(at, actor), actor=actor, title=title, text=text, language="en")
    db.session.commit()
    return made


def answer(
    to: Thread, actor: Actor, text: str = "Like this.", at: Ref = HALL, to_post: Post | None = None
) -> Post:
    """An answer in a thread."""
    made = operations.reply(
        to, actor=actor, place=place(at, actor), text=text, language="en", answers=to_post
    )
    db.session.commit()
    return made


def tell() -> None:
    """Let the worker tell of the posts that wait for it."""
    db.session.commit()
    while outbox.run_pending({TELL.kind: TELL}):
        pass


@pytest.fixture
def mira() -> User:
    return settled("Mira Mirova")


@pytest.fixture
def ivan() -> User:
    return settled("Иван Петров")


@pytest.fixture
def mod() -> User:
    return settled("Mo Derator", Role.MODERATOR)


@pytest.fixture
def begun(mira: User) -> Thread:
    return thread(actor_of(mira), "Call Ana on 0888 123456")


@pytest.fixture
def post(begun: Thread) -> Post:
    return db.session.scalars(select(Post).where(Post.thread_id == begun.id)).one()
