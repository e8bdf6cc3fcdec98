"""Further rounds and changes: what scores count, what is kept, and what has lost its ground."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.core.db import db
from cop.mail.models import MailMessage
from cop.reviews import assigning, requests
from cop.reviews.deciding import decide
from cop.reviews.enums import AssignmentState, Outcome, ReviewState
from cop.reviews.models import Assignment, Review, Score
from cop.reviews.queries import reasons, scorecards
from cop.submissions import drafting, operations
from cop.submissions.models import Submission
from tests.people import actor_of
from tests.reviews.conftest import SendCase
from tests.reviews.judging import draft_of, hand_in, let_through, reviewed
from tests.submissions.notes import published

Session = scoped_session[Any]
PUBLISH: dict[str, Any] = {"outcome": Outcome.PUBLISH, "letter": "Congratulations.", "language": "bg"}
CHANGES: dict[str, Any] = {"outcome": Outcome.CHANGES, "letter": "Please add figures.", "language": "bg"}


def _send_again(case: Submission, author: User, need: str) -> None:
    actor = actor_of(author)
    drafting.save_answer(case, actor=actor, language="en", question="need", value=need, revision=1)
    operations.send(case, actor=actor)
    db.session.commit()


def test_new_round_gives_reviewers_their_former_scores_and_marks_what_lost_its_ground(
    send_case: SendCase, author: User, editor: User, reviewers: list[User], db_session: Session
) -> None:
    case = let_through(send_case(), editor)
    for reviewer in reviewers[:2]:
        request = assigning.ask(case, actor=actor_of(editor), reviewer_id=reviewer.id)
        requests.accept(request, actor=actor_of(reviewer))
    hand_in(case, reviewers[0], 3, quote="leave care — without ANYBODY", to_authors="Well told.")
    hand_in(case, reviewers[1], 1, quote="to ask")
    decide(case, actor=actor_of(editor), **CHANGES)
    _send_again(case, author, "Young people *leave care without anybody* near them.")

    let_through(case, editor)

    first, second = draft_of(case, reviewers[0]), draft_of(case, reviewers[1])
    assert (first.round, first.state, first.reviewer, first.to_authors) == (
        2,
        ReviewState.DRAFT,
        "Reviewer 1",
        "Well told.",
    )
    assert {(s.step, s.is_stale) for s in first.scores} == {(3, False)}
    assert {(s.step, s.is_stale) for s in second.scores} == {(1, True)}
    states = db_session.scalars(select(Assignment.state)).all()
    assert states == [AssignmentState.ACCEPTED, AssignmentState.ACCEPTED]
    mails = select(MailMessage.person_id).where(MailMessage.template == "reviews/again")
    assert db_session.scalars(mails).all() == [reviewers[0].id, reviewers[1].id]


def test_last_review_of_each_reviewer_counts(
    rated: Submission, author: User, editor: User, reviewers: list[User]
) -> None:
    decide(rated, actor=actor_of(editor), **CHANGES)
    _send_again(rated, author, "Young people leave care. Nobody is there.")
    let_through(rated, editor)
    hand_in(rated, reviewers[1], 4, quote="Nobody is there")

    decide(rated, actor=actor_of(editor), **(PUBLISH | {"letter": "Now."}))

    found = reasons("note", 1, "en")["need"]
    assert [(r.reviewer, r.step, r.is_stale) for r in found] == [
        ("Reviewer 1", 3, True),
        ("Reviewer 2", 4, False),
    ]


def test_change_of_a_public_record_brings_its_own_reviews(
    rated: Submission,
    editor: User,
    reviewers: list[User],
    send_case: SendCase,
    db_session: Session,
) -> None:
    slug, first_id = rated.target_slug, rated.id
    decide(rated, actor=actor_of(editor), **PUBLISH)
    change = send_case()
    change.target_slug, change.is_change = slug, True
    db.session.commit()
    reviewed(change, editor, reviewers, 4, 4)

    decide(change, actor=actor_of(editor), **PUBLISH)

    assert scorecards("note", [1])[1].scores["need"].steps == (4, 4)
    back = select(Review.subject_kind, Review.subject_id).where(Review.submission_id == first_id)
    assert [tuple(row) for row in db_session.execute(back)] == [("submission", first_id)] * 2


def test_change_without_reviews_keeps_those_that_are_there_and_marks_them(
    rated: Submission, author: User, editor: User, send_case: SendCase
) -> None:
    slug = rated.target_slug
    decide(rated, actor=actor_of(editor), **PUBLISH)
    change = send_case()
    change.target_slug, change.is_change = slug, True
    decide_on = operations.withdraw(change, actor=actor_of(author))
    operations.reopen(decide_on, actor=actor_of(author))
    _send_again(change, author, "Something else altogether.")

    decide(change, actor=actor_of(editor), **PUBLISH)

    assert [len(versions) for versions in published.values()] == [2]
    assert [(r.step, r.is_stale) for r in reasons("note", 1, "en")["need"]] == [(3, True), (1, True)]


def test_draft_of_a_review_is_never_part_of_what_is_public(
    send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    case = reviewed(send_case(), editor, reviewers, 3, 3)
    requests.take(case, actor=actor_of(reviewers[2]))
    draft = draft_of(case, reviewers[2])
    draft.scores.append(Score(criterion="need", step=0, reason={"en": "PRIVATE"}, evidence=[]))
    db.session.flush()

    decide(case, actor=actor_of(editor), **PUBLISH)

    assert [r.text for r in reasons("note", 1, "en")["need"]] == [
        "Anna: because of need.",
        "Boris: because of need.",
    ]
    assert scorecards("note", [1])[1].reviewers == 2
