"""The desk, requests, the reviewer's wishes and the audit trail, as pages."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from cop.accounts.models import User
from cop.core import audit
from cop.core.db import db, now
from cop.core.permissions import SYSTEM, Role
from cop.organisations.models import Organisation, Speaker
from cop.reviews import assigning
from cop.reviews.deciding import decide
from cop.reviews.enums import AssignmentState, Outcome
from cop.reviews.models import Assignment, Conflict, ReviewerProfile
from cop.reviews.replying import open_reply
from cop.submissions import operations
from cop.vocabulary import operations as vocabulary
from tests.catalogue.records import concept
from tests.conftest import Statements
from tests.people import actor_of, person, sign_in
from tests.reviews.conftest import SendCase
from tests.reviews.judging import ask_all, hand_in, let_through, reviewed
from tests.reviews.reading import attributes, texts


def _section(page: str, id: str) -> list[str]:
    """The titles in a section of the desk, by the id of its heading."""
    return texts(page, f"//section[@aria-labelledby='{id}']//h3")


def test_desk_shows_a_reviewer_what_is_asked_at_work_and_done(
    client: FlaskClient, send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    anna = reviewers[0]
    asked, at_work, done = (let_through(send_case(title), editor) for title in ("One", "Two", "Three"))
    assigning.ask(asked, actor=actor_of(editor), reviewer_id=anna.id)
    ask_all(at_work, editor, [anna])
    ask_all(done, editor, [anna])
    hand_in(done, anna)
    let_through(send_case("Four"), editor)
    sign_in(client, anna)

    page = client.get("/en/reviews").text

    assert (_section(page, "asked"), _section(page, "at-work"), _section(page, "next")) == (
        ["One"],
        ["Two"],
        ["Four"],
    )
    assert texts(page, "//details[not(@class)]//h3") == ["Three"]


def test_empty_desk_says_so(client: FlaskClient, reviewers: list[User], editor: User) -> None:
    sign_in(client, reviewers[0])
    assert texts(client.get("/en/reviews").text, "//div[@class='empty']/h2") == ["No case needs you just now"]
    sign_in(client, editor)
    page = client.get("/en/reviews").text
    assert texts(page, "//section/p") == ["There is nothing here."] * 4


def test_declined_and_withdrawn_cases_leave_the_reviewers_desk(
    client: FlaskClient, send_case: SendCase, author: User, editor: User, reviewers: list[User]
) -> None:
    declined = reviewed(send_case("Declined"), editor, reviewers, 0, 0)
    withdrawn = reviewed(send_case("Withdrawn"), editor, reviewers, 0, 0)
    decide(declined, actor=actor_of(editor), outcome=Outcome.DECLINE, letter="No.", language="en")
    operations.withdraw(withdrawn, actor=actor_of(author))
    db.session.commit()
    sign_in(client, reviewers[0])

    page = client.get("/en/reviews").text

    assert ("Declined" in page, "Withdrawn" in page) == (False, False)


def test_queue_offers_the_least_reviewed_first_and_no_conflicts(
    client: FlaskClient, send_case: SendCase, author: User, editor: User, reviewers: list[User]
) -> None:
    anna, boris, clara = reviewers
    many, few, none = (let_through(send_case(title), editor) for title in ("Many", "Few", "None"))
    full = let_through(send_case("Full"), editor)
    ask_all(many, editor, [boris, clara])
    ask_all(few, editor, [boris])
    ask_all(full, editor, [boris, clara, person("Dora", Role.REVIEWER)])
    house = Organisation(slug="house", names={"en": "House"})
    db.session.add(house)
    db.session.flush()
    db.session.add(Speaker(organisation_id=house.id, user_id=anna.id))
    let_through(send_case("Of my house", links=["house"]), editor)
    related = let_through(send_case("Declared"), editor)
    db.session.add(Conflict(submission_id=related.id, user_id=anna.id))
    own = let_through(send_case("My own", by=anna), editor)
    assert own.state == none.state
    sign_in(client, anna)

    assert _section(client.get("/en/reviews").text, "next") == ["None", "Few", "Many"]
    db.session.add(Speaker(organisation_id=house.id, user_id=author.id))
    db.session.commit()
    assert _section(client.get("/en/reviews").text, "next") == []


def test_queue_knows_languages_and_themes(
    client: FlaskClient, send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    anna = reviewers[0]
    vocabulary.put([concept("carers", en="Carers")], actor=SYSTEM)
    for title, topics in (("Plain", []), ("Shared", ["carers"])):
        let_through(send_case(title, **({"topics": topics} if topics else {})), editor)
    db.session.add(ReviewerProfile(user_id=anna.id, languages=["en"], themes=["carers"], most_at_once=3))
    db.session.commit()
    sign_in(client, anna)

    assert _section(client.get("/en/reviews").text, "next") == ["Shared", "Plain"]
    assert _section(client.get("/en/reviews?theme=carers").text, "next") == ["Shared"]
    assert _section(client.get("/en/reviews?language=bg").text, "next") == []


def test_desk_shows_editors_every_stage(
    client: FlaskClient, send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    send_case("At the gate")
    review = let_through(send_case("In review"), editor)
    ask_all(review, editor, reviewers[:2])
    hand_in(review, reviewers[0], 4)
    db.session.execute(
        db.update(Assignment)
        .where(Assignment.state == AssignmentState.ACCEPTED)
        .values(due_at=now() - timedelta(days=1))
    )
    ready = reviewed(send_case("Ready"), editor, reviewers, 4, 1)
    open_reply(ready, actor=actor_of(editor))
    back = reviewed(send_case("Back"), editor, reviewers, 1, 1)
    decide(back, actor=actor_of(editor), outcome=Outcome.CHANGES, letter="More.", language="en")
    db.session.commit()
    sign_in(client, editor)

    page = client.get("/en/reviews").text

    assert {id: _section(page, f"stage-{id}") for id in ("gate", "review", "ready", "authors")} == {
        "gate": ["At the gate"],
        "review": ["In review"],
        "ready": ["Ready"],
        "authors": ["Back"],
    }
    line = "//section[@aria-labelledby='stage-{}']//li//p"
    assert texts(page, line.format("review"))[0].endswith("1 of 2 reviews are in 1 overdue")
    assert texts(page, line.format("ready"))[0].endswith(
        "2 of 2 reviews are in reviewers differ by 3 steps the authors may still answer"
    )
    assert texts(page, "//h2/span[@class='count']") == ["1", "1", "1", "1"]


def test_stage_and_language_choose_what_editors_see(
    client: FlaskClient, send_case: SendCase, editor: User
) -> None:
    send_case("At the gate")
    let_through(send_case("In review"), editor)
    sign_in(client, editor)

    page = client.get("/en/reviews?stage=gate").text
    assert texts(page, "//section/h2") == ["Waiting at the gate 1"]
    assert _section(client.get("/en/reviews?language=ru").text, "stage-gate") == []
    assert client.get("/en/reviews?stage=nonsense&page=abc&language=xx").status_code == 200


def test_long_stage_goes_on_on_further_pages(
    client: FlaskClient, send_case: SendCase, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cop.reviews.waiting.PAGE", 2)
    for number in range(3):
        send_case(f"Case {number}")
    sign_in(client, editor)

    assert _section(client.get("/en/reviews").text, "stage-gate") == ["Case 0", "Case 1"]
    second = client.get("/en/reviews?stage=gate&page=2").text
    assert _section(second, "stage-gate") == ["Case 2"]
    assert texts(second, "//a[@rel='prev']") == ["Previous page"]


def test_editors_own_case_is_not_on_their_desk(
    client: FlaskClient, send_case: SendCase, editor: User
) -> None:
    own = send_case("My own", by=editor)
    sign_in(client, editor)

    assert "My own" not in client.get("/en/reviews").text
    assert client.get(f"/en/reviews/{own.id}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_desk_costs_the_same_for_few_and_many(
    client: FlaskClient,
    send_case: SendCase,
    editor: User,
    reviewers: list[User],
    count_statements: Statements,
    count: int,
) -> None:
    both = person("Both", Role.EDITOR, Role.REVIEWER, language="en")
    for number in range(count):
        send_case(f"Gate {number}")
        let_through(send_case(f"Queue {number}"), editor)
        reviewed(send_case(f"Ready {number}"), editor, reviewers, 4, 1)
        ask_all(let_through(send_case(f"Mine {number}"), editor), editor, [both])
    sign_in(client, both)
    client.get("/en/reviews")

    with count_statements() as statements:
        page = client.get("/en/reviews")

    assert page.status_code == 200
    assert len(statements) == 7  # session, own, profile, houses, queue, stages, differences


def test_audit_trail_is_read_by_record_and_person_and_page(
    client: FlaskClient, send_case: SendCase, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cop.reviews.trail.PAGE", 2)
    case = let_through(send_case(), editor)
    audit.record(SYSTEM, "practice.publish", "practice", "garden")
    db.session.commit()
    sign_in(client, editor)
    rows = "//tbody/tr"

    of_case = client.get(f"/en/desk/audit?kind=submission&key={case.id}").text
    assert [row.split(" (Sofia) ")[1] for row in texts(of_case, rows)] == [
        (
            f"Ela Editor let a case through to the reviewers Case {case.id} "
            "State before: Sent, waiting for an editor, Round: 1"
        ),
        f"Ela Editor answered the questions of the gate Case {case.id} Round: 1, Answered with no: –",
    ]
    older = attributes(of_case, "//a[@rel='next']/@href")[0]
    assert [row.split(" (Sofia) ")[1].split(" Case")[0] for row in texts(client.get(older).text, rows)] == [
        "Ana Author sent a case",
        "Ana Author began a draft",
    ]
    assert len(texts(client.get("/en/desk/audit?person=ana").text, rows)) == 2
    assert texts(client.get("/en/desk/audit?person=%25").text, rows) == []
    assert "the site itself" in client.get("/en/desk/audit?kind=practice").text


def test_audit_trail_is_for_editors_and_administrators(
    client: FlaskClient, editor: User, author: User, reviewers: list[User]
) -> None:
    statuses = {}
    for user in (editor, author, reviewers[0], person("Admin", Role.ADMINISTRATOR)):
        sign_in(client, user)
        statuses[user.name] = client.get("/en/desk/audit").status_code

    assert statuses == {"Ela Editor": 200, "Ana Author": 404, "Rev Anna": 404, "Admin": 200}


@pytest.mark.parametrize("count", [1, 3])
def test_audit_trail_costs_the_same_for_few_and_many(
    client: FlaskClient, editor: User, count_statements: Statements, count: int
) -> None:
    for number in range(count):
        audit.record(actor_of(editor), "reviews.ask", "submission", number, reviewer=editor.id)
    db.session.commit()
    sign_in(client, editor)

    with count_statements() as statements:
        client.get("/en/desk/audit?kind=submission")

    assert len(statements) == 3  # session, entries, names
