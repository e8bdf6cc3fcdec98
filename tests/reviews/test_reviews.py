"""Reviews: whole or not at all, and the scorecard is what their rows say."""

from collections.abc import Sequence
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from cop.core import outbox, stamps
from cop.core.errors import InvalidError
from cop.core.outbox import Job
from cop.core.permissions import SYSTEM
from cop.reviews import operations
from cop.reviews.models import Review, Score, Scorecard
from cop.reviews.operations import ReviewContent
from cop.reviews.queries import reasons, scorecards
from cop.rubric.criteria import CRITERIA, RUBRIC_VERSION
from tests.catalogue.records import review

Session = scoped_session[Any]
KEYS = [criterion.key for criterion in CRITERIA]
FIRST, SECOND = KEYS[:2]
ANNA, BORIS = review("A", {FIRST: 4, SECOND: 0}), review("B", {FIRST: 1})
pytestmark = pytest.mark.usefixtures("db_session")


def _put(contents: Sequence[ReviewContent], id: int = 7) -> bool:
    return operations.put_demonstrations("practice", id, contents, actor=SYSTEM)


def _count(session: Session, *models: type) -> list[int]:
    return [session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


def _given(**change: Any) -> dict[str, Any]:
    """One answer on the first criterion, changed, in a review otherwise whole."""
    data = ANNA.model_dump()
    data["scores"][FIRST] |= change
    return data


def test_demonstration_reviews_are_written_and_marked(db_session: Session) -> None:
    changed = _put([ANNA, BORIS])

    rows = db_session.scalars(select(Review).order_by(Review.id)).all()
    assert changed
    assert [(r.reviewer, r.is_demonstration, r.rubric_version, len(r.scores)) for r in rows] == [
        ("A", True, RUBRIC_VERSION, 8),
        ("B", True, RUBRIC_VERSION, 8),
    ]


def test_scorecard_equals_the_rows(db_session: Session) -> None:
    _put([ANNA, BORIS])

    card = scorecards("practice", [7])[7]
    for key in KEYS:
        steps = db_session.scalars(select(Score.step).where(Score.criterion == key)).all()
        assert list(card.scores[key].steps) == sorted(s for s in steps if s is not None)
        assert card.scores[key].not_applicable == list(steps).count(None)
    assert (card.reviewers, card.is_demonstration) == (2, True)
    assert card.medians == {FIRST: 2.5} | dict.fromkeys(KEYS[1:])


def test_not_applicable_stays_apart_from_nought() -> None:
    _put([ANNA, BORIS])

    assert [reason.step for reason in reasons("practice", 7, "bg")[SECOND]] == [0, None]


def test_putting_the_same_again_changes_nothing(db_session: Session) -> None:
    _put([ANNA, BORIS])
    before = (stamps.current(stamps.CONTENT), outbox.backlog()[0])
    ids = db_session.scalars(select(Review.id)).all()

    changed = _put([ANNA, BORIS])

    assert not changed
    assert (stamps.current(stamps.CONTENT), outbox.backlog()[0]) == before
    assert db_session.scalars(select(Review.id)).all() == ids


def test_other_reviews_replace_those_before(db_session: Session) -> None:
    _put([ANNA, BORIS])

    changed = _put([BORIS, review("C", {FIRST: 3})])

    assert changed
    assert db_session.scalars(select(Review.reviewer).order_by(Review.id)).all() == ["B", "C"]
    assert _count(db_session, Review, Score, Scorecard) == [2, 16, 1]
    assert scorecards("practice", [7])[7].scores[FIRST].steps == (1, 3)


def test_job_and_stamp_are_written_with_the_reviews(db_session: Session) -> None:
    before = stamps.current(stamps.CONTENT)

    _put([ANNA])

    assert db_session.execute(select(Job.kind, Job.subject)).all() == [("search.sync", "practice:7")]
    assert stamps.current(stamps.CONTENT) == before + 1


def test_reviewer_reviews_a_record_once() -> None:
    with pytest.raises(InvalidError) as refused:
        _put([ANNA, ANNA])

    assert refused.value.field == "reviewer"


def test_removing_takes_all_demonstrations_and_counts_again(db_session: Session) -> None:
    for id in (7, 8):
        _put([ANNA, BORIS], id)
    db_session.add(
        Review(
            subject_kind="practice", subject_id=8, reviewer="real", rubric_version=1, language="en",
            scores=[Score(criterion=FIRST, step=2, reason={"en": "x"}, evidence=[])],
        )
    )  # fmt: skip
    db_session.flush()
    jobs = outbox.backlog()[0]

    removed = operations.remove_demonstrations(actor=SYSTEM)

    assert removed == 4
    assert _count(db_session, Review, Score, Scorecard) == [1, 1, 1]
    card = scorecards("practice", [7, 8])[8]
    assert (card.reviewers, card.is_demonstration, card.scores[FIRST].steps) == (1, False, (2,))
    assert outbox.backlog()[0] == jobs + 2


def test_removing_nothing_writes_nothing() -> None:
    removed = operations.remove_demonstrations(actor=SYSTEM)

    assert (removed, outbox.backlog()[0]) == (0, 0)


def test_reason_is_shown_in_the_readers_language_else_the_reviewers() -> None:
    data = _given(reason={"en": "Because.", "ru": "Потому."})
    _put([ReviewContent.model_validate(data)])

    shown = [reasons("practice", 7, language)[FIRST][0] for language in ("ru", "bg")]

    assert [(reason.language, reason.text) for reason in shown] == [("ru", "Потому."), ("en", "Because.")]
    assert shown[0].evidence[0].language == "en"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step": 5}, "less than or equal to 4"),
        ({"step": -1}, "greater than or equal to 0"),
        ({"evidence": []}, "a step above 0 needs evidence"),
        ({"step": None}, "a step, or not applicable: one of the two"),
        ({"not_applicable": True}, "a step, or not applicable: one of the two"),
        ({"reason": {}}, "at least 1 item"),
        ({"reason": {"en": "  "}}, "at least 1 character"),
        ({"colour": 1}, "Extra inputs are not permitted"),
    ],
)
def test_answer_of_a_wrong_shape_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        ReviewContent.model_validate(_given(**change))


def test_step_nought_needs_a_reason_but_no_evidence() -> None:
    assert ReviewContent.model_validate(_given(step=0, evidence=[])).scores[FIRST].step == 0


@pytest.mark.parametrize("change", ["missing", "strange"])
def test_review_answers_every_criterion_and_no_other(change: str) -> None:
    data = ANNA.model_dump()
    answer = data["scores"].pop(FIRST)
    if change == "strange":
        data["scores"]["beauty"] = answer

    with pytest.raises(ValidationError, match="every criterion, and no other"):
        ReviewContent.model_validate(data)


def test_reviewers_name_fits_its_column() -> None:
    assert ReviewContent.model_validate(ANNA.model_dump() | {"reviewer": "x" * 80}).reviewer == "x" * 80
    with pytest.raises(ValidationError, match="at most 80 characters"):
        ReviewContent.model_validate(ANNA.model_dump() | {"reviewer": "x" * 81})
