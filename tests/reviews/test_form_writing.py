"""Writing a review: saving, sending, opening again; what is refused, and who may read what."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.core.audit import AuditEntry
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.mail.models import MailMessage
from cop.media import operations as media
from cop.media import queries as files
from cop.organisations.models import Organisation, Speaker
from cop.reviews import assigning, reading, requests, reviewing
from cop.reviews.deciding import decide
from cop.reviews.enums import AssignmentState, Outcome, ReviewState
from cop.reviews.models import Assignment, Review, Score
from cop.reviews.queries import awaited, reasons
from cop.reviews.reading import Answered, Pointer, Sheet, Written, written
from cop.reviews.replying import open_reply
from cop.rubric.criteria import CRITERIA
from cop.submissions import drafting, operations
from cop.submissions.models import Submission
from tests.people import actor_of, person
from tests.reviews.conftest import NEED, SendCase
from tests.reviews.judging import draft_of, hand_in, let_through
from tests.reviews.writing import PASSAGE, WHOLE, in_hand, sheet_of, whole, with_answer

Session = scoped_session[Any]

LINK = Pointer(kind="link", field="https://example.org/a", language="en", words="https://example.org/a")


@pytest.fixture
def case(send_case: SendCase, editor: User, reviewers: list[User]) -> Submission:
    """A case with its three reviewers."""
    return in_hand(send_case(), editor, reviewers)


@pytest.fixture
def anna(reviewers: list[User]) -> User:
    """The first reviewer."""
    return reviewers[0]


@pytest.fixture
def sheet(case: Submission, anna: User) -> Sheet:
    """The case before the first reviewer."""
    return sheet_of(case, anna)


def _save(sheet: Sheet, reviewer: User, given: Written, revision: int | None = None) -> Review:
    seen = sheet.review.version if revision is None else revision
    review = reviewing.save_review(sheet, actor=actor_of(reviewer), given=given, revision=seen)
    db.session.commit()
    return review


def _send(sheet: Sheet, reviewer: User) -> Review:
    review = reviewing.send_review(sheet, actor=actor_of(reviewer))
    db.session.commit()
    return review


def _mails(session: Session, template: str) -> int:
    query = select(func.count()).where(MailMessage.template == f"reviews/{template}")
    return session.scalar(query) or 0


def test_saved_review_says_what_was_given(case: Submission, sheet: Sheet, anna: User) -> None:
    given = replace(
        with_answer(Answered("na", "Nobody is trained.", (PASSAGE, LINK)), "skills"),
        confidence=2,
        to_authors="Well told.",
        to_editors="Not sure.",
    )

    _save(sheet, anna, given)

    db.session.expire_all()
    assert written(draft_of(case, anna)) == given
    assert draft_of(case, anna).version == 2


def test_same_words_are_saved_once_whatever_was_seen(sheet: Sheet, anna: User) -> None:
    versions = [_save(sheet, anna, whole(), revision).version for revision in (1, 1, 2, 99)]

    assert versions == [2, 2, 2, 2]


def test_later_of_two_overwrites_nothing(sheet: Sheet, anna: User) -> None:
    _save(sheet, anna, whole(to_authors="First."), 1)

    with pytest.raises(reviewing.ReviewChangedError):
        _save(sheet, anna, whole(to_authors="Second."), 1)

    assert (sheet.review.to_authors, sheet.review.version) == ("First.", 2)


def test_reason_before_a_step_is_a_draft_and_not_inapplicable(sheet: Sheet, anna: User) -> None:
    undecided = Answered("", "It names a group, but whose?")

    _save(sheet, anna, with_answer(undecided))

    score = next(score for score in sheet.review.scores if score.criterion == "need")
    assert (score.step, score.is_undecided) == (None, True)
    assert written(sheet.review).answers["need"] == undecided


def test_emptied_criterion_leaves_nothing_behind(sheet: Sheet, anna: User, db_session: Session) -> None:
    _save(sheet, anna, whole())

    _save(sheet, anna, with_answer(Answered()))

    kept = db_session.scalars(select(Score.criterion).where(Score.review_id == sheet.review.id)).all()
    assert set(kept) == {each.key for each in CRITERIA} - {"need"}


def test_another_language_takes_the_reasons_along(sheet: Sheet, anna: User) -> None:
    _save(sheet, anna, whole())

    _save(sheet, anna, whole(language="bg"))

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
        _save(sheet, anna, given)

    assert refused.value.field == field
    db.session.rollback()
    assert (sheet.review.version, sheet.review.scores) == (1, [])


def test_quote_is_the_words_whatever_stands_between_them(sheet: Sheet, anna: User) -> None:
    quote = PASSAGE.model_copy(update={"words": "young  people —\nLEAVE care"})

    _save(sheet, anna, with_answer(replace(WHOLE, evidence=(quote,))))

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
    _save(sheet, anna, with_answer(answered))

    assert reviewing.missing(sheet, written(sheet.review)) == ({"need": missing} if missing else {})


def test_incomplete_review_is_not_sent(case: Submission, sheet: Sheet, anna: User) -> None:
    _save(sheet, anna, with_answer(Answered("1")))

    with pytest.raises(reviewing.IncompleteReviewError) as refused:
        _send(sheet, anna)

    assert list(refused.value.problems) == ["need"]
    assert draft_of(case, anna).state is ReviewState.DRAFT


def test_sent_review_counts_once_and_tells_the_editors_when_all_are_in(
    case: Submission, reviewers: list[User], db_session: Session
) -> None:
    told = []

    for reviewer in reviewers:
        sheet = sheet_of(case, reviewer)
        _save(sheet, reviewer, whole())
        for _ in range(3):
            assert _send(sheet, reviewer).state is ReviewState.SUBMITTED
        told.append(_mails(db_session, "all_in"))

    assert told == [0, 0, 1]
    assert set(db_session.scalars(select(Assignment.state))) == {AssignmentState.DONE}
    sent = select(func.count()).where(AuditEntry.action == "reviews.send")
    assert db_session.scalar(sent) == 3


def test_review_that_is_in_cannot_be_changed(sheet: Sheet, anna: User) -> None:
    _save(sheet, anna, whole())
    _send(sheet, anna)

    assert _save(sheet, anna, whole()).version == 2
    with pytest.raises(ConflictError, match=r"^Your review is in already\."):
        _save(sheet, anna, whole(to_authors="Oh, and"), 2)


def test_nobody_writes_anothers_review(sheet: Sheet, reviewers: list[User], editor: User) -> None:
    for other in (reviewers[1], editor):
        with pytest.raises(NotAllowedError):
            _save(sheet, other, whole())
        with pytest.raises(NotAllowedError):
            _send(sheet, other)


def _taken_back(_case: Submission, editor: User, reviewer: User) -> None:
    asked = select(Assignment).where(Assignment.reviewer_id == reviewer.id)
    assigning.take_back(db.session.scalars(asked).one(), actor=actor_of(editor))


def _decided(case: Submission, editor: User, _reviewer: User) -> None:
    decide(case, actor=actor_of(editor), outcome=Outcome.DECLINE, letter="No.", language="en")


@pytest.mark.parametrize("end", [_taken_back, _decided])
def test_nothing_is_saved_after_the_case_has_gone(
    case: Submission, sheet: Sheet, anna: User, editor: User, end: Any
) -> None:
    _save(sheet, anna, whole())
    end(case, editor, anna)
    db.session.commit()

    with pytest.raises(ConflictError):
        _save(sheet, anna, whole(to_authors="Late."))
    with pytest.raises(ConflictError):
        _send(sheet, anna)
    assert reading.sheet(case.id, actor=actor_of(anna)) is None


def test_case_is_read_from_accepting_to_a_conflict(
    send_case: SendCase, author: User, editor: User, reviewers: list[User], db_session: Session
) -> None:
    anna, boris, _clara = reviewers
    case = let_through(send_case(), editor)
    file = media.keep(
        b"Plain.\n", name="a.txt", subject_kind="submission", subject_id=case.id, actor=actor_of(author)
    )
    request = assigning.ask(case, actor=actor_of(editor), reviewer_id=anna.id)
    db_session.commit()

    def readers() -> list[bool]:
        found = [reading.sheet(case.id, actor=actor_of(one)) is not None for one in (*reviewers, author)]
        seen = [files.visible(file.id, actor=actor_of(one)) is not None for one in reviewers]
        assert seen == found[:3]
        return found

    assert readers() == [False, False, False, False]
    requests.accept(request, actor=actor_of(anna))
    requests.take(case, actor=actor_of(boris))
    db_session.commit()
    assert readers() == [True, True, False, False]
    requests.declare_conflict(case, actor=actor_of(boris))
    house = Organisation(slug="house", names={"en": "House"})
    db_session.add(house)
    db_session.flush()
    db_session.add_all(Speaker(organisation_id=house.id, user_id=one.id) for one in (author, anna))
    db_session.commit()
    assert readers() == [False, False, False, False]


def test_file_is_named_to_those_who_judge_and_not_to_the_public(
    case: Submission, sheet: Sheet, anna: User, author: User
) -> None:
    file = media.keep(
        b"Plain.\n", name="Ivan.txt", subject_kind="submission", subject_id=case.id, actor=actor_of(author)
    )
    pointer = Pointer(kind="file", field=str(file.id), language="en", words="Ivan.txt")
    _save(sheet, anna, with_answer(replace(WHOLE, evidence=(pointer,))))
    _send(sheet, anna)

    public = reasons("submission", case.id, "en")["need"][0].evidence[0]

    assert (public.quote, public.field) == ("A file that came with the case", "")
    assert written(sheet.review).answers["need"].evidence == (pointer,)


def test_file_that_was_removed_has_to_be_taken_out(
    case: Submission, sheet: Sheet, anna: User, author: User
) -> None:
    writer = actor_of(author)
    file = media.keep(b"A.\n", name="a.txt", subject_kind="submission", subject_id=case.id, actor=writer)
    pointer = Pointer(kind="file", field=str(file.id), language="en", words="a.txt")
    _save(sheet, anna, with_answer(replace(WHOLE, evidence=(pointer,))))
    media.remove(file, actor=writer)
    db.session.commit()

    found = reviewing.missing(sheet, written(sheet.review))

    assert found == {"need": ["A file that you named is no longer there. Take it out."]}


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
    _save(sheet, anna, with_answer(replace(WHOLE, evidence=(PASSAGE, other))))
    _send(sheet, anna)
    _again(case, author, editor, "Young people leave care with nobody.")
    sheet = sheet_of(case, anna)
    assert [score.is_stale for score in sheet.review.scores] == [True] * 8
    gone = ["A passage you quoted has changed. Choose another one, or take it out."]
    assert reviewing.missing(sheet, written(sheet.review)) == {each.key: gone for each in CRITERIA}
    words = "\n".join(sheet.words.values())

    confirmed = reviewing.without_gone(written(sheet.review), {"need"}, words)
    _save(sheet, anna, confirmed)

    assert written(sheet.review).answers["need"].evidence == (other,)
    stale = {score.criterion: score.is_stale for score in sheet.review.scores}
    assert stale == {each.key: each.key != "need" for each in CRITERIA}


def test_undecided_draft_is_so_in_the_next_round(
    case: Submission, sheet: Sheet, anna: User, author: User, editor: User
) -> None:
    _save(sheet, anna, with_answer(Answered("", "Hm.")))

    _again(case, author, editor, NEED)

    assert written(draft_of(case, anna)).answers["need"] == Answered("", "Hm.")


def test_editor_lets_a_reviewer_change_a_review(
    case: Submission, sheet: Sheet, anna: User, editor: User, reviewers: Sequence[User], db_session: Session
) -> None:
    for other in reviewers[1:]:
        hand_in(case, other)
    _save(sheet, anna, whole())
    _send(sheet, anna)
    db_session.scalars(select(Assignment)).first().due_at = now() - timedelta(days=9)  # type: ignore[union-attr]

    for _ in range(2):
        reviewing.reopen_review(case, sheet.review, actor=actor_of(editor))
        db_session.commit()

    assert _mails(db_session, "reopened") == 1
    assert reading.handed_in(case.id, actor=actor_of(anna)) is None
    assert awaited(case.id)[0].due_at > now()
    again = sheet_of(case, anna)
    _save(again, anna, whole(to_authors="Better."))
    _send(again, anna)
    assert _mails(db_session, "all_in") == 2


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
    _decided(case, editor, anna)
    with pytest.raises(ConflictError, match=r"^This review cannot be opened any more\."):
        reviewing.reopen_review(case, sheet.review, actor=actor_of(editor))


def test_choosing_between_versions_takes_part_by_part() -> None:
    theirs = replace(with_answer(Answered("1", "Theirs.")), confidence=1, to_authors="Theirs.")
    mine = replace(with_answer(Answered("2", "Mine.")), confidence=3, to_authors="Mine.")

    chosen = reviewing.choosing(mine, theirs, {"need", "confidence"})

    assert chosen == replace(with_answer(Answered("1", "Theirs.")), confidence=1, to_authors="Mine.")
