"""Totals, orders, pages, and what is done where nothing has all the words."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cop.rubric.criteria import CRITERIA
from cop.search.contract import Query, Results, SearchBackend
from tests.catalogue.reading import ResultPage
from tests.catalogue.records import Catalogue, practice, review, slugs

KEYS = [criterion.key for criterion in CRITERIA]


@pytest.fixture
def forty_five(catalogue: Catalogue) -> Catalogue:
    catalogue.publish(*(practice(f"garden-{n:02}", aim="Vegetables.") for n in range(45)))
    return catalogue


@pytest.mark.parametrize("question", ["", "q=garden", "q=garden&sort=newest", "w.need=1", "sort=score.need"])
@pytest.mark.usefixtures("forty_five")
def test_total_is_what_one_pages_through(client: FlaskClient, question: str) -> None:
    address: str | None = f"/en/practices?{question}"
    found: list[str] = []
    sizes = []

    while address:
        page = ResultPage(client, address)
        assert page.total == 45
        found += page.slugs
        sizes.append(len(page.slugs))
        address = page.pages.get("next")

    assert sizes == [20, 20, 5]
    assert len(set(found)) == 45


@pytest.mark.usefixtures("forty_five")
def test_pages_lead_forth_and_back(client: FlaskClient) -> None:
    first = ResultPage(client, "/en/practices?q=garden")
    second = ResultPage(client, first.pages["next"])
    third = ResultPage(client, second.pages["next"])

    assert list(first.pages) == ["next"]
    assert list(third.pages) == ["prev"]
    assert ResultPage(client, third.pages["prev"]).slugs == second.slugs
    assert ResultPage(client, second.pages["prev"]).slugs == first.slugs


@pytest.mark.parametrize("number", ["4", "5", "99999", "100000", "999999999999"])
@pytest.mark.usefixtures("forty_five")
def test_page_past_the_end_says_so_and_leads_back(client: FlaskClient, number: str) -> None:
    page = ResultPage(client, f"/en/practices?page={number}")

    assert page.total == 45
    assert page.slugs == []
    assert page.root.xpath("//div[@class='empty']/h2/text()") == ["This page is empty"]
    assert len(ResultPage(client, page.root.xpath("//div[@class='empty']//a/@href")[0]).slugs) == 20
    assert len(ResultPage(client, page.pages["prev"]).slugs) == 5


@pytest.mark.parametrize("number", ["0", "-1", "1.5", "1e3", "two", "", "٢", "²", "+1", " 1", "0x2"])
@pytest.mark.usefixtures("forty_five")
def test_page_that_is_no_number_is_the_first(client: FlaskClient, number: str) -> None:
    page = client.get("/en/practices", query_string={"page": number})

    assert page.status_code == 200
    assert "garden-44" in page.text


@pytest.mark.parametrize(("offset", "limit", "size"), [(0, 100, 45), (40, 20, 5), (45, 20, 0), (0, 0, 0)])
@pytest.mark.usefixtures("forty_five")
def test_api_pages_by_offset(client: FlaskClient, offset: int, limit: int, size: int) -> None:
    answer = client.get(f"/api/v1/search?q=garden&offset={offset}&limit={limit}").get_json()

    assert answer["total"] == 45
    assert len(answer["hits"]) == size


def scores(**steps: int) -> dict[str, int]:
    return dict.fromkeys(KEYS, 1) | steps


@pytest.fixture
def scored(catalogue: Catalogue) -> Catalogue:
    """need and results: a 4, 1 · b 2, 4 · c 3, 3 · d has one review only · e has none."""
    catalogue.publish(*(practice(slug) for slug in ("aaa", "bbb", "ccc", "ddd", "eee")))
    for slug, steps in {
        "aaa": scores(need=4, results=1),
        "bbb": scores(need=2, results=4),
        "ccc": scores(need=3, results=3),
    }.items():
        catalogue.review(slug, review("A", steps), review("B", steps))
    catalogue.review("ddd", review("A", scores(need=4, results=4)))
    return catalogue


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("", ["eee", "ddd", "ccc", "bbb", "aaa"]),
        ("sort=newest", ["eee", "ddd", "ccc", "bbb", "aaa"]),
        ("sort=score.need", ["aaa", "ccc", "bbb", "eee", "ddd"]),
        ("sort=score.results", ["bbb", "ccc", "aaa", "eee", "ddd"]),
        ("w.need=1", ["aaa", "ccc", "bbb", "eee", "ddd"]),
        ("w.need=1&w.results=1", ["ccc", "bbb", "aaa", "eee", "ddd"]),  # 6, 6, 5: the newer of equals first
        ("w.need=5&w.results=1", ["aaa", "ccc", "bbb", "eee", "ddd"]),  # 21, 18, 14
        ("w.need=1&w.results=5", ["bbb", "ccc", "aaa", "eee", "ddd"]),  # 22, 18, 9
        ("w.need=1&w.results=5&sort=newest", ["bbb", "ccc", "aaa", "eee", "ddd"]),
        ("w.need=0&w.results=0", ["eee", "ddd", "ccc", "bbb", "aaa"]),
        ("w.need=9&w.results=1", ["aaa", "ccc", "bbb", "eee", "ddd"]),  # read as 5 and 1
        ("w.need=-3&w.results=x", ["eee", "ddd", "ccc", "bbb", "aaa"]),
    ],
)
@pytest.mark.usefixtures("scored")
def test_order_is_as_computed_by_hand(client: FlaskClient, question: str, order: list[str]) -> None:
    assert ResultPage(client, f"/en/practices?{question}").slugs == order
    assert slugs(client.get(f"/api/v1/search?{question}").get_json()["hits"]) == order


@pytest.mark.usefixtures("scored")
def test_offered_orders_do_what_they_say(client: FlaskClient) -> None:
    page = ResultPage(client, "/en/practices")

    by_criterion = {
        url.partition("score.")[2]: ResultPage(client, url).slugs[0] for url in page.criterion_sorts
    }

    assert list(by_criterion) == KEYS
    assert by_criterion["need"] == "aaa"
    assert by_criterion["results"] == "bbb"
    assert ResultPage(client, page.sorts["Newest first"]).slugs[0] == "eee"


@pytest.mark.usefixtures("scored")
def test_weights_stay_when_one_filters_and_pages(client: FlaskClient) -> None:
    page = ResultPage(client, "/en/practices?w.need=5&w.results=1&q=")

    url = next(value.url for value in page.facets if value.facet == "Language of the text")

    assert "w.need=5&w.results=1" in url
    assert ResultPage(client, url).slugs == page.slugs
    fields = {i.get("name"): i.get("value") for i in page.root.xpath("//input[@type='number']")}
    assert fields == {f"w.{key}": {"need": "5", "results": "1"}.get(key, "0") for key in KEYS}


@pytest.mark.usefixtures("scored")
def test_minimum_step_keeps_those_that_reach_it(client: FlaskClient) -> None:
    found = {
        step: set(ResultPage(client, f"/en/practices?at_least.need={step}").slugs) for step in (1, 2, 3, 4, 5)
    }

    assert found == {
        1: {"aaa", "bbb", "ccc"},
        2: {"aaa", "bbb", "ccc"},
        3: {"aaa", "ccc"},
        4: {"aaa"},
        5: set(),
    }


@pytest.mark.parametrize(
    ("question", "found", "is_relaxed"),
    [
        ("tomatoes", {"roof-garden", "school-kitchen"}, False),
        ("tomatoes school", {"school-kitchen"}, False),
        ("tomatoes bees", {"roof-garden", "school-kitchen", "bee-yard"}, True),
        ("tomatoes xylophone", {"roof-garden", "school-kitchen"}, True),
        ('"school garden"', {"bee-yard"}, False),
        ("school garden", {"bee-yard"}, False),
        ('"garden school"', set(), False),
        ("school -garden", {"school-kitchen"}, False),
        ("school -kitchen", {"bee-yard"}, False),
        ("-school", {"roof-garden"}, False),
        ("-school -roof", set(), False),
        ('tomatoes -"the hospital"', {"school-kitchen"}, False),
        ("hospital OR bees", {"roof-garden", "bee-yard"}, False),
        ("tom*", {"roof-garden", "school-kitchen"}, False),
        ("TOMATOES", {"roof-garden", "school-kitchen"}, False),
        ("tomato", {"roof-garden", "school-kitchen"}, False),
    ],
)
@pytest.mark.usefixtures("gardens")
def test_question_finds_what_it_asks_for(
    client: FlaskClient, question: str, found: set[str], is_relaxed: bool
) -> None:
    page = client.get("/api/v1/search", query_string={"q": question}).get_json()

    assert set(slugs(page["hits"])) == found
    assert page["relaxed"] is is_relaxed


@pytest.mark.usefixtures("gardens")
def test_relaxed_search_says_so(client: FlaskClient) -> None:
    page = ResultPage(client, "/en/practices?q=tomatoes+bees")

    assert page.total == 3
    assert page.notices == ["No practice has all of these words. These have some of them."]


SENTENCE = "how do others grow tomatoes in a school garden"


class Counted:
    """The engine's backend, and how often it was asked."""

    def __init__(self, backend: SearchBackend) -> None:
        self._backend, self.questions = backend, 0

    def search(self, query: Query) -> Results:
        self.questions += 1
        return self._backend.search(query)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend, name)


@pytest.mark.parametrize(
    ("question", "language", "times"),
    [
        ("tomatoes", "", 1),
        ("tomatoes grow", "", 1),
        ("tomatoes school garden", "", 1),
        ("tomatoes", "bg", 1),
        (SENTENCE, "", 2),
        (SENTENCE, "en", 3),  # and once without the filter
    ],
)
@pytest.mark.usefixtures("sentences")
def test_number_of_questions_to_the_index(
    client: FlaskClient,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    question: str,
    language: str,
    times: int,
) -> None:
    search = app.extensions["cop.search"]
    counted = Counted(search.backend)
    monkeypatch.setitem(app.extensions, "cop.search", replace(search, backend=counted))

    asked = {"q": question} | ({"language": language} if language else {})
    assert client.get("/api/v1/search", query_string=asked).get_json()["total"] > 0

    assert counted.questions == times


@pytest.mark.usefixtures("gardens")
def test_snippet_marks_the_words_found(client: FlaskClient) -> None:
    hits: list[dict[str, Any]] = client.get("/api/v1/search?q=bees").get_json()["hits"]

    assert [hit["snippet"] for hit in hits] == ["<mark>Bees</mark> by the school garden."]


@pytest.mark.parametrize(
    ("question", "text"), [("practce", "practice"), ("ghfrnbrf", "практика"), ("практка", "практика")]
)
@pytest.mark.parametrize("code", ["bg", "ru", "en"])
def test_misspelt_question_is_corrected_by_one_click(
    seeded_client: FlaskClient, code: str, question: str, text: str
) -> None:
    page = ResultPage(seeded_client, f"/{code}/practices?q={question}&country=bg&sort=newest")

    assert page.total == 0
    assert page.suggestion is not None
    assert page.suggestion[0] == text
    assert "country=bg&sort=newest" in page.suggestion[1]
    assert ResultPage(seeded_client, page.suggestion[1]).total > 0


def test_long_question_is_cut_and_says_so(seeded_client: FlaskClient) -> None:
    page = ResultPage(seeded_client, "/en/practices?q=" + "children+" * 100)

    assert page.notices == ["Your question was long; only its beginning was used."]
