"""A canary: what is withdrawn is found nowhere, before the index knows of it and after."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from cop.core.permissions import SYSTEM
from cop.practices import operations
from tests.catalogue.records import Catalogue, concept, practice, review
from tests.catalogue.test_results import scores

CANARY = ("canary", "xyzzy")
FACTS = {"target_groups": ["carers"], "place": {"country": "bg", "city": {"en": "Ruse"}}}
ADDRESSES = (
    "/en/",
    "/en/practices",
    "/en/practices?q=xyzzy",
    "/en/practices?q=gardening",
    "/en/practices?q=xyzzi",
    "/en/practices?target_group=carers&sort=score.need",
    "/en/practices?w.need=3&compare=canary-yard&compare=open-yard",
    "/en/practices/open-yard",
    "/en/practices/canary-yard",
    "/en/practices/canary-yard/versions/1",
    "/en/practices/compare?slug=open-yard&slug=canary-yard",
    "/en/concepts/carers",
    "/en/concepts/canary-keepers",
    "/en/practices/feed.atom",
    "/en/practices/feed.atom?q=gardening",
    "/sitemap.xml",
    "/robots.txt",
    "/en/about",
    "/api/v1/practices",
    "/api/v1/practices/canary-yard",
    "/api/v1/practices/open-yard",
    "/api/v1/search",
    "/api/v1/search?q=gardening",
    "/api/v1/search?country=bg&sort=newest",
    "/api/v1/suggest?q=xyz",
    "/api/v1/suggest?q=gard",
)


@pytest.fixture
def yards(catalogue: Catalogue) -> Catalogue:
    """Two practices that share a concept; the canary alone has one more and a word of its own."""
    catalogue.concepts(
        concept("carers", en="Carers"),
        concept("birds", en="Birds"),
        concept("bg", "country", en="Bulgaria"),
    )
    catalogue.publish(
        practice("open-yard", facts={"target_groups": ["carers"]}, aim="Gardening for all."),
        practice(
            "canary-yard",
            facts=FACTS | {"target_groups": ["carers", "birds"]},
            title="Canary yard xyzzy",
            strapline="Canary first",
            aim="Gardening with xyzzy.",
            texts={"bg": {"title": "Canary двор"}},
        ),
    )
    catalogue.review("canary-yard", review("A", scores(need=4)), review("B", scores(need=4)))
    return catalogue


def told(client: FlaskClient) -> Iterator[str]:
    """Every address whose answer holds a word that only the canary has."""
    for address in ADDRESSES:
        response = client.get(address)
        assert response.status_code < 500, address
        answer = response.text.lower() + str(response.headers).lower()
        # What the reader typed may come back: in the language menu, in the search box.
        if any(word in answer for word in CANARY if word not in address):
            yield address


def test_canary_is_told_while_it_is_public(client: FlaskClient, yards: Catalogue) -> None:
    yards.run_jobs()

    assert set(told(client)) >= {
        "/en/",
        "/en/practices",
        "/en/concepts/carers",
        "/sitemap.xml",
        "/api/v1/practices",
    }


@pytest.mark.parametrize("has_worked", [False, True], ids=["before the worker", "after the worker"])
def test_canary_is_told_nowhere_once_withdrawn(
    client: FlaskClient, yards: Catalogue, has_worked: bool
) -> None:
    yards.withdraw("canary-yard")
    if has_worked:
        yards.run_jobs()

    # Before the worker a word may still be completed; which practice holds it, nothing says.
    assert [address for address in told(client) if has_worked or "suggest" not in address] == []
    assert client.get("/en/practices/canary-yard").status_code == 404
    assert client.get("/en/practices/canary-yard/versions/1").status_code == 404
    assert client.get("/api/v1/practices/canary-yard").status_code == 404
    assert client.get("/api/v1/search?q=xyzzy").get_json()["hits"] == []
    assert "canary-yard" not in client.get("/api/v1/search?q=xyzzy").text
    assert "canary" not in client.get("/en/practices?q=xyzzy").text.lower()
    assert "canary" not in client.get("/en/practices?w.need=3&compare=open-yard").text.lower()


def test_nothing_counts_or_completes_it_after_the_workers_round(
    client: FlaskClient, yards: Catalogue
) -> None:
    yards.withdraw("canary-yard")
    yards.run_jobs()

    answer = client.get("/api/v1/search?q=gardening").get_json()
    assert answer["total"] == 1
    assert answer["facets"]["target_group"] == {"carers": 1}
    assert {name for name, values in answer["facets"].items() if values} == {"target_group", "language"}
    assert client.get("/api/v1/search?q=xyzzi").get_json()["suggestion"] is None
    assert client.get("/api/v1/suggest?q=xyz").get_json() == {"suggestions": []}
    assert client.get("/api/v1/practices").get_json()["total"] == 1
    assert "1 practice" in client.get("/en/concepts/carers").text
    assert client.get("/en/practices/feed.atom").text.count("<entry>") == 1


def test_answer_does_not_differ_from_one_that_never_knew_it(client: FlaskClient, yards: Catalogue) -> None:
    yards.withdraw("canary-yard")
    yards.run_jobs()

    gone, never = client.get("/en/practices/canary-yard"), client.get("/en/practices/other-yard1")

    assert gone.text.replace("canary-yard", "other-yard1") == never.text
    assert {k: v for k, v in gone.headers if k != "Content-Length"} == {
        k: v for k, v in never.headers if k != "Content-Length"
    }


def test_etag_of_a_withdrawn_practice_is_worth_nothing(client: FlaskClient, yards: Catalogue) -> None:
    tag = client.get("/api/v1/practices/canary-yard").headers["ETag"]
    yards.withdraw("canary-yard")

    response = client.get("/api/v1/practices/canary-yard", headers={"If-None-Match": tag})

    assert response.status_code == 404
    assert "ETag" not in response.headers


def test_restored_practice_is_back(client: FlaskClient, yards: Catalogue) -> None:
    yards.withdraw("canary-yard")
    yards.run_jobs()

    operations.restore(yards.row("canary-yard"), actor=SYSTEM)
    yards.run_jobs()

    assert client.get("/en/practices/canary-yard").status_code == 200
    assert client.get("/api/v1/search?q=xyzzy").get_json()["total"] == 1
