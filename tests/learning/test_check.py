"""Checking oneself: by hand, without an account and without a script."""

import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import func, select

from cop.core.db import Base, db
from cop.core.permissions import VISITOR
from cop.learning import certificates, checking, queries
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
    assert client.get(f"/en/learn/certificates/{token[:-1]}x").status_code == 404


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
