"""The editor's pages of one case: the gate, requests, scores, the decision."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.core.db import db
from cop.core.errors import NotAllowedError
from cop.reviews.deciding import decide
from cop.reviews.enums import Outcome
from cop.reviews.models import Decision, GateAnswer
from cop.rubric.criteria import GATE
from cop.submissions import drafting, operations
from cop.submissions.enums import State
from cop.submissions.models import Submission
from tests.conftest import Statements
from tests.people import actor_of, sign_in, submit
from tests.reviews.conftest import SendCase
from tests.reviews.judging import ask_all, hand_in, let_through, reviewed
from tests.reviews.reading import texts, token
from tests.reviews.samples import NEED
from tests.submissions.notes import published
from tests.web.site import read, words

Session = scoped_session[Any]
ALL_YES = {question.key: "yes" for question in GATE}


def test_gate_is_opened_on_its_page(
    client: FlaskClient, send_case: SendCase, editor: User, db_session: Session
) -> None:
    id = send_case().id
    sign_in(client, editor)
    assert "Once every answer is yes, the case goes to the reviewers." in words(
        read(client, f"/en/reviews/{id}")
    )

    answer = submit(client, f"/en/reviews/{id}/gate", ALL_YES)

    assert (answer.status_code, answer.location) == (303, f"/en/reviews/{id}")
    assert db_session.get_one(Submission, id).state is State.IN_REVIEW


def test_gate_page_gives_back_what_was_typed(
    client: FlaskClient, send_case: SendCase, editor: User, db_session: Session
) -> None:
    id = send_case().id
    sign_in(client, editor)

    answer = submit(client, f"/en/reviews/{id}/gate", ALL_YES | {"consent": "no", "letter": "My own words."})

    assert answer.status_code == 422
    assert texts(answer.text, "//div[@class='error-summary']//li") == ["Write down why you answered no."]
    assert texts(answer.text, "//textarea[@name='letter']") == ["My own words."]
    assert db_session.get_one(Submission, id).state is State.SUBMITTED
    assert db_session.scalar(select(func.count()).select_from(GateAnswer)) == 0


def test_no_at_the_gate_sends_the_letter(
    client: FlaskClient, send_case: SendCase, editor: User, db_session: Session
) -> None:
    id = send_case().id
    sign_in(client, editor)
    no = ALL_YES | {"consent": "no", "consent_words": "A child.", "outcome": "decline", "letter": "Sorry."}

    answer = submit(client, f"/en/reviews/{id}/gate", no)

    assert answer.status_code == 303
    decision = db_session.scalars(select(Decision)).one()
    assert (decision.outcome, decision.letter, decision.language) == (Outcome.DECLINE, "Sorry.", "bg")


def test_second_editor_keeps_their_letter(
    client: FlaskClient, rated: Submission, editor: User, other_editor: User
) -> None:
    id = rated.id
    sign_in(client, other_editor)
    given = token(client.get(f"/en/reviews/{id}/decision?outcome=decline").text)
    decide(rated, actor=actor_of(editor), outcome=Outcome.PUBLISH, letter="Good.", language="en")
    db.session.commit()

    answer = client.post(
        f"/en/reviews/{id}/decision",
        data=given | {"outcome": "decline", "letter": "My letter.", "language": "en"},
    )

    assert answer.status_code == 409
    assert texts(answer.text, "//div[@class='error-summary']//li") == [
        "Ela Editor has decided already, to publish it. Your letter was not sent."
    ]
    assert texts(answer.text, "//textarea[@name='letter']") == ["My letter."]


def test_page_shows_scores_median_range_agreement_and_reasons(
    client: FlaskClient, send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    case = let_through(send_case(), editor)
    ask_all(case, editor, reviewers[:2])
    hand_in(case, reviewers[0], {"need": 4, "results": 2}, to_authors="Well told.", to_editors="Not sure.")
    hand_in(case, reviewers[1], {"need": 3, "results": 1})
    sign_in(client, editor)

    page = client.get(f"/en/reviews/{case.id}").text

    cells = "//table[contains(@class,'criteria-table')]//tr[th/a[@href='#reasons-{}']]/td"
    assert texts(page, cells.format("need")) == [
        "4", "3", "3.5", "3–4", "01234", "too few ratings (n = 2)", "100 %"
    ]  # fmt: skip
    assert texts(page, cells.format("skills")) == [
        "n/a", "n/a", "–", "–", "01234", "too few ratings (n = 0)", "too few ratings"
    ]  # fmt: skip
    assert "ordinal alpha 0.70 (n = 4), pairs at most one step apart: 100 %" in " ".join(
        texts(page, "//section[@aria-labelledby='scores']/p")
    )
    assert texts(page, "//section[@id='reasons-need']/p") == [
        "Reviewer 1: 4 – Anna: because of need.",
        "Reviewer 2: 3 – Boris: because of need.",
    ]
    assert texts(page, "//section[@id='reasons-need']//li") == [NEED, NEED]
    assert texts(page, "//section[@aria-labelledby='reviews']//h3") == [
        "Reviewer 1: Rev Anna",
        "Reviewer 2: Rev Boris",
    ]
    assert texts(page, "//section[@aria-labelledby='reviews']//dd[@class='said']") == [
        "Well told.",
        "Not sure.",
    ]


@pytest.mark.parametrize("language", ["bg", "ru", "en"])
def test_parts_of_the_page_differ_by_name(
    client: FlaskClient, rated: Submission, editor: User, language: str
) -> None:
    sign_in(client, editor)

    page = read(client, f"/{language}/reviews/{rated.id}")
    names = [words(heading) for heading in page.xpath("//main//section[@aria-labelledby]/h2")]

    assert len(names) == 7
    assert len(set(names)) == 7


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("publish", State.PUBLISHED), ("changes", State.CHANGES_REQUESTED), ("decline", State.DECLINED)],
)
def test_case_is_decided_on_the_page_with_a_prepared_letter(
    client: FlaskClient, rated: Submission, editor: User, db_session: Session, outcome: str, state: State
) -> None:
    id = rated.id
    sign_in(client, editor)
    page = client.get(f"/en/reviews/{id}/decision?outcome={outcome}&language=en")
    assert texts(page.text, "//textarea[@name='letter']")[0].startswith("Good day,")

    answer = submit(client, f"/en/reviews/{id}/decision?outcome={outcome}&language=en", form="/decision")

    assert (answer.status_code, answer.location) == (303, f"/en/reviews/{id}")
    assert db_session.get_one(Submission, id).state is state
    assert bool(published) is (outcome == "publish")
    assert client.get(f"/en/reviews/{id}").status_code == 200


def test_letter_that_is_empty_comes_back(client: FlaskClient, rated: Submission, editor: User) -> None:
    sign_in(client, editor)
    address = f"/en/reviews/{rated.id}/decision?outcome=publish"

    answer = submit(client, address, {"letter": " "}, form="/decision")

    assert answer.status_code == 422
    assert texts(answer.text, "//div[@class='error-summary']//li") == ["Write the letter first."]
    assert client.get(f"/en/reviews/{rated.id}/decision").status_code == 404


@pytest.mark.parametrize("language", ["bg", "ru", "en"])
def test_pages_are_drawn_in_every_language(
    client: FlaskClient, rated: Submission, editor: User, language: str
) -> None:
    sign_in(client, editor)

    for page in ("", "/gate", "/decision?outcome=decline"):
        assert client.get(f"/{language}/reviews/{rated.id}{page}").status_code == 200


def test_case_that_its_authors_took_back_is_not_there_for_editors(
    client: FlaskClient, rated: Submission, author: User, editor: User
) -> None:
    operations.withdraw(rated, actor=actor_of(author))
    db.session.commit()
    sign_in(client, editor)

    for page in ("", "/gate", "/decision?outcome=decline"):
        assert client.get(f"/en/reviews/{rated.id}{page}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_few_and_many(
    client: FlaskClient,
    send_case: SendCase,
    editor: User,
    reviewers: list[User],
    count_statements: Statements,
    count: int,
) -> None:
    case = reviewed(send_case(), editor, reviewers[:count], *[2] * count)
    for number in range(count):
        reviewed(send_case(f"Another {number}"), editor, reviewers, 4, 1)
    sign_in(client, editor)
    client.get(f"/en/reviews/{case.id}")

    with count_statements() as statements:
        page = client.get(f"/en/reviews/{case.id}")

    assert page.status_code == 200
    assert len(statements) == 17


def test_page_shows_what_a_new_round_changed(
    client: FlaskClient, rated: Submission, author: User, editor: User
) -> None:
    sign_in(client, editor)
    address = f"/en/reviews/{rated.id}"
    assert texts(client.get(address).text, "//section[@class='diff']") == []
    decide(rated, actor=actor_of(editor), outcome=Outcome.CHANGES, letter="More.", language="en")
    drafting.save_answer(
        rated, actor=actor_of(author), language="en", question="need", value="Other.", revision=1
    )
    operations.send(rated, actor=actor_of(author))
    db.session.commit()

    assert texts(client.get(address).text, "//section[@class='diff']/h3") == ["Need (English)"]


def test_editor_with_a_conflict_loses_sight_of_the_case(
    client: FlaskClient, rated: Submission, editor: User, other_editor: User
) -> None:
    sign_in(client, editor)

    for _ in range(2):
        answer = client.post(f"/en/reviews/{rated.id}/conflict", data=token(client.get("/en/reviews").text))
        assert (answer.status_code, answer.location) == (303, "/en/reviews")

    assert rated.title not in client.get("/en/reviews").text
    assert client.get(f"/en/reviews/{rated.id}").status_code == 404
    with pytest.raises(NotAllowedError):
        decide(rated, actor=actor_of(editor), outcome=Outcome.PUBLISH, letter="Mine.", language="en")
    sign_in(client, other_editor)
    assert client.get(f"/en/reviews/{rated.id}").status_code == 200
