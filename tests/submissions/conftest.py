"""What tests of proposals stand on: a record type of their own, and people who write."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cop.accounts.models import User
from cop.core.db import db
from cop.core.permissions import Actor, Role
from cop.submissions import drafting
from cop.submissions.enums import Way
from cop.submissions.models import Submission
from tests.people import actor_of, person, sign_in
from tests.submissions.notes import FORUM, NOTE, published

MakeDraft = Callable[..., Submission]


@pytest.fixture(autouse=True)
def note_kind(app: Flask) -> Iterator[None]:
    """Let notes be proposed and talked about, and none be public."""
    with notes_are_known(app):
        yield


@contextmanager
def notes_are_known(app: Flask) -> Iterator[None]:
    """Let an application have notes within the block."""
    known, places = app.extensions["cop.submittables"], app.extensions["cop.forums"]
    app.extensions["cop.submittables"] = known | {NOTE.kind: NOTE}
    app.extensions["cop.forums"] = places | {NOTE.kind: FORUM}
    published.clear()
    yield
    app.extensions["cop.submittables"], app.extensions["cop.forums"] = known, places
    published.clear()


@pytest.fixture
def owner() -> User:
    """Somebody who writes."""
    return person("Owner", language="en")


@pytest.fixture
def helper() -> User:
    """Somebody else."""
    return person("Helper", language="en")


@pytest.fixture
def editor() -> User:
    """An editor."""
    return person("Edith Vance", Role.EDITOR, language="en")


@pytest.fixture
def draft(owner: User) -> MakeDraft:
    """`draft(need="…")` begins a note of the owner's in English with these answers."""

    def make(
        actor: Actor | None = None, way: str = Way.FORM, title: str = "A note", **answers: str
    ) -> Submission:
        writer = actor or actor_of(owner)
        submission = drafting.begin("note", actor=writer, language="en", title=title, way=Way(way))
        for key, value in answers.items():
            drafting.save_answer(
                submission, actor=writer, language="en", question=key, value=value, revision=0
            )
        db.session.commit()
        return submission

    return make


@pytest.fixture
def page(client: FlaskClient, owner: User) -> FlaskClient:
    """The owner's browser."""
    sign_in(client, owner)
    return client
