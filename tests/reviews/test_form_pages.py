"""The pages of a reviewer as a browser without any script sees them, and what the script asks for."""

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.core.db import db
from cop.core.limits import Limit
from cop.core.permissions import Role
from cop.organisations.models import Organisation, Speaker
from cop.reviews import assigning, requests, review_views
from cop.reviews.enums import ReviewState
from cop.reviews.reading import Answered, written
from cop.rubric.criteria import CRITERIA
from cop.submissions.models import Submission
from tests.conftest import Statements
from tests.people import actor_of, person, sign_in, submit
from tests.reviews.conftest import Send, SendCase
from tests.reviews.judging import ask_all, draft_of, hand_in, let_through
from tests.reviews.reading import attributes, texts, token
from tests.reviews.samples import NEED
from tests.reviews.writing import WHOLE, fields, in_hand, whole, with_answer

Session = scoped_session[Any]
ERRORS = "//div[@class='error-summary']//li"


def test_form_shows_the_text_beside_the_rubric(client: FlaskClient, anna: User, page: str) -> None:
    sign_in(client, anna)

    found = client.get(page).text

    assert texts(found, "//section[@id='text-en-need']/h3") == ["Need"]
    assert texts(found, "//section[@id='text-en-need']/div") == [NEED]
    assert texts(found, "//section[@data-criterion]/h3") == [str(each.label) for each in CRITERIA]
    steps = CRITERIA[0].steps
    assert texts(found, "//section[@id='criterion-need']//fieldset//label") == [
        *(f"{number} {words}" for number, words in enumerate(steps)),
        "Not applicable: say why below",
    ]
    assert texts(found, "//dl[@data-totals]/div") == ["Scored0/8", "Sum of the steps0", "Median–"]


def test_what_was_typed_is_there_again(
    client: FlaskClient, case: Submission, anna: User, send: Send, page: str
) -> None:
    given = replace(with_answer(Answered("na", "Because."), "skills"), confidence=3, to_authors="Well told.")

    answer = send(**fields(given))

    assert (answer.status_code, answer.location) == (303, page)
    assert written(draft_of(case, anna)) == given
    found = client.get(page).text
    assert texts(found, "//dl[@data-totals]/div") == ["Scored8/8", "Sum of the steps21", "Median3"]
    assert attributes(found, "//section[@id='criterion-skills']//input[@checked]/@value") == ["na"]
    assert attributes(found, "//input[@name='confidence'][@checked]/@value") == ["3"]
    assert texts(found, "//textarea[@name='to_authors']") == ["Well told."]
    assert texts(found, "//ul[@data-evidence='need']//blockquote") == [NEED]
    assert attributes(found, "//ul[@data-evidence='need']//a/@href") == ["#text-en-need"]


def test_unfit_review_is_given_back_whole(case: Submission, anna: User, send: Send) -> None:
    long = send(**fields(with_answer(Answered("1", "x" * 5001))))
    language = send(**fields(whole(to_authors="Well told.")) | {"language": "xx"})
    comment = send(**fields(whole(to_editors="x" * 10_001)))

    assert [answer.status_code for answer in (long, language, comment)] == [422] * 3
    assert texts(long.text, ERRORS) == ["Need: This text is too long. Nothing is lost: shorten it."]
    assert texts(long.text, "//textarea[@name='reason-need']") == ["x" * 5001]
    assert texts(language.text, ERRORS) == ["Not a valid choice."]
    assert texts(language.text, "//textarea[@name='to_authors']") == ["Well told."]
    assert attributes(comment.text, f"{ERRORS}/a/@href") == ["#to_editors"]
    assert draft_of(case, anna).version == 1


def test_incomplete_review_is_kept_and_says_what_is_missing(case: Submission, anna: User, send: Send) -> None:
    answer = send("send", **fields(with_answer(Answered("2", "Because."))))

    assert answer.status_code == 422
    assert texts(answer.text, ERRORS) == [
        "The review is saved, but something is missing before it can be sent.",
        "Need: Say what the step rests on: a passage, a file or a link.",
    ]
    assert attributes(answer.text, f"{ERRORS}/a/@href") == ["#criterion-need"]
    review = draft_of(case, anna)
    assert (review.state, review.version) == (ReviewState.DRAFT, 2)
    assert attributes(answer.text, "//input[@name='revision']/@value") == ["2"]


def test_review_sent_eight_times_is_one(client: FlaskClient, case: Submission, anna: User, page: str) -> None:
    sign_in(client, anna)
    given = token(client.get(page).text)
    form = given | fields() | {"then": "send", "revision": "1"}

    answers = [client.post(page, data=form) for _ in range(8)]

    assert {(a.status_code, a.location) for a in answers} == {(303, f"/en/reviews/{case.id}/others")}
    review = draft_of(case, anna)
    assert (review.state, review.version) == (ReviewState.SUBMITTED, 2)
    assert client.get(page).location == f"/en/reviews/{case.id}/others"


def test_too_many_reviews_an_hour_are_too_many(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_views, "SENDING", Limit("reviews.send", 1, 3600))

    statuses = [send("send").status_code for _ in range(2)]

    assert statuses == [422, 429]


def test_next_leads_to_own_work_then_to_requests_then_to_the_queue(
    client: FlaskClient, send_case: SendCase, editor: User, anna: User, send: Send
) -> None:
    def then() -> str:
        return send("next").location or ""

    assert then() == "/en/reviews"
    offered = let_through(send_case("Offered"), editor)
    assert then() == f"/en/reviews/{offered.id}/request"
    asked = let_through(send_case("Asked"), editor)
    assigning.ask(asked, actor=actor_of(editor), reviewer_id=anna.id)
    db.session.commit()
    assert then() == f"/en/reviews/{asked.id}/request"
    own = in_hand(send_case("Own"), editor, [anna])
    assert then() == f"/en/reviews/{own.id}/review"
    assert client.get(f"/en/reviews/{own.id}/review").status_code == 200


def test_page_is_for_those_who_have_accepted(
    client: FlaskClient, send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    anna, boris, _clara = reviewers
    asked = let_through(send_case("Asked"), editor)
    assigning.ask(asked, actor=actor_of(editor), reviewer_id=anna.id)
    at_gate = send_case("At the gate")
    db.session.commit()
    sign_in(client, anna)

    def door(case: Submission) -> tuple[int, str | None]:
        answer = client.get(f"/en/reviews/{case.id}/review")
        return answer.status_code, answer.location

    assert door(asked) == (303, f"/en/reviews/{asked.id}/request")
    assert door(at_gate) == (404, None)
    given = token(client.get("/en/account/reviewing").text)
    for path in ("review", "review/autosave"):
        assert client.post(f"/en/reviews/{asked.id}/{path}", data=given | fields()).status_code == 404
    sign_in(client, boris)
    assert door(asked) == (303, f"/en/reviews/{asked.id}/request")
    sign_in(client, editor)
    assert door(asked) == (404, None)


def test_conflict_closes_the_case(
    client: FlaskClient, case: Submission, author: User, reviewers: list[User]
) -> None:
    anna, boris, _clara = reviewers
    requests.declare_conflict(case, actor=actor_of(anna))
    house = Organisation(slug="house", names={"en": "House"})
    db.session.add(house)
    db.session.flush()
    db.session.add_all(Speaker(organisation_id=house.id, user_id=one.id) for one in (author, boris))
    db.session.commit()

    for reviewer in (anna, boris):
        sign_in(client, reviewer)
        doors = [client.get(f"/en/reviews/{case.id}/{name}").status_code for name in ("review", "others")]
        assert doors == [404, 404]


def test_editor_opens_a_review_again(
    client: FlaskClient, case: Submission, editor: User, reviewers: list[User]
) -> None:
    anna, boris, _clara = reviewers
    review = hand_in(case, anna)
    hand_in(case, boris)
    sign_in(client, editor)
    at = f"/en/reviews/{case.id}"
    reopen = f"/reviews/{review.id}/reopen"

    answer = submit(client, at, form=reopen)

    assert (answer.status_code, answer.location) == (303, at)
    db.session.expire_all()
    states = [draft_of(case, reviewer).state for reviewer in (anna, boris)]
    assert states == [ReviewState.DRAFT, ReviewState.SUBMITTED]
    given = token(client.get(at).text)
    assert client.post(f"/en/reviews/999{reopen}", data=given).status_code == 404
    assert client.post(f"{at}/reviews/999/reopen", data=given).status_code == 404
    sign_in(client, anna)
    assert client.get(f"{at}/review").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_form_costs_the_same_whatever_the_others_have_written(
    client: FlaskClient, case: Submission, editor: User, anna: User, page: str,
    count_statements: Statements, count: int,
) -> None:  # fmt: skip
    more = [person(f"Rev {n}", Role.REVIEWER, language="en") for n in range(count)]
    ask_all(case, editor, more)
    for reviewer in more:
        hand_in(case, reviewer)
    sheet_review = draft_of(case, anna)
    sign_in(client, anna)
    client.post(page, data=token(client.get(page).text) | fields() | {"revision": sheet_review.version})
    db.session.remove()

    with count_statements() as statements:
        assert client.get(page).status_code == 200

    # session, case with review, authors, scores, round, conflicts, files
    assert len(statements) == 7


def test_saving_and_sending_cost_a_fixed_number_of_statements(
    client: FlaskClient, anna: User, page: str, count_statements: Statements
) -> None:
    sign_in(client, anna)
    given = token(client.get(page).text) | {"revision": "1"}
    db.session.remove()

    with count_statements() as saving:
        assert client.post(f"{page}/autosave", data=given | fields()).status_code == 200
    db.session.remove()
    with count_statements() as typing:
        again = fields(with_answer(replace(WHOLE, reason="More words.")))
        assert client.post(f"{page}/autosave", data=given | again | {"revision": "2"}).status_code == 200
    db.session.remove()
    with count_statements() as sending:
        answer = client.post(page, data=given | again | {"revision": "3", "then": "send"})

    assert answer.status_code == 303
    # SQLite writes the eight scores one by one, PostgreSQL all in one statement.
    first = 20 if db.session.connection().dialect.name == "sqlite" else 13
    assert (len(saving), len(typing), len(sending)) == (first, 13, 25)


def test_review_keeps_its_words_in_the_language_that_was_chosen(
    case: Submission, anna: User, send: Send
) -> None:
    send(**fields(whole(language="ru")))

    review = draft_of(case, anna)
    assert (review.language, review.scores[0].reason) == ("ru", {"ru": "It says so."})
