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
from cop.submissions import drafting, operations, queries
from cop.submissions.enums import Audience, State
from cop.submissions.models import Author, Event, Submission
from tests.conftest import Statements
from tests.people import actor_of, sign_in, submit
from tests.submissions.conftest import MakeDraft
from tests.submissions.notes import NoteContent, published
from tests.submissions.test_authorship import token_of

Session = scoped_session[Any]
TAGS = re.compile(r"<[^>]+>")


@pytest.fixture
def page(client: FlaskClient, owner: User) -> FlaskClient:
    """The owner's browser."""
    sign_in(client, owner)
    return client


def words(text: str) -> str:
    return " ".join(TAGS.sub(" ", text).split())


def at(submission: Submission, rest: str = "") -> str:
    return f"/en/submissions/{submission.id}{rest}"


def value(submission: Submission, question: str, language: str = "en") -> Any:
    answer = queries.answer(submission.id, language, question)
    return answer.value if answer else None


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


@pytest.mark.parametrize(
    ("question", "fields", "kept"),
    [
        ("need?in=en", {"value": "Words."}, "Words."),
        ("began", {"value": "9/2013"}, "2013-09"),
        ("staff", {"value": "12"}, 12),
        ("running", {"value": "no"}, False),
        ("manner", {"value": "post"}, "post"),
        (
            "links",
            {"value": "https://a.example\nhttps://b.example"},
            ["https://a.example", "https://b.example"],
        ),
        (
            "figures?in=en",
            {
                "value-stated": ["12", "", ""],
                "value-unit": ["people", "", ""],
                "value-by": ["us", "us", "us"],
            },
            [{"stated": "12", "unit": "people", "by": "us"}],
        ),
    ],
)
def test_question_is_answered_by_its_form(
    page: FlaskClient, draft: MakeDraft, question: str, fields: dict[str, Any], kept: Any
) -> None:
    submission = draft()
    address = at(submission, f"/questions/{question}")

    answer = submit(page, address, fields | {"then": "stay"}, form="/questions/")
    again = submit(page, address, {"then": "stay"}, form="/questions/")

    assert (answer.status_code, again.status_code) == (303, 303)
    key, _mark, language = question.partition("?in=")
    found = queries.answer(submission.id, language, key)
    assert found is not None
    assert (found.value, found.revision) == (kept, 1)


def test_save_and_go_on_leads_to_the_next_question(page: FlaskClient, draft: MakeDraft) -> None:
    submission = draft()

    places = [
        submit(
            page, at(submission, "/questions/need"), {"value": "x", "then": then}, form="/questions/"
        ).location
        for then in ("next", "list", "stay")
    ]

    assert places == [
        at(submission, "/questions/change?in=en"),
        at(submission, "#section-case"),
        at(submission, "/questions/need?in=en"),
    ]


def test_answer_that_does_not_fit_is_said_and_what_was_typed_is_kept(
    page: FlaskClient, draft: MakeDraft
) -> None:
    submission = draft(need="Old.")

    answer = submit(
        page, at(submission, "/questions/need?in=en"), {"value": "ж" * 50_001}, form="/questions/"
    )

    assert answer.status_code == 400
    assert "This is 1 character too long. Nothing is lost" in answer.text
    assert "ж" * 50_001 in answer.text
    assert value(submission, "need") == "Old."


def test_two_tabs_the_later_one_sees_both_versions_and_takes_its_own(
    page: FlaskClient, draft: MakeDraft
) -> None:
    submission = draft(need="First.")
    address = at(submission, "/questions/need?in=en")
    form = {"revision": "1", "csrf_token": token(page.get(address).text)}
    page.post(address, data=form | {"value": "From <one> tab."})

    conflict = page.post(address, data=form | {"value": "From another tab."})

    assert conflict.status_code == 409
    assert "From &lt;one&gt; tab." in conflict.text
    assert "From another tab." in conflict.text
    assert value(submission, "need") == "From <one> tab."

    chosen = form | {"revision": "2", "value": "From another tab."}
    assert page.post(address, data=chosen).status_code == 303
    assert value(submission, "need") == "From another tab."
    versions = page.get(at(submission, "/questions/need/versions?in=en")).text
    assert "First." in versions


def token(text: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', text)
    assert found is not None
    return found[1]


def test_autosave_answers_with_the_revision_and_tells_of_a_conflict(
    page: FlaskClient, draft: MakeDraft
) -> None:
    submission = draft()
    csrf = token(page.get(at(submission)).text)
    address = at(submission, "/questions/need/autosave?in=en")

    first = page.post(address, data={"revision": "0", "value": "One.", "csrf_token": csrf})
    late = page.post(address, data={"revision": "0", "value": "Two.", "csrf_token": csrf})
    long = page.post(address, data={"revision": "1", "value": "x" * 50_001, "csrf_token": csrf})
    bare = page.post(address, data={"revision": "1", "value": "Three."})

    assert (first.status_code, first.json["revision"]) == (200, 1)  # type: ignore[index]
    assert first.json["words"].startswith("Saved ")  # type: ignore[index]
    assert [answer.status_code for answer in (late, long, bare)] == [409, 400, 400]
    assert sorted(late.json) == ["words"]  # type: ignore[arg-type]
    assert value(submission, "need") == "One."


def test_answer_typed_while_the_case_was_sent_stays_on_the_page(
    page: FlaskClient, draft: MakeDraft, owner: User, db_session: Session
) -> None:
    submission = draft(need="Sent.")
    address = at(submission, "/questions/need?in=en")
    csrf = token(page.get(address).text)
    operations.send(submission, actor=actor_of(owner))
    db_session.commit()

    answer = page.post(address, data={"revision": "1", "value": "Typed too late.", "csrf_token": csrf})

    assert answer.status_code == 409
    assert "Typed too late." in answer.text
    assert value(submission, "need") == "Sent."


def test_earlier_version_is_brought_back(page: FlaskClient, draft: MakeDraft, owner: User) -> None:
    submission = draft(need="First.")
    drafting.save_answer(
        submission, actor=actor_of(owner), language="en", question="need", value="Second.", revision=1
    )
    address = at(submission, "/questions/need/versions?in=en")

    answer = submit(page, address, form="/restore")

    assert answer.status_code == 303
    assert value(submission, "need") == "First."


def test_translation_stands_beside_the_original(page: FlaskClient, draft: MakeDraft) -> None:
    submission = draft(need="The original words.")

    text = page.get(at(submission, "/questions/need?in=bg")).text

    assert '<div class="said" lang="en">The original words.</div>' in text
    assert 'name="value" rows="12" lang="bg"' in text


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


def test_sending_asks_for_what_is_missing_and_for_agreement(
    page: FlaskClient, draft: MakeDraft, owner: User, db_session: Session
) -> None:
    submission = draft()
    missing = words(page.get(at(submission, "/send")).text)
    drafting.save_answer(
        submission, actor=actor_of(owner), language="en", question="need", value="Words.", revision=0
    )
    db_session.commit()

    refused = submit(page, at(submission, "/send"), form="")
    sent = submit(page, at(submission, "/send"), {"consent": "y"}, form="")

    assert "Without these answers the case cannot be sent: Need" in missing
    assert refused.status_code == 422
    assert "Without your agreement it cannot be sent." in refused.text
    assert (sent.status_code, sent.location) == (303, at(submission))
    db_session.expire_all()
    assert submission.state is State.SUBMITTED


def test_sending_leads_to_the_answer_that_does_not_fit(
    page: FlaskClient, draft: MakeDraft, owner: User, db_session: Session
) -> None:
    submission = draft(need="Words.")
    drafting.save_answer(
        submission, actor=actor_of(owner), language="bg", question="need", value="Думи.", revision=0
    )
    db_session.commit()

    answer = submit(page, at(submission, "/send"), {"consent": "y"}, form="")

    assert answer.status_code == 422
    assert f'<a href="{at(submission, "/questions/title?in=bg")}">Title</a>' in answer.text


def test_case_is_withdrawn_reopened_and_sent_as_the_next_round(
    page: FlaskClient, draft: MakeDraft, owner: User, db_session: Session
) -> None:
    submission = draft(need="Words.")
    operations.send(submission, actor=actor_of(owner))
    db_session.commit()

    submit(page, at(submission), form="/withdraw")
    submit(page, at(submission), form="/reopen")
    submit(page, at(submission, "/send"), {"consent": "y"}, form="")

    db_session.expire_all()
    assert (submission.state, submission.round) == (State.SUBMITTED, 2)


def test_draft_is_deleted_from_its_page(page: FlaskClient, draft: MakeDraft, db_session: Session) -> None:
    answer = submit(page, at(draft()), form="/delete")

    assert (answer.status_code, answer.location) == (303, "/en/submissions")
    assert db_session.scalar(select(func.count()).select_from(Submission)) == 0


def test_preview_is_drawn_by_the_record_type_in_each_language(page: FlaskClient, draft: MakeDraft) -> None:
    submission = draft(need="Words.")

    drawn = page.get(at(submission, "/preview?in=en")).text
    silent = page.get(at(submission, "/preview?in=ru")).text

    assert "<article><h1>A note</h1><p>Words.</p></article>" in drawn
    assert "Nothing is written in this language yet" in silent
    assert page.get(at(submission, "/preview?in=xx")).status_code == 404


def test_preview_of_what_cannot_be_drawn_says_which_answer_it_is(
    page: FlaskClient, draft: MakeDraft, owner: User, db_session: Session
) -> None:
    submission = draft(need="Words.")
    drafting.save_answer(
        submission, actor=actor_of(owner), language="bg", question="need", value="Думи.", revision=0
    )
    db_session.commit()

    text = page.get(at(submission, "/preview")).text

    assert "It cannot be drawn yet" in text
    assert at(submission, "/questions/title?in=bg") in text


def test_editor_sees_what_was_sent_and_no_draft(
    client: FlaskClient, draft: MakeDraft, owner: User, editor: User, db_session: Session
) -> None:
    sign_in(client, editor)
    submission = draft(need="Sent words.")
    before = [client.get(at(submission, rest)).status_code for rest in ("", "/preview")]
    operations.send(submission, actor=actor_of(owner))
    operations.ask_for_changes(submission, actor=actor_of(editor), words="More.")
    drafting.save_answer(
        submission, actor=actor_of(owner), language="en", question="need", value="Draft words.", revision=1
    )
    db_session.commit()

    shown = client.get(at(submission)).text
    drawn = client.get(at(submission, "/preview")).text

    assert before == [404, 404]
    assert ("Draft words." in shown, "Draft words." in drawn) == (False, False)
    assert "<p>Sent words.</p>" in drawn
    assert client.get(at(submission, "/questions/need")).status_code == 404


def test_note_of_an_editor_is_not_on_the_page_of_an_author(
    page: FlaskClient, app: Flask, draft: MakeDraft, owner: User, editor: User, db_session: Session
) -> None:
    submission = draft(need="Words.")
    operations.send(submission, actor=actor_of(owner))
    db_session.commit()
    desk = app.test_client()
    sign_in(desk, editor)

    submit(desk, at(submission), {"words": "Only for us.", "to_editors": "y"}, form="/messages")
    submit(desk, at(submission), {"words": "For all of us."}, form="/messages")

    text = page.get(at(submission)).text
    assert ("Only for us." in text, "For all of us." in text, "Vance" in text) == (False, True, False)
    assert "Only for us." in desk.get(at(submission)).text


def test_messages_are_new_until_one_says_that_one_has_read_them(
    page: FlaskClient, draft: MakeDraft, owner: User, editor: User, db_session: Session
) -> None:
    submission = draft(need="Words.")
    operations.send(submission, actor=actor_of(owner))
    operations.say(submission, actor=actor_of(editor), words="A question.", audience=Audience.AUTHORS)
    db_session.commit()
    before = page.get("/en/submissions").text

    submit(page, at(submission), form="/seen")

    after = page.get("/en/submissions").text
    assert ("1 new message" in before, "new message" in after) == (True, False)
    assert "/seen" not in page.get(at(submission)).text


def test_empty_message_is_refused_on_the_page(
    page: FlaskClient, draft: MakeDraft, db_session: Session
) -> None:
    submission = draft()

    answer = submit(page, at(submission), {"words": " "}, form="/messages")

    assert answer.status_code == 422
    assert db_session.scalars(select(Event.action)).all() == ["begun"]


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


def test_number_is_taken_back(page: FlaskClient, draft: MakeDraft) -> None:
    submission = draft()
    address = at(submission, "/questions/staff")
    for typed in ("12", ""):
        submit(page, address, {"value": typed, "then": "stay"}, form="/questions/")

    found = queries.answer(submission.id, "", "staff")
    assert found is not None
    assert (found.value, found.revision) == (None, 2)
