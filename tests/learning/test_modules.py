"""Learning modules as readers see them: the two of the sources, in three languages."""

import json
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from cop.config import ROOT
from cop.core import links
from cop.core.db import db
from cop.core.errors import ConflictError, NotAllowedError
from cop.core.links import Relation
from cop.core.permissions import SYSTEM, Actor
from cop.core.records import Ref
from cop.learning import operations
from cop.learning.content import ModuleContent
from cop.learning.enums import Asset, QuestionKind
from cop.learning.jobs import read_seed
from cop.learning.models import Module, ModuleCriterion, ModuleVersion
from cop.learning.rendering import anchor, rendered
from tests.conftest import Statements
from tests.learning.samples import module, publish
from tests.web.site import parsed, read, words

pytestmark = pytest.mark.usefixtures("app")

SEEDS = ROOT / "seeds" / "learning"
SLUGS = ("what-peer-support-is", "successful-peer-support")


def _seed(slug: str) -> ModuleContent:
    return read_seed(Path(SEEDS / slug))[0]


@pytest.mark.parametrize("slug", SLUGS)
def test_editions_of_the_seeds_are_twins(slug: str) -> None:
    texts = _seed(slug).texts

    def shape(text: Any) -> Any:
        return (
            [one.id for one in text.sections],
            [one.key for one in text.glossary],
            [(one.key, one.kind, one.section, one.paragraph) for one in text.questions],
            [[choice.is_right for choice in one.choices] for one in text.questions],
            (len(text.aims), len(text.outcomes), set(text.figures), set(text.videos)),
            [re.sub(r"[^<>]*(<[a-z]+)[^>]*>|[^<>]*(</[a-z]+>)", r"\1\2", html) for html in _sections(text)],
        )

    assert set(texts) == {"bg", "ru", "en"}
    assert shape(texts["bg"]) == shape(texts["ru"]) == shape(texts["en"])


def _sections(text: Any) -> list[str]:
    return [html for name, html in rendered(text).items() if name not in text.FIELDS]


@pytest.mark.parametrize("slug", SLUGS)
def test_every_question_points_at_a_paragraph_that_is_there(slug: str) -> None:
    for text in _seed(slug).texts.values():
        html = "".join(rendered(text).values())
        missing = [q.key for q in text.questions if f'id="{anchor(q.section, q.paragraph)}"' not in html]
        assert missing == []
        defined = {f"#term-{term.key}" for term in text.glossary}
        assert set(re.findall(r'href="(#[^"]+)"', html)) <= defined


def test_the_sources_carry_over_and_what_is_lost_stays_lost() -> None:
    third, first = _seed("successful-peer-support"), _seed("what-peer-support-is")

    assert (third.facts.number, third.facts.reading_minutes) == (3, 180)
    assert (first.facts.number, first.facts.reading_minutes) == (1, None)
    assert [figure.asset for figure in third.facts.figures] == [Asset.MISSING] * 6
    assert third.facts.figures[-1].key == "adaptation-framework"
    assert len(first.facts.references) == 5
    assert len(first.facts.videos) == 4
    kinds = {question.kind for text in third.texts.values() for question in text.questions}
    assert kinds == set(QuestionKind)


@pytest.mark.parametrize(
    ("language", "title", "reading", "missing"),
    [
        ("bg", "Партньорска подкрепа, която работи", "3 часа", "Липсваща картина"),
        ("ru", "Поддержка равных, которая работает", "3 часа", "Рисунок утрачен"),
        ("en", "Peer support that works", "3 hours", "Picture missing"),
    ],
)
def test_page_of_module_three(
    seeded_client: FlaskClient, language: str, title: str, reading: str, missing: str
) -> None:
    page = read(seeded_client, f"/{language}/learn/successful-peer-support")

    assert words(page.find(".//h1")) == title
    assert reading in words(page.find(".//p[@class='meta']"))
    figures = page.findall(".//figure")
    assert [words(one.find("p")) for one in figures] == [missing] * 6
    term = page.get_element_by_id("term-mentor")
    equivalents = {span.get("lang") for span in term.findall(".//p[@class='meta']/span/span")}
    assert equivalents == {"bg", "ru", "en"} - {language}
    anchors = {e.get("id") for e in page.iter() if e.get("id")}
    inside = [a.get("href") for a in page.findall(".//main//a") if a.get("href").startswith("#")]
    assert {href[1:] for href in inside} <= anchors


def test_estimate_is_marked_as_one(seeded_client: FlaskClient) -> None:
    meta = words(read(seeded_client, "/en/learn/what-peer-support-is").find(".//p[@class='meta']"))

    assert re.search(r"about \d+ minutes \(our estimate\)", meta)


def test_links_lead_to_cases_and_back(seeded_client: FlaskClient) -> None:
    there = seeded_client.get("/en/learn/successful-peer-support").text
    back = seeded_client.get("/en/cases/hiv-peer-counsellors").text

    assert "/en/cases/hiv-peer-counsellors" in there
    assert "Peer support that works" in back


def test_programs_read_what_it_is(seeded_client: FlaskClient) -> None:
    page = read(seeded_client, "/en/learn/successful-peer-support")
    data = json.loads(page.find(".//script[@type='application/ld+json']").text)

    assert data["@type"] == "LearningResource"
    assert data["timeRequired"] == "PT180M"
    assert len(data["teaches"]) == 4
    assert "/ru/learn/successful-peer-support" in seeded_client.get("/sitemap.xml").text


@pytest.mark.parametrize("language", ["bg", "ru", "en"])
def test_paper_holds_the_whole_module(seeded_client: FlaskClient, language: str) -> None:
    response = seeded_client.get(f"/{language}/learn/successful-peer-support/module.pdf")
    said = " ".join(page.extract_text() for page in PdfReader(BytesIO(response.data)).pages)
    text = _seed("successful-peer-support").texts[language]

    assert response.content_type == "application/pdf"
    plain = "".join(said.split())
    for part in (*(s.title for s in text.sections), *(t.definition for t in text.glossary)):
        assert "".join(part.split()) in plain


def test_search_finds_modules_among_everything(seeded_client: FlaskClient) -> None:
    page = read(seeded_client, "/ru/search?q=наставник&kind=module")

    assert "/ru/learn/successful-peer-support" in [a.get("href") for a in page.findall(".//article//a")]


def test_changed_content_is_the_next_version_and_the_first_stays(client: FlaskClient) -> None:
    assert operations.publish(module(title="One"), actor=SYSTEM) is True
    assert operations.publish(module(title="One"), actor=SYSTEM) is False
    assert operations.publish(module(title="Two"), actor=SYSTEM) is True

    assert list(db.session.scalars(select(ModuleVersion.number).order_by(ModuleVersion.number))) == [1, 2]
    assert words(parsed(client.get("/en/learn/module").text).find(".//h1")) == "Two"
    assert words(parsed(client.get("/en/learn/module/versions/1").text).find(".//h1")) == "One"
    assert client.get("/en/learn/module/versions/9").status_code == 404


def test_criteria_follow_the_content() -> None:
    publish(module(facts={"criteria": ["skills", "need"]}))
    publish(module(facts={"criteria": ["results"]}))

    assert list(db.session.scalars(select(ModuleCriterion.criterion))) == ["results"]


def test_withdrawn_module_is_nowhere_and_comes_back(client: FlaskClient, run_jobs: Callable[[], int]) -> None:
    publish(module())
    row = db.session.scalars(select(Module)).one()

    def told() -> list[bool]:
        run_jobs()
        lists = ("/en/learn", "/sitemap.xml", "/en/search?q=sample")
        return [
            client.get("/en/learn/module").status_code == 200,
            *("/en/learn/module" in client.get(address).text for address in lists),
        ]

    before = told()
    operations.withdraw(row, actor=SYSTEM, reason="asked")
    with pytest.raises(ConflictError):
        operations.withdraw(row, actor=SYSTEM, reason="asked")
    gone = told()
    operations.restore(row, actor=SYSTEM)

    assert before == [True] * 4
    assert gone == [False] * 4
    assert told() == before


def test_members_publish_nothing() -> None:
    with pytest.raises(NotAllowedError):
        operations.publish(module(), actor=Actor("member", id=1))


@pytest.mark.parametrize(
    "change",
    [
        {"sections": [{"id": "glossary", "title": "T", "text": ""}], "questions": []},
        {"sections": [], "questions": []} | {"figures": {"none": {"caption": "C", "alt": "A"}}},
        {"sections": []},
    ],
)
def test_content_that_points_nowhere_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"anchor|caption|points"):
        module(**change)


def test_foreign_markup_and_addresses_do_not_get_in(client: FlaskClient) -> None:
    bad = [{"id": "one", "title": "<b>T</b>", "text": "<script>x</script>[a](javascript:x)"}]
    publish(module(sections=bad, questions=[]))

    text = client.get("/en/learn/module").text

    assert "<script>x" not in text
    assert "javascript:" not in text
    assert "&lt;b&gt;T" in text


def test_statements_do_not_grow(client: FlaskClient, count_statements: Statements) -> None:
    counts = []
    for number in range(3):
        publish(module(slug=f"module-{number}"))
        ids = list(db.session.scalars(select(Module.id)))
        for id in ids[1:]:
            links.link(Ref("module", ids[0]), Relation.TEACHES, Ref("module", id), actor=SYSTEM)
        if number in (0, 2):
            for address in ("/en/learn", "/en/learn/module-0"):
                with count_statements() as statements:
                    assert client.get(address).status_code == 200
                counts.append(len(statements))

    assert counts[0] == counts[2]
    assert counts[3] <= counts[1] + 1  # cards of what is linked, once there is any
    assert max(counts) <= 10
