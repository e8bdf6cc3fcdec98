"""What reviewers answer to a request, and cases that they take up unasked."""

import pytest
from sqlalchemy import func, select

from cop.accounts.models import User
from cop.core.db import db
from cop.core.errors import ConflictError, NotAllowedError
from cop.core.permissions import VISITOR
from cop.mail.models import MailMessage
from cop.reviews import assigning, requests
from cop.reviews.enums import AssignmentState, ReviewState
from cop.reviews.models import Assignment, Conflict, Review
from cop.submissions.models import Submission
from tests.people import actor_of
from tests.reviews.judging import draft_of, hand_in
from tests.reviews.requesting import Session, ask, leading_house, templates


def test_accepting_begins_a_draft_without_a_name(
    passed: Submission, editor: User, reviewers: list[User], db_session: Session
) -> None:
    first, second = (ask(passed, editor, reviewer) for reviewer in reviewers[:2])

    for _ in range(8):
        requests.accept(second, actor=actor_of(reviewers[1]))
        requests.accept(first, actor=actor_of(reviewers[0]))

    rows = db_session.execute(
        select(
            Review.reviewer, Review.reviewer_id, Review.state, Review.subject_kind, Review.subject_id
        ).order_by(Review.id)
    ).all()
    assert [tuple(row) for row in rows] == [
        ("Reviewer 1", reviewers[1].id, ReviewState.DRAFT, "submission", passed.id),
        ("Reviewer 2", reviewers[0].id, ReviewState.DRAFT, "submission", passed.id),
    ]
    assert first.state is AssignmentState.ACCEPTED


def test_conflict_that_came_later_stops_whoever_was_asked(
    passed: Submission, author: User, editor: User, reviewers: list[User]
) -> None:
    request = ask(passed, editor, reviewers[0])
    leading_house(author, reviewers[0])

    with pytest.raises(ConflictError, match="speaks for an organisation"):
        requests.accept(request, actor=actor_of(reviewers[0]))


def test_request_is_answered_by_whoever_was_asked_alone(
    passed: Submission, editor: User, reviewers: list[User]
) -> None:
    request = ask(passed, editor, reviewers[0])

    for act in (requests.accept, requests.refuse):
        for actor in (actor_of(reviewers[1]), actor_of(editor), VISITOR):
            with pytest.raises(NotAllowedError):
                act(request, actor=actor)


def test_refusing_tells_the_editor_once_with_the_words(
    passed: Submission, editor: User, reviewers: list[User], db_session: Session
) -> None:
    request = ask(passed, editor, reviewers[0])

    for _ in range(8):
        requests.refuse(request, actor=actor_of(reviewers[0]), words=" No time. ")

    assert (request.state, request.words) == (AssignmentState.REFUSED, "No time.")
    mails = select(MailMessage.context).where(MailMessage.template == "reviews/refused")
    assert [(m["reviewer"], m["words"]) for m in db_session.scalars(mails)] == [("Rev Anna", "No time.")]
    with pytest.raises(ConflictError, match="cannot review this case"):
        ask(passed, editor, reviewers[0])


def test_declared_conflict_ends_the_request(passed: Submission, editor: User, reviewers: list[User]) -> None:
    request = ask(passed, editor, reviewers[0])

    for _ in range(8):
        requests.declare_conflict(passed, actor=actor_of(reviewers[0]), words="My sister runs it.")

    conflict = db.session.get_one(Conflict, (passed.id, reviewers[0].id))
    assert (conflict.words, request.state) == ("My sister runs it.", AssignmentState.REFUSED)


def test_what_is_taken_back_cannot_be_accepted_and_what_is_in_cannot_be_taken_back(
    passed: Submission, editor: User, reviewers: list[User]
) -> None:
    gone, done = (ask(passed, editor, reviewer) for reviewer in reviewers[:2])
    assigning.take_back(gone, actor=actor_of(editor))
    requests.accept(done, actor=actor_of(reviewers[1]))
    hand_in(passed, reviewers[1])

    with pytest.raises(ConflictError, match="not open any more"):
        requests.accept(gone, actor=actor_of(reviewers[0]))
    with pytest.raises(ConflictError, match="is in already"):
        assigning.take_back(done, actor=actor_of(editor))
    with pytest.raises(ConflictError, match="is in already"):
        requests.refuse(done, actor=actor_of(reviewers[1]))


def test_reviewer_takes_a_case_up_unasked(
    passed: Submission, reviewers: list[User], db_session: Session
) -> None:
    for _ in range(8):
        request = requests.take(passed, actor=actor_of(reviewers[0]))

    assert (request.state, request.asked_by) == (AssignmentState.ACCEPTED, None)
    assert draft_of(passed, reviewers[0]).language == "en"
    assert db_session.scalar(select(func.count()).select_from(Assignment)) == 1


def test_taking_up_what_one_was_asked_for_is_accepting_it(
    passed: Submission, editor: User, reviewers: list[User]
) -> None:
    request = ask(passed, editor, reviewers[0])

    assert requests.take(passed, actor=actor_of(reviewers[0])) is request
    assert request.state is AssignmentState.ACCEPTED


def test_taking_up_is_refused_with_a_conflict_or_after_a_no(
    passed: Submission, author: User, editor: User, reviewers: list[User]
) -> None:
    leading_house(author, reviewers[0])
    refused = ask(passed, editor, reviewers[1])
    requests.refuse(refused, actor=actor_of(reviewers[1]))

    with pytest.raises(ConflictError, match="Conflict of interest"):
        requests.take(passed, actor=actor_of(reviewers[0]))
    with pytest.raises(ConflictError, match="not open to you"):
        requests.take(passed, actor=actor_of(reviewers[1]))
    with pytest.raises(NotAllowedError):
        requests.take(passed, actor=actor_of(editor))


def test_last_review_tells_the_editor_who_asked(
    passed: Submission, editor: User, other_editor: User, reviewers: list[User], db_session: Session
) -> None:
    for reviewer in reviewers[:2]:
        requests.accept(ask(passed, editor, reviewer), actor=actor_of(reviewer))
    before = templates(db_session, other_editor.id)

    hand_in(passed, reviewers[0])
    assert "reviews/all_in" not in templates(db_session, editor.id)
    hand_in(passed, reviewers[1])

    assert templates(db_session, editor.id)[-1] == "reviews/all_in"
    assert templates(db_session, other_editor.id) == before
