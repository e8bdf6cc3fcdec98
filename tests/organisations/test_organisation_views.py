"""The pages of organisations: what everybody sees, and what members do there."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import func, select

from cop.accounts.models import User
from cop.core.db import db
from cop.core.limits import Limit
from cop.core.permissions import Role
from cop.organisations import operations, queries
from cop.organisations.models import Organisation, Speaker
from tests.conftest import Statements
from tests.organisations.conftest import put, speaker
from tests.people import person, sign_in, submit
from tests.site import forget

MINE = "/en/account/organisations"
NEW = f"{MINE}/new"
NADEZHDA = f"{MINE}/nadezhda"


def _read(client: FlaskClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200
    return _parsed(answer.text)


def _parsed(text: str) -> Any:
    return html.document_fromstring(text)


def _words(element: Any) -> str:
    return " ".join(element.text_content().split())


def _member(client: FlaskClient, name: str = "Мария", *roles: Role) -> User:
    user = person(name, *roles, language="en")
    sign_in(client, user)
    return user


@pytest.mark.usefixtures("organisation")
@pytest.mark.parametrize(
    ("language", "name", "shown_in"),
    [
        ("bg", "Сдружение „Надежда“", None),
        ("en", "Hope Association", None),
        ("ru", "Сдружение „Надежда“", "bg"),
    ],
)
def test_public_page_names_the_organisation_in_the_nearest_language(
    client: FlaskClient, language: str, name: str, shown_in: str | None
) -> None:
    page = _read(client, f"/{language}/organisations/nadezhda")

    heading = page.find(".//h1")
    assert (_words(heading), heading.get("lang")) == (name, shown_in)
    assert page.xpath("//title/text()")[0].startswith(name)
    assert page.xpath("//main//a[@rel='nofollow']/@href") == [f"/{language}/account/organisations/nadezhda"]


def test_public_page_leads_to_its_practices_and_its_site(client: FlaskClient) -> None:
    put("b-and-c", website="https://b-and-c.example/?a=1&b=2", en="B & C <Ltd>", ru="Б и В", bg="B & C <Ltd>")

    page = _read(client, "/en/organisations/b-and-c")

    assert _words(page.find(".//h1")) == "B & C <Ltd>"
    assert [(_words(dd), dd.get("lang")) for dd in page.xpath("//main//dd[@lang]")] == [("Б и В", "ru")]
    assert page.xpath("//main//dd/a/@href") == ["https://b-and-c.example/?a=1&b=2"]
    assert page.xpath("//main//a[@class='button']/@href") == ["/en/practices?q=B+%26+C+%3CLtd%3E"]


@pytest.mark.usefixtures("organisation")
def test_public_page_is_the_same_for_all_and_quick(
    app: Flask, client: FlaskClient, count_statements: Statements
) -> None:
    forget(app)
    with count_statements() as statements:
        answer = client.get("/bg/organisations/nadezhda")

    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert len(statements) == 4  # itself, where users have answered (two), what its services say


def test_what_is_not_listed_is_no_page_but_members_may_ask(client: FlaskClient) -> None:
    put("waiting", en="Waiting", is_listed=False)
    _member(client)

    statuses = [
        client.get(address).status_code
        for address in ("/en/organisations/waiting", f"{MINE}/waiting", f"{MINE}/nobody-knows")
    ]

    assert statuses == [404, 200, 404]


@pytest.mark.usefixtures("organisation")
@pytest.mark.parametrize("address", [MINE, NEW, NADEZHDA])
def test_visitors_are_asked_to_sign_in(client: FlaskClient, address: str) -> None:
    answer = client.get(address)

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/en/account/sign-in?next={address}")


@pytest.mark.usefixtures("organisation")
def test_member_asks_waits_and_takes_it_back(client: FlaskClient) -> None:
    user = _member(client)

    asked = submit(client, NADEZHDA, {"note": "I lead the centre"}, form="/ask")
    waiting = _read(client, NADEZHDA)
    listed = _read(client, MINE)
    back = submit(client, NADEZHDA, form="/step-down")

    assert (asked.status_code, asked.headers["Location"]) == (303, NADEZHDA)
    assert [_words(b) for b in waiting.xpath("//main//button")] == ["Take the request back"]
    assert [_words(li) for li in listed.xpath("//ul[@class='task-list']/li")] == [
        "Hope Association Waiting for an answer"
    ]
    assert (back.status_code, back.headers["Location"]) == (303, MINE)
    assert queries.memberships(user.id, "en") == []


def test_editor_sees_who_asks_and_confirms(client: FlaskClient, organisation: Organisation) -> None:
    asker = person("Мария <b>")
    speaker(organisation, asker.id, note="I lead <b>it</b>", confirmed=False)
    _member(client, "Helen", Role.EDITOR)

    page = _read(client, MINE)
    answer = submit(client, MINE, form="/confirm")
    after = _read(client, MINE)

    assert [_words(h) for h in page.xpath("//ul[@class='record-list']//h3")] == [
        "Мария <b> asks to speak for Hope Association"
    ]
    assert [_words(q) for q in page.xpath("//blockquote")] == ["I lead <b>it</b>"]
    assert (answer.status_code, answer.headers["Location"]) == (303, MINE)
    assert queries.speakers(organisation.id) == {asker.id}
    assert after.xpath("//ul[@class='record-list']") == []


def test_answer_that_comes_second_says_so(client: FlaskClient, organisation: Organisation) -> None:
    row = speaker(organisation, person("Мария").id, confirmed=False)
    _member(client, "Helen", Role.EDITOR)
    token = _read(client, MINE).xpath("//input[@name='csrf_token']/@value")[0]
    row.confirmed_at = row.asked_at
    db.session.commit()

    answers = [
        client.post(f"{MINE}/requests/{row.id}/{verb}", data={"csrf_token": token})
        for verb in ("confirm", "refuse")
    ]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert "Somebody has already answered this request." in answers[0].text
    assert queries.speakers(organisation.id) == {row.user_id}


def test_request_of_others_is_no_page(client: FlaskClient, organisation: Organisation) -> None:
    row = speaker(organisation, person("Иван").id, confirmed=False)
    _member(client)
    token = _read(client, NADEZHDA).xpath("//input[@name='csrf_token']/@value")[0]

    statuses = [
        client.post(address, data={"csrf_token": token}).status_code
        for address in (
            f"{MINE}/requests/{row.id}/confirm",
            f"{MINE}/requests/{row.id}/refuse",
            f"{NADEZHDA}/speakers/{row.id}/end",
            f"{MINE}/requests/999999/confirm",
        )
    ]

    assert statuses == [404, 404, 404, 404]
    assert db.session.scalar(select(func.count(Speaker.id)).where(Speaker.confirmed_at.is_(None))) == 1


def test_only_those_in_it_and_editors_see_who_speaks(client: FlaskClient, organisation: Organisation) -> None:
    speaker(organisation, person("Петър").id)
    user = _member(client)
    as_stranger = _read(client, NADEZHDA)
    speaker(organisation, user.id)
    as_speaker = _read(client, NADEZHDA)
    sign_in(client, person("Helen", Role.EDITOR))
    as_editor = _read(client, NADEZHDA)

    seen = [
        [_words(li) for li in page.xpath("//ul[@class='task-list']/li")]
        for page in (as_stranger, as_speaker, as_editor)
    ]

    assert seen == [[], ["Мария", "Петър"], ["Мария End this", "Петър End this"]]


def test_editor_ends_what_was_a_mistake(client: FlaskClient, organisation: Organisation) -> None:
    speaker(organisation, person("Петър").id)
    _member(client, "Helen", Role.EDITOR)

    answer = submit(client, NADEZHDA, form="/end")

    assert (answer.status_code, answer.headers["Location"]) == (303, NADEZHDA)
    assert queries.speakers(organisation.id) == set()


def test_member_adds_an_organisation(client: FlaskClient) -> None:
    user = _member(client)

    answer = submit(client, NEW, {"name": "Къща на щастието", "language": "bg", "website": "example.org"})

    organisation = db.session.scalars(select(Organisation)).one()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{MINE}/kashta-na-shtastieto")
    assert (organisation.is_listed, organisation.website) == (False, "https://example.org")
    assert [m.organisation.name for m in queries.memberships(user.id, "en")] == ["Къща на щастието"]


@pytest.mark.usefixtures("organisation")
def test_same_name_is_offered_and_nothing_typed_is_lost(client: FlaskClient) -> None:
    _member(client)
    fields = {"name": "Сдружение Надежда", "language": "bg", "website": "https://x.example"}

    offered = submit(client, NEW, fields)
    page = _parsed(offered.text)
    token = page.xpath("//form[@action='/en/account/organisations/new']/input[@name='csrf_token']/@value")[0]
    added = client.post(NEW, data=fields | {"is_another": "y", "csrf_token": token})

    assert offered.status_code == 200
    assert page.xpath("//main//form//li/a/@href") == [NADEZHDA]
    assert page.xpath("//input[@id='name']/@value") == ["Сдружение Надежда"]
    assert page.xpath("//input[@id='website']/@value") == ["https://x.example"]
    assert added.headers["Location"] == f"{MINE}/sdruzhenie-nadezhda"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Надежда", "website": "javascript:alert(1)"}, "website"),
        ({"name": "Надежда", "language": "xx"}, "language"),
    ],
)
def test_what_cannot_be_taken_is_sent_back(client: FlaskClient, fields: dict[str, str], field: str) -> None:
    _member(client)

    answer = submit(client, NEW, fields)

    page = _parsed(answer.text)
    assert page.xpath("//div[@class='error-summary']//a/@href") == [f"#{field}"]
    assert page.xpath("//input[@id='name']/@value") == [fields["name"]]
    assert db.session.scalar(select(func.count(Organisation.id))) == 0


@pytest.mark.usefixtures("organisation")
def test_asking_has_a_limit_a_day(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "ASKING", Limit("organisations.ask", 1, 86400))
    _member(client)

    first = submit(client, NADEZHDA, form="/ask")
    submit(client, NADEZHDA, form="/step-down")
    second = submit(client, NADEZHDA, form="/ask")

    assert (first.status_code, second.status_code) == (303, 429)


@pytest.mark.parametrize("count", [1, 3])
def test_statements_of_ones_own_page(
    client: FlaskClient, organisation: Organisation, count_statements: Statements, count: int
) -> None:
    user = _member(client)
    speaker(organisation, user.id)
    for number in range(count):
        speaker(put(f"o-{number}", en=f"O {number}"), user.id, confirmed=False)
        speaker(organisation, person(f"P {number}").id, confirmed=False)
    client.get(MINE)

    with count_statements() as statements:
        page = _read(client, MINE)

    assert len(page.xpath("//ul[@class='record-list']/li")) == count
    assert len(page.xpath("//ul[@class='task-list']/li")) == count + 1
    assert len(statements) == 3


@pytest.mark.parametrize("count", [1, 3])
def test_statements_of_the_list_of_speakers(
    client: FlaskClient, organisation: Organisation, count_statements: Statements, count: int
) -> None:
    _member(client, "Helen", Role.EDITOR)
    for number in range(count):
        speaker(organisation, person(f"P {number}").id)

    with count_statements() as statements:
        page = _read(client, NADEZHDA)

    assert len(page.xpath("//ul[@class='task-list']/li")) == count
    assert len(statements) == 4
