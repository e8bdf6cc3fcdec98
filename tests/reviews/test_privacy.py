"""What reviewing keeps about persons: given out whole, and taken out on leaving."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.core.db import db
from cop.core.permissions import Role
from cop.reviews import gate, replying, requests
from cop.reviews.deciding import decide
from cop.reviews.enums import Outcome
from cop.reviews.models import Assignment, Review
from cop.reviews.personal import PERSONAL
from cop.submissions import operations
from tests.people import actor_of, person, sign_in
from tests.reviews.conftest import SendCase
from tests.reviews.judging import CONSENT_IS_MISSING, ask_all, draft_of, hand_in, let_through, reviewed
from tests.reviews.reading import texts

Session = scoped_session[Any]
MARKERS = ("MARKER-CASE", "MARKER-REASON", "MARKER-EDITORS", "MARKER-LETTER", "Rev Anna")


def _kept(person_id: int) -> dict[str, int]:
    return {kind.table: len(list(kind.export(person_id))) for kind in PERSONAL}


def _everything(send_case: SendCase, author: User, editor: User, reviewers: list[User]) -> None:
    case = reviewed(send_case(), editor, reviewers, 3, 3)
    replying.open_reply(case, actor=actor_of(editor))
    replying.reply(case, actor=actor_of(author), words="Thank you.")
    decide(case, actor=actor_of(editor), outcome=Outcome.DECLINE, letter="No.", language="en")
    other = let_through(send_case("Other"), editor)
    ask_all(other, editor, reviewers[:1])
    third = let_through(send_case("Third"), editor)
    requests.declare_conflict(third, actor=actor_of(reviewers[0]))
    requests.describe_self(actor=actor_of(reviewers[0]), languages=["en"], themes=[], most_at_once=2)
    db.session.commit()


def test_everything_kept_is_given_out_and_taken_out(
    send_case: SendCase, author: User, editor: User, reviewers: list[User], db_session: Session
) -> None:
    _everything(send_case, author, editor, reviewers)
    anna = reviewers[0].id
    assert _kept(anna) == {
        "reviews": 2,
        "review_assignments": 2,
        "review_conflicts": 1,
        "gate_answers": 0,
        "decisions": 0,
        "review_replies": 0,
        "reviewer_profiles": 1,
    }
    assert _kept(editor.id) | {"gate_answers": 0} == dict.fromkeys(_kept(editor.id), 0) | {
        "decisions": 1,
        "review_replies": 1,
    }
    assert _kept(author.id)["review_replies"] == 1

    for one in (anna, editor.id, author.id):
        for kind in PERSONAL:
            for _ in range(2):
                kind.erase(one)

    assert {sum(_kept(one).values()) for one in (anna, editor.id, author.id)} == {0}
    left = db_session.execute(select(Review.reviewer, Review.reviewer_id).order_by(Review.id)).all()
    assert [tuple(row) for row in left] == [("Reviewer 1", None), ("Reviewer 2", reviewers[1].id)]
    assert set(db_session.scalars(select(Assignment.asked_by))) == {None}


def test_page_of_a_case_stands_without_those_who_left(
    client: FlaskClient, send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    case = reviewed(send_case(), editor, reviewers, 3, 1)
    for kind in PERSONAL:
        kind.erase(reviewers[0].id)
    db.session.commit()
    sign_in(client, editor)

    page = client.get(f"/en/reviews/{case.id}")

    assert page.status_code == 200
    headings = texts(page.text, "//section[@aria-labelledby='reviews']//h3")
    assert headings == ["Reviewer 1", "Reviewer 2: Rev Boris"]
    assert "Anna: because of need." in page.text


@pytest.mark.parametrize("end", ["at the gate", "in review", "declined", "withdrawn"])
def test_nothing_of_a_case_is_found_by_others(
    client: FlaskClient, send_case: SendCase, author: User, editor: User, reviewers: list[User], end: str
) -> None:
    case = send_case("MARKER-CASE")
    if end == "in review":
        let_through(case, editor)
    if end in ("declined", "withdrawn"):
        let_through(case, editor)
        ask_all(case, editor, reviewers[:2])
        for reviewer in reviewers[:2]:
            draft_of(case, reviewer).to_editors = "MARKER-EDITORS"
            hand_in(case, reviewer, 1, to_editors="MARKER-EDITORS", to_authors="MARKER-REASON")
    if end == "declined":
        decide(case, actor=actor_of(editor), outcome=Outcome.DECLINE, letter="MARKER-LETTER", language="en")
    if end == "withdrawn":
        operations.withdraw(case, actor=actor_of(author))
    db.session.commit()
    ukrainian = person("Reads something else", Role.REVIEWER, language="ru")
    paths = (
        "/en/reviews",
        "/en/account/reviewing",
        f"/en/reviews/{case.id}",
        f"/en/reviews/{case.id}/gate",
        f"/en/reviews/{case.id}/decision?outcome=decline",
        f"/en/reviews/{case.id}/request",
        f"/en/submissions/{case.id}/reviews",
        f"/en/submissions/{case.id}/report",
        "/en/practices?q=MARKER",
        "/api/v1/search?q=MARKER",
        "/en/desk/audit",
    )
    member = person("Member")
    for user in (None, member, ukrainian, *(reviewers[:2] if end != "in review" else ())):
        if user is not None:
            sign_in(client, user)
        for path in paths:
            page = client.get(path).text.replace("q=MARKER", "").replace("“MARKER”", "")
            own = {"Rev Anna"} if user in reviewers else set()
            if user is ukrainian and path.endswith("/request"):
                continue  # whoever types the number of a case in review may take it up
            found = [m for m in MARKERS if m in page and m not in own]
            assert (path, user and user.name, found) == (path, user and user.name, [])


def test_authors_see_no_name_anywhere(
    client: FlaskClient, send_case: SendCase, author: User, editor: User, reviewers: list[User]
) -> None:
    case = let_through(send_case(), editor)
    ask_all(case, editor, reviewers[:2])
    for reviewer in reviewers[:2]:
        hand_in(case, reviewer, 1, to_editors="MARKER-EDITORS")
    replying.open_reply(case, actor=actor_of(editor))
    db.session.commit()
    sign_in(client, author)

    for path in ("", "/reviews", "/preview"):
        page = client.get(f"/en/submissions/{case.id}{path}")
        assert page.status_code == 200
        names = ("Rev Anna", "Rev Boris", "Ela Editor", "MARKER-EDITORS")
        assert [name for name in names if name in page.text] == []


def test_gate_notes_are_for_editors(
    client: FlaskClient, send_case: SendCase, author: User, editor: User
) -> None:
    case = send_case()
    gate.turn_away(
        case,
        actor=actor_of(editor),
        answers=CONSENT_IS_MISSING,
        outcome=Outcome.CHANGES,
        letter="Please.",
        language="en",
    )
    db.session.commit()
    sign_in(client, author)

    for path in ("", "/reviews"):
        assert "A child is named." not in client.get(f"/en/submissions/{case.id}{path}").text
