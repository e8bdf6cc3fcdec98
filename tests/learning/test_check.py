"""Checking oneself: by hand, without an account and without a script."""

import re
from io import BytesIO

import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer
from pypdf import PdfReader
from sqlalchemy import func, select

from cop.accounts.models import User
from cop.core.db import Base, db
from cop.core.permissions import VISITOR, Role
from cop.core.privacy import PersonalData
from cop.learning import certificates, checking, queries
from cop.learning.models import KeptAnswers
from tests.learning.samples import module, publish
from tests.people import person, sign_in, submit
from tests.web.site import parsed, read, words

RIGHT = {
    "q-single": ["1"],
    "q-several": ["0", "1"],
    "q-order-0": ["1"],
    "q-order-1": ["2"],
    "q-order-2": ["3"],
    "q-match-0": ["0"],
    "q-match-1": ["1"],
    "q-open": ["My thoughts"],
}


@pytest.fixture(autouse=True)
def _module(app: Flask) -> None:  # noqa: ARG001 - within its transaction
    publish(module())


def test_right_answers_are_right_and_an_open_one_is_not_judged() -> None:
    judged = checking.put(module().texts["en"], RIGHT)

    assert [one.is_right for one in judged] == [True, True, True, True, None]
    assert checking.is_passed(judged)


@pytest.mark.parametrize(
    ("field", "value", "wrong"),
    [
        ("q-single", ["0"], 0),
        ("q-single", [], 0),
        ("q-several", ["0"], 1),
        ("q-several", ["0", "1", "2"], 1),
        ("q-order-0", ["2"], 2),
        ("q-order-0", ["no number"], 2),
        ("q-match-0", ["1"], 3),
        ("q-match-0", [], 3),
    ],
)
def test_one_wrong_answer_makes_that_question_wrong_alone(field: str, value: list[str], wrong: int) -> None:
    judged = checking.put(module().texts["en"], RIGHT | {field: value})

    assert [n for n, one in enumerate(judged) if one.is_right is False] == [wrong]
    assert not checking.is_passed(judged)


def test_order_is_never_put_in_the_right_one() -> None:
    for key in "abcdefghijklmnopqrst":
        steps = [{"text": "x"}, {"text": "y"}]
        question = {"key": key, "kind": "order", "prompt": "P", "section": "one", "explanation": "E"}
        text = module(questions=[question | {"choices": steps}]).texts["en"]
        assert [row.label for row in checking.put(text)[0].rows] == ["y", "x"]


def test_result_explains_leads_back_and_keeps_nothing(client: FlaskClient) -> None:
    before = _rows()
    page = parsed(submit(client, "/en/learn/module/check", RIGHT | {"q-single": ["0"]}).text)

    notices = [words(one) for one in page.findall(".//fieldset/div[@class='notice']")]
    assert notices[0].startswith("✗ Not quite. Why single.")
    assert notices[1].startswith("✓ Right. Why several.")
    assert "Because it is wrong." in words(page.get_element_by_id("q-single"))
    back = page.find(".//fieldset/div[@class='notice']//a").get("href")
    assert back == "/en/learn/module#one-2"
    assert read(client, "/en/learn/module").get_element_by_id("one-2").text_content() == "Second paragraph."
    assert [words(one) for one in page.findall(".//section[@id='result']//li")] == [
        "Beginning: 1 of 2 right",
        "End: 2 of 2 right",
    ]
    assert page.get_element_by_id("q-open-words").text.strip() == "My thoughts"
    assert _rows() == before


def _rows() -> dict[str, int]:
    tables = Base.metadata.sorted_tables
    return {
        one.name: db.session.execute(select(func.count()).select_from(one)).scalar_one() for one in tables
    }


def test_nothing_answered_is_said_to_be_open(client: FlaskClient) -> None:
    page = parsed(submit(client, "/en/learn/module/check").text)

    assert words(page.find(".//fieldset/div[@class='notice']")).startswith("✗ You have left this open.")


def test_visitor_gets_no_certificate_and_is_told_how(client: FlaskClient) -> None:
    text = submit(client, "/en/learn/module/check", RIGHT).text

    assert 'name="proof"' not in text
    assert "sign in and answer again" in text


def test_member_gets_a_certificate_that_can_be_checked(client: FlaskClient) -> None:
    sign_in(client, person("learner"))
    page = parsed(submit(client, "/en/learn/module/check", RIGHT).text)
    sent = {one.get("name"): one.get("value") for one in page.findall(".//section[@class='prose']//input")}

    response = client.post("/en/learn/module/certificate", data=sent | {"name": " Мария \n Иванова "})

    paper = PdfReader(BytesIO(response.data))
    assert "Мария Иванова" in paper.pages[0].extract_text()
    link = str(paper.pages[0].annotations[0].get_object()["/A"]["/URI"])  # type: ignore[index]
    client.delete_cookie("session")
    told = words(read(client, link.removeprefix("http://localhost")).find(".//main"))
    assert "Мария Иванова" in told
    assert "Sample module, Version 1" in told
    token = link.rsplit("/", 1)[1]
    said, _dot, signature = token.rpartition(".")
    assert client.get(f"/en/learn/certificates/{said}.{signature[::-1]}").status_code == 404


def _certificate(member: User | None = None) -> str:
    """Make a certificate of somebody, or one of former days, and return the path of its page."""
    if member is not None:
        _said, token = certificates.issue(member.id, "Мария Иванова", "module", 1)
    else:
        signer = URLSafeSerializer(current_app.config["SECRET_KEY"], salt="learning.certificate")
        token = str(signer.dumps(["Мария Иванова", "module", 1, "2026-11-28"]))
    return f"/learn/certificates/{token}"


@pytest.mark.parametrize(
    ("language", "heading", "by_editor", "by_member"),
    [
        ("en", "This certificate holds no more", "The editors of this site", "The person who had earned it"),
        ("bg", "Това удостоверение вече не важи", "Редакторите на сайта", "Лицето, което го е получило"),
        ("ru", "Это свидетельство больше не действует", "Редакторы сайта", "Отозвано тем, кто его получил"),
    ],
)
def test_a_certificate_is_taken_back_by_whoever_earned_it_or_an_editor(
    client: FlaskClient, language: str, heading: str, by_editor: str, by_member: str
) -> None:
    member, editor = person("learner"), person("Ela", Role.EDITOR)
    for who, former, said in ((member, False, by_member), (editor, True, by_editor)):
        path = f"/{language}{_certificate(None if former else member)}"
        sign_in(client, person("somebody else"))
        assert "/revoke" not in client.get(path).text
        sign_in(client, who)
        assert submit(client, path, form="/revoke").status_code == 303
        client.delete_cookie("session")

        page = client.get(path)

        assert page.status_code == 410
        told = words(parsed(page.text).find(".//main"))
        assert heading in told
        assert said in told
        assert "Мария Иванова" not in told


def test_nobody_takes_the_certificates_of_others_back(client: FlaskClient) -> None:
    path = f"/en{_certificate(person('learner'))}"
    sign_in(client, person("somebody else"))
    token = read(client, "/en/learn/module/check").find(".//main//input[@name='csrf_token']").get("value")

    assert client.post(f"{path}/revoke", data={"csrf_token": token}).status_code == 403
    assert client.get(path).status_code == 200


def test_another_way_to_write_a_link_does_not_bring_a_certificate_back() -> None:
    _said, token = certificates.issue(1, "N", "module", 1)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    # The last letter of a signature holds bits that say nothing.
    read_again = [certificates.read(token[:-1] + letter) for letter in letters]

    assert {said.digest for said in read_again if said is not None} == {_said.digest}
    assert len({certificates.issue(1, "N", "module", 1)[0].digest for _ in range(3)}) == 3


def test_a_member_may_ask_that_their_answers_be_kept(client: FlaskClient) -> None:
    member = person("learner", language="en")
    sign_in(client, member)
    assert read(client, "/en/learn/module/check").xpath("//input[@name='keep']/@checked") == []

    judged = submit(client, "/en/learn/module/check", RIGHT | {"keep": ["y"], "q-else": ["x"]}).text
    assert "Your answers are kept in your account, as you asked." in judged

    again = read(client, "/en/learn/module/check")
    assert again.xpath("//form[@data-account]//input[@name='q-several'][@checked]/@value") == ["0", "1"]
    assert again.xpath("//select[@name='q-order-1']/option[@selected]/@value") == ["2"]
    assert again.get_element_by_id("q-open-words").text.strip() == "My thoughts"
    assert "✓" not in words(again.find(".//main"))
    kept = _table("kept_answers")
    (taken,) = kept.export(member.id)
    assert sorted(taken["answers"]["What belongs together?"]) == ["Cat: meows", "Dog: barks"]
    assert taken["answers"]["Which is right?"] == ["Right"]
    assert db.session.scalars(select(KeptAnswers.answers)).one().keys() == RIGHT.keys()
    sign_in(client, person("somebody else"))
    assert read(client, "/en/learn/module/check").xpath("//form[@data-account]") == []

    kept.erase(member.id)
    assert db.session.scalars(select(KeptAnswers)).all() == []


@pytest.mark.parametrize("way", ["button", "tick"])
def test_kept_answers_are_forgotten(client: FlaskClient, way: str) -> None:
    sign_in(client, person("learner"))
    for _twice in range(2):
        submit(client, "/en/learn/module/check", RIGHT | {"keep": ["y"]}, form="/check#")
    assert len(db.session.scalars(select(KeptAnswers)).all()) == 1

    if way == "button":
        assert submit(client, "/en/learn/module/check", form="/forget").status_code == 303
    else:
        text = submit(client, "/en/learn/module/check", {"keep": None}, form="/check#").text
        assert "We have kept nothing of your answers." in text

    assert db.session.scalars(select(KeptAnswers)).all() == []


def test_answers_to_another_version_are_not_put_into_this_one(client: FlaskClient) -> None:
    sign_in(client, person("learner"))
    submit(client, "/en/learn/module/check", RIGHT | {"keep": ["y"]})
    publish(module(title="Changed"))

    page = read(client, "/en/learn/module/check")

    assert "Your account holds answers to version 1 of this module." in words(page.find(".//main"))
    assert page.xpath("//input[@name='q-several'][@checked]") == []


def _table(name: str) -> PersonalData:
    found: PersonalData = current_app.extensions["cop.personal"][name]
    return found


@pytest.mark.parametrize("proof", ["", "nonsense"])
def test_without_proof_there_is_no_certificate(client: FlaskClient, proof: str) -> None:
    sign_in(client, person("learner"))

    page = read(client, "/en/learn/module/check")
    token = page.find(".//main//input[@name='csrf_token']").get("value")

    response = client.post(
        "/en/learn/module/certificate", data={"proof": proof, "name": "N", "csrf_token": token}
    )

    assert response.status_code == 303


def test_proof_is_for_its_member_and_its_module_alone() -> None:
    proof = certificates.prove(1, "module", 2)

    assert certificates.proved(proof, 1, "module") == 2
    assert certificates.proved(proof, 2, "module") is None
    assert certificates.proved(proof, 1, "another") is None
    assert certificates.proved(proof, None, "module") is None


def test_module_page_leads_to_its_questions(client: FlaskClient) -> None:
    page = queries.page("module", actor=VISITOR, language="en")

    assert page is not None
    assert re.search(r'href="/en/learn/module/check"', client.get("/en/learn/module").text)


def test_module_without_questions_has_no_such_page(client: FlaskClient) -> None:
    publish(module(slug="silent", questions=[]))

    assert client.get("/en/learn/silent/check").status_code == 404
    assert "/check" not in client.get("/en/learn/silent").text
