"""A facet's count is what a click on it gives; filters combine and go one by one."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cop.catalogue.questions import FACETS
from tests.catalogue.reading import ResultPage

SEARCHES = (
    "/en/practices",
    "/bg/practices?q=деца",
    "/ru/practices?q=%22социальн%22&country=bg",
    "/en/practices?country=bg&target_group=children",
    "/en/practices?q=children&country=bg&target_group=families",
    "/en/practices?phase=implementation&at_least.need=2&language=ru",
    "/en/practices?all=skill",
    "/en/practices?all=target_group&q=children",
    "/en/practices?country=nowhere",
    "/en/practices?q=nothingatall&skill=listening",
    "/en/practices?sort=newest&w.need=3&compare=berlin-mut&innovation=new-methodology",
)


class Reader:
    """Reads pages of results, each once."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client
        self._read: dict[str, ResultPage] = {}

    def page(self, address: str) -> ResultPage:
        if address not in self._read:
            self._read[address] = ResultPage(self._client, address)
        return self._read[address]


@pytest.fixture(scope="module")
def reader(seeded_app: Flask) -> Reader:
    return Reader(seeded_app.test_client())


@pytest.mark.parametrize("address", SEARCHES)
def test_click_gives_what_the_count_promises(reader: Reader, address: str) -> None:
    page = reader.page(address)
    wrong = []

    for value in page.facets:
        after = reader.page(value.url)
        is_right = value.count == page.total if value.is_chosen else value.count == after.total
        if not is_right or len(after.slugs) != min(after.total, 20):
            wrong.append((value, after.total))

    assert wrong == []


@pytest.mark.parametrize("address", SEARCHES)
def test_click_can_be_taken_back(reader: Reader, address: str) -> None:
    page = reader.page(address)

    for value in (value for value in page.facets if not value.is_chosen):
        after = reader.page(value.url)
        chosen = [v for v in after.facets if v.is_chosen and (v.facet, v.label) == (value.facet, value.label)]
        assert len(chosen) == 1
        back = reader.page(chosen[0].url)
        assert [
            v for v in back.facets if v.is_chosen and v.label == value.label and v.facet == value.facet
        ] == []


def test_filters_go_one_by_one_and_all_at_once(reader: Reader) -> None:
    address = "/en/practices?q=children&country=bg&target_group=children&target_group=families&sort=newest"
    page = reader.page(address)

    *single, clear = page.removals

    assert len(single) == 3
    for removed, url in zip(
        ("country", "target_group=children", "target_group=families"), single, strict=True
    ):
        assert removed not in url
        assert len(reader.page(url).removals) == 3
        assert set(page.slugs) <= set(reader.page(url).slugs)
    assert clear == "/en/practices?q=children&sort=newest"
    assert reader.page(clear).removals == []


def test_every_facet_of_the_seeds_is_offered(reader: Reader) -> None:
    by_heading = {
        value.facet for value in reader.page("/en/practices").facets if "at least" not in value.label
    }

    assert by_heading == {
        "Country",
        "Target group",
        "Kind of innovation",
        "Phase",
        "Skill",
        "Language of the text",
        "Year of start",
    }


def test_unknown_value_is_shown_as_chosen_and_can_be_removed(reader: Reader) -> None:
    page = reader.page("/en/practices?country=atlantis")

    assert page.total == 0
    assert [(v.label, v.count) for v in page.facets if v.is_chosen] == [("atlantis", 0)]
    assert page.removals == ["/en/practices", "/en/practices"]


@pytest.mark.parametrize("facet", FACETS)
def test_hostile_value_of_any_facet_finds_nothing_and_breaks_nothing(reader: Reader, facet: str) -> None:
    page = reader.page(f"/en/practices?{facet}=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")

    assert page.total == 0
    assert len(page.removals) == 2
    assert page.root.xpath("//script[not(@src)]") == []


@pytest.mark.parametrize("facet", FACETS)
def test_api_counts_what_the_page_counts(reader: Reader, seeded_client: FlaskClient, facet: str) -> None:
    counts = seeded_client.get("/api/v1/search?q=children").get_json()["facets"].get(facet, {})
    page = reader.page(f"/en/practices?q=children&all={facet}")

    on_page = {
        parse_qs(urlsplit(value.url).query)[facet][0]: value.count
        for value in page.facets
        if facet in parse_qs(urlsplit(value.url).query)
    }
    assert on_page == counts


def test_long_facet_is_shown_whole_on_request(reader: Reader, seeded_client: FlaskClient) -> None:
    counts = seeded_client.get("/api/v1/search").get_json()["facets"]["skill"]
    more = [
        url for url in reader.page("/en/practices").root.xpath("//a[@class='more']/@href") if "skill" in url
    ]

    shown = [value for value in reader.page(more[0].partition("#")[0]).facets if value.facet == "Skill"]

    assert len([v for v in reader.page("/en/practices").facets if v.facet == "Skill"]) < len(counts)
    assert len(shown) == len(counts)
