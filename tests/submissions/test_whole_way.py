"""The whole way of a practice through the pages: told, sent, published, read by a visitor, changed."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.core.permissions import SYSTEM
from cop.submissions import operations
from cop.submissions.enums import State
from cop.submissions.models import Submission
from cop.vocabulary import operations as vocabulary
from tests.catalogue.records import concept
from tests.people import actor_of, sign_in, submit

Session = scoped_session[Any]
ANSWERS: dict[str, dict[str, Any]] = {
    "method": {"value": "We cook *together* every Thursday."},
    "country": {"value": "bg"},
    "organisations": {
        "value-name": ["House", "", ""],
        "value-role": ["lead", "lead", "lead"],
        "value-website": ["", "", ""],
    },
}


def tell(browser: FlaskClient, address: str) -> None:
    for key, fields in ANSWERS.items():
        answer = submit(browser, f"{address}/questions/{key}", fields | {"then": "list"}, form="/questions/")
        assert answer.status_code == 303


def publish(submission: Submission, editor: User, session: Session) -> None:
    operations.start_review(submission, actor=actor_of(editor))
    operations.publish(submission, actor=actor_of(editor), note="Accepted")
    session.commit()


def test_practice_is_told_sent_published_read_and_changed(
    app: Flask, client: FlaskClient, owner: User, editor: User, db_session: Session
) -> None:
    vocabulary.put([concept("bg", "country", en="Bulgaria")], actor=SYSTEM)
    db_session.commit()
    sign_in(client, owner)
    begun = submit(client, "/en/submit", {"title": "Cooking together", "kind": "practice"}, form="/submit")
    tell(client, begun.location)
    preview = client.get(f"{begun.location}/preview").text

    sent = submit(client, f"{begun.location}/send", {"consent": "y"})
    submission = db_session.scalars(select(Submission)).one()
    before = app.test_client().get(f"/en/practices/{submission.target_slug}").status_code
    publish(submission, editor, db_session)

    public = app.test_client().get(f"/en/practices/{submission.target_slug}")
    assert sent.status_code == 303
    assert (before, public.status_code) == (404, 200)
    for text in (preview, public.text):
        assert "<p>We cook <em>together</em> every Thursday.</p>" in text
    assert db_session.get_one(Submission, submission.id).state is State.PUBLISHED

    change = submit(client, f"/en/submit/practice/{submission.target_slug}", form="/submit/")
    later = {"value": "We cook and sing.", "then": "list"}
    submit(client, f"{change.location}/questions/method", later, form="/questions/")
    submit(client, f"{change.location}/send", {"consent": "y"})
    still = app.test_client().get(f"/en/practices/{submission.target_slug}").text
    changed = db_session.scalars(select(Submission).where(Submission.is_change.is_(True))).one()
    publish(changed, editor, db_session)

    now_public = app.test_client().get(f"/en/practices/{submission.target_slug}").text
    assert ("We cook and sing." in still, "We cook and sing." in now_public) == (False, True)
