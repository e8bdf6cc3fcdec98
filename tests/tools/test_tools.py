"""Feedback tools: what readers see, what search finds, what can be printed."""

from collections.abc import Callable
from io import BytesIO
from json import loads
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from cop.config import LANGUAGES, ROOT
from cop.core.db import db
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.core.permissions import SYSTEM, VISITOR
from cop.tools import operations
from cop.tools.content import ToolText
from cop.tools.enums import Sheet
from cop.tools.jobs import read_seed
from cop.tools.models import Tool, ToolVersion
from tests.conftest import Statements
from tests.tools.samples import tool
from tests.web.site import parsed, read, words

TOOLS = sorted((ROOT / "seeds/tools").iterdir())


@pytest.mark.parametrize("folder", TOOLS, ids=lambda folder: folder.name)
def test_seed_says_the_same_in_every_language_and_names_its_source(folder: Path) -> None:
    content, used_by = read_seed(folder)

    assert content.texts.keys() == LANGUAGES.keys()
    said = {
        tuple(key for key in ("strapline", *ToolText.SECTIONS) if getattr(text, key))
        for text in content.texts.values()
    }
    assert len(said) == 1
    assert content.facts.source is not None
    assert used_by == ["ruse-feedback-tools"]


@pytest.mark.usefixtures("app")
def test_tool_is_published_once_and_changed_content_is_its_next_version() -> None:
    assert operations.publish(tool("jar"), actor=SYSTEM) is True
    assert operations.publish(tool("jar"), actor=SYSTEM) is False
    assert operations.publish(tool("jar", age="from 6"), actor=SYSTEM) is True

    assert list(db.session.scalars(select(ToolVersion.number).order_by(ToolVersion.number))) == [1, 2]


@pytest.mark.usefixtures("app")
def test_visitor_publishes_nothing_and_an_unknown_concept_is_refused_by_its_field() -> None:
    with pytest.raises(NotAllowedError):
        operations.publish(tool("jar"), actor=VISITOR)
    with pytest.raises(InvalidError) as caught:
        operations.publish(tool("jar", facts={"target_groups": ["nobody"]}), actor=SYSTEM)

    assert caught.value.field == "facts.target_groups"


def test_page_shows_what_is_said_and_describes_itself_as_a_how_to(client: FlaskClient) -> None:
    operations.publish(
        tool(
            "jar",
            facts={"works_without_words": True, "languages": ["bg"]},
            age="from 6",
            steps=["Take a slip.", "Draw on it."],
            materials="A *jar*.",
        ),
        actor=SYSTEM,
    )

    page = read(client, "/en/tools/jar")

    shown = {words(d.find("dt")): words(d.find("dd")) for d in page.findall(".//dl[@class='facts']/div")}
    assert shown == {
        "Age of the people": "from 6",
        "Works without words": "yes",
        "Languages of the tool": "Bulgarian",
    }
    assert [words(h) for h in page.findall(".//main//h2")] == [
        "What you need",
        "Steps",
        "Source and versions",
    ]
    data = loads(page.find(".//script[@type='application/ld+json']").text)
    assert data["@type"] == "HowTo"
    assert [step["text"] for step in data["step"]] == ["Take a slip.", "Draw on it."]
    assert client.get("/en/tools/jar/sheet.pdf").status_code == 404


def test_unknown_tool_and_a_page_after_the_last_are_not_there(client: FlaskClient) -> None:
    assert client.get("/en/tools/nothing").status_code == 404
    assert client.get("/en/tools?page=2").status_code == 404


def test_withdrawn_tool_is_nowhere_and_comes_back(client: FlaskClient, run_jobs: Callable[[], int]) -> None:
    operations.publish(tool("quiet-jar"), actor=SYSTEM)
    row = db.session.scalars(select(Tool)).one()

    def seen() -> list[bool]:
        run_jobs()
        lists = ("/en/tools", "/en/search?q=quiet", "/sitemap.xml")
        return [
            client.get("/en/tools/quiet-jar").status_code == 200,
            *("/tools/quiet-jar" in client.get(address).text for address in lists),
        ]

    before = seen()
    operations.withdraw(row, actor=SYSTEM, reason="asked")
    gone = seen()
    with pytest.raises(ConflictError):
        operations.withdraw(row, actor=SYSTEM, reason="asked")
    operations.restore(row, actor=SYSTEM)

    assert before == [True] * 4
    assert gone == [False] * 4
    assert seen() == before


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Sheet.MOOD, "How are you today?"),
        (Sheet.SUCCESS, "What I did well"),
        (Sheet.WEB, "at the end of each thread"),
        (Sheet.JAR, "What made you happy?"),
    ],
)
def test_sheet_is_one_page_of_paper(client: FlaskClient, kind: Sheet, expected: str) -> None:
    operations.publish(tool("tool", facts={"sheet": kind.value}), actor=SYSTEM)

    pdf = client.get("/en/tools/tool/sheet.pdf")

    assert pdf.content_type == "application/pdf"
    reader = PdfReader(BytesIO(pdf.data))
    assert len(reader.pages) == 1
    assert expected in " ".join(reader.pages[0].extract_text().split())


def test_tool_and_the_practice_that_uses_it_lead_to_each_other(seeded_client: FlaskClient) -> None:
    practice = parsed(seeded_client.get("/bg/practices/ruse-feedback-tools").text)
    hrefs = {a.get("href") for a in practice.iterfind(".//main//a")}

    assert {f"/bg/tools/{folder.name}" for folder in TOOLS} <= hrefs
    for folder in TOOLS:
        page = parsed(seeded_client.get(f"/bg/tools/{folder.name}").text)
        assert any(a.get("href") == "/bg/practices/ruse-feedback-tools" for a in page.iterfind(".//main//a"))


@pytest.mark.parametrize("address", ["/ru/search?q=доска+настроения", "/bg/search?q=табло+настроение"])
def test_search_over_everything_finds_the_tool(seeded_client: FlaskClient, address: str) -> None:
    page = parsed(seeded_client.get(address).text)

    assert any(a.get("href", "").endswith("/tools/mood-board") for a in page.iterfind(".//main//a"))


def test_statements_of_pages_do_not_grow(client: FlaskClient, count_statements: Statements) -> None:
    operations.publish(tool("first"), actor=SYSTEM)
    client.get("/bg/tools/first")  # reads what is kept for all pages
    operations.withdraw(db.session.scalars(select(Tool)).one(), actor=SYSTEM, reason="for the count")
    counts = []
    for number in range(3):
        operations.publish(tool(f"tool-{number}"), actor=SYSTEM)
        if number in (0, 2):
            for address in ("/en/tools", f"/en/tools/tool-{number}"):
                with count_statements() as statements:
                    assert client.get(address).status_code == 200
                counts.append(len(statements))

    assert counts[:2] == counts[2:]
    assert counts[:2] == [3, 4]
