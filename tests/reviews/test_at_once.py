"""Two at once, in threads with transactions of their own: one wins, the other is told, nothing is doubled."""

import contextvars
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from cop.core.db import db, transaction
from cop.core.errors import ConflictError
from cop.core.permissions import Actor, Role
from cop.mail.models import MailMessage
from cop.reviews import assigning, gate, requests
from cop.reviews.deciding import decide
from cop.reviews.enums import Outcome
from cop.reviews.models import Assignment, Decision, Review
from cop.submissions.models import Submission
from tests.conftest import MakeApp
from tests.people import actor_of, person
from tests.reviews.conftest import SendCase
from tests.reviews.judging import YES, let_through, reviewed
from tests.submissions.notes import NOTE, published

AT_ONCE = 4


@pytest.fixture
def own_app(empty_app: MakeApp) -> Iterator[Flask]:
    """An application with a database of its own, in which transactions are real."""
    with empty_app() as app:
        app.extensions["cop.submittables"] |= {NOTE.kind: NOTE}
        yield app


def _at_once(app: Flask, acts: list[Callable[[], Any]]) -> list[str]:
    """Do all of this at the same time, each in its own transaction; return what each came to."""
    barrier = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> str:
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    act()
            except ConflictError as error:
                return error.message
            finally:
                db.session.remove()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        tasks = [pool.submit(contextvars.Context().run, one, act) for act in acts]
        return [task.result() for task in tasks]


def _case(id: int) -> Submission:
    return db.session.get_one(Submission, id)


@pytest.fixture
def ready(own_app: Flask, send_case: SendCase) -> Iterator[tuple[int, list[Actor]]]:
    """A case ready to be decided, and four editors."""
    with own_app.app_context():
        editors = [person(f"Editor {n}", Role.EDITOR, language="en") for n in range(AT_ONCE)]
        reviewers = [person(f"Rev {n}", Role.REVIEWER, language="en") for n in range(2)]
        author = person("Author")
        case = reviewed(send_case(by=author), editors[0], reviewers, 3, 3)
        found = case.id, [actor_of(editor) for editor in editors]
        db.session.remove()
    yield found
    published.clear()


def test_one_of_four_editors_decides(own_app: Flask, ready: tuple[int, list[Actor]]) -> None:
    id, editors = ready
    outcomes = [Outcome.PUBLISH, Outcome.DECLINE, Outcome.CHANGES, Outcome.PUBLISH]

    def act(actor: Actor, outcome: Outcome) -> Callable[[], Any]:
        return lambda: decide(_case(id), actor=actor, outcome=outcome, letter="Well.", language="en")

    came_to = _at_once(own_app, [act(*pair) for pair in zip(editors, outcomes, strict=True)])

    assert came_to.count("done") == 1
    winner = editors[came_to.index("done")].name
    others = [message for message in came_to if message != "done"]
    assert all(message.startswith(f"{winner} has decided already, ") for message in others)
    with own_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Decision)) == 1
        mails = select(func.count()).where(MailMessage.template == "reviews/decided")
        assert db.session.scalar(mails) == 1


def test_one_of_four_editors_opens_the_gate_and_asking_is_asking_once(
    own_app: Flask, send_case: SendCase
) -> None:
    with own_app.app_context():
        editors = [actor_of(person(f"Editor {n}", Role.EDITOR, language="en")) for n in range(AT_ONCE)]
        reviewer = person("Rev", Role.REVIEWER, language="en").id
        id = send_case(by=person("Author")).id
        db.session.remove()

    def open_gate(actor: Actor) -> Callable[[], Any]:
        return lambda: gate.let_through(_case(id), actor=actor, answers=YES)

    def ask(actor: Actor) -> Callable[[], Any]:
        return lambda: assigning.ask(_case(id), actor=actor, reviewer_id=reviewer)

    opened = _at_once(own_app, [open_gate(actor) for actor in editors])
    asked = _at_once(own_app, [ask(actor) for actor in editors])

    assert (opened.count("done"), asked.count("done")) == (1, AT_ONCE)
    with own_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Assignment)) == 1
        mails = select(func.count()).where(MailMessage.template == "reviews/asked")
        assert db.session.scalar(mails) == 1


def test_reviewers_who_begin_at_once_get_numbers_of_their_own(own_app: Flask, send_case: SendCase) -> None:
    with own_app.app_context():
        editor = person("Editor", Role.EDITOR, language="en")
        reviewers = [actor_of(person(f"Rev {n}", Role.REVIEWER, language="en")) for n in range(AT_ONCE)]
        id = let_through(send_case(by=person("Author")), editor).id
        db.session.remove()

    def take(actor: Actor) -> Callable[[], Any]:
        return lambda: requests.take(_case(id), actor=actor)

    came_to = _at_once(own_app, [take(actor) for actor in (*reviewers, *reviewers)])

    assert came_to == ["done"] * 2 * AT_ONCE
    with own_app.app_context():
        labels = db.session.scalars(select(Review.reviewer).order_by(Review.reviewer)).all()
    assert labels == [f"Reviewer {n + 1}" for n in range(AT_ONCE)]
