"""What tests of writing a review need: a case in a reviewer's hands, and what a whole review says."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cop.accounts.models import User
from cop.reviews import reading
from cop.reviews.reading import Answered, Pointer, Sheet, Written
from cop.rubric.criteria import CRITERIA
from cop.submissions.models import Submission
from tests.people import actor_of
from tests.reviews.judging import ask_all, let_through
from tests.reviews.samples import NEED

PASSAGE = Pointer(kind="passage", field="need", language="en", words=NEED)
WHOLE = Answered("3", "It says so.", (PASSAGE,))
HEARD = replace(WHOLE, evidence=(PASSAGE.model_copy(update={"from_users": True}),))
"""The same on what users think, which must come from users."""


def in_hand(case: Submission, editor: User, reviewers: Sequence[User]) -> Submission:
    """Let a case through to these reviewers, who all accept."""
    let_through(case, editor)
    ask_all(case, editor, reviewers)
    return case


def sheet_of(case: Submission, reviewer: User) -> Sheet:
    """The case before its reviewer."""
    found = reading.sheet(case.id, actor=actor_of(reviewer))
    assert found is not None
    return found


def whole(**change: Any) -> Written:
    """A review from which nothing is missing."""
    every = {each.key: WHOLE if each.users_above is None else HEARD for each in CRITERIA}
    return replace(Written("en", every), **change)


def with_answer(answered: Answered, key: str = "need") -> Written:
    """A review with another answer on one criterion."""
    given = whole()
    return replace(given, answers={**given.answers, key: answered})


def fields(given: Written | None = None) -> dict[str, Any]:
    """A review as the fields of the form."""
    given = given or whole()
    found: dict[str, Any] = {"language": given.language, "confidence": str(given.confidence or "")}
    found |= {"to_authors": given.to_authors, "to_editors": given.to_editors}
    for key, answered in given.answers.items():
        found[f"step-{key}"] = answered.choice
        found[f"reason-{key}"] = answered.reason
        found[f"evidence-{key}"] = [pointer.model_dump_json() for pointer in answered.evidence]
        if marked := [pointer.model_dump_json() for pointer in answered.evidence if pointer.from_users]:
            found[f"users-{key}"] = marked
    return found
