"""Drafts: answers are kept, nothing is overwritten, and nothing is lost."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.submissions import drafting, operations, queries
from cop.submissions.drafting import AnswerConflictError
from cop.submissions.enums import Way
from cop.submissions.models import Answer, Author, Event, FormerAnswer, Submission
from tests.people import actor_of
from tests.submissions.conftest import MakeDraft

Session = scoped_session[Any]


def former_values(session: Session) -> list[Any]:
    return list(session.scalars(select(FormerAnswer.value).order_by(FormerAnswer.id)))


def test_answer_goes_up_by_one_with_every_change(draft: MakeDraft, owner: User) -> None:
    submission = draft()
    save = {"actor": actor_of(owner), "language": "en", "question": "need"}

    first = drafting.save_answer(submission, **save, value="One.", revision=0)  # type: ignore[arg-type]
    second = drafting.save_answer(submission, **save, value="Two.", revision=1)  # type: ignore[arg-type]

    assert first is second
    assert (second.value, second.revision) == ("Two.", 2)


def test_later_writer_sees_both_versions_and_overwrites_nothing(draft: MakeDraft, owner: User) -> None:
    submission = draft(need="Mine.")
    save = {"actor": actor_of(owner), "language": "en", "question": "need"}
    drafting.save_answer(submission, **save, value="Theirs.", revision=1)  # type: ignore[arg-type]

    with pytest.raises(AnswerConflictError) as conflict:
        drafting.save_answer(submission, **save, value="Mine, too.", revision=1)  # type: ignore[arg-type]

    assert (conflict.value.present.value, conflict.value.mine) == ("Theirs.", "Mine, too.")
    assert conflict.value.present.revision == 2


def test_first_answers_of_two_writers_conflict_too(draft: MakeDraft, owner: User) -> None:
    submission = draft(need="Theirs.")

    with pytest.raises(AnswerConflictError) as conflict:
        drafting.save_answer(
            submission, actor=actor_of(owner), language="en", question="need", value="Mine.", revision=0
        )

    assert conflict.value.present.value == "Theirs."


def test_same_words_are_no_conflict(draft: MakeDraft, owner: User) -> None:
    submission = draft(need="The same.")

    answer = drafting.save_answer(
        submission, actor=actor_of(owner), language="en", question="need", value=" The same.\r\n", revision=0
    )

    assert (answer.value, answer.revision) == ("The same.", 1)


def test_title_of_the_original_names_the_case(draft: MakeDraft, owner: User, db_session: Session) -> None:
    submission = draft()
    save = {"actor": actor_of(owner), "question": "title"}

    drafting.save_answer(submission, **save, language="bg", value="Друго", revision=0)  # type: ignore[arg-type]
    drafting.save_answer(submission, **save, language="en", value="Another", revision=1)  # type: ignore[arg-type]

    db_session.commit()
    assert submission.title == "Another"


def test_empty_answer_to_an_open_question_writes_nothing(draft: MakeDraft, owner: User) -> None:
    submission = draft()

    answer = drafting.save_answer(
        submission, actor=actor_of(owner), language="en", question="need", value="  ", revision=0
    )

    assert answer.revision == 0
    assert queries.answer(submission.id, "en", "need") is None


def test_what_another_person_wrote_is_kept(draft: MakeDraft, helper: User, db_session: Session) -> None:
    submission = draft(need="Owner wrote this.")
    submission.authors.append(Author(user_id=helper.id))

    drafting.save_answer(
        submission, actor=actor_of(helper), language="en", question="need", value="Helper.", revision=1
    )

    assert former_values(db_session) == ["Owner wrote this."]


def test_one_person_typing_on_is_kept_once_a_minute(
    draft: MakeDraft, owner: User, db_session: Session
) -> None:
    submission = draft(need="1")
    for revision in range(1, 5):
        answer = drafting.save_answer(
            submission,
            actor=actor_of(owner),
            language="en",
            question="need",
            value="1 2 3 4 5"[: 2 * revision + 1],
            revision=revision,
        )

    answer.edited_at += timedelta(minutes=2)
    drafting.save_answer(
        submission, actor=actor_of(owner), language="en", question="need", value="End", revision=5
    )

    assert former_values(db_session) == ["1", "1 2 3 4 5"]


@pytest.mark.parametrize("left", ["", "word " * 10])
def test_words_that_one_save_takes_out_are_kept(
    draft: MakeDraft, owner: User, db_session: Session, left: str
) -> None:
    submission = draft(need="a")
    save = {"actor": actor_of(owner), "language": "en", "question": "need"}
    drafting.save_answer(submission, **save, value="b", revision=1)  # type: ignore[arg-type]
    drafting.save_answer(submission, **save, value="word " * 30, revision=2)  # type: ignore[arg-type]

    drafting.save_answer(submission, **save, value=left, revision=3)  # type: ignore[arg-type]

    assert former_values(db_session) == ["a", ("word " * 30).strip()]


def test_former_answer_comes_back_and_the_present_one_is_kept(
    draft: MakeDraft, owner: User, db_session: Session
) -> None:
    submission = draft(need="First.")
    answer = drafting.save_answer(
        submission, actor=actor_of(owner), language="en", question="need", value="Second.", revision=1
    )
    former = db_session.scalars(select(FormerAnswer)).one()

    drafting.restore_answer(submission, former, actor=actor_of(owner))

    assert (answer.value, answer.revision) == ("First.", 3)
    assert [v.value for v in queries.former_versions(answer.id)] == ["First."]


@pytest.mark.parametrize(
    ("language", "question"), [("en", "poem"), ("", "need"), ("xx", "need"), ("en", "began")]
)
def test_question_that_is_not_asked_there_is_refused(
    draft: MakeDraft, owner: User, language: str, question: str
) -> None:
    submission = draft()

    with pytest.raises(InvalidError) as refused:
        drafting.save_answer(
            submission,
            actor=actor_of(owner),
            language=language,
            question=question,
            value="2013",
            revision=0,
        )

    assert refused.value.field == "question"


def test_stranger_and_editor_write_nothing(draft: MakeDraft, helper: User, editor: User) -> None:
    submission = draft()

    for user in (helper, editor):
        with pytest.raises(NotAllowedError):
            drafting.save_answer(
                submission, actor=actor_of(user), language="en", question="need", value="x", revision=0
            )


def test_what_was_sent_cannot_be_changed(draft: MakeDraft, owner: User) -> None:
    submission = draft(need="Sent.")
    operations.send(submission, actor=actor_of(owner))

    with pytest.raises(ConflictError):
        drafting.save_answer(
            submission, actor=actor_of(owner), language="en", question="need", value="x", revision=1
        )


def test_draft_that_was_never_sent_is_deleted_whole(
    draft: MakeDraft, owner: User, db_session: Session
) -> None:
    submission = draft(need="One.")
    drafting.save_answer(
        submission, actor=actor_of(owner), language="en", question="need", value="Two.", revision=1
    )

    drafting.delete_draft(submission, actor=actor_of(owner))

    models = (Submission, Answer, FormerAnswer, Event)
    assert [db_session.scalar(select(func.count()).select_from(model)) for model in models] == [0, 0, 0, 0]


def test_draft_that_was_sent_once_is_not_deleted(draft: MakeDraft, owner: User) -> None:
    submission = draft(need="One.")
    operations.send(submission, actor=actor_of(owner))
    operations.withdraw(submission, actor=actor_of(owner))
    operations.reopen(submission, actor=actor_of(owner))

    with pytest.raises(ConflictError):
        drafting.delete_draft(submission, actor=actor_of(owner))


def test_self_description_asks_its_questions_first_and_each_once(draft: MakeDraft) -> None:
    submission = draft(way=Way.SELF_DESCRIPTION)

    keys = [question.key for question in queries.questions_of(submission)]

    assert keys[:4] == ["why", "came", "elsewhere", "title"]
    assert len(keys) == len(set(keys)) == 13
