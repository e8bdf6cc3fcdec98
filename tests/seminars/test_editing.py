"""Those who look after a seminar write it in the browser; nothing typed is lost."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts.models import User
from cop.core.db import db
from cop.core.errors import ConflictError
from cop.core.permissions import SYSTEM, Role
from cop.seminars import jobs, operations
from cop.seminars.enums import Material, QuestionState, State
from cop.seminars.models import Contribution, Facilitator, OpenQuestion, Seminar, SeminarRevision, SeminarText
from cop.seminars.queries import page_of
from cop.seminars.rules import ALLOWED
from tests.conftest import Statements
from tests.people import person, sign_in, submit
from tests.seminars.conftest import MakeSeminar

DESK = "/en/seminars/talk/edit"


@pytest.fixture
def keeper(client: FlaskClient) -> User:
    """An editor who has signed in."""
    user = person("Ed Itor", Role.EDITOR, language="en", timezone="Europe/Rome")
    sign_in(client, user)
    return user


def test_seminar_is_begun_announced_and_read(client: FlaskClient, keeper: User) -> None:
    fields = {"title": "Families as partners", "day": "2030-04-10", "begins": "11:00", "zone": "Europe/Sofia"}
    answer = submit(client, "/en/seminars/new", fields, form="/new")
    assert answer.headers["Location"] == "/en/seminars/families-as-partners/edit"
    visitor = client.application.test_client()
    assert visitor.get("/en/seminars/families-as-partners").status_code == 404

    client.post("/en/seminars/families-as-partners/edit/state")  # without its token: refused
    page = client.get("/en/seminars/families-as-partners/edit").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    sent = {"csrf_token": token[1], "state": "announced"}
    assert client.post("/en/seminars/families-as-partners/edit/state", data=sent).status_code == 303

    assert "Wed 10 April 2030, 11:00 Sofia" in visitor.get("/en/seminars/families-as-partners").text
    assert "(10:00 Rome)" in client.get("/en/seminars/families-as-partners").text
    assert db.session.scalars(select(Facilitator.user_id)).one() == keeper.id


@pytest.mark.usefixtures("keeper")
def test_new_seminar_goes_by_the_clock_of_whoever_begins_it(client: FlaskClient) -> None:
    page = client.get("/en/seminars/new").text

    assert re.findall(r'<option value="([^"]+)" selected>', page)[:1] == ["Europe/Rome"]


@pytest.mark.usefixtures("keeper")
@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"day": "10.4.2030"}, "Write the day"),
        ({"begins": "25:00"}, "Write the time"),
        ({"day": "2026-03-29", "begins": "03:30"}, "does not exist"),
        ({"join_url": "javascript:alert(1)"}, "Write the whole address"),
        ({"capacity": "many"}, "Write a whole number"),
        ({"recording": "there"}, "or leave it empty"),
    ],
)
def test_fact_that_does_not_fit_is_said_at_its_field_and_kept(
    client: FlaskClient, make_seminar: MakeSeminar, fields: dict[str, str], says: str
) -> None:
    make_seminar()

    answer = submit(client, f"{DESK}/facts", fields | {"organiser": "House of Families"}, form="/facts")

    assert answer.status_code == 422
    assert says in answer.text
    assert "House of Families" in answer.text
    assert all(value in answer.text for value in fields.values())


@pytest.mark.usefixtures("keeper")
def test_facts_changed_meanwhile_are_shown_beside(client: FlaskClient, make_seminar: MakeSeminar) -> None:
    seminar = make_seminar()
    stale = str(seminar.version)
    facts = operations.facts_of(seminar).model_copy(update={"begins": "12:00"})
    operations.change_facts(seminar, facts, actor=SYSTEM, version=seminar.version)
    db.session.commit()

    answer = submit(client, f"{DESK}/facts", {"begins": "15:00", "version": stale}, form="/facts")
    assert answer.status_code == 409
    assert "What stands there now" in answer.text
    assert "<td>15:00</td><td>12:00</td>" in answer.text

    again = submit(client, f"{DESK}/facts", {"begins": "15:00"}, form="/facts")
    assert again.status_code == 303


@pytest.mark.usefixtures("keeper")
def test_text_changed_meanwhile_shows_both_and_the_other_stays_among_the_versions(
    client: FlaskClient, make_seminar: MakeSeminar
) -> None:
    make_seminar()
    path = f"{DESK}/text/en"
    assert submit(client, path, {"summary": "Theirs"}, form="/text/en").status_code == 303

    answer = submit(client, path, {"summary": "Mine", "revision": "1"}, form="/text/en")

    assert answer.status_code == 409
    assert "Mine" in answer.text
    assert "Theirs" in answer.text
    assert 'name="revision" value="2"' in answer.text
    assert submit(client, path, {"summary": "Mine"}, form="/text/en").status_code == 303
    versions = client.get(f"{path}/versions").text
    assert "Theirs" in versions
    former = db.session.scalars(select(SeminarRevision).order_by(SeminarRevision.id.desc())).first()
    assert former is not None
    assert submit(client, f"{path}/versions", form=f"/{former.id}/restore").status_code == 303
    present = db.session.scalars(select(SeminarText)).one()
    assert (present.fields["summary"], present.revision) == ("Theirs", 4)


@pytest.mark.usefixtures("keeper")
def test_preview_is_made_by_the_server_and_saves_nothing(
    client: FlaskClient, make_seminar: MakeSeminar
) -> None:
    make_seminar()

    said = "**Bold** <script>alert(1)</script> [x](javascript:alert(1))"
    answer = submit(client, f"{DESK}/text/en", {"summary": said, "then": "preview"}, form="/text/en")

    assert answer.status_code == 200
    assert "<strong>Bold</strong>" in answer.text
    assert "<script>alert" not in answer.text
    assert 'href="javascript' not in answer.text
    assert db.session.scalars(select(SeminarText.revision)).one() == 1


@pytest.mark.usefixtures("keeper")
@pytest.mark.parametrize(
    ("part", "fields", "shown"),
    [
        (
            "contributions",
            {"speaker": "Ana", "title": "On trust", "slides": "awaited"},
            "Slides are awaited.",
        ),
        ("takeaways", {"kind": "risk", "second": "1:02:03", "words": "Overload"}, "1:02:03"),
        ("questions", {"question": "Who pays?"}, "Who pays?"),
        ("steps", {"what": "Write it down", "owner": "Ana", "due": "2030-05-01"}, "1 May 2030"),
    ],
)
def test_item_is_added_translated_and_removed(
    client: FlaskClient,
    make_seminar: MakeSeminar,
    part: str,
    fields: dict[str, str],
    shown: str,
) -> None:
    make_seminar(state=State.AWAITED, recording=Material.AWAITED)
    first = next(key for key in fields if key in ("speaker", "words", "question", "what"))

    assert submit(client, f"{DESK}/{part}/new", fields, form=f"/{part}/new").status_code == 303
    assert shown in client.get("/en/seminars/talk").text
    item = re.search(rf'href="{DESK}/{part}/(\d+)"', client.get(DESK).text)
    assert item is not None
    path = f"{DESK}/{part}/{item[1]}"
    assert submit(client, f"{path}?in=bg", {first: "На български"}, form=path).status_code == 303
    assert "На български" in client.get("/bg/seminars/talk").text
    assert fields[first] in client.get("/en/seminars/talk").text

    assert submit(client, path, form="/remove").status_code == 303
    assert fields[first] not in client.get("/en/seminars/talk").text


@pytest.mark.usefixtures("keeper")
def test_item_changed_meanwhile_shows_both(client: FlaskClient, make_seminar: MakeSeminar) -> None:
    make_seminar()
    submit(client, f"{DESK}/questions/new", {"question": "Who pays?"}, form="/new")
    id = db.session.scalars(select(OpenQuestion.id)).one()
    path = f"{DESK}/questions/{id}"
    submit(client, path, {"question": "Theirs?"}, form=path)

    answer = submit(client, path, {"question": "Mine?", "revision": "1"}, form=path)

    assert answer.status_code == 409
    assert "<td>Mine?</td><td>Theirs?</td>" in answer.text


@pytest.mark.usefixtures("keeper")
def test_addition_needs_what_it_adds_to(client: FlaskClient, make_seminar: MakeSeminar) -> None:
    make_seminar()

    answer = submit(client, f"{DESK}/contributions/new", {"speaker": "Ana", "kind": "addition"}, form="/new")

    assert answer.status_code == 422
    assert "Ana" in answer.text
    assert db.session.scalars(select(Contribution)).all() == []


@pytest.mark.usefixtures("keeper")
def test_question_is_answered_by_a_record_and_both_pages_say_so(
    client: FlaskClient, make_seminar: MakeSeminar
) -> None:
    make_seminar()
    make_seminar("later", title="Later seminar")
    submit(client, f"{DESK}/questions/new", {"question": "Who pays?"}, form="/new")
    id = db.session.scalars(select(OpenQuestion.id)).one()
    path = f"{DESK}/questions/{id}"

    assert submit(client, path, {"path": "/en/seminars/nowhere"}, form="/answer").status_code == 303
    assert db.session.scalars(select(OpenQuestion.state)).one() is QuestionState.OPEN
    for _twice in range(2):
        submit(client, path, {"path": "http://localhost/bg/seminars/later"}, form="/answer")

    assert "Later seminar" in client.get(f"/en/questions/{id}").text
    assert "Who pays?" in client.get("/en/seminars/later").text
    db.session.expire_all()
    assert db.session.scalars(select(OpenQuestion.state)).one() is QuestionState.ANSWERED
    submit(client, path, {"state": "open"}, form=path)
    assert 'state-open">Open' in client.get("/en/questions").text


def test_outcome_says_in_public_how_much_is_there(client: FlaskClient, make_seminar: MakeSeminar) -> None:
    seminar = make_seminar(state=State.AWAITED, text={"summary": "All was well.", "attendance": "25+"})

    assert sum(page_of(seminar, "en").ready.values()) == 3
    assert "Outcome: 3 of 6 ready" in client.get("/en/seminars/talk").text


def test_states_follow_the_table_alone(make_seminar: MakeSeminar) -> None:
    for before in State:
        for after in State:
            if after is before:
                continue
            seminar = make_seminar(f"{before.value}-{after.value}".replace("_", "-"), state=before)
            if after in ALLOWED[before]:
                assert operations.move(seminar, after, actor=SYSTEM).state in (after, State.OPEN)
            else:
                with pytest.raises(ConflictError):
                    operations.move(seminar, after, actor=SYSTEM)


def test_facilitator_edits_and_a_member_finds_no_such_page(
    client: FlaskClient, make_seminar: MakeSeminar
) -> None:
    seminar = make_seminar(state=State.DRAFT)
    member = person("Mem Ber", language="en")
    sign_in(client, member)
    assert client.get(DESK).status_code == 404
    assert client.get("/en/seminars/talk").status_code == 404
    assert client.get("/en/seminars/new").status_code == 404

    db.session.add(Facilitator(seminar_id=seminar.id, user_id=member.id))
    db.session.commit()

    assert client.get(DESK).status_code == 200
    assert client.get("/en/seminars/talk").status_code == 200


def test_clock_lets_seminars_begin_and_end(make_seminar: MakeSeminar) -> None:
    over = make_seminar("over", day="2020-04-08")
    date_only = make_seminar("date-only", day="2020-04-08", begins=None, minutes=None)
    coming = make_seminar("coming")

    jobs.keep_time()

    states = {one.slug: one.state for one in db.session.scalars(select(Seminar))}
    assert states == {"over": State.AWAITED, "date-only": State.AWAITED, "coming": State.OPEN}
    assert {over.id, date_only.id, coming.id}


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_as_many_statements_whatever_they_hold(
    client: FlaskClient, make_seminar: MakeSeminar, count_statements: Statements, count: int
) -> None:
    for number in range(count):
        make_seminar(f"coming-{number}")
        make_seminar(f"past-{number}", state=State.SUMMARISED, day="2020-04-08")
    for path in ("seminars", "seminars/coming-0", "seminars/calendar.ics", "questions"):
        client.get(f"/en/{path}")

    costs = {}
    for path in ("seminars", "seminars/past-0", "seminars/calendar.ics", "seminars/feed.atom", "questions"):
        with count_statements() as statements:
            assert client.get(f"/en/{path}").status_code == 200
        costs[path] = len(statements)

    assert costs == {
        "seminars": 4,
        "seminars/past-0": 8,
        "seminars/calendar.ics": 2,
        "seminars/feed.atom": 2,
        "questions": 2,
    }
