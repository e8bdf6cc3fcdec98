"""Questions as pages: answered, saved, brought back, translated."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.submissions import drafting, operations, queries
from tests.people import actor_of, submit
from tests.submissions.conftest import MakeDraft
from tests.submissions.pages import at, token, value

Session = scoped_session[Any]


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


def test_number_is_taken_back(page: FlaskClient, draft: MakeDraft) -> None:
    submission = draft()
    address = at(submission, "/questions/staff")
    for typed in ("12", ""):
        submit(page, address, {"value": typed, "then": "stay"}, form="/questions/")

    found = queries.answer(submission.id, "", "staff")
    assert found is not None
    assert (found.value, found.revision) == (None, 2)
