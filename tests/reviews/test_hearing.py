"""A high step for what users think must rest on users: boards, their words, or what a reviewer marks so."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cop.accounts.models import User
from cop.config import LANGUAGES
from cop.core.db import db, now
from cop.core.i18n import speaking
from cop.core.records import Ref
from cop.organisations.models import Organisation
from cop.practices import profile
from cop.reviews import hearing, reviewing
from cop.reviews.queries import Evidence, Reason
from cop.reviews.reading import Answered, Pointer, written
from cop.submissions.models import Submission
from cop.voices import operations, results
from cop.voices.enums import BoardTool
from cop.voices.models import Board
from tests.organisations.conftest import put, speaker
from tests.people import actor_of, person, sign_in, submit
from tests.reviews.conftest import SendCase
from tests.reviews.judging import draft_of
from tests.reviews.reading import attributes, texts
from tests.reviews.writing import PASSAGE, fields, in_hand, sheet_of, whole, with_answer
from tests.voices.conftest import take

Send = Callable[..., TestResponse]
ERRORS = "//div[@class='error-summary']//li"
KEY = "satisfaction"
LINK = Pointer(kind="link", field="https://a.example/", language="en", words="https://a.example/")


@pytest.fixture
def anna(reviewers: list[User]) -> User:
    """The first reviewer."""
    return reviewers[0]


@pytest.fixture
def house(author: User) -> Organisation:  # noqa: ARG001 - within the test's transaction
    """An organisation."""
    return put("house", en="House")


@pytest.fixture
def case(send_case: SendCase, editor: User, reviewers: list[User], house: Organisation) -> Submission:
    """A case of the house, with its reviewers."""
    return in_hand(send_case(links=[house.slug]), editor, reviewers)


def board(house: Organisation, *, answers: int = 5, is_public: bool = True) -> Board:
    """A mood board of the house."""
    leader = person("Lea Der", language="en")
    speaker(house, leader.id)
    plan = operations.Plan(
        languages=["en"], opens_on=now().date(), titles={"en": "Camp"}, is_public=is_public
    )
    made = operations.open_board(
        Ref("organisation", house.id), actor=actor_of(leader), tool=BoardTool.MOOD, plan=plan, zone="UTC"
    )
    for _person in range(answers):
        take(made, {"mood": "5"})
    results.publish(made)
    db.session.commit()
    return made


@pytest.fixture
def send(client: FlaskClient, anna: User, case: Submission) -> Send:
    """`send(then, **change)` fills in the form as the first reviewer and sends it."""
    sign_in(client, anna)

    def submit_form(then: str = "stay", /, **change: Any) -> TestResponse:
        return submit(client, f"/en/reviews/{case.id}/review", {"then": then} | change, form="/review")

    return submit_form


@pytest.mark.parametrize("language", LANGUAGES)
def test_step_above_two_without_users_is_refused_in_the_readers_language(
    case: Submission, anna: User, language: str
) -> None:
    sheet = sheet_of(case, anna)
    given = with_answer(Answered("3", "Praise of partners.", (PASSAGE,)), KEY)

    with speaking(language):
        found = reviewing.missing(sheet, given)

    assert found.keys() == {KEY}
    beginning = {"bg": "Степен над 2", "ru": "Ступень выше 2", "en": "A step above 2"}[language]
    assert found[KEY][0].startswith(beginning)


@pytest.mark.parametrize(
    ("step", "pointer", "is_enough"),
    [
        ("2", PASSAGE, True),
        ("0", PASSAGE, True),
        ("na", PASSAGE, True),
        ("3", PASSAGE, False),
        ("3", LINK, False),
        ("4", PASSAGE.model_copy(update={"from_users": True}), True),
        ("4", LINK.model_copy(update={"from_users": True}), True),
    ],
)
def test_two_is_the_highest_step_that_needs_no_users(
    case: Submission, anna: User, step: str, pointer: Pointer, is_enough: bool
) -> None:
    given = with_answer(Answered(step, "Because.", (pointer,)), KEY)

    assert (reviewing.missing(sheet_of(case, anna), given) == {}) is is_enough


def test_other_criteria_need_no_users(case: Submission, anna: User) -> None:
    assert reviewing.missing(sheet_of(case, anna), whole()) == {}
    given = with_answer(Answered("4", "Because.", (PASSAGE,)), "results")
    assert reviewing.missing(sheet_of(case, anna), given) == {}


def test_section_that_is_asked_for_users_alone_counts_by_itself() -> None:
    from cop.practices.submitting import PRACTICE

    own = {question.key for question in PRACTICE.questions if question.criteria == (KEY,)}

    assert own == {"user_feedback"}


def test_results_of_a_board_are_chosen_as_evidence_and_shown(
    client: FlaskClient, case: Submission, anna: User, house: Organisation, send: Send
) -> None:
    shown = board(house)
    page = client.get(f"/en/reviews/{case.id}/review").text
    assert texts(page, f"//select[@id='board-{KEY}']/option") == ["–", "Mood board: Camp (5 answers)"]
    assert attributes(page, "//select[starts-with(@id, 'board-')]/@id") == [f"board-{KEY}"]
    given = with_answer(Answered("3", "Children answered."), KEY)

    refused = send("send", **fields(given))
    sent = send("send", **fields(given) | {f"board-{KEY}": shown.code})

    assert refused.status_code == 422
    assert any("feedback board" in line for line in texts(refused.text, ERRORS))
    assert sent.status_code == 303
    assert written(draft_of(case, anna)).answers[KEY].evidence == (
        Pointer(kind="board", field=shown.code, language="en", words="Mood board: Camp (5 answers)"),
    )
    others = client.get(sent.location).text
    assert attributes(others, "//main//a[contains(@href, '/voices/')]/@href") == [
        f"/en/voices/{shown.code}/results"
    ]


def test_board_of_others_or_without_public_results_is_no_evidence(
    case: Submission, anna: User, house: Organisation, send: Send
) -> None:
    elsewhere = board(put("elsewhere", en="Elsewhere"))
    hidden, empty = board(house, is_public=False), board(house, answers=4)

    for code in (elsewhere.code, hidden.code, empty.code, "made-up"):
        answer = send(KEY, **fields() | {f"board-{KEY}": code})
        assert answer.status_code == 422
        assert "Choose a feedback board of those who carry this case." in answer.text
    assert hearing.boards_of(sheet_of(case, anna)) == []


def test_demonstration_is_no_evidence(case: Submission, anna: User, house: Organisation) -> None:
    shown = board(house)
    assert [choice.code for choice in hearing.boards_of(sheet_of(case, anna))] == [shown.code]

    shown.is_demonstration = True
    db.session.commit()

    assert hearing.boards_of(sheet_of(case, anna)) == []


def test_board_that_no_longer_shows_results_has_to_be_taken_out(
    case: Submission, anna: User, house: Organisation, send: Send
) -> None:
    shown = board(house)
    send(KEY, **fields(with_answer(Answered("3", "Children."), KEY)) | {f"board-{KEY}": shown.code})
    leader = actor_of(db.session.get_one(User, shown.opened_by))

    operations.remove(shown, actor=leader, reason="A test")
    db.session.commit()
    sheet = sheet_of(case, anna)

    (problem,) = reviewing.missing(sheet, written(sheet.review))[KEY]
    assert problem == "A feedback board that you named no longer shows results. Take it out."


def test_reviewer_marks_what_comes_from_users_and_takes_the_mark_back(
    client: FlaskClient, case: Submission, anna: User, send: Send
) -> None:
    unmarked = whole()
    answers = {**unmarked.answers, KEY: Answered("3", "Because.", (PASSAGE,))}
    send(**fields(with_answer(answers[KEY], KEY)))
    path = f"/en/reviews/{case.id}/review"

    value = attributes(client.get(path).text, f"//input[@name='users-{KEY}']/@value")
    send(**{f"users-{KEY}": value})
    marked = written(draft_of(case, anna)).answers[KEY].evidence
    ticked = attributes(client.get(path).text, f"//input[@name='users-{KEY}'][@checked]/@value")
    send(**{f"users-{KEY}": None})

    assert [pointer.from_users for pointer in marked] == [True]
    assert len(ticked) == 1
    assert [p.from_users for p in written(draft_of(case, anna)).answers[KEY].evidence] == [False]


@pytest.mark.usefixtures("app")
def test_readers_of_a_practice_get_from_the_score_to_the_results(client: FlaskClient) -> None:
    evidence = Evidence("board", "abcd2345", "en", "Mood board: Camp (5 answers)")
    reason = Reason("A", 3, "en", "Children answered.", (evidence,), False, False)

    with client.application.test_request_context("/en/"):
        drawn = profile._reason(reason, {}, "en")

    assert '<a href="/en/voices/abcd2345/results">Mood board: Camp (5 answers)</a>' in drawn
