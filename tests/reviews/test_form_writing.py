"""Writing a review: saving, sending, opening again; what is refused, and who may read what."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from cop.accounts.models import User
from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.reviews import reviewing
from cop.reviews.enums import AssignmentState, ReviewState
from cop.reviews.models import Assignment, Score
from cop.reviews.reading import Answered, Pointer, Sheet, Written, written
from cop.rubric.criteria import CRITERIA
from cop.submissions.models import Submission
from tests.reviews.judging import draft_of
from tests.reviews.saving import Session, mails, save, send
from tests.reviews.writing import PASSAGE, WHOLE, sheet_of, whole, with_answer

LINK = Pointer(kind="link", field="https://example.org/a", language="en", words="https://example.org/a")


def test_saved_review_says_what_was_given(case: Submission, sheet: Sheet, anna: User) -> None:
    given = replace(
        with_answer(Answered("na", "Nobody is trained.", (PASSAGE, LINK)), "skills"),
        confidence=2,
        to_authors="Well told.",
        to_editors="Not sure.",
    )

    save(sheet, anna, given)

    db.session.expire_all()
    assert written(draft_of(case, anna)) == given
    assert draft_of(case, anna).version == 2


def test_same_words_are_saved_once_whatever_was_seen(sheet: Sheet, anna: User) -> None:
    versions = [save(sheet, anna, whole(), revision).version for revision in (1, 1, 2, 99)]

    assert versions == [2, 2, 2, 2]


def test_later_of_two_overwrites_nothing(sheet: Sheet, anna: User) -> None:
    save(sheet, anna, whole(to_authors="First."), 1)

    with pytest.raises(reviewing.ReviewChangedError):
        save(sheet, anna, whole(to_authors="Second."), 1)

    assert (sheet.review.to_authors, sheet.review.version) == ("First.", 2)


def test_reason_before_a_step_is_a_draft_and_not_inapplicable(sheet: Sheet, anna: User) -> None:
    undecided = Answered("", "It names a group, but whose?")

    save(sheet, anna, with_answer(undecided))

    score = next(score for score in sheet.review.scores if score.criterion == "need")
    assert (score.step, score.is_undecided) == (None, True)
    assert written(sheet.review).answers["need"] == undecided


def test_emptied_criterion_leaves_nothing_behind(sheet: Sheet, anna: User, db_session: Session) -> None:
    save(sheet, anna, whole())

    save(sheet, anna, with_answer(Answered()))

    kept = db_session.scalars(select(Score.criterion).where(Score.review_id == sheet.review.id)).all()
    assert set(kept) == {each.key for each in CRITERIA} - {"need"}


def test_another_language_takes_the_reasons_along(sheet: Sheet, anna: User) -> None:
    save(sheet, anna, whole())

    save(sheet, anna, whole(language="bg"))

    assert [score.reason for score in sheet.review.scores] == [{"bg": "It says so."}] * 8


def _passage(**change: str) -> Answered:
    return replace(WHOLE, evidence=(PASSAGE.model_copy(update=change),))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (with_answer(Answered("5")), "criterion-need"),
        (with_answer(Answered("-1")), "criterion-need"),
        (with_answer(Answered("3", "x" * 5001)), "reason-need"),
        (with_answer(replace(WHOLE, evidence=tuple([PASSAGE] * 21))), "evidence-need"),
        (with_answer(_passage(words="Words that nobody wrote.")), "evidence-need"),
        (with_answer(_passage(words="…")), "evidence-need"),
        (with_answer(_passage(field="change")), "evidence-need"),
        (with_answer(_passage(language="bg")), "evidence-need"),
        (with_answer(_passage(kind="file", field="999")), "evidence-need"),
        (with_answer(_passage(kind="link", field="javascript:alert(1)")), "evidence-need"),
        (with_answer(_passage(kind="link", field="https://")), "evidence-need"),
        (with_answer(_passage(kind="link", field="https://[broken")), "evidence-need"),
        (whole(language="xx"), "language"),
        (whole(confidence=4), "confidence"),
        (whole(to_authors="x" * 10_001), "to_authors"),
        (whole(answers={"need": WHOLE}), ""),
    ],
)
def test_unfit_review_is_refused_whole(sheet: Sheet, anna: User, given: Written, field: str) -> None:
    with pytest.raises(InvalidError) as refused:
        save(sheet, anna, given)

    assert refused.value.field == field
    db.session.rollback()
    assert (sheet.review.version, sheet.review.scores) == (1, [])


def test_quote_is_the_words_whatever_stands_between_them(sheet: Sheet, anna: User) -> None:
    quote = PASSAGE.model_copy(update={"words": "young  people —\nLEAVE care"})

    save(sheet, anna, with_answer(replace(WHOLE, evidence=(quote,))))

    assert written(sheet.review).answers["need"].evidence == (quote,)


@pytest.mark.parametrize(
    ("answered", "missing"),
    [
        (Answered(), ["Choose a step, or “not applicable”."]),
        (Answered("", "Because."), ["Choose a step, or “not applicable”."]),
        (Answered("na"), ["Say why the criterion is not applicable."]),
        (
            Answered("1"),
            ["Give a reason for the step.", "Say what the step rests on: a passage, a file or a link."],
        ),
        (Answered("4", "Because."), ["Say what the step rests on: a passage, a file or a link."]),
        (Answered("0"), []),
        (Answered("na", "Because."), []),
    ],
)
def test_what_is_missing_is_told_by_criterion(
    sheet: Sheet, anna: User, answered: Answered, missing: list[str]
) -> None:
    save(sheet, anna, with_answer(answered))

    assert reviewing.missing(sheet, written(sheet.review)) == ({"need": missing} if missing else {})


def test_incomplete_review_is_not_sent(case: Submission, sheet: Sheet, anna: User) -> None:
    save(sheet, anna, with_answer(Answered("1")))

    with pytest.raises(reviewing.IncompleteReviewError) as refused:
        send(sheet, anna)

    assert list(refused.value.problems) == ["need"]
    assert draft_of(case, anna).state is ReviewState.DRAFT


def test_sent_review_counts_once_and_tells_the_editors_when_all_are_in(
    case: Submission, reviewers: list[User], db_session: Session
) -> None:
    told = []

    for reviewer in reviewers:
        sheet = sheet_of(case, reviewer)
        save(sheet, reviewer, whole())
        for _ in range(3):
            assert send(sheet, reviewer).state is ReviewState.SUBMITTED
        told.append(mails(db_session, "all_in"))

    assert told == [0, 0, 1]
    assert set(db_session.scalars(select(Assignment.state))) == {AssignmentState.DONE}
    sent = select(func.count()).where(AuditEntry.action == "reviews.send")
    assert db_session.scalar(sent) == 3


def test_review_that_is_in_cannot_be_changed(sheet: Sheet, anna: User) -> None:
    save(sheet, anna, whole())
    send(sheet, anna)

    assert save(sheet, anna, whole()).version == 2
    with pytest.raises(ConflictError, match=r"^Your review is in already\."):
        save(sheet, anna, whole(to_authors="Oh, and"), 2)


def test_nobody_writes_anothers_review(sheet: Sheet, reviewers: list[User], editor: User) -> None:
    for other in (reviewers[1], editor):
        with pytest.raises(NotAllowedError):
            save(sheet, other, whole())
        with pytest.raises(NotAllowedError):
            send(sheet, other)


def test_choosing_between_versions_takes_part_by_part() -> None:
    theirs = replace(with_answer(Answered("1", "Theirs.")), confidence=1, to_authors="Theirs.")
    mine = replace(with_answer(Answered("2", "Mine.")), confidence=3, to_authors="Mine.")

    chosen = reviewing.choosing(mine, theirs, {"need", "confidence"})

    assert chosen == replace(with_answer(Answered("1", "Theirs.")), confidence=1, to_authors="Mine.")
