"""What tests of reviewing stand on: notes that were sent, people who review, editors who decide."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cop.accounts.models import User
from cop.core.db import db
from cop.core.permissions import Role
from cop.reviews.reading import Sheet
from cop.submissions import drafting, operations
from cop.submissions.models import Submission
from tests.people import actor_of, person, sign_in, submit
from tests.reviews.judging import let_through, reviewed
from tests.reviews.samples import NEED
from tests.reviews.writing import in_hand, sheet_of
from tests.submissions.conftest import note_kind as note_kind

SendCase = Callable[..., Submission]


@pytest.fixture
def author() -> User:
    """Somebody who writes cases."""
    return person("Ana Author", language="bg")


@pytest.fixture
def editor() -> User:
    """An editor."""
    return person("Ela Editor", Role.EDITOR, language="en")


@pytest.fixture
def other_editor() -> User:
    """Another editor."""
    return person("Emil Editor", Role.EDITOR, language="en")


@pytest.fixture
def reviewers() -> list[User]:
    """Three reviewers who read English."""
    return [person(f"Rev {name}", Role.REVIEWER, language="en") for name in ("Anna", "Boris", "Clara")]


@pytest.fixture
def send_case(author: User) -> SendCase:
    """`send_case(title)` sends a note in English; `facts` are its answers for all languages."""

    def send(title: str = "A house of peers", *, by: User | None = None, **facts: Any) -> Submission:
        actor = actor_of(by or author)
        submission = drafting.begin("note", actor=actor, language="en", title=title)
        drafting.save_answer(submission, actor=actor, language="en", question="need", value=NEED, revision=0)
        for question, value in facts.items():
            drafting.save_answer(
                submission, actor=actor, language="", question=question, value=value, revision=0
            )
        operations.send(submission, actor=actor)
        db.session.commit()
        return submission

    return send


@pytest.fixture
def passed(send_case: SendCase, editor: User) -> Submission:
    """A case that has passed the gate."""
    return let_through(send_case(), editor)


@pytest.fixture
def rated(send_case: SendCase, editor: User, reviewers: list[User]) -> Submission:
    """A case with two reviews: 3 and 1 throughout."""
    return reviewed(send_case(), editor, reviewers, 3, 1)


Send = Callable[..., TestResponse]


@pytest.fixture
def anna(reviewers: list[User]) -> User:
    """The first reviewer."""
    return reviewers[0]


@pytest.fixture
def case(send_case: SendCase, editor: User, reviewers: list[User]) -> Submission:
    """A case with its three reviewers."""
    return in_hand(send_case(), editor, reviewers)


@pytest.fixture
def page(case: Submission) -> str:
    """The address of its form."""
    return f"/en/reviews/{case.id}/review"


@pytest.fixture
def send(client: FlaskClient, anna: User, page: str) -> Send:
    """`send(then="stay", **change)` fills in the form as the first reviewer and sends it."""
    sign_in(client, anna)

    def submit_form(then: str = "stay", /, **change: Any) -> TestResponse:
        return submit(client, page, {"then": then} | change, form="/review")

    return submit_form


@pytest.fixture
def sheet(case: Submission, anna: User) -> Sheet:
    """The case before the first reviewer."""
    return sheet_of(case, anna)
