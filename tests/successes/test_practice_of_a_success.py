"""A practice made of a self-description by one button: the draft, its proposals, and their link."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts.models import User
from cop.core import links
from cop.core.db import db, now
from cop.core.links import Relation
from cop.core.permissions import Role
from cop.core.records import Ref
from cop.organisations.models import Organisation, Speaker
from cop.practices.queries import KIND as PRACTICE
from cop.practices.success_questions import PARTS_OF
from cop.submissions import drafting, operations, proposing, queries
from cop.submissions.enums import State, Way
from cop.submissions.models import Author, Round, Submission
from cop.successes.models import Success
from tests.catalogue.records import practice
from tests.people import actor_of, person, sign_in, submit
from tests.successes.samples import publish, success
from tests.web.site import read, words

PAGE = "/en/successes/house"


@pytest.fixture
def speaker() -> User:
    """Somebody who speaks for the organisation of the service."""
    answers = {f"q{n}": f"Answer {n}." for n in range(1, 12)}
    evaluations = [{"by": "A university", "when": "2023", "result": "Recommended"}]
    russian = {"title": "Дом", "q1": "Ответ."}
    publish(
        success(
            "house",
            year=2024,
            organisation="house",
            evaluations=evaluations,
            texts={"ru": russian},
            **answers,
        )
    )
    user = person("Speaker", language="en")
    speaks_for_it(user)
    return user


def speaks_for_it(user: User) -> None:
    organisation = db.session.scalars(select(Organisation)).one()
    db.session.add(Speaker(organisation_id=organisation.id, user_id=user.id, confirmed_at=now()))
    db.session.commit()


def drafts() -> list[Submission]:
    return list(db.session.scalars(select(Submission).order_by(Submission.id)))


def press(client: FlaskClient) -> str:
    """Press the button of the page; return where it leads."""
    response = submit(client, PAGE, form="/practice")
    assert response.status_code == 303
    return response.location


def test_button_makes_a_draft_with_the_answers_proposed_for_the_parts(
    client: FlaskClient, speaker: User
) -> None:
    sign_in(client, speaker)

    location = press(client)

    draft = drafts()[0]
    assert location == f"/en/submissions/{draft.id}"
    assert (draft.kind, draft.way, draft.state, draft.title) == (
        PRACTICE,
        Way.SELF_DESCRIPTION,
        State.DRAFT,
        "House",
    )
    given = queries.as_mapping(queries.answers(draft.id))
    assert given["en"]["q1"] == "Answer 1."
    assert given["ru"] == {"title": "Дом", "q1": "Ответ."}
    assert given["en"]["q9"] == "Answer 9.\n\n- A university; 2023; Recommended"
    assert given[""]["organisations"] == [{"name": "House", "role": "lead", "website": ""}]
    proposed = {(p.language, p.place["question"]): p.question for p in queries.proposals(draft.id)}
    english = {key: part for (language, key), part in proposed.items() if language == "en"}
    assert english == {f"q{n}": PARTS_OF[f"q{n}"][0] for n in range(1, 12)}
    assert proposed["ru", "q1"] == PARTS_OF["q1"][0]
    page = read(client, location)
    assert any(a.get("href") == PAGE for a in page.iterfind(".//main//a"))
    assert "11 proposals" in words(page) or "12 proposals" in words(page)


def test_pressing_again_leads_to_the_same_draft_as_it_was_left(client: FlaskClient, speaker: User) -> None:
    sign_in(client, speaker)
    first = press(client)
    draft = drafts()[0]
    actor = actor_of(speaker)
    proposing.accept_proposal(draft, queries.proposals(draft.id)[0], actor=actor)
    db.session.commit()

    assert press(client) == first
    assert len(drafts()) == 1
    assert sum(p.state == "accepted" for p in queries.proposals(draft.id)) == 1


def test_colleague_is_told_of_the_draft_and_gets_in_as_its_co_author(
    client: FlaskClient, speaker: User
) -> None:
    sign_in(client, speaker)
    first = press(client)
    colleague = person("Colleague", language="en")
    speaks_for_it(colleague)
    sign_in(client, colleague)

    refused = submit(client, PAGE, form="/practice")
    assert refused.status_code == 409
    assert "Somebody else is making a practice of it already." in refused.text
    db.session.add(Author(submission_id=drafts()[0].id, user_id=colleague.id))
    db.session.commit()

    assert press(client) == first


def test_deleted_draft_makes_room_for_a_new_one(client: FlaskClient, speaker: User) -> None:
    sign_in(client, speaker)
    press(client)
    drafting.delete_draft(drafts()[0], actor=actor_of(speaker))
    db.session.commit()
    id = db.session.scalars(select(Success.id)).one()
    assert links.near_ends(Ref("success", id), Relation.GREW_FROM) == []

    press(client)

    assert len(drafts()) == 1


def test_strangers_see_no_button_and_find_no_such_page(client: FlaskClient, speaker: User) -> None:
    button = 'action="/en/successes/house/practice"'
    assert button not in client.get(PAGE).text
    stranger = person("Stranger", language="en")
    sign_in(client, stranger)
    assert button not in client.get(PAGE).text
    token = {"csrf_token": _token(client)}
    assert client.post(f"{PAGE}/practice", data=token).status_code == 404
    assert client.post("/en/successes/nowhere/practice", data=token).status_code == 404
    sign_in(client, person("Editor", Role.EDITOR, language="en"))
    assert button in client.get(PAGE).text
    assert speaker.id
    assert drafts() == []


def _token(client: FlaskClient) -> str:
    page = read(client, "/en/submit")
    return str(page.find(".//main//input[@name='csrf_token']").get("value"))


def test_practice_that_came_of_it_and_the_self_description_lead_to_each_other(
    client: FlaskClient, speaker: User
) -> None:
    sign_in(client, speaker)
    press(client)
    draft = drafts()[0]
    id = db.session.scalars(select(Success.id)).one()
    db.session.add(Round(submission_id=draft.id, number=1, content=practice("kitchen").canonical()))
    draft.state, draft.round = State.IN_REVIEW, 1
    db.session.commit()

    made = Ref(*operations.publish(draft, actor=actor_of(person("Ed", Role.EDITOR)), note="")[:2])
    db.session.commit()

    assert links.near_ends(Ref("success", id), Relation.GREW_FROM) == [
        Ref("submission", drafts()[0].id),
        made,
    ]
    page = read(client, PAGE)
    came = [s for s in page.iterfind(".//main//section") if words(s).startswith("What came of it")]
    assert [a.get("href") for a in came[0].iterfind(".//a")] == ["/en/practices/kitchen"]
    assert any(a.get("href") == PAGE for a in read(client, "/en/practices/kitchen").iterfind(".//main//a"))

    editor = person("Another editor", Role.EDITOR, language="en")
    sign_in(client, editor)
    refused = submit(client, PAGE, form="/practice")
    assert refused.status_code == 409
    assert "A practice has come of it already." in refused.text
    sign_in(client, speaker)
    assert press(client) == f"/en/submissions/{drafts()[0].id}"
