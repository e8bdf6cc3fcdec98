"""Every route says who may ask it, and a table written by hand says what they get."""

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient

import cop.app
from cop.app import create_app
from cop.config import Config
from cop.feature import Feature
from cop.web.policy import Access, access_of

VISITOR = {
    # rule: (address, status of GET)
    "/": ("/", 302),
    "/<lang:lang>/": ("/bg/", 200),
    "/<lang:lang>/practices": ("/bg/practices", 200),
    "/<lang:lang>/practices/<slug>": ("/bg/practices/berlin-mut", 200),
    "/<lang:lang>/practices/<slug>/versions/<int:number>": ("/bg/practices/berlin-mut/versions/1", 200),
    "/<lang:lang>/practices/compare": ("/bg/practices/compare", 200),
    "/<lang:lang>/practices/feed.atom": ("/bg/practices/feed.atom", 200),
    "/<lang:lang>/concepts/<slug>": ("/bg/concepts/children", 200),
    "/<lang:lang>/organisations/<slug>": ("/bg/organisations/hilfe-fuer-jungs", 200),
    "/<lang:lang>/seminars": ("/bg/seminars", 200),
    "/<lang:lang>/seminars/<slug>": ("/bg/seminars/people-as-partners-new-roles", 200),
    "/<lang:lang>/seminars/<slug>/calendar.ics": (
        "/bg/seminars/people-as-partners-new-roles/calendar.ics",
        200,
    ),
    "/<lang:lang>/seminars/<slug>/minutes.pdf": (
        "/bg/seminars/people-as-partners-new-roles/minutes.pdf",
        200,
    ),
    "/<lang:lang>/seminars/calendar.ics": ("/bg/seminars/calendar.ics", 200),
    "/<lang:lang>/seminars/feed.atom": ("/bg/seminars/feed.atom", 200),
    "/<lang:lang>/questions": ("/bg/questions", 200),
    "/<lang:lang>/questions/<int:id>": ("/bg/questions/1", 200),
    "/<lang:lang>/learn": ("/bg/learn", 200),
    "/<lang:lang>/learn/<slug>": ("/bg/learn/successful-peer-support", 200),
    "/<lang:lang>/learn/<slug>/module.pdf": ("/bg/learn/successful-peer-support/module.pdf", 200),
    "/<lang:lang>/learn/<slug>/versions/<int:number>": (
        "/bg/learn/successful-peer-support/versions/1",
        200,
    ),
    "/<lang:lang>/cases": ("/bg/cases", 200),
    "/<lang:lang>/cases/<slug>": ("/bg/cases/hiv-peer-counsellors", 200),
    "/<lang:lang>/cases/<slug>/versions/<int:number>": ("/bg/cases/hiv-peer-counsellors/versions/1", 200),
    "/<lang:lang>/cases/feed.atom": ("/bg/cases/feed.atom", 200),
    "/<lang:lang>/involvement": ("/bg/involvement", 200),
    "/<lang:lang>/involvement/results": ("/bg/involvement/results", 200),
    "/<lang:lang>/tools": ("/bg/tools", 200),
    "/<lang:lang>/tools/<slug>": ("/bg/tools/mood-board", 200),
    "/<lang:lang>/tools/<slug>/versions/<int:number>": ("/bg/tools/mood-board/versions/1", 200),
    "/<lang:lang>/tools/<slug>/sheet.pdf": ("/bg/tools/mood-board/sheet.pdf", 200),
    "/<lang:lang>/successes": ("/bg/successes", 200),
    "/<lang:lang>/successes/feed.atom": ("/bg/successes/feed.atom", 200),
    "/<lang:lang>/successes/<slug>": ("/bg/successes/community-support-centre-ruse", 200),
    "/<lang:lang>/successes/<slug>/<int:year>": ("/bg/successes/community-support-centre-ruse/2014", 404),
    "/<lang:lang>/successes/<slug>/versions/<int:number>": (
        "/bg/successes/community-support-centre-ruse/versions/1",
        200,
    ),
    "/<lang:lang>/groups": ("/bg/groups", 200),
    "/<lang:lang>/criteria": ("/bg/criteria", 200),
    "/<lang:lang>/about": ("/bg/about", 200),
    "/<lang:lang>/accessibility": ("/bg/accessibility", 200),
    "/<lang:lang>/privacy": ("/bg/privacy", 200),
    "/<lang:lang>/newsletter": ("/bg/newsletter", 200),
    "/<lang:lang>/newsletter/<int:number>": ("/bg/newsletter/4", 200),
    "/<lang:lang>/newsletter/<int:number>/text": ("/bg/newsletter/4/text", 200),
    "/<lang:lang>/newsletter/<int:number>/pdf": ("/bg/newsletter/4/pdf", 200),
    "/<lang:lang>/newsletter/sent": ("/bg/newsletter/sent", 200),
    "/<lang:lang>/newsletter/feed.atom": ("/bg/newsletter/feed.atom", 200),
    "/api/v1/suggest": ("/api/v1/suggest?q=chi", 200),
    "/api/v1/practices": ("/api/v1/practices", 200),
    "/api/v1/practices/<slug>": ("/api/v1/practices/berlin-mut", 200),
    "/robots.txt": ("/robots.txt", 200),
    "/sitemap.xml": ("/sitemap.xml", 200),
    "/sitemap-<int:number>.xml": ("/sitemap-1.xml", 200),
    "/healthz": ("/healthz", 200),
}


def _public(app: Flask) -> set[str]:
    return {rule.rule for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) is Access.PUBLIC}


def test_table_has_a_row_for_every_public_route(seeded_app: Flask) -> None:
    assert _public(seeded_app) == set(VISITOR)


@pytest.mark.parametrize(("address", "status"), VISITOR.values())
def test_visitor_reads_what_is_public_and_writes_nothing(
    seeded_client: FlaskClient, address: str, status: int
) -> None:
    statuses = {
        method: seeded_client.open(address, method=method).status_code
        for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")
    }

    assert statuses == {
        "GET": status,
        "HEAD": status,
        "OPTIONS": 200,
        "POST": 405,
        "PUT": 405,
        "PATCH": 405,
        "DELETE": 405,
        "TRACE": 405,
    }


def test_undeclared_route_stops_the_application(monkeypatch: pytest.MonkeyPatch) -> None:
    blueprint = Blueprint("careless", __name__)
    blueprint.add_url_rule("/secrets", "secrets", lambda: "everything")
    feature = Feature("careless", blueprints=(blueprint,))
    monkeypatch.setattr(cop.app, "PARTS", (*cop.app.PARTS, feature))

    with pytest.raises(RuntimeError, match=r"^routes without an access policy: careless\.secrets$"):
        create_app(Config(database_url="sqlite://"))
