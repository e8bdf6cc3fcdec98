"""Plans of peer support: private, shared by a link, taken along, never lost."""

from io import BytesIO

import docx
import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from cop.core.db import db
from cop.core.errors import NotAllowedError
from cop.core.permissions import VISITOR, Actor
from cop.learning import personal, plan_content, plan_operations
from cop.learning.models import Plan
from tests.people import person, sign_in, submit
from tests.web.site import parsed, read, words


@pytest.fixture
def address(client: FlaskClient) -> str:
    """A plan of somebody who has signed in."""
    sign_in(client, person("planner", language="en"))
    return str(submit(client, "/en/plans", form="/plans").headers["Location"])


def _plan() -> Plan:
    db.session.expire_all()
    return db.session.scalars(select(Plan)).one()


def test_plan_begins_with_the_four_phases_and_without_steps_of_adaptation(
    client: FlaskClient, address: str
) -> None:
    page = read(client, address)

    legends = [words(one) for one in page.findall(".//legend")]
    assert legends[:4] == [
        "1. Preparing together and within the organisation",
        "2. Developing the activity",
        "3. Running the activity",
        "4. Evaluating",
    ]
    assert page.get_element_by_id("adaptation_steps").text_content().strip() == ""


def test_what_is_written_is_there_and_goes_into_docx_and_pdf(client: FlaskClient, address: str) -> None:
    fields = {
        "title": "Мрежа\tна майките",
        "phase-0-0-done": "y",
        "phase-0-4-text": "Ask the mothers",
        "ground_rules": "Listen\n\nKeep secrets",
        "adaptation_steps": "First step",
        "adaptations-0-component": "Weekly meeting",
        "adaptations-0-decision": "dropped",
        "adaptations-0-why": "Work in shifts",
        "evaluation-0-question": "Who stayed?",
    }
    assert submit(client, address, fields, form=address).status_code == 303

    plan = _plan()
    said = plan_content.PlanContent.model_validate(plan.content)
    assert said.title == "Мрежа на майките"
    assert said.phases[0][0].is_done
    assert not said.phases[0][1].is_done
    assert said.phases[0][4].text == "Ask the mothers"
    assert said.ground_rules == ["Listen", "Keep secrets"]
    assert [row.decision for row in said.adaptations] == ["dropped"]

    document = docx.Document(BytesIO(client.get(f"{address}/plan.docx").data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    paragraphs = [one.text for one in document.paragraphs]
    assert {"Weekly meeting", "dropped", "Work in shifts", "Who stayed?"} <= set(cells)
    assert {"Мрежа на майките", "☑ Assess the needs", "☐ Ask the mothers", "First step"} <= set(paragraphs)
    paper = PdfReader(BytesIO(client.get(f"{address}/plan.pdf").data))
    text = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    for part in ("Мрежа на майките", "Ask the mothers", "Keep secrets", "Work in shifts", "Who stayed?"):
        assert part in text


def test_saving_the_same_twice_changes_nothing(client: FlaskClient, address: str) -> None:
    submit(client, address, {"title": "One"}, form=address)
    submit(client, address, {"title": "One"}, form=address)

    assert _plan().version == 2


def test_conflict_shows_both_and_can_be_settled(client: FlaskClient, address: str) -> None:
    submit(client, address, {"title": "Saved first"}, form=address)

    refused = submit(client, address, {"title": "Typed later", "version": "1"}, form=address)

    page = parsed(refused.text)
    assert refused.status_code == 409
    assert "Saved first" in words(page.find(".//section[@role='alert']"))
    assert page.get_element_by_id("title").get("value") == "Typed later"
    sent = {one.get("name"): one.get("value") for one in page.findall(".//input[@type='hidden']")}
    assert sent["version"] == "2"
    assert client.post(address, data=sent | {"title": "Both"}).status_code == 303
    assert _plan().title == "Both"


def test_link_opens_and_is_made_void(client: FlaskClient, address: str) -> None:
    submit(client, address, form="/share")
    key = _plan().share_key
    owner = client.get_cookie("session")
    assert owner is not None
    client.delete_cookie("session")

    there = client.get(f"/bg/plans/shared/{key}")
    assert there.status_code == 200
    assert 'content="noindex"' in there.text
    assert "no-store" in there.headers["Cache-Control"]
    assert client.get(address).status_code in (302, 303, 401)
    client.set_cookie("session", owner.value)
    submit(client, address, form="/share")
    assert client.get(f"/bg/plans/shared/{key}").status_code == 404


def test_others_find_no_plan(client: FlaskClient, address: str) -> None:
    sign_in(client, person("somebody else"))

    for path in (address, f"{address}/plan.pdf", f"{address}/plan.docx"):
        assert client.get(path).status_code == 404
    assert client.get("/en/plans/shared/None").status_code == 404
    with pytest.raises(NotAllowedError):
        plan_operations.delete(_plan(), actor=Actor("member", id=-1))
    with pytest.raises(NotAllowedError):
        plan_operations.begin(plan_content.beginning("T"), actor=VISITOR)


def test_plan_is_deleted(client: FlaskClient, address: str) -> None:
    submit(client, address, form="/delete")

    assert client.get(address).status_code == 404


def test_leaving_takes_plans_along_and_away(client: FlaskClient, address: str) -> None:
    owner = _plan().owner_id
    data = personal.PERSONAL[0]

    assert [one["plan"]["title"] for one in data.export(owner)] == ["Plan of a peer-support programme"]
    assert len(list(data.effects(owner))) == 1
    data.erase(owner)
    data.erase(owner)
    assert client.get(address).status_code == 404
    assert list(data.effects(owner)) == []


WORDS = {
    "bg": (
        ["1. Подготовка – съвместна и в организацията", "Роли", "Основни правила", "Стъпки на адаптиране"],
        "bg-BG",
    ),
    "ru": (
        ["1. Подготовка – совместная и внутри организации", "Роли", "Основные правила", "Шаги адаптации"],
        "ru-RU",
    ),
    "en": (
        ["1. Preparing together and within the organisation", "Roles", "Ground rules", "Steps of adaptation"],
        "en-GB",
    ),
}


@pytest.mark.parametrize("language", WORDS)
def test_document_has_every_part_in_the_language_in_which_it_is_given(
    client: FlaskClient, address: str, language: str
) -> None:
    fields = {
        "title": "Meeting of mothers",
        "phase-0-0-done": "y",
        "phase-0-0-text": "Ask",
        "adaptations-0-component": "Weekly meeting",
        "adaptations-0-decision": "changed",
        "adaptations-0-why": "Shifts",
    }
    submit(client, address, fields, form=address)

    answer = client.get(f"/{language}{address.removeprefix('/en')}/plan.docx")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="meeting-of-mothers.docx"'
    document = docx.Document(BytesIO(answer.data))
    headings = [one.text for one in document.paragraphs if one.style and one.style.name == "Heading 1"]
    titles, code = WORDS[language]
    assert [one for one in headings if one in titles] == titles
    assert [one[:2] for one in headings[:4]] == ["1.", "2.", "3.", "4."]
    assert len(headings) == 9
    assert document.core_properties.language == code
    assert document.styles["Normal"].element.xpath("w:rPr/w:lang/@w:val") == [code]
    tasks = [one.text for one in document.paragraphs if one.text[:1] in ("☐", "☑")]
    assert tasks[0] == "☑ Ask"
    assert len(tasks) > 10
    roles, log, evaluation = document.tables
    assert [[cell.text for cell in row.cells][::2] for row in log.rows][1:] == [["Weekly meeting", "Shifts"]]
    assert all(table._tbl.xpath("w:tr[1]/w:trPr/w:tblHeader") for table in document.tables)
    assert [cell.text for cell in evaluation.rows[1].cells] == ["", ""]
    assert len(roles.rows) > 1
