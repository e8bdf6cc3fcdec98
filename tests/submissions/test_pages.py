"""The pages of proposals as a browser without any script sees them."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.core.db import db
from cop.submissions import drafting, operations
from cop.submissions.enums import Audience
from cop.submissions.models import Author, Submission
from tests.conftest import Statements
from tests.people import actor_of, sign_in, submit
from tests.submissions.conftest import MakeDraft
from tests.submissions.notes import NoteContent, published
from tests.submissions.pages import at, token, words
from tests.submissions.test_authorship import token_of

Session = scoped_session[Any]


def test_visitor_reads_what_happens_and_is_asked_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/en/submit")

    assert answer.status_code == 200
    assert "/en/account/sign-in?next=/en/submit" in answer.text
    assert client.post("/en/submit", data={"title": "A"}).status_code == 401


def test_title_is_enough_to_begin(page: FlaskClient, db_session: Session) -> None:
    answer = submit(page, "/en/submit", {"title": "A case", "kind": "note"}, form="/submit")

    submission = db_session.scalars(select(Submission)).one()
    assert (answer.status_code, answer.location) == (303, at(submission))
    assert (submission.title, submission.kind, submission.source_language) == ("A case", "note", "en")


@pytest.mark.parametrize("title", ["", "   ", "x" * 301])
def test_title_that_does_not_fit_is_said_and_kept(page: FlaskClient, db_session: Session, title: str) -> None:
    answer = submit(page, "/en/submit", {"title": title, "kind": "note"}, form="/submit")

    assert answer.status_code == 422
    assert "There is something to mend" in answer.text
    assert f'value="{title}"' in answer.text
    assert db_session.scalar(select(func.count()).select_from(Submission)) == 0


def test_same_form_sent_twice_is_one_draft(page: FlaskClient, db_session: Session) -> None:
    form = page.get("/en/submit").text
    fields = dict(re.findall(r'name="(csrf_token|key)" value="([^"]+)"', form.partition("/en/submit")[2]))
    fields |= {"title": "A", "kind": "note", "way": "form", "language": "en"}

    places = {page.post("/en/submit", data=fields).location for _ in range(3)}

    assert len(places) == 1
    assert db_session.scalar(select(func.count()).select_from(Submission)) == 1


def test_eleventh_case_of_a_day_has_to_wait(page: FlaskClient) -> None:
    statuses = [
        submit(page, "/en/submit", {"title": f"Case {n}", "kind": "note"}, form="/submit").status_code
        for n in range(11)
    ]

    assert statuses == [303] * 10 + [429]


def test_task_list_says_what_is_needed_answered_and_open(
    page: FlaskClient, draft: MakeDraft, owner: User
) -> None:
    submission = draft()
    drafting.save_answer(
        submission, actor=actor_of(owner), language="", question="staff", value=3, revision=0
    )

    text = words(page.get(at(submission)).text)

    assert "Case 2 of 7 answered Title Answered Need Needed Began Not answered" in text
    assert "Staff Answered Running Not answered" in text
    assert "Transferability Missing Answer: Elsewhere" in text


def test_change_of_a_public_record_begins_at_its_own_address(
    page: FlaskClient, helper: User, app: Flask, db_session: Session
) -> None:
    published["a"] = [NoteContent(slug="a", source_language="en", facts={}, texts={"en": {"title": "N"}})]
    other = app.test_client()
    sign_in(other, helper)

    answer = submit(page, "/en/submit/note/a", form="/submit/")

    submission = db_session.scalars(select(Submission)).one()
    assert (answer.status_code, answer.location, submission.is_change) == (303, at(submission), True)
    assert other.get("/en/submit/note/a").status_code == 404
    assert page.get("/en/submit/note/b").status_code == 404
    assert page.get("/en/submit/poem/a").status_code == 404


def test_co_author_is_invited_and_joins_by_the_pages(
    page: FlaskClient, app: Flask, draft: MakeDraft, helper: User, db_session: Session
) -> None:
    submission = draft()
    other = app.test_client()
    sign_in(other, helper)

    invited = submit(page, at(submission, "/authors"), {"email": "helper@example.org"}, form="/authors")
    address = f"/en/submissions/join/{token_of(db_session)}"
    looked = other.get(address)
    joined = submit(other, address, form="/join/")

    assert (invited.status_code, looked.status_code) == (303, 200)
    assert "Owner invites you" in looked.text
    assert (joined.status_code, joined.location) == (303, at(submission))
    assert other.get(at(submission)).status_code == 200
    assert other.get(address).status_code == 410
    assert app.test_client().get(address).location == f"/en/account/sign-in?next={address}"


PLACES = [
    "",
    "/send",
    "/preview",
    "/authors",
    "/files",
    "/documents",
    "/questions/need",
    "/questions/need/versions",
]


@pytest.mark.parametrize("place", PLACES)
def test_strangers_find_no_such_page(client: FlaskClient, draft: MakeDraft, helper: User, place: str) -> None:
    submission = draft(need="Words.")
    sign_in(client, helper)

    answer = client.get(at(submission, place))

    assert answer.status_code == 404
    assert "A note" not in answer.text


@pytest.mark.parametrize("place", [*PLACES, "/questions/began", "/questions/figures", "/questions/topics"])
@pytest.mark.parametrize("state", ["draft", "sent"])
def test_every_page_can_be_read_in_every_language(
    page: FlaskClient, draft: MakeDraft, owner: User, db_session: Session, place: str, state: str
) -> None:
    submission = draft(need="Words.")
    if state == "sent":
        operations.send(submission, actor=actor_of(owner))
        db_session.commit()

    statuses = [
        page.get(f"/{language}/submissions/{submission.id}{place}").status_code
        for language in ("bg", "ru", "en")
    ]

    assert statuses == [200, 200, 200]


def test_empty_list_leads_to_the_beginning(page: FlaskClient) -> None:
    text = page.get("/en/submissions").text

    assert "You have not told a case yet" in text


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_two_statements(
    page: FlaskClient, draft: MakeDraft, count_statements: Statements, count: int
) -> None:
    for number in range(count):
        draft(title=f"Case {number}", need="Words.")
    page.get("/en/submissions")

    with count_statements() as statements:
        text = page.get("/en/submissions").text

    assert text.count('<span class="state state-draft">') == count
    assert len(statements) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_a_case_costs_the_same_however_much_is_in_it(
    page: FlaskClient, draft: MakeDraft, owner: User, helper: User, count_statements: Statements, count: int
) -> None:
    submission = draft(**dict(list({"need": "x", "change": "y", "elsewhere": "z"}.items())[:count]))
    for number in range(count):
        operations.say(submission, actor=actor_of(owner), words=f"{number}", audience=Audience.AUTHORS)
    if count == 3:
        submission.authors.append(Author(user_id=helper.id))
    db.session.commit()
    page.get(at(submission))

    with count_statements() as statements:
        page.get(at(submission))

    assert len(statements) == 9


def test_saving_and_sending_cost_few_statements(
    page: FlaskClient, draft: MakeDraft, count_statements: Statements
) -> None:
    submission = draft(need="One.")
    csrf = token(page.get(at(submission)).text)
    address = at(submission, "/questions/need/autosave?in=en")

    with count_statements() as saving:
        page.post(address, data={"revision": "1", "value": "Two.", "csrf_token": csrf})
    with count_statements() as sending:
        page.post(at(submission, "/send"), data={"consent": "y", "csrf_token": csrf})

    assert (len(saving), len(sending)) == (8, 17)
