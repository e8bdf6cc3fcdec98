"""Messages and notes between authors and editors."""

import pytest

from cop.accounts.models import User
from cop.core.errors import InvalidError, NotAllowedError
from cop.submissions import operations, queries
from cop.submissions.enums import Audience, Happened
from tests.people import actor_of
from tests.submissions.conftest import MakeDraft
from tests.submissions.told import Session, mails


def test_message_is_told_to_the_other_side_once_the_case_was_sent(
    draft: MakeDraft, owner: User, editor: User, db_session: Session
) -> None:
    submission = draft(need="Words.")
    operations.say(submission, actor=actor_of(owner), words="Among us.", audience=Audience.AUTHORS)
    operations.send(submission, actor=actor_of(owner))
    before = len(mails(db_session))

    operations.say(submission, actor=actor_of(editor), words="A question.", audience=Audience.AUTHORS)
    operations.say(submission, actor=actor_of(owner), words="An answer.", audience=Audience.AUTHORS)

    assert mails(db_session)[before:] == [
        ("submissions/said", owner.email),
        ("submissions/said", editor.email),
    ]


def test_note_to_editors_is_read_by_editors_alone(
    draft: MakeDraft, owner: User, editor: User, db_session: Session
) -> None:
    submission = draft(need="Words.")
    operations.send(submission, actor=actor_of(owner))
    operations.say(submission, actor=actor_of(editor), words="Among us.", audience=Audience.EDITORS)

    own = queries.timeline(submission, actor=actor_of(owner), seen=0)
    theirs = queries.timeline(submission, actor=actor_of(editor), seen=0)

    assert [entry.happened for entry in own] == [Happened.SENT, Happened.BEGUN]
    assert [entry.words for entry in theirs] == ["Among us.", "", ""]
    assert owner.email not in [to for template, to in mails(db_session) if template == "submissions/said"]


def test_authors_write_no_notes_to_editors(draft: MakeDraft, owner: User) -> None:
    submission = draft(need="Words.")
    operations.send(submission, actor=actor_of(owner))

    with pytest.raises(NotAllowedError):
        operations.say(submission, actor=actor_of(owner), words="x", audience=Audience.EDITORS)


def test_authors_do_not_learn_which_editor_it_was(draft: MakeDraft, owner: User, editor: User) -> None:
    submission = draft(need="Words.")
    operations.send(submission, actor=actor_of(owner))
    operations.ask_for_changes(submission, actor=actor_of(editor), words="More.")

    entries = queries.timeline(submission, actor=actor_of(owner), seen=0)

    assert [(entry.name, entry.words) for entry in entries] == [("", "More."), ("Owner", ""), ("Owner", "")]


@pytest.mark.parametrize("words", ["", " \n ", "x" * 20_001])
def test_message_that_is_empty_or_too_long_is_refused(draft: MakeDraft, owner: User, words: str) -> None:
    submission = draft()

    with pytest.raises(InvalidError) as refused:
        operations.say(submission, actor=actor_of(owner), words=words, audience=Audience.AUTHORS)

    assert refused.value.field == "words"
