"""Others' reviews and earlier rounds, as a reviewer sees them."""

import pytest
from flask.testing import FlaskClient

from cop.accounts.models import User
from cop.core.db import db
from cop.core.permissions import Role
from cop.reviews.deciding import decide
from cop.reviews.enums import Outcome
from cop.reviews.reading import Answered, written
from cop.submissions import drafting, operations
from cop.submissions.models import Submission
from tests.conftest import Statements
from tests.people import actor_of, person, sign_in
from tests.reviews.conftest import Send
from tests.reviews.judging import ask_all, draft_of, hand_in, let_through
from tests.reviews.reading import texts
from tests.reviews.writing import fields, whole


def test_nothing_of_other_reviews_is_seen_before_ones_own_is_in(
    client: FlaskClient, case: Submission, reviewers: list[User], send: Send, page: str
) -> None:
    others = f"/en/reviews/{case.id}/others"
    for reviewer in reviewers[1:]:
        hand_in(case, reviewer, {"need": 1}, to_authors="MARKER-AUTHORS", to_editors="MARKER-EDITORS")
    before = client.get(page).text + client.get("/en/reviews").text
    assert client.get(others).status_code == 404

    send("send", **fields(whole(to_editors="My own words.")))

    found = client.get(others).text
    for marker in ("MARKER", "Boris: because", "Clara: because"):
        assert marker not in before
    for hidden in ("MARKER-EDITORS", "Rev Boris", "Rev Clara"):
        assert hidden not in found
    assert texts(found, "//section[@id='reasons-need']/p") == [
        "Reviewer 1: 3 – It says so.",
        "Reviewer 2: 1 – Boris: because of need.",
        "Reviewer 3: 1 – Clara: because of need.",
    ]
    cells = "//table[contains(@class,'criteria-table')]//tr[th/a[@href='#reasons-need']]/td"
    assert texts(found, cells)[:5] == ["3", "1", "1", "1", "1–3"]
    assert texts(found, "//section[@aria-labelledby='comments']/blockquote") == [
        "MARKER-AUTHORS",
        "MARKER-AUTHORS",
        "My own words.",
    ]
    severity = "Beside the median of the other reviewers of the same cases, you: milder than the others"
    assert severity in " ".join(texts(found, "//section[@aria-labelledby='scores']/p"))


def test_first_review_stands_alone(client: FlaskClient, case: Submission, send: Send) -> None:
    send("send", **fields())

    found = client.get(f"/en/reviews/{case.id}/others").text

    assert "Nobody else has sent a review yet. Theirs appear here." in texts(found, "//main//p")


def test_declined_case_is_its_authors_own(
    client: FlaskClient, case: Submission, editor: User, send: Send
) -> None:
    send("send", **fields())
    assert client.get(f"/en/reviews/{case.id}/others").status_code == 200
    decide(case, actor=actor_of(editor), outcome=Outcome.DECLINE, letter="No.", language="en")
    db.session.commit()

    assert client.get(f"/en/reviews/{case.id}/others").status_code == 404


def test_next_round_shows_what_changed_and_which_quotes_have_gone(
    client: FlaskClient, case: Submission, author: User, editor: User, anna: User, send: Send, page: str
) -> None:
    send("send", **fields())
    decide(case, actor=actor_of(editor), outcome=Outcome.CHANGES, letter="Please.", language="en")
    db.session.commit()
    drafting.save_answer(
        case, actor=actor_of(author), language="en", question="need", value="All is new.", revision=1
    )
    operations.send(case, actor=actor_of(author))
    db.session.commit()
    let_through(case, editor)

    found = client.get(page).text

    assert texts(found, "//details/section[@class='diff']/p/ins") == ["added: new"]
    assert texts(found, "//section[@id='criterion-need']//li//span[@class='badge']") == [
        "No longer in the text"
    ]
    assert len(texts(found, "//input[starts-with(@name,'confirm-')]")) == 8
    assert client.get(f"/en/reviews/{case.id}/others").status_code == 404
    send(**{"confirm-need": "y"})
    assert written(draft_of(case, anna)).answers["need"] == Answered("3", "It says so.")
    assert len(texts(client.get(page).text, "//input[starts-with(@name,'confirm-')]")) == 7


@pytest.mark.parametrize("count", [1, 3])
def test_others_cost_the_same_for_few_and_many(
    client: FlaskClient, case: Submission, editor: User, anna: User,
    count_statements: Statements, count: int,
) -> None:  # fmt: skip
    more = [person(f"Rev {n}", Role.REVIEWER, language="en") for n in range(count)]
    ask_all(case, editor, more)
    for reviewer in (anna, *more):
        hand_in(case, reviewer)
    sign_in(client, anna)
    address = f"/en/reviews/{case.id}/others"
    db.session.remove()

    with count_statements() as statements:
        assert client.get(address).status_code == 200

    # session, case with review, authors, scores, round, conflicts; reviews, scores, network;
    # for "next": own requests, profile, houses, queue
    assert len(statements) == 13
