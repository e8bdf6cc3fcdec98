"""Requests as a reviewer answers them, and what they wish to review."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.core.db import db
from cop.reviews import assigning, requests
from cop.reviews.enums import AssignmentState
from cop.reviews.models import Assignment, Conflict, ReviewerProfile
from tests.people import actor_of, sign_in, submit
from tests.reviews.conftest import SendCase
from tests.reviews.judging import let_through, reviewed
from tests.reviews.reading import texts, token

Session = scoped_session[Any]


def test_reviewer_accepts_on_the_page(
    client: FlaskClient, send_case: SendCase, editor: User, reviewers: list[User], db_session: Session
) -> None:
    case = let_through(send_case(), editor)
    assigning.ask(case, actor=actor_of(editor), reviewer_id=reviewers[0].id)
    db.session.commit()
    sign_in(client, reviewers[0])

    for _ in range(8):
        answer = client.post(
            f"/en/reviews/{case.id}/request/accept", data=token(client.get("/en/reviews").text)
        )
        assert (answer.status_code, answer.location) == (303, f"/en/reviews/{case.id}/review")

    assert db_session.scalars(select(Assignment.state)).all() == [AssignmentState.ACCEPTED]


@pytest.mark.parametrize(
    ("button", "state", "conflicts"), [("refuse", "refused", 0), ("conflict", "refused", 1)]
)
def test_reviewer_says_no_on_the_page(
    client: FlaskClient,
    send_case: SendCase,
    editor: User,
    reviewers: list[User],
    db_session: Session,
    button: str,
    state: str,
    conflicts: int,
) -> None:
    case = let_through(send_case(), editor)
    assigning.ask(case, actor=actor_of(editor), reviewer_id=reviewers[0].id)
    db.session.commit()
    sign_in(client, reviewers[0])

    answer = submit(client, f"/en/reviews/{case.id}/request", {"words": "Sorry."}, form=button)

    assert (answer.status_code, answer.location) == (303, "/en/reviews")
    row = db_session.scalars(select(Assignment)).one()
    assert (row.state, row.words) == (state, "Sorry.")
    assert len(db_session.scalars(select(Conflict)).all()) == conflicts
    again = client.post(f"/en/reviews/{case.id}/request/{button}", data=token(client.get("/en/reviews").text))
    assert again.status_code == 303


def test_case_that_is_not_offered_is_not_there(
    client: FlaskClient, send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    at_gate = send_case("Gate")
    related = let_through(send_case("Related"), editor)
    db.session.add(Conflict(submission_id=related.id, user_id=reviewers[0].id))
    db.session.commit()
    sign_in(client, reviewers[0])

    for id in (at_gate.id, related.id, 999):
        assert client.get(f"/en/reviews/{id}/request").status_code == 404


def test_reviewer_says_what_they_review(
    client: FlaskClient, reviewers: list[User], db_session: Session
) -> None:
    sign_in(client, reviewers[0])

    answer = submit(client, "/en/account/reviewing", {"languages": ["en", "ru"], "most_at_once": "5"})

    assert answer.status_code == 303
    profile = db_session.get_one(ReviewerProfile, reviewers[0].id)
    assert (profile.languages, profile.themes, profile.most_at_once) == (["en", "ru"], [], 5)
    wrong = submit(client, "/en/account/reviewing", {"languages": None, "most_at_once": "many"})
    assert wrong.status_code in (200, 422)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"languages": []}, "languages"),
        ({"languages": ["xx"]}, "languages"),
        ({"themes": ["no-such-theme"]}, "themes"),
        ({"most_at_once": 21}, "most_at_once"),
        ({"most_at_once": -1}, "most_at_once"),
    ],
)
def test_wishes_that_do_not_fit_are_refused(reviewers: list[User], change: Any, field: str) -> None:
    wishes = {"languages": ["en"], "themes": [], "most_at_once": 3} | change

    with pytest.raises(Exception, match="Choose") as refused:
        requests.describe_self(actor=actor_of(reviewers[0]), **wishes)

    assert refused.value.field == field  # type: ignore[attr-defined]


def test_reviewer_sees_how_they_score_beside_others(
    client: FlaskClient, send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    reviewed(send_case(), editor, reviewers, 4, 1)
    sign_in(client, reviewers[0])

    page = client.get("/en/account/reviewing").text

    assert "milder than the others by 3.00 steps (n = 8)" in " ".join(texts(page, "//p"))
