"""A kind of record for tests: things, some public, others seen by those who have a part in them."""

from dataclasses import dataclass, field

import pytest
from flask import Flask

from cop.core.permissions import Actor, Role
from cop.feature import Feature
from tests.people import actor_of, person


@dataclass
class Things:
    """Which things are public, and by id who sees the others."""

    public: set[int] = field(default_factory=set)
    seen_by: dict[int, set[int]] = field(default_factory=dict)

    def may_see(self, actor: Actor, id: int) -> bool:
        """Whether the actor may see the files of a thing."""
        return id in self.public or actor.id in self.seen_by.get(id, set())


@pytest.fixture
def things(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Things:
    """The application with one more feature, whose records have files."""
    things = Things()
    feature = Feature(name="things", attachments={"thing": things.may_see})
    monkeypatch.setitem(app.extensions, "cop.features", (*app.extensions["cop.features"], feature))
    return things


@pytest.fixture
def author(things: Things) -> Actor:
    """Somebody with a part in things 1 and 2."""
    actor = actor_of(person("Мария"))
    assert actor.id is not None
    things.seen_by |= {1: {actor.id}, 2: {actor.id}}
    return actor


@pytest.fixture
def editor() -> Actor:
    """An editor."""
    return actor_of(person("Елена", Role.EDITOR))
