"""Who could review a case, as its editor sees it: asked, proposed, excluded."""

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.core.permissions import Role
from cop.reviews.enums import AssignmentState
from cop.reviews.models import Assignment
from cop.submissions.models import Submission
from tests.people import person, sign_in, submit
from tests.reviews.conftest import SendCase
from tests.reviews.judging import ask_all, let_through, reviewed
from tests.reviews.reading import texts

Session = scoped_session[Any]


def test_third_reviewer_is_proposed_where_two_differ_by_two(
    client: FlaskClient, rated: Submission, editor: User, reviewers: list[User], db_session: Session
) -> None:
    sign_in(client, editor)
    notice = "//div[contains(@class,'notice-warning')]"
    address = f"/en/reviews/{rated.id}"
    page = client.get(address).text
    assert texts(page, f"{notice}/p[1]") == ["A third reviewer is proposed"]
    assert texts(page, f"{notice}//button") == ["Ask Rev Clara"]

    answer = submit(client, address, form="/ask")

    assert answer.status_code == 303
    asked = select(Assignment.reviewer_id).where(Assignment.state == AssignmentState.ASKED)
    assert db_session.scalars(asked).all() == [reviewers[2].id]
    assert texts(client.get(address).text, notice) == []


def test_third_reviewer_is_not_proposed_where_two_differ_by_one(
    client: FlaskClient, send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    case = reviewed(send_case(), editor, reviewers, 3, 2)
    sign_in(client, editor)

    assert texts(client.get(f"/en/reviews/{case.id}").text, "//div[contains(@class,'notice-warning')]") == []


def test_candidates_stand_there_with_reasons_and_conflicts_cannot_be_asked(
    client: FlaskClient, send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    writing = person("Writing", Role.REVIEWER, language="en")
    case = let_through(send_case(by=writing), editor)
    sign_in(client, editor)

    page = client.get(f"/en/reviews/{case.id}").text

    cannot = "//li[@class='cannot']"
    assert texts(page, f"{cannot}/h4") == ["Writing"]
    assert texts(page, f"{cannot}//li")[0] == "Conflict of interest: writes this case."
    assert texts(page, f"{cannot}//form") == []
    assert texts(page, "//li[form]/h4") == [f"{one.name} Suggested" for one in reviewers]
    answer = submit(client, f"/en/reviews/{case.id}", {"reviewer": writing.id}, form="/ask")
    assert answer.status_code == 409


def test_request_is_taken_back_on_the_page(
    client: FlaskClient, send_case: SendCase, editor: User, reviewers: list[User], db_session: Session
) -> None:
    case, other = (let_through(send_case(title), editor) for title in ("One", "Other"))
    ask_all(case, editor, reviewers[:1])
    sign_in(client, editor)
    request = db_session.scalars(select(Assignment)).one()

    elsewhere = submit(client, f"/en/reviews/{case.id}", form="take-back").request.path
    db_session.expire_all()
    assert request.state is AssignmentState.TAKEN_BACK
    wrong = elsewhere.replace(f"/reviews/{case.id}/", f"/reviews/{other.id}/")
    assert client.post(wrong).status_code in (400, 404)
