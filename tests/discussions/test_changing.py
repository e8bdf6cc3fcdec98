"""What becomes of a thread: words changed, removed, summed up; answered and closed."""

import pytest
from sqlalchemy import func, select

from cop.accounts.models import User
from cop.core.db import db
from cop.core.errors import ConflictError, NotAllowedError
from cop.core.permissions import VISITOR
from cop.discussions import drafts, leading, operations, reading
from cop.discussions.enums import PostState, ThreadState
from cop.discussions.models import Draft, FormerPost, Post, Thread
from cop.discussions.operations import PostConflictError
from tests.discussions.conftest import (
    HALL,
    answer,
    place,
    thread,
)
from tests.people import actor_of

pytestmark = pytest.mark.usefixtures("forums")


def test_change_keeps_what_was_said(mira: User) -> None:
    made = thread(actor_of(mira), "First")
    post = db.session.scalars(select(Post)).one()
    actor = actor_of(mira)

    for _twice in "12":  # the same words once more are no change
        operations.edit(post, actor=actor, place=place(HALL, actor), text="Second", language="en", revision=1)

    assert (post.text, post.revision, post.edited_at is not None) == ("Second", 2, True)
    assert [version.text for version in reading.former(post)] == ["First"]
    with pytest.raises(PostConflictError) as conflict:
        operations.edit(post, actor=actor, place=place(HALL, actor), text="Third", language="en", revision=1)
    assert (conflict.value.present.text, conflict.value.mine) == ("Second", "Third")
    assert made.last_position == 1


def test_others_change_and_remove_nothing(mira: User, ivan: User) -> None:
    thread(actor_of(mira))
    post = db.session.scalars(select(Post)).one()
    actor = actor_of(ivan)

    with pytest.raises(NotAllowedError):
        operations.edit(post, actor=actor, place=place(HALL, actor), text="x", language="en", revision=1)
    with pytest.raises(NotAllowedError):
        operations.remove_own(post, actor=actor, place=place(HALL, actor))


def test_removed_words_go_and_answers_stay(mira: User, ivan: User) -> None:
    made = thread(actor_of(mira), "zqgone")
    post = db.session.scalars(select(Post)).one()
    actor = actor_of(mira)
    operations.edit(post, actor=actor, place=place(HALL, actor), text="zqgone too", language="en", revision=1)
    answer(made, actor_of(ivan), to_post=post)

    operations.remove_own(post, actor=actor, place=place(HALL, actor))
    db.session.commit()

    seen = reading.seen(made.id, actor=VISITOR, language="en")
    assert seen is not None
    assert [(one.state, one.html, one.answers) for one in reading.posts(seen, 1)] == [
        (PostState.REMOVED, "", None),
        (PostState.PUBLIC, "<p>Like this.</p>", 1),
    ]
    assert db.session.scalar(select(func.count(FormerPost.id))) == 0


def test_draft_is_kept_and_gone_once_posted(mira: User) -> None:
    made = thread(actor_of(mira))
    actor = actor_of(mira)
    spot = place(HALL, actor)

    first = drafts.save_draft(spot, actor=actor, text="I wr", revision=0, thread_id=made.id)
    assert first is not None
    second = drafts.save_draft(spot, actor=actor, text="I write", revision=first.revision, thread_id=made.id)
    assert second is not None
    with pytest.raises(ConflictError):
        drafts.save_draft(spot, actor=actor, text="Other window", revision=1, thread_id=made.id)

    assert (second.text, second.revision) == ("I write", 2)
    answer(made, actor)
    assert db.session.scalar(select(func.count(Draft.id))) == 0


def test_closed_thread_takes_no_answer(mira: User, ivan: User) -> None:
    made = thread(actor_of(mira))
    actor = actor_of(mira)
    leading.set_state(made, actor=actor, place=place(HALL, actor), state=ThreadState.CLOSED)

    with pytest.raises(ConflictError):
        answer(made, actor_of(ivan))
    with pytest.raises(NotAllowedError):
        leading.set_state(made, actor=actor, place=place(HALL, actor), state=ThreadState.HIDDEN)


def test_answer_is_marked_by_who_asked_and_forgotten_when_it_goes(mira: User, ivan: User) -> None:
    made = thread(actor_of(mira))
    post = answer(made, actor_of(ivan))
    actor, other = actor_of(mira), actor_of(ivan)

    with pytest.raises(NotAllowedError):
        leading.mark_answer(made, actor=other, place=place(HALL, other), post=post)
    leading.mark_answer(made, actor=actor, place=place(HALL, actor), post=post)
    assert made.answer_id == post.id
    operations.remove_own(post, actor=other, place=place(HALL, other))
    db.session.commit()

    assert db.session.get_one(Thread, made.id).answer_id is None


def test_summary_conflict_overwrites_nothing(mira: User) -> None:
    made = thread(actor_of(mira))
    actor = actor_of(mira)
    spot = place(HALL, actor)
    leading.sum_up(made, actor=actor, place=spot, text="One", language="en", number=0)

    with pytest.raises(leading.SummaryConflictError) as conflict:
        leading.sum_up(made, actor=actor, place=spot, text="Two", language="en", number=0)
    leading.sum_up(made, actor=actor, place=spot, text="Two", language="en", number=1)

    assert conflict.value.present is not None
    assert conflict.value.present.text == "One"
    assert [summary.text for summary in reading.summaries(made.id)] == ["Two", "One"]
