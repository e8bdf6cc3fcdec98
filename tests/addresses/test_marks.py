"""A quiet mark beside links that do not answer: on pages of all kinds of records, at no statement more."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from cop.addresses import operations, queries
from cop.addresses.models import WebAddress
from cop.core import stamps
from cop.core.db import db
from cop.core.permissions import SYSTEM
from cop.seminars import operations as seminars
from cop.seminars import outcomes
from cop.seminars.content import Facts, Text
from cop.seminars.enums import Material
from cop.seminars.enums import State as SeminarState
from cop.seminars.models import Contribution
from cop.successes.content import SuccessContent
from cop.tools import operations as tools
from tests.cases import samples as cases
from tests.catalogue.records import Catalogue, practice
from tests.catalogue.records import catalogue as catalogue
from tests.conftest import Statements
from tests.site import forget
from tests.successes import samples as successes
from tests.tools.samples import tool
from tests.web.site import parsed, words

SITE, LINK, HOUSE = "https://example.net/", "https://example.net/x", "https://house.example.net/"
SOURCE, SLIDES = "https://sources.example.net/report", "https://films.example.net/slides"
MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SINCE = "the address has not answered since 2 November 2026"
FACTS: dict[str, Any] = {
    "links": [LINK],
    "organisations": [{"slug": "house", "names": {"en": "House"}, "website": HOUSE}],
    "source": {"title": "A report", "url": SOURCE},
}


def gone(*urls: str) -> None:
    """Let these have failed for days."""
    operations.collect()
    db.session.execute(update(WebAddress).where(WebAddress.url.in_(urls)).values(dead_since=MONDAY))
    stamps.bump(stamps.CONTENT)
    db.session.commit()


def marked(client: FlaskClient, path: str) -> list[str]:
    """The words of the links that have a mark on a page."""
    page = parsed(client.get(path).text)
    marks = page.find_class("silent")
    assert {words(mark) for mark in marks} <= {f"({SINCE})"}
    return [words(mark.getprevious()) for mark in marks]


def publish_one(kind: str, catalogue: Catalogue) -> str:
    """Publish a record of a kind with links; return the path of its page."""
    if kind == "practice":
        catalogue.publish(practice("a", facts=FACTS | {"website": SITE}))
        return "/en/practices/a"
    if kind == "case":
        cases.name_concepts()
        cases.publish(cases.case("a", facts=FACTS))
        return "/en/cases/a"
    if kind == "success":
        said = successes.success("a").as_json()
        successes.publish(SuccessContent.model_validate(said | {"facts": said["facts"] | FACTS}))
        return "/en/successes/a"
    tools.publish(tool("a", facts={"source": FACTS["source"]}), actor=SYSTEM)
    return "/en/tools/a"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("practice", ["House", "example.net", "example.net/x", "sources.example.net/report"]),
        ("case", ["House", "example.net/x", "sources.example.net/report"]),
        ("success", ["example.net/x", "sources.example.net/report"]),
        ("tool", ["sources.example.net/report"]),
    ],
)
def test_dead_links_of_a_record_are_marked_and_cost_no_statement(
    app: Flask,
    client: FlaskClient,
    catalogue: Catalogue,
    count_statements: Statements,
    kind: str,
    expected: list[str],
) -> None:
    path = publish_one(kind, catalogue)
    operations.collect()
    db.session.commit()
    costs = []
    assert marked(client, path) == []
    for urls in ([], [SITE, LINK, HOUSE, SOURCE]):
        gone(*urls)
        forget(app)
        with count_statements() as statements:
            client.get(path)
        costs.append(len(statements))

    assert marked(client, path) == expected
    assert costs[0] == costs[1]


def test_dead_recording_slides_and_source_of_a_seminar_are_marked(client: FlaskClient) -> None:
    facts = Facts.model_validate(
        {
            "day": date(2026, 4, 10),
            "zone": "Europe/Sofia",
            "spoken": "en",
            "recording": "there",
            "recording_url": LINK,
            "source": FACTS["source"],
        }
    )
    seminar = seminars.begin(facts, Text(title="A talk"), actor=SYSTEM, language="en", slug="a-talk")
    outcomes.add(Contribution, seminar, actor=SYSTEM, texts={"en": {"speaker": "A"}}, values={"kind": "talk"})
    db.session.execute(update(Contribution).values(slides_url=SLIDES, slides=Material.THERE))
    seminar.state = SeminarState.ARCHIVED
    db.session.commit()
    gone(LINK, SLIDES, SOURCE)

    assert marked(client, "/en/seminars/a-talk") == [
        "See the recording",
        "Slides – A",
        "sources.example.net/report",
    ]


def test_site_of_an_organisation_is_marked_on_its_page(client: FlaskClient, catalogue: Catalogue) -> None:
    publish_one("practice", catalogue)
    gone(HOUSE)

    assert marked(client, "/en/organisations/house") == ["house.example.net"]


def test_new_record_with_a_link_known_as_dead_is_drawn_anew(
    client: FlaskClient, catalogue: Catalogue
) -> None:
    catalogue.publish(practice("first", facts={"links": [LINK]}))
    gone(LINK)
    catalogue.publish(practice("second", facts={"links": [LINK]}))
    before = marked(client, "/en/practices/second")
    told = stamps.current(stamps.CONTENT)

    for _again in range(2):
        operations.collect()
        db.session.commit()

    assert (before, marked(client, "/en/practices/second")) == ([], ["example.net/x"])
    assert stamps.current(stamps.CONTENT) == told + 1


def test_column_says_what_the_statement_says(catalogue: Catalogue) -> None:
    catalogue.publish(practice("a", facts=FACTS))
    gone(LINK, SOURCE)

    assert queries.dead([LINK, SITE, SOURCE]) == dict.fromkeys((LINK, SOURCE), MONDAY.date())
    assert queries.dead_of(None) == {}
    assert queries.dead_of(f"2026-11-02 {LINK}\n2026-11-03 {SITE}") == {
        LINK: MONDAY.date(),
        SITE: MONDAY.date() + timedelta(days=1),
    }
