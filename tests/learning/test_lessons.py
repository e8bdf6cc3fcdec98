"""Where one learns how to meet a criterion: asked of every kind of record, answered by the modules."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.core.db import db
from cop.core.permissions import SYSTEM, VISITOR
from cop.core.records import lessons
from cop.learning import operations
from cop.learning.content import ModuleContent
from cop.learning.models import Module
from tests.conftest import Statements
from tests.learning.samples import module, publish
from tests.web.site import read, words

pytestmark = pytest.mark.usefixtures("app")


def _publish(slug: str, number: int, *criteria: str) -> None:
    publish(module(slug, {"number": number, "criteria": list(criteria)}, title=slug.capitalize()))
    db.session.commit()


def _found(*criteria: str) -> list[tuple[str, tuple[str, ...]]]:
    found = lessons(criteria, actor=VISITOR, language="en")
    return [(lesson.card.title, lesson.criteria) for lesson in found]


def test_what_helps_with_most_comes_first_and_the_rest_in_the_order_of_the_modules() -> None:
    _publish("second", 2, "need", "skills")
    _publish("first", 1, "need")
    _publish("third", 3, "skills", "need", "results")
    _publish("other", 4, "experience")

    assert _found("results", "need", "skills") == [
        ("Third", ("results", "need", "skills")),
        ("Second", ("need", "skills")),
        ("First", ("need",)),
    ]
    assert _found() == _found("satisfaction") == []


def test_a_withdrawn_module_teaches_nobody() -> None:
    _publish("gone", 1, "need")
    gone = db.session.scalars(select(Module)).one()
    operations.withdraw(gone, actor=SYSTEM, reason="Old.")
    db.session.commit()

    assert _found("need") == []


@pytest.mark.parametrize("count", [1, 12])
def test_asking_takes_two_statements_whatever_the_number(count: int, count_statements: Statements) -> None:
    for n in range(count):
        _publish(f"module-{n}", n + 1, "need", "results")

    with count_statements() as statements:
        assert len(_found("need", "results", "skills")) == count
    assert len(statements) == 2


def test_the_page_of_the_criteria_leads_to_modules(client: FlaskClient) -> None:
    _publish("planning", 3, "results", "need")

    tree = read(client, "/ru/criteria")

    assert words(tree.xpath("//section[@id='results']//ul")[0]) == "Planning Модуль 3"
    assert tree.xpath("//section[@id='need']//ul//a/@href") == ["/ru/learn/planning"]
    assert tree.xpath("//section[@id='skills']//ul") == []


def test_a_module_may_help_with_criteria_of_cases_which_have_no_page_of_their_own(
    client: FlaskClient,
) -> None:
    _publish("planning", 3, "care", "need")

    listed = read(client, "/en/learn/planning").xpath(
        "//dt[.='Criteria that this helps with']/following-sibling::dd//li"
    )

    assert [(one.text_content(), one.xpath("./a/@href")) for one in listed] == [
        ("Emerging social needs, new vulnerable groups", ["/en/criteria#need"]),
        ("Preparation, support and protection", []),
    ]


def test_no_rubric_no_criterion() -> None:
    with pytest.raises(ValueError, match="not a criterion: kindness"):
        ModuleContent.model_validate(module(facts={"criteria": ["kindness"]}).model_dump())
