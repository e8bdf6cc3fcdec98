"""What is kept about those who write, and what is left when they are gone."""

from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.submissions import drafting, operations
from cop.submissions.enums import Audience, State
from cop.submissions.models import Answer, Author, Event, FormerAnswer, Submission
from tests.people import actor_of
from tests.submissions.conftest import MakeDraft

Session = scoped_session[Any]
TABLES = ("submission_authors", "submission_answers", "submission_former_answers", "submission_events")


def erase(app: Flask, session: Session, person_id: int) -> None:
    for table in TABLES:
        app.extensions["cop.personal"][table].erase(person_id)
    session.commit()


def edited(draft: MakeDraft, owner: User) -> Submission:
    submission = draft(need="First.")
    drafting.save_answer(
        submission, actor=actor_of(owner), language="en", question="need", value="Second.", revision=1
    )
    operations.say(submission, actor=actor_of(owner), words="A word.", audience=Audience.AUTHORS)
    return submission


def test_everything_that_one_wrote_is_exported(app: Flask, draft: MakeDraft, owner: User) -> None:
    edited(draft, owner)

    personal = app.extensions["cop.personal"]
    exported = {table: list(personal[table].export(owner.id)) for table in TABLES}

    assert [row["title"] for row in exported["submission_authors"]] == ["A note"]
    assert [row["value"] for row in exported["submission_answers"]] == ["A note", "Second."]
    assert [row["value"] for row in exported["submission_former_answers"]] == ["First."]
    assert [row["words"] for row in exported["submission_events"]] == ["", "A word."]


def test_case_that_nobody_else_writes_goes_with_its_author(
    app: Flask, draft: MakeDraft, owner: User, db_session: Session
) -> None:
    edited(draft, owner)

    for _twice in range(2):
        erase(app, db_session, owner.id)

    models = (Submission, Author, Answer, FormerAnswer, Event)
    assert [db_session.scalars(select(model)).all() for model in models] == [[], [], [], [], []]


def test_case_of_several_goes_on_without_name_and_words_of_whoever_left(
    app: Flask, draft: MakeDraft, owner: User, helper: User, db_session: Session
) -> None:
    submission = edited(draft, owner)
    submission.authors.append(Author(user_id=helper.id))
    db_session.commit()

    erase(app, db_session, owner.id)

    assert [(a.user_id, a.is_owner) for a in submission.authors] == [(helper.id, True)]
    assert set(db_session.scalars(select(Answer.edited_by))) == {None}
    assert set(db_session.scalars(select(FormerAnswer.edited_by))) == {None}
    events = db_session.execute(select(Event.action, Event.actor_id, Event.words)).all()
    assert [tuple(event) for event in events] == [("begun", None, "")]


def test_published_case_stays_without_its_author(
    app: Flask, draft: MakeDraft, owner: User, editor: User, db_session: Session
) -> None:
    submission = draft(need="Words.")
    operations.send(submission, actor=actor_of(owner))
    operations.start_review(submission, actor=actor_of(editor))
    operations.publish(submission, actor=actor_of(editor), note="n")

    erase(app, db_session, owner.id)

    kept = db_session.get_one(Submission, submission.id)
    assert (kept.state, kept.authors) == (State.PUBLISHED, [])
