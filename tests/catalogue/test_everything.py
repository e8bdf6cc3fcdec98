"""One search over every kind of record: by the page and by the API."""

import pytest
from flask.testing import FlaskClient

from cop.core.db import db
from cop.core.permissions import SYSTEM
from cop.practices.models import Practice
from cop.practices.operations import withdraw
from cop.search.contract import KIND_FACET
from tests.catalogue.records import Catalogue, practice
from tests.conftest import Statements
from tests.web.site import read, words


@pytest.fixture
def three(catalogue: Catalogue) -> Catalogue:
    catalogue.publish(
        practice("a", strapline="A garden for everybody"),
        practice("b", aim="The garden and the kitchen."),
        practice("c", source="bg", title="Градина", texts={"en": {"title": "Another garden"}}),
    )
    return catalogue


@pytest.mark.usefixtures("three")
def test_page_shows_each_hit_with_its_kind_and_why_it_was_found(client: FlaskClient) -> None:
    page = read(client, "/en/search?q=garden")

    cards = page.xpath("//article[@class='card']")
    assert {words(card.find(".//h2")) for card in cards} == {"A", "B", "Another garden"}
    assert {words(card.xpath(".//p[@class='meta']/span")[0]) for card in cards} == {"Practice"}
    assert len(page.xpath("//mark")) == 3
    assert [words(tab) for tab in page.xpath("//nav[@class='sort']//a")] == [
        "Everything (3)",
        "Practices (3)",
    ]


@pytest.mark.usefixtures("three")
def test_count_of_a_kind_is_what_its_click_gives_and_unknown_kinds_are_left_out(client: FlaskClient) -> None:
    chosen = read(client, "/en/search?q=garden&kind=practice")
    unknown = read(client, "/en/search?q=garden&kind=nothing")

    assert words(chosen.find(".//p[@role='status']")) == "3 results"
    assert words(chosen.xpath("//nav[@class='sort']//a[@aria-current]")[0]) == "Practices (3)"
    assert words(unknown.xpath("//nav[@class='sort']//a[@aria-current]")[0]) == "Everything (3)"


@pytest.mark.usefixtures("three")
def test_nothing_found_says_what_to_do(client: FlaskClient) -> None:
    page = read(client, "/bg/search?q=xyzzyxyzzy")

    assert words(page.find(".//div[@class='empty']/h2")) == "Нищо не е намерено"
    assert words(page.xpath("//nav[@class='sort']//a")[0]) == "Всичко (0)"


@pytest.mark.usefixtures("three")
def test_api_answers_for_one_kind_and_for_all(client: FlaskClient) -> None:
    every = client.get("/api/v1/search?q=garden&kind=all&lang=en").get_json()
    wrong = client.get("/api/v1/search?q=garden&kind=nothing")

    assert every["total"] == 3
    assert every["facets"] == {
        KIND_FACET: {"practice": 3},
        "language": {"bg": 1, "en": 3},
        "group": {},
        "year": {},
    }
    assert {(hit["kind"], hit["slug"]) for hit in every["hits"]} == {
        ("practice", "a"),
        ("practice", "b"),
        ("practice", "c"),
    }
    assert (wrong.status_code, wrong.get_json()["field"]) == (400, "kind")


def test_record_withdrawn_a_moment_ago_is_not_shown(client: FlaskClient, three: Catalogue) -> None:
    withdraw(db.session.query(Practice).filter_by(slug="a").one(), actor=SYSTEM, reason="Test")
    db.session.commit()  # the index has not heard of it yet

    page = read(client, "/en/search?q=garden")

    assert {words(link) for link in page.xpath("//article//h2")} == {"B", "Another garden"}
    assert three.run_jobs() > 0


@pytest.mark.parametrize("count", [1, 3])
def test_number_of_statements_does_not_grow(
    client: FlaskClient, catalogue: Catalogue, count: int, count_statements: Statements
) -> None:
    catalogue.publish(*(practice(f"p{n}", aim="A garden.") for n in range(count)))
    client.get("/en/search?q=kitchen")

    with count_statements() as statements:
        read(client, "/en/search?q=garden")

    assert len(statements) == 8
