"""A review written once more: in a new round, or opened again by an editor."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from cop.accounts.models import User
from cop.core.db import db, now
from cop.core.errors import ConflictError, NotAllowedError
from cop.reviews import reading, reviewing
from cop.reviews.deciding import decide
from cop.reviews.enums import Outcome
from cop.reviews.models import Assignment
from cop.reviews.queries import awaited
from cop.reviews.reading import Answered, Sheet, written
from cop.reviews.replying import open_reply
from cop.rubric.criteria import CRITERIA
from cop.submissions import drafting, operations
from cop.submissions.models import Submission
from tests.people import actor_of, person
from tests.reviews.judging import draft_of, hand_in, let_through
from tests.reviews.samples import NEED
from tests.reviews.saving import Session, decided, mails, save, send
from tests.reviews.writing import PASSAGE, WHOLE, sheet_of, whole, with_answer


def _again(case: Submission, author: User, editor: User, need: str) -> None:
    """Let the authors answer anew, and the case go to its reviewers once more."""
    decide(case, actor=actor_of(editor), outcome=Outcome.CHANGES, letter="Please.", language="en")
    db.session.commit()
    drafting.save_answer(case, actor=actor_of(author), language="en", question="need", value=need, revision=1)
    operations.send(case, actor=actor_of(author))
    db.session.commit()
    let_through(case, editor)


def test_changed_passage_keeps_the_score_from_being_sent_until_it_is_confirmed(
    case: Submission, sheet: Sheet, anna: User, author: User, editor: User
) -> None:
    other = PASSAGE.model_copy(update={"words": "Young people leave care"})
    save(sheet, anna, with_answer(replace(WHOLE, evidence=(PASSAGE, other))))
    send(sheet, anna)
    _again(case, author, editor, "Young people leave care with nobody.")
    sheet = sheet_of(case, anna)
    assert [score.is_stale for score in sheet.review.scores] == [True] * 8
    gone = ["A passage you quoted has changed. Choose another one, or take it out."]
    assert reviewing.missing(sheet, written(sheet.review)) == {each.key: gone for each in CRITERIA}
    words = "\n".join(sheet.words.values())

    confirmed = reviewing.without_gone(written(sheet.review), {"need"}, words)
    save(sheet, anna, confirmed)

    assert written(sheet.review).answers["need"].evidence == (other,)
    stale = {score.criterion: score.is_stale for score in sheet.review.scores}
    assert stale == {each.key: each.key != "need" for each in CRITERIA}


def test_undecided_draft_is_so_in_the_next_round(
    case: Submission, sheet: Sheet, anna: User, author: User, editor: User
) -> None:
    save(sheet, anna, with_answer(Answered("", "Hm.")))

    _again(case, author, editor, NEED)

    assert written(draft_of(case, anna)).answers["need"] == Answered("", "Hm.")


def test_editor_lets_a_reviewer_change_a_review(
    case: Submission, sheet: Sheet, anna: User, editor: User, reviewers: Sequence[User], db_session: Session
) -> None:
    for other in reviewers[1:]:
        hand_in(case, other)
    save(sheet, anna, whole())
    send(sheet, anna)
    db_session.scalars(select(Assignment)).first().due_at = now() - timedelta(days=9)  # type: ignore[union-attr]

    for _ in range(2):
        reviewing.reopen_review(case, sheet.review, actor=actor_of(editor))
        db_session.commit()

    assert mails(db_session, "reopened") == 1
    assert reading.handed_in(case.id, actor=actor_of(anna)) is None
    assert awaited(case.id)[0].due_at > now()
    again = sheet_of(case, anna)
    save(again, anna, whole(to_authors="Better."))
    send(again, anna)
    assert mails(db_session, "all_in") == 2


def test_review_is_not_opened_by_strangers_nor_too_late(
    case: Submission, sheet: Sheet, anna: User, editor: User, author: User, reviewers: list[User]
) -> None:
    for reviewer in reviewers:
        hand_in(case, reviewer)
    for stranger in (anna, author, person("Mem Ber")):
        with pytest.raises(NotAllowedError):
            reviewing.reopen_review(case, sheet.review, actor=actor_of(stranger))

    open_reply(case, actor=actor_of(editor))
    with pytest.raises(ConflictError, match=r"^The authors have been shown the reviews"):
        reviewing.reopen_review(case, sheet.review, actor=actor_of(editor))
    decided(case, editor, anna)
    with pytest.raises(ConflictError, match=r"^This review cannot be opened any more\."):
        reviewing.reopen_review(case, sheet.review, actor=actor_of(editor))
