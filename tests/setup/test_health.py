"""/healthz: 200 when all is well, else 503 with the reason; the same shape for machines that watch."""

from flask.testing import FlaskClient
from sqlalchemy import text

from cop.core.db import db
from cop.prepare import migrate
from tests.conftest import MakeApp


def test_health_is_200_with_all_facts(seeded_client: FlaskClient) -> None:
    answer = seeded_client.get("/healthz")

    facts = answer.get_json()
    assert answer.status_code == 200
    assert sorted(facts) == ["database", "index", "jobs", "reasons", "status", "version"]
    assert facts["status"] == "ok"
    assert facts["reasons"] == []
    assert facts["database"]["status"] == "ok"
    assert sorted(facts["index"]) == ["age_seconds", "backlog", "records", "status"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_health_is_503_without_an_index(bare_app: MakeApp) -> None:
    with bare_app() as app:
        with app.app_context():
            migrate(app.config["COP"])

        answer = app.test_client().get("/healthz")

    assert answer.status_code == 503
    assert answer.get_json()["reasons"] == ["the search index is missing or broken; the worker rebuilds it"]
    assert answer.get_json()["index"]["status"] == "down"


def test_health_is_503_without_a_database(bare_app: MakeApp) -> None:
    with bare_app() as app:
        answer = app.test_client().get("/healthz")

    assert answer.status_code == 503
    assert answer.get_json()["database"]["status"] == "down"
    assert len(answer.get_json()["reasons"]) == 1


def test_health_is_503_when_no_worker_takes_the_jobs(empty_app: MakeApp) -> None:
    with empty_app() as app:
        with app.app_context():
            db.session.execute(
                text(
                    "INSERT INTO outbox_jobs (kind, subject, created_at, not_before, attempts, error)"
                    " VALUES ('search.sync', 'a', '2020-01-01 00:00:00', '2020-01-01 00:00:00', 0, '')"
                )
            )
            db.session.commit()

        answer = app.test_client().get("/healthz")

    assert answer.status_code == 503
    assert answer.get_json()["index"]["backlog"] == 1
    assert answer.get_json()["reasons"][0].endswith("is the worker running?")
