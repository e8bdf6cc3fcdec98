"""The seeded self-description: what its source says, in three languages, and found from each."""

import pytest
from flask.testing import FlaskClient

from cop.config import LANGUAGES, ROOT
from cop.practices.success_questions import SELF_DESCRIPTION
from cop.successes.content import SuccessText
from cop.successes.jobs import read_seed
from tests.web.site import parsed, read, words

SLUG = "community-support-centre-ruse"
FOLDER = ROOT / "seeds/successes" / SLUG / "undated"


def test_fields_are_the_questions_of_the_other_entrance_in_their_order() -> None:
    assert tuple(question.key for question in SELF_DESCRIPTION) == SuccessText.SECTIONS


def test_seed_answers_eleven_questions_in_every_language_and_leaves_the_transfer_open() -> None:
    content, linked = read_seed(FOLDER)

    assert content.texts.keys() == LANGUAGES.keys()
    for text in content.texts.values():
        assert [key for key in SuccessText.SECTIONS if not getattr(text, key)] == ["transfer"]
        assert len(text.evaluations) == 4
        assert {e.result for e in text.evaluations} == {
            ""
        }  # the source names results of all of them together
    assert content.facts.source is not None
    assert content.facts.year is None  # the source does not say when it was written
    assert len(linked) == 11


@pytest.mark.parametrize(
    ("code", "unanswered"), [("bg", "няма отговор"), ("ru", "нет"), ("en", "Not answered")]
)
def test_page_says_that_nobody_reviewed_it_and_what_is_not_answered(
    seeded_client: FlaskClient, code: str, unanswered: str
) -> None:
    page = read(seeded_client, f"/{code}/successes/{SLUG}")

    assert page.find(".//main//h1").text_content() == read_seed(FOLDER)[0].texts[code].title
    assert len(page.findall(".//main//*[@class='notice notice-demonstration']")) == 1
    open_ones = [
        s.get("id")
        for s in page.iterfind(".//main//section")
        if s.find(".//p/span[@class='badge']") is not None
    ]
    assert open_ones == ["transfer"]
    assert unanswered in words(page.find(".//main//section[@id='transfer']"))


@pytest.mark.parametrize(
    "address",
    [
        "/bg/search?kind=success&q=филми+приемни+семейства",
        "/ru/search?kind=success&q=приёмные+семьи+фильмы",
        "/en/search?kind=success&q=films+foster+families",
        "/bg/search?q=Equilibrium",
    ],
)
def test_search_over_everything_finds_it(seeded_client: FlaskClient, address: str) -> None:
    page = parsed(seeded_client.get(address).text)

    assert any(a.get("href", "").endswith(f"/successes/{SLUG}") for a in page.iterfind(".//main//a"))


@pytest.mark.parametrize(
    ("code", "asked"), [("bg", "ДМСГД"), ("ru", "благотворительный базар"), ("en", "films")]
)
def test_programs_find_it_by_its_kind(seeded_client: FlaskClient, code: str, asked: str) -> None:
    answer = seeded_client.get("/api/v1/search", query_string={"q": asked, "lang": code, "kind": "success"})

    assert [(hit["kind"], hit["slug"]) for hit in answer.get_json()["hits"]] == [("success", SLUG)]


@pytest.mark.parametrize("path", ["practices/ruse-charity-bazaar", "tools/mood-board"])
def test_it_and_what_it_speaks_of_lead_to_each_other(seeded_client: FlaskClient, path: str) -> None:
    here = {a.get("href") for a in read(seeded_client, f"/bg/successes/{SLUG}").iterfind(".//main//a")}
    there = {a.get("href") for a in read(seeded_client, f"/bg/{path}").iterfind(".//main//a")}

    assert f"/bg/{path}" in here
    assert f"/bg/successes/{SLUG}" in there
