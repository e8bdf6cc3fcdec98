"""A proposal on its way, as pages: sent, taken back, read by editors, talked about."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.submissions import drafting, operations
from cop.submissions.enums import Audience, State
from cop.submissions.models import Event, Submission
from tests.people import actor_of, sign_in, submit
from tests.submissions.conftest import MakeDraft
from tests.submissions.pages import at, words

Session = scoped_session[Any]


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
