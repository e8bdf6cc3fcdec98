"""The editor's pages of one case: the gate, requests, scores, the decision."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.core.db import db
from cop.core.errors import NotAllowedError
from cop.core.permissions import Role
from cop.reviews import replying
from cop.reviews.deciding import decide
from cop.reviews.enums import AssignmentState, Outcome
from cop.reviews.models import Assignment, Decision, GateAnswer, Reply, Review
from cop.rubric.criteria import GATE
from cop.submissions import drafting, operations
from cop.submissions.enums import State
from cop.submissions.models import Submission
from cop.vocabulary.queries import cache
from tests.conftest import Statements
from tests.people import actor_of, person, sign_in, submit
from tests.reviews.conftest import NEED, SendCase
from tests.reviews.judging import ask_all, hand_in, let_through, reviewed
from tests.reviews.reading import texts, token
from tests.submissions.notes import published
from tests.web.site import read, words

Session = scoped_session[Any]
ALL_YES = {question.key: "yes" for question in GATE}


@pytest.fixture
def case(send_case: SendCase, editor: User, reviewers: list[User]) -> Submission:
    """A case with two reviews: 3 and 1 throughout."""
    return reviewed(send_case(), editor, reviewers, 3, 1)


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
    client: FlaskClient, case: Submission, editor: User, other_editor: User
) -> None:
    id = case.id
    sign_in(client, other_editor)
    given = token(client.get(f"/en/reviews/{id}/decision?outcome=decline").text)
    decide(case, actor=actor_of(editor), outcome=Outcome.PUBLISH, letter="Good.", language="en")
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
    client: FlaskClient, case: Submission, editor: User, language: str
) -> None:
    sign_in(client, editor)

    page = read(client, f"/{language}/reviews/{case.id}")
    names = [words(heading) for heading in page.xpath("//main//section[@aria-labelledby]/h2")]

    assert len(names) == 7
    assert len(set(names)) == 7


def test_third_reviewer_is_proposed_where_two_differ_by_two(
    client: FlaskClient, case: Submission, editor: User, reviewers: list[User], db_session: Session
) -> None:
    sign_in(client, editor)
    notice = "//div[contains(@class,'notice-warning')]"
    address = f"/en/reviews/{case.id}"
    page = client.get(address).text
    assert texts(page, f"{notice}/p[1]") == ["A third reviewer is proposed"]
    assert texts(page, f"{notice}//button") == ["Ask Rev Clara"]

    answer = submit(client, address, form="/ask")

    assert answer.status_code == 303
    asked = select(Assignment.reviewer_id).where(Assignment.state == AssignmentState.ASKED)
    assert db_session.scalars(asked).all() == [reviewers[2].id]
    assert texts(client.get(address).text, notice) == []


def test_third_reviewer_is_not_proposed_where_two_differ_by_one(
    client: FlaskClient, send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    case = reviewed(send_case(), editor, reviewers, 3, 2)
    sign_in(client, editor)

    assert texts(client.get(f"/en/reviews/{case.id}").text, "//div[contains(@class,'notice-warning')]") == []


def test_candidates_stand_there_with_reasons_and_conflicts_cannot_be_asked(
    client: FlaskClient, send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    writing = person("Writing", Role.REVIEWER, language="en")
    case = let_through(send_case(by=writing), editor)
    sign_in(client, editor)

    page = client.get(f"/en/reviews/{case.id}").text

    cannot = "//li[@class='cannot']"
    assert texts(page, f"{cannot}/h4") == ["Writing"]
    assert texts(page, f"{cannot}//li")[0] == "Conflict of interest: writes this case."
    assert texts(page, f"{cannot}//form") == []
    assert texts(page, "//li[form]/h4") == [f"{one.name} Suggested" for one in reviewers]
    answer = submit(client, f"/en/reviews/{case.id}", {"reviewer": writing.id}, form="/ask")
    assert answer.status_code == 409


def test_request_is_taken_back_on_the_page(
    client: FlaskClient, send_case: SendCase, editor: User, reviewers: list[User], db_session: Session
) -> None:
    case, other = (let_through(send_case(title), editor) for title in ("One", "Other"))
    ask_all(case, editor, reviewers[:1])
    sign_in(client, editor)
    request = db_session.scalars(select(Assignment)).one()

    elsewhere = submit(client, f"/en/reviews/{case.id}", form="take-back").request.path
    db_session.expire_all()
    assert request.state is AssignmentState.TAKEN_BACK
    wrong = elsewhere.replace(f"/reviews/{case.id}/", f"/reviews/{other.id}/")
    assert client.post(wrong).status_code in (400, 404)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("publish", State.PUBLISHED), ("changes", State.CHANGES_REQUESTED), ("decline", State.DECLINED)],
)
def test_case_is_decided_on_the_page_with_a_prepared_letter(
    client: FlaskClient, case: Submission, editor: User, db_session: Session, outcome: str, state: State
) -> None:
    id = case.id
    sign_in(client, editor)
    page = client.get(f"/en/reviews/{id}/decision?outcome={outcome}&language=en")
    assert texts(page.text, "//textarea[@name='letter']")[0].startswith("Good day,")

    answer = submit(client, f"/en/reviews/{id}/decision?outcome={outcome}&language=en", form="/decision")

    assert (answer.status_code, answer.location) == (303, f"/en/reviews/{id}")
    assert db_session.get_one(Submission, id).state is state
    assert bool(published) is (outcome == "publish")
    assert client.get(f"/en/reviews/{id}").status_code == 200


def test_letter_that_is_empty_comes_back(client: FlaskClient, case: Submission, editor: User) -> None:
    sign_in(client, editor)
    address = f"/en/reviews/{case.id}/decision?outcome=publish"

    answer = submit(client, address, {"letter": " "}, form="/decision")

    assert answer.status_code == 422
    assert texts(answer.text, "//div[@class='error-summary']//li") == ["Write the letter first."]
    assert client.get(f"/en/reviews/{case.id}/decision").status_code == 404


def test_authors_read_reasons_without_names_and_answer(
    client: FlaskClient, case: Submission, author: User, editor: User, db_session: Session
) -> None:
    for review in db_session.scalars(select(Review)):
        review.to_authors, review.to_editors = "Well told.", "SECRET"
    db.session.commit()
    address = f"/en/submissions/{case.id}/reviews"
    sign_in(client, author)
    assert "because of need" not in client.get(address).text
    sign_in(client, editor)
    assert submit(client, f"/en/reviews/{case.id}", form="/reply").status_code == 303
    sign_in(client, author)

    page = client.get(address).text
    answer = submit(client, address, {"words": "We have figures."})

    assert ("because of need" in page, "Well told." in page) == (True, True)
    assert [word for word in ("SECRET", "Rev Anna", "Rev Boris", "Ela Editor") if word in page] == []
    assert answer.status_code == 303
    assert db_session.get_one(Reply, (case.id, 1)).replied_by == author.id
    sign_in(client, editor)
    said = texts(client.get(f"/en/reviews/{case.id}").text, "//section[@aria-labelledby='next']//blockquote")
    assert said == ["We have figures."]


def test_authors_see_that_they_are_asked_until_they_have_answered(
    client: FlaskClient, case: Submission, author: User, editor: User
) -> None:
    replying.open_reply(case, actor=actor_of(editor))
    db.session.commit()
    sign_in(client, author)
    pages = (f"/en/submissions/{case.id}", "/en/submissions")

    def asked() -> list[tuple[bool, bool]]:
        found = [client.get(page).text for page in pages]
        return [("You may answer until" in text, "You need not do anything" in text) for text in found]

    before = asked()
    holder = "With: You and your co-authors" in client.get("/en/submissions").text
    submit(client, f"/en/submissions/{case.id}/reviews", {"words": "We have figures."})

    assert (before, holder) == ([(True, False)] * 2, True)
    assert asked() == [(False, True)] * 2


def test_answer_that_is_empty_comes_back(
    client: FlaskClient, case: Submission, author: User, editor: User
) -> None:
    replying.open_reply(case, actor=actor_of(editor))
    db.session.commit()
    sign_in(client, author)

    answer = submit(client, f"/en/submissions/{case.id}/reviews", {"words": ""})

    assert answer.status_code == 422


def test_reviews_of_a_new_round_stay_closed_until_they_are_opened(
    client: FlaskClient, case: Submission, author: User, editor: User, reviewers: list[User]
) -> None:
    decide(case, actor=actor_of(editor), outcome=Outcome.CHANGES, letter="More.", language="en")
    operations.send(case, actor=actor_of(author))
    let_through(case, editor)
    hand_in(case, reviewers[0], 0)
    sign_in(client, author)

    page = client.get(f"/en/submissions/{case.id}/reviews").text

    assert texts(page, "//section[@id='criterion-need']/p") == [
        "Reviewer 1: 3 – Anna: because of need.",
        "Reviewer 2: 1 – Boris: because of need.",
    ]


def test_report_is_for_the_authors_of_a_declined_case_alone(
    client: FlaskClient,
    case: Submission,
    author: User,
    editor: User,
    other_editor: User,
    reviewers: list[User],
) -> None:
    address = f"/en/submissions/{case.id}/report"
    sign_in(client, author)
    assert client.get(address).status_code == 404
    decide(case, actor=actor_of(editor), outcome=Outcome.DECLINE, letter="Not now.", language="en")
    db.session.commit()

    statuses = {}
    for user in (
        author,
        editor,
        other_editor,
        reviewers[0],
        person("Member"),
        person("A", Role.ADMINISTRATOR),
    ):
        sign_in(client, user)
        statuses[user.name] = client.get(address).status_code
    assert statuses == {
        "Ana Author": 200,
        "Ela Editor": 404,
        "Emil Editor": 404,
        "Rev Anna": 404,
        "Member": 404,
        "A": 404,
    }
    sign_in(client, author)
    page = client.get(address).text
    assert texts(page, "//section[@id='need']/p") == [
        "Step 2, the median of 2 reviewers.",
        "3 – Anna: because of need.",
        "1 – Boris: because of need.",
        (
            "To reach step 3: The record also says how the need became known: from figures, "
            "from research, from what professionals saw or from the people themselves."
        ),
    ]
    assert texts(page, "//form[contains(@action,'reopen')]/button") == ["Reopen as a draft"]
    assert "Rev Anna" not in page


def test_report_stays_readable_after_reopening(
    client: FlaskClient, case: Submission, author: User, editor: User
) -> None:
    decide(case, actor=actor_of(editor), outcome=Outcome.DECLINE, letter="Not now.", language="en")
    operations.reopen(case, actor=actor_of(author))
    db.session.commit()
    sign_in(client, author)

    page = client.get(f"/en/submissions/{case.id}/report")

    assert page.status_code == 200
    assert texts(page.text, "//form[contains(@action,'reopen')]") == []


@pytest.mark.parametrize("language", ["bg", "ru", "en"])
def test_pages_are_drawn_in_every_language(
    client: FlaskClient, case: Submission, editor: User, language: str
) -> None:
    sign_in(client, editor)

    for page in ("", "/gate", "/decision?outcome=decline"):
        assert client.get(f"/{language}/reviews/{case.id}{page}").status_code == 200


def test_case_that_its_authors_took_back_is_not_there_for_editors(
    client: FlaskClient, case: Submission, author: User, editor: User
) -> None:
    operations.withdraw(case, actor=actor_of(author))
    db.session.commit()
    sign_in(client, editor)

    for page in ("", "/gate", "/decision?outcome=decline"):
        assert client.get(f"/en/reviews/{case.id}{page}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_few_and_many(
    client: FlaskClient,
    send_case: SendCase,
    editor: User,
    reviewers: list[User],
    count_statements: Statements,
    monkeypatch: pytest.MonkeyPatch,
    count: int,
) -> None:
    case = reviewed(send_case(), editor, reviewers[:count], *[2] * count)
    for number in range(count):
        reviewed(send_case(f"Another {number}"), editor, reviewers, 4, 1)
    sign_in(client, editor)
    client.get(f"/en/reviews/{case.id}")
    monkeypatch.setattr(
        cache._watch, "_seconds", float("inf")
    )  # else the vocabulary is looked at once a second

    with count_statements() as statements:
        page = client.get(f"/en/reviews/{case.id}")

    assert page.status_code == 200
    assert len(statements) == 17


def test_page_shows_what_a_new_round_changed(
    client: FlaskClient, case: Submission, author: User, editor: User
) -> None:
    sign_in(client, editor)
    address = f"/en/reviews/{case.id}"
    assert texts(client.get(address).text, "//section[@class='diff']") == []
    decide(case, actor=actor_of(editor), outcome=Outcome.CHANGES, letter="More.", language="en")
    drafting.save_answer(
        case, actor=actor_of(author), language="en", question="need", value="Other.", revision=1
    )
    operations.send(case, actor=actor_of(author))
    db.session.commit()

    assert texts(client.get(address).text, "//section[@class='diff']/h3") == ["Need (English)"]


def test_editor_with_a_conflict_loses_sight_of_the_case(
    client: FlaskClient, case: Submission, editor: User, other_editor: User
) -> None:
    sign_in(client, editor)

    for _ in range(2):
        answer = client.post(f"/en/reviews/{case.id}/conflict", data=token(client.get("/en/reviews").text))
        assert (answer.status_code, answer.location) == (303, "/en/reviews")

    assert case.title not in client.get("/en/reviews").text
    assert client.get(f"/en/reviews/{case.id}").status_code == 404
    with pytest.raises(NotAllowedError):
        decide(case, actor=actor_of(editor), outcome=Outcome.PUBLISH, letter="Mine.", language="en")
    sign_in(client, other_editor)
    assert client.get(f"/en/reviews/{case.id}").status_code == 200
