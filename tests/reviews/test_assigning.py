"""Who is asked to review, who must not, and what they answer."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.core.permissions import VISITOR, Role
from cop.mail.models import MailMessage
from cop.organisations.models import Organisation, Speaker
from cop.reviews import assigning, requests
from cop.reviews.candidates import candidates
from cop.reviews.enums import AssignmentState, ConflictKind, ReviewState
from cop.reviews.jobs import remind
from cop.reviews.models import Assignment, Conflict, Review, ReviewerProfile
from cop.submissions.models import Author, Submission
from tests.conftest import Statements
from tests.people import actor_of, person
from tests.reviews.conftest import SendCase
from tests.reviews.judging import draft_of, hand_in, let_through

Session = scoped_session[Any]


@pytest.fixture
def case(send_case: SendCase, editor: User) -> Submission:
    """A case with the reviewers."""
    return let_through(send_case(), editor)


def _ask(case: Submission, editor: User, reviewer: User, **more: int) -> Assignment:
    return assigning.ask(case, actor=actor_of(editor), reviewer_id=reviewer.id, **more)


def _templates(session: Session, person_id: int) -> list[str]:
    query = select(MailMessage.template).where(MailMessage.person_id == person_id)
    return list(session.scalars(query.order_by(MailMessage.id)))


def _house(*people: User, slug: str = "house") -> None:
    house = Organisation(slug=slug, names={"en": "House"})
    db.session.add(house)
    db.session.flush()
    db.session.add_all(Speaker(organisation_id=house.id, user_id=one.id) for one in people)
    db.session.commit()


def _by_name(case: Submission, **what: Any) -> dict[str, Any]:
    found = candidates(case, **({"themes": set(), "leads": set()} | what))
    return {candidate.name: candidate for candidate in found}


def test_asking_writes_a_request_and_tells_the_reviewer(
    case: Submission, editor: User, reviewers: list[User], db_session: Session
) -> None:
    request = _ask(case, editor, reviewers[0])

    assert (request.state, request.asked_by) == (AssignmentState.ASKED, editor.id)
    assert timedelta(days=13) < request.due_at - now() <= timedelta(days=14)
    assert _templates(db_session, reviewers[0].id) == ["reviews/asked"]


def test_asking_eight_times_is_asking_once(
    case: Submission, editor: User, reviewers: list[User], db_session: Session
) -> None:
    ids = {_ask(case, editor, reviewers[0]).id for _ in range(8)}

    assert len(ids) == 1
    assert _templates(db_session, reviewers[0].id) == ["reviews/asked"]


def test_request_that_was_taken_back_may_be_made_again(
    case: Submission, editor: User, reviewers: list[User], db_session: Session
) -> None:
    request = _ask(case, editor, reviewers[0])
    assigning.take_back(request, actor=actor_of(editor))

    again = _ask(case, editor, reviewers[0], days=5)

    assert (again.id, again.state) == (request.id, AssignmentState.ASKED)
    assert _templates(db_session, reviewers[0].id) == ["reviews/asked", "reviews/taken_back", "reviews/asked"]


@pytest.mark.parametrize("days", [0, 91])
def test_time_to_review_has_its_bounds(
    case: Submission, editor: User, reviewers: list[User], days: int
) -> None:
    with pytest.raises(InvalidError) as refused:
        _ask(case, editor, reviewers[0], days=days)

    assert refused.value.field == "days"


def test_nobody_is_asked_before_the_gate_is_passed(
    send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    with pytest.raises(ConflictError, match="not with the reviewers"):
        _ask(send_case(), editor, reviewers[0])


def test_only_editors_ask_and_only_reviewers_are_asked(
    case: Submission, editor: User, author: User, reviewers: list[User]
) -> None:
    for actor in (actor_of(author), actor_of(reviewers[0]), VISITOR):
        with pytest.raises(NotAllowedError):
            assigning.ask(case, actor=actor, reviewer_id=reviewers[0].id)
    with pytest.raises(NotAllowedError, match="Only reviewers"):
        _ask(case, editor, person("Just a member"))


def test_candidates_are_ordered_by_language_theme_and_load(
    case: Submission, editor: User, reviewers: list[User], send_case: SendCase
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
        _ask(let_through(send_case(f"Another {number}"), editor), editor, busy)

    found = candidates(case, themes={"carers"}, leads=set())

    assert [(c.name, c.shared_themes, c.reads_language, c.at_work, c.is_suggested) for c in found] == [
        ("Rev Boris", ("carers",), True, 0, True),
        ("Rev Anna", (), True, 0, True),
        ("Busy", (), True, 3, False),
        ("Rev Clara", ("carers",), False, 0, False),
    ]


def test_candidates_cost_the_same_for_few_and_many(case: Submission, count_statements: Statements) -> None:
    person("The first", Role.REVIEWER)
    costs = []
    for _ in range(2):
        with count_statements() as statements:
            candidates(case, themes=set(), leads=set())
        costs.append(len(statements))
        person("One more", Role.REVIEWER)

    assert costs == [5, 5]


def test_conflicts_are_found_by_the_system(
    case: Submission, author: User, editor: User, reviewers: list[User], send_case: SendCase
) -> None:
    colleague, companion, honest = reviewers
    _house(author, colleague)
    earlier = send_case("Together")
    db.session.add(Author(submission_id=earlier.id, user_id=companion.id))
    requests.declare_conflict(case, actor=actor_of(honest), words="We are related.")
    db.session.commit()

    found = _by_name(case)

    assert {name: (c.conflict, c.conflict_words) for name, c in found.items()} == {
        "Rev Anna": (ConflictKind.ORGANISATION, ""),
        "Rev Boris": (ConflictKind.COAUTHOR, ""),
        "Rev Clara": (ConflictKind.DECLARED, "We are related."),
    }
    for reviewer in reviewers:
        with pytest.raises(ConflictError, match="Conflict of interest"):
            _ask(case, editor, reviewer)


def test_author_and_people_of_a_leading_organisation_must_not_review(
    send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    writing = person("Writing reviewer", Role.REVIEWER, language="en")
    _house(reviewers[0], slug="leading-house")
    case = let_through(send_case(by=writing, links=["leading-house"]), editor)

    found = _by_name(case, leads={"leading-house"})

    assert {name: c.conflict for name, c in found.items()} == {
        "Rev Anna": ConflictKind.ORGANISATION,
        "Rev Boris": None,
        "Rev Clara": None,
        "Writing reviewer": ConflictKind.AUTHOR,
    }
    with pytest.raises(ConflictError, match="speaks for an organisation"):
        _ask(case, editor, reviewers[0])


def test_accepting_begins_a_draft_without_a_name(
    case: Submission, editor: User, reviewers: list[User], db_session: Session
) -> None:
    first, second = (_ask(case, editor, reviewer) for reviewer in reviewers[:2])

    for _ in range(8):
        requests.accept(second, actor=actor_of(reviewers[1]))
        requests.accept(first, actor=actor_of(reviewers[0]))

    rows = db_session.execute(
        select(
            Review.reviewer, Review.reviewer_id, Review.state, Review.subject_kind, Review.subject_id
        ).order_by(Review.id)
    ).all()
    assert [tuple(row) for row in rows] == [
        ("Reviewer 1", reviewers[1].id, ReviewState.DRAFT, "submission", case.id),
        ("Reviewer 2", reviewers[0].id, ReviewState.DRAFT, "submission", case.id),
    ]
    assert first.state is AssignmentState.ACCEPTED


def test_conflict_that_came_later_stops_whoever_was_asked(
    case: Submission, author: User, editor: User, reviewers: list[User]
) -> None:
    request = _ask(case, editor, reviewers[0])
    _house(author, reviewers[0])

    with pytest.raises(ConflictError, match="speaks for an organisation"):
        requests.accept(request, actor=actor_of(reviewers[0]))


def test_request_is_answered_by_whoever_was_asked_alone(
    case: Submission, editor: User, reviewers: list[User]
) -> None:
    request = _ask(case, editor, reviewers[0])

    for act in (requests.accept, requests.refuse):
        for actor in (actor_of(reviewers[1]), actor_of(editor), VISITOR):
            with pytest.raises(NotAllowedError):
                act(request, actor=actor)


def test_refusing_tells_the_editor_once_with_the_words(
    case: Submission, editor: User, reviewers: list[User], db_session: Session
) -> None:
    request = _ask(case, editor, reviewers[0])

    for _ in range(8):
        requests.refuse(request, actor=actor_of(reviewers[0]), words=" No time. ")

    assert (request.state, request.words) == (AssignmentState.REFUSED, "No time.")
    mails = select(MailMessage.context).where(MailMessage.template == "reviews/refused")
    assert [(m["reviewer"], m["words"]) for m in db_session.scalars(mails)] == [("Rev Anna", "No time.")]
    with pytest.raises(ConflictError, match="cannot review this case"):
        _ask(case, editor, reviewers[0])


def test_declared_conflict_ends_the_request(case: Submission, editor: User, reviewers: list[User]) -> None:
    request = _ask(case, editor, reviewers[0])

    for _ in range(8):
        requests.declare_conflict(case, actor=actor_of(reviewers[0]), words="My sister runs it.")

    conflict = db.session.get_one(Conflict, (case.id, reviewers[0].id))
    assert (conflict.words, request.state) == ("My sister runs it.", AssignmentState.REFUSED)


def test_what_is_taken_back_cannot_be_accepted_and_what_is_in_cannot_be_taken_back(
    case: Submission, editor: User, reviewers: list[User]
) -> None:
    gone, done = (_ask(case, editor, reviewer) for reviewer in reviewers[:2])
    assigning.take_back(gone, actor=actor_of(editor))
    requests.accept(done, actor=actor_of(reviewers[1]))
    hand_in(case, reviewers[1])

    with pytest.raises(ConflictError, match="not open any more"):
        requests.accept(gone, actor=actor_of(reviewers[0]))
    with pytest.raises(ConflictError, match="is in already"):
        assigning.take_back(done, actor=actor_of(editor))
    with pytest.raises(ConflictError, match="is in already"):
        requests.refuse(done, actor=actor_of(reviewers[1]))


def test_reviewer_takes_a_case_up_unasked(
    case: Submission, reviewers: list[User], db_session: Session
) -> None:
    for _ in range(8):
        request = requests.take(case, actor=actor_of(reviewers[0]))

    assert (request.state, request.asked_by) == (AssignmentState.ACCEPTED, None)
    assert draft_of(case, reviewers[0]).language == "en"
    assert db_session.scalar(select(func.count()).select_from(Assignment)) == 1


def test_taking_up_what_one_was_asked_for_is_accepting_it(
    case: Submission, editor: User, reviewers: list[User]
) -> None:
    request = _ask(case, editor, reviewers[0])

    assert requests.take(case, actor=actor_of(reviewers[0])) is request
    assert request.state is AssignmentState.ACCEPTED


def test_taking_up_is_refused_with_a_conflict_or_after_a_no(
    case: Submission, author: User, editor: User, reviewers: list[User]
) -> None:
    _house(author, reviewers[0])
    refused = _ask(case, editor, reviewers[1])
    requests.refuse(refused, actor=actor_of(reviewers[1]))

    with pytest.raises(ConflictError, match="Conflict of interest"):
        requests.take(case, actor=actor_of(reviewers[0]))
    with pytest.raises(ConflictError, match="not open to you"):
        requests.take(case, actor=actor_of(reviewers[1]))
    with pytest.raises(NotAllowedError):
        requests.take(case, actor=actor_of(editor))


def test_last_review_tells_the_editor_who_asked(
    case: Submission, editor: User, other_editor: User, reviewers: list[User], db_session: Session
) -> None:
    for reviewer in reviewers[:2]:
        requests.accept(_ask(case, editor, reviewer), actor=actor_of(reviewer))
    before = _templates(db_session, other_editor.id)

    hand_in(case, reviewers[0])
    assert "reviews/all_in" not in _templates(db_session, editor.id)
    hand_in(case, reviewers[1])

    assert _templates(db_session, editor.id)[-1] == "reviews/all_in"
    assert _templates(db_session, other_editor.id) == before


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
    case: Submission,
    editor: User,
    reviewers: list[User],
    db_session: Session,
    days_left: float,
    to_reviewer: list[str],
    to_editor: list[str],
) -> None:
    request = _ask(case, editor, reviewers[0])
    request.due_at = now() + timedelta(days=days_left)
    db.session.commit()
    known = len(_templates(db_session, editor.id))

    for _ in range(3):
        remind()

    assert _templates(db_session, reviewers[0].id)[1:] == to_reviewer
    assert _templates(db_session, editor.id)[known:] == to_editor


def test_reminder_before_and_after_come_both(
    case: Submission, editor: User, reviewers: list[User], db_session: Session
) -> None:
    request = _ask(case, editor, reviewers[0])
    request.due_at = now() + timedelta(days=2)
    db.session.commit()
    remind()
    request.due_at = now() - timedelta(days=2)
    request.reminded_at = now() - timedelta(days=4)
    db.session.commit()
    remind()

    assert _templates(db_session, reviewers[0].id) == ["reviews/asked", "reviews/due_soon", "reviews/overdue"]


def test_nobody_is_reminded_of_what_is_done(
    case: Submission, editor: User, reviewers: list[User], db_session: Session
) -> None:
    request = _ask(case, editor, reviewers[0])
    requests.accept(request, actor=actor_of(reviewers[0]))
    hand_in(case, reviewers[0])
    request.due_at = now() - timedelta(days=9)
    db.session.commit()

    remind()

    assert _templates(db_session, reviewers[0].id) == ["reviews/asked"]
