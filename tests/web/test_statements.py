"""How many SQL statements each page costs: written down, and the same for three practices and for thirty."""

from collections.abc import Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.catalogue.records import Catalogue, concept, practice, review
from tests.catalogue.test_results import scores
from tests.conftest import Statements
from tests.site import forget

COMPARING = "/en/practices?q=garden&w.need=3&compare=garden-00&compare=garden-02"
COSTS = {
    # address: (statements when a process has read nothing of it yet, when it has)
    "/en/": (8, 2),
    "/en/practices": (5, 1),
    "/en/practices?q=garden&country=bg&target_group=carers": (7, 1),
    COMPARING: (8, 1),
    "/en/practices/garden-00": (6, 1),
    "/en/practices/garden-00/versions/1": (3, 3),
    "/en/practices/compare?slug=garden-00&slug=garden-01": (4, 4),
    "/en/concepts/carers": (5, 1),
    "/en/practices/feed.atom": (5, 5),
    "/en/practices/feed.atom?q=garden": (4, 4),
    "/en/criteria": (1, 1),
    "/en/about": (0, 0),
    "/api/v1/practices": (2, 2),
    "/api/v1/practices/garden-00": (2, 2),
    "/api/v1/search?q=garden&country=bg": (7, 5),
    "/api/v1/suggest?q=gar": (0, 0),
    "/sitemap.xml": (10, 10),
    "/robots.txt": (0, 0),
}


def fill(catalogue: Catalogue, count: int) -> None:
    catalogue.concepts(concept("carers", en="Carers"), concept("bg", "country", en="Bulgaria"))
    facts = {
        "target_groups": ["carers"],
        "place": {"country": "bg", "city": {"en": "Ruse"}, "point": {"latitude": 43.8, "longitude": 25.9}},
        "organisations": [{"slug": "house", "names": {"en": "House"}}],
    }
    catalogue.publish(*(practice(f"garden-{n:02}", facts=facts, aim="Carers.") for n in range(count)))
    for n in range(count):
        catalogue.review(f"garden-{n:02}", review("A", scores(need=3)), review("B", scores(need=3)))


def measured(app: Flask, client: FlaskClient, counted: Statements) -> Mapping[str, tuple[int, int]]:
    """The costs of every page, the first time and the second."""
    found = {}
    for address in COSTS:
        costs = []
        client.get(address)  # templates and the vocabulary
        forget(app)
        for _ in range(2):
            with counted() as statements:
                assert client.get(address).status_code == 200
            costs.append(len(statements))
        found[address] = (costs[0], costs[1])
    return found


@pytest.mark.parametrize("count", [3, 30])
def test_page_costs_as_many_statements_whatever_the_catalogue_holds(
    app: Flask, client: FlaskClient, catalogue: Catalogue, count_statements: Statements, count: int
) -> None:
    fill(catalogue, count)

    assert measured(app, client, count_statements) == COSTS


def test_one_practice_costs_no_more(
    app: Flask, client: FlaskClient, catalogue: Catalogue, count_statements: Statements
) -> None:
    fill(catalogue, 1)

    costs = measured(app, client, count_statements)

    assert [address for address, cost in costs.items() if cost > COSTS[address]] == []


def test_budgets_hold() -> None:
    apart = (COMPARING, "/sitemap.xml")  # the map asks each kind of record once
    budgets = {
        address: 10 if "/practices/garden" in address else 8 for address in COSTS if address not in apart
    }

    assert [address for address, most in budgets.items() if max(COSTS[address]) > most] == []
    assert COSTS[COMPARING][1] <= 8
