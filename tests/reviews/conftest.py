"""What tests of reviewing stand on: notes that were sent, people who review, editors who decide."""

from collections.abc import Callable
from typing import Any

import pytest

from cop.accounts.models import User
from cop.core.db import db
from cop.core.permissions import Role
from cop.submissions import drafting, operations
from cop.submissions.models import Submission
from tests.people import actor_of, person
from tests.submissions.conftest import note_kind as note_kind

SendCase = Callable[..., Submission]
NEED = "Young people leave care without anybody to ask."


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
