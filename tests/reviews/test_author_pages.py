"""What authors read of their reviews, and answer."""

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.core.db import db
from cop.core.permissions import Role
from cop.reviews import replying
from cop.reviews.deciding import decide
from cop.reviews.enums import Outcome
from cop.reviews.models import Reply, Review
from cop.submissions import operations
from cop.submissions.models import Submission
from tests.people import actor_of, person, sign_in, submit
from tests.reviews.judging import hand_in, let_through
from tests.reviews.reading import texts

Session = scoped_session[Any]


def test_authors_read_reasons_without_names_and_answer(
    client: FlaskClient, rated: Submission, author: User, editor: User, db_session: Session
) -> None:
    for review in db_session.scalars(select(Review)):
        review.to_authors, review.to_editors = "Well told.", "SECRET"
    db.session.commit()
    address = f"/en/submissions/{rated.id}/reviews"
    sign_in(client, author)
    assert "because of need" not in client.get(address).text
    sign_in(client, editor)
    assert submit(client, f"/en/reviews/{rated.id}", form="/reply").status_code == 303
    sign_in(client, author)

    page = client.get(address).text
    answer = submit(client, address, {"words": "We have figures."})

    assert ("because of need" in page, "Well told." in page) == (True, True)
    assert [word for word in ("SECRET", "Rev Anna", "Rev Boris", "Ela Editor") if word in page] == []
    assert answer.status_code == 303
    assert db_session.get_one(Reply, (rated.id, 1)).replied_by == author.id
    sign_in(client, editor)
    said = texts(client.get(f"/en/reviews/{rated.id}").text, "//section[@aria-labelledby='next']//blockquote")
    assert said == ["We have figures."]


def test_authors_see_that_they_are_asked_until_they_have_answered(
    client: FlaskClient, rated: Submission, author: User, editor: User
) -> None:
    replying.open_reply(rated, actor=actor_of(editor))
    db.session.commit()
    sign_in(client, author)
    pages = (f"/en/submissions/{rated.id}", "/en/submissions")

    def asked() -> list[tuple[bool, bool]]:
        found = [client.get(page).text for page in pages]
        return [("You may answer until" in text, "You need not do anything" in text) for text in found]

    before = asked()
    holder = "With: You and your co-authors" in client.get("/en/submissions").text
    submit(client, f"/en/submissions/{rated.id}/reviews", {"words": "We have figures."})

    assert (before, holder) == ([(True, False)] * 2, True)
    assert asked() == [(False, True)] * 2


def test_answer_that_is_empty_comes_back(
    client: FlaskClient, rated: Submission, author: User, editor: User
) -> None:
    replying.open_reply(rated, actor=actor_of(editor))
    db.session.commit()
    sign_in(client, author)

    answer = submit(client, f"/en/submissions/{rated.id}/reviews", {"words": ""})

    assert answer.status_code == 422


def test_reviews_of_a_new_round_stay_closed_until_they_are_opened(
    client: FlaskClient, rated: Submission, author: User, editor: User, reviewers: list[User]
) -> None:
    decide(rated, actor=actor_of(editor), outcome=Outcome.CHANGES, letter="More.", language="en")
    operations.send(rated, actor=actor_of(author))
    let_through(rated, editor)
    hand_in(rated, reviewers[0], 0)
    sign_in(client, author)

    page = client.get(f"/en/submissions/{rated.id}/reviews").text

    assert texts(page, "//section[@id='criterion-need']/p") == [
        "Reviewer 1: 3 – Anna: because of need.",
        "Reviewer 2: 1 – Boris: because of need.",
    ]


def test_report_is_for_the_authors_of_a_declined_case_alone(
    client: FlaskClient,
    rated: Submission,
    author: User,
    editor: User,
    other_editor: User,
    reviewers: list[User],
) -> None:
    address = f"/en/submissions/{rated.id}/report"
    sign_in(client, author)
    assert client.get(address).status_code == 404
    decide(rated, actor=actor_of(editor), outcome=Outcome.DECLINE, letter="Not now.", language="en")
    db.session.commit()

    statuses = {}
    for user in (
        author,
        editor,
        other_editor,
        reviewers[0],
        person("Member"),
        person("A", Role.ADMINISTRATOR),
    ):
        sign_in(client, user)
        statuses[user.name] = client.get(address).status_code
    assert statuses == {
        "Ana Author": 200,
        "Ela Editor": 404,
        "Emil Editor": 404,
        "Rev Anna": 404,
        "Member": 404,
        "A": 404,
    }
    sign_in(client, author)
    page = client.get(address).text
    assert texts(page, "//section[@id='need']/p") == [
        "Step 2, the median of 2 reviewers.",
        "3 – Anna: because of need.",
        "1 – Boris: because of need.",
        (
            "To reach step 3: The record also says how the need became known: from figures, "
            "from research, from what professionals saw or from the people themselves."
        ),
    ]
    assert texts(page, "//form[contains(@action,'reopen')]/button") == ["Reopen as a draft"]
    assert "Rev Anna" not in page


def test_report_stays_readable_after_reopening(
    client: FlaskClient, rated: Submission, author: User, editor: User
) -> None:
    decide(rated, actor=actor_of(editor), outcome=Outcome.DECLINE, letter="Not now.", language="en")
    operations.reopen(rated, actor=actor_of(author))
    db.session.commit()
    sign_in(client, author)

    page = client.get(f"/en/submissions/{rated.id}/report")

    assert page.status_code == 200
    assert texts(page.text, "//form[contains(@action,'reopen')]") == []
