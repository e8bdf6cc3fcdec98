"""Who is asked to review, who must not, and what they answer."""

from datetime import timedelta
from typing import Any

import pytest

from cop.accounts.models import User
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.core.permissions import VISITOR, Role
from cop.reviews import assigning, requests
from cop.reviews.candidates import candidates
from cop.reviews.enums import AssignmentState, ConflictKind
from cop.reviews.jobs import remind
from cop.reviews.models import ReviewerProfile
from cop.submissions.models import Author, Submission
from tests.conftest import Statements
from tests.people import actor_of, person
from tests.reviews.conftest import SendCase
from tests.reviews.judging import hand_in, let_through
from tests.reviews.requesting import Session, ask, leading_house, templates


def _by_name(case: Submission, **what: Any) -> dict[str, Any]:
    found = candidates(case, **({"themes": set(), "leads": set()} | what))
    return {candidate.name: candidate for candidate in found}


def test_asking_writes_a_request_and_tells_the_reviewer(
    passed: Submission, editor: User, reviewers: list[User], db_session: Session
) -> None:
    request = ask(passed, editor, reviewers[0])

    assert (request.state, request.asked_by) == (AssignmentState.ASKED, editor.id)
    assert timedelta(days=13) < request.due_at - now() <= timedelta(days=14)
    assert templates(db_session, reviewers[0].id) == ["reviews/asked"]


def test_asking_eight_times_is_asking_once(
    passed: Submission, editor: User, reviewers: list[User], db_session: Session
) -> None:
    ids = {ask(passed, editor, reviewers[0]).id for _ in range(8)}

    assert len(ids) == 1
    assert templates(db_session, reviewers[0].id) == ["reviews/asked"]


def test_request_that_was_taken_back_may_be_made_again(
    passed: Submission, editor: User, reviewers: list[User], db_session: Session
) -> None:
    request = ask(passed, editor, reviewers[0])
    assigning.take_back(request, actor=actor_of(editor))

    again = ask(passed, editor, reviewers[0], days=5)

    assert (again.id, again.state) == (request.id, AssignmentState.ASKED)
    assert templates(db_session, reviewers[0].id) == ["reviews/asked", "reviews/taken_back", "reviews/asked"]


@pytest.mark.parametrize("days", [0, 91])
def test_time_to_review_has_its_bounds(
    passed: Submission, editor: User, reviewers: list[User], days: int
) -> None:
    with pytest.raises(InvalidError) as refused:
        ask(passed, editor, reviewers[0], days=days)

    assert refused.value.field == "days"


def test_nobody_is_asked_before_the_gate_is_passed(
    send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    with pytest.raises(ConflictError, match="not with the reviewers"):
        ask(send_case(), editor, reviewers[0])


def test_only_editors_ask_and_only_reviewers_are_asked(
    passed: Submission, editor: User, author: User, reviewers: list[User]
) -> None:
    for actor in (actor_of(author), actor_of(reviewers[0]), VISITOR):
        with pytest.raises(NotAllowedError):
            assigning.ask(passed, actor=actor, reviewer_id=reviewers[0].id)
    with pytest.raises(NotAllowedError, match="Only reviewers"):
        ask(passed, editor, person("Just a member"))


def test_candidates_are_ordered_by_language_theme_and_load(
    passed: Submission, editor: User, reviewers: list[User], send_case: SendCase
) -> None:
    anna, boris, clara = reviewers
    db.session.add_all(
        [
            ReviewerProfile(user_id=anna.id, languages=["en"], themes=[], most_at_once=2),
            ReviewerProfile(user_id=boris.id, languages=["bg", "en"], themes=["carers"], most_at_once=3),
            ReviewerProfile(user_id=clara.id, languages=["ru"], themes=["carers"], most_at_once=3),
        ]
    )
    busy = person("Busy", Role.REVIEWER, language="en")
    for number in range(3):
        ask(let_through(send_case(f"Another {number}"), editor), editor, busy)

    found = candidates(passed, themes={"carers"}, leads=set())

    assert [(c.name, c.shared_themes, c.reads_language, c.at_work, c.is_suggested) for c in found] == [
        ("Rev Boris", ("carers",), True, 0, True),
        ("Rev Anna", (), True, 0, True),
        ("Busy", (), True, 3, False),
        ("Rev Clara", ("carers",), False, 0, False),
    ]


def test_candidates_cost_the_same_for_few_and_many(passed: Submission, count_statements: Statements) -> None:
    person("The first", Role.REVIEWER)
    costs = []
    for _ in range(2):
        with count_statements() as statements:
            candidates(passed, themes=set(), leads=set())
        costs.append(len(statements))
        person("One more", Role.REVIEWER)

    assert costs == [5, 5]


def test_conflicts_are_found_by_the_system(
    passed: Submission, author: User, editor: User, reviewers: list[User], send_case: SendCase
) -> None:
    colleague, companion, honest = reviewers
    leading_house(author, colleague)
    earlier = send_case("Together")
    db.session.add(Author(submission_id=earlier.id, user_id=companion.id))
    requests.declare_conflict(passed, actor=actor_of(honest), words="We are related.")
    db.session.commit()

    found = _by_name(passed)

    assert {name: (c.conflict, c.conflict_words) for name, c in found.items()} == {
        "Rev Anna": (ConflictKind.ORGANISATION, ""),
        "Rev Boris": (ConflictKind.COAUTHOR, ""),
        "Rev Clara": (ConflictKind.DECLARED, "We are related."),
    }
    for reviewer in reviewers:
        with pytest.raises(ConflictError, match="Conflict of interest"):
            ask(passed, editor, reviewer)


def test_author_and_people_of_a_leading_organisation_must_not_review(
    send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    writing = person("Writing reviewer", Role.REVIEWER, language="en")
    leading_house(reviewers[0], slug="leading-house")
    case = let_through(send_case(by=writing, links=["leading-house"]), editor)

    found = _by_name(case, leads={"leading-house"})

    assert {name: c.conflict for name, c in found.items()} == {
        "Rev Anna": ConflictKind.ORGANISATION,
        "Rev Boris": None,
        "Rev Clara": None,
        "Writing reviewer": ConflictKind.AUTHOR,
    }
    with pytest.raises(ConflictError, match="speaks for an organisation"):
        ask(case, editor, reviewers[0])


@pytest.mark.parametrize(
    ("days_left", "to_reviewer", "to_editor"),
    [
        (4, [], []),
        (2, ["reviews/due_soon"], []),
        (-0.5, [], []),
        (-2, ["reviews/overdue"], ["reviews/overdue_editors"]),
    ],
)
def test_reminders_come_once_each(
    passed: Submission,
    editor: User,
    reviewers: list[User],
    db_session: Session,
    days_left: float,
    to_reviewer: list[str],
    to_editor: list[str],
) -> None:
    request = ask(passed, editor, reviewers[0])
    request.due_at = now() + timedelta(days=days_left)
    db.session.commit()
    known = len(templates(db_session, editor.id))

    for _ in range(3):
        remind()

    assert templates(db_session, reviewers[0].id)[1:] == to_reviewer
    assert templates(db_session, editor.id)[known:] == to_editor


def test_reminder_before_and_after_come_both(
    passed: Submission, editor: User, reviewers: list[User], db_session: Session
) -> None:
    request = ask(passed, editor, reviewers[0])
    request.due_at = now() + timedelta(days=2)
    db.session.commit()
    remind()
    request.due_at = now() - timedelta(days=2)
    request.reminded_at = now() - timedelta(days=4)
    db.session.commit()
    remind()

    assert templates(db_session, reviewers[0].id) == ["reviews/asked", "reviews/due_soon", "reviews/overdue"]


def test_nobody_is_reminded_of_what_is_done(
    passed: Submission, editor: User, reviewers: list[User], db_session: Session
) -> None:
    request = ask(passed, editor, reviewers[0])
    requests.accept(request, actor=actor_of(reviewers[0]))
    hand_in(passed, reviewers[0])
    request.due_at = now() - timedelta(days=9)
    db.session.commit()

    remind()

    assert templates(db_session, reviewers[0].id) == ["reviews/asked"]
