"""What is changed is not kept as it was before."""

import time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cop.core.db import db
from cop.core.permissions import SYSTEM
from cop.vocabulary import operations
from cop.web import pagecache
from tests.catalogue.records import Catalogue, concept, practice
from tests.web.conftest import MakeCache
from tests.web.site import parsed, words


@pytest.fixture
def watched(app: Flask, before: MakeCache, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A visitor who finds changes a tenth of a second later instead of a whole one."""
    monkeypatch.setattr(pagecache, "CHECK_SECONDS", 0.1)
    before(app)
    return app.test_client()


def test_withdrawn_practice_is_gone_within_a_second(watched: FlaskClient, catalogue: Catalogue) -> None:
    catalogue.publish(practice("a-garden"))
    assert watched.get("/en/practices/a-garden").status_code == 200
    assert "A garden" in watched.get("/en/").text

    catalogue.withdraw("a-garden")
    time.sleep(0.11)

    assert watched.get("/en/practices/a-garden").status_code == 404
    assert "A garden" not in watched.get("/en/").text


def test_new_practice_is_found_after_the_workers_round(watched: FlaskClient, catalogue: Catalogue) -> None:
    assert words(parsed(watched.get("/en/practices").text).find(".//p[@role='status']")) == "0 practices"

    catalogue.publish(practice("a-garden"))
    time.sleep(0.11)

    assert words(parsed(watched.get("/en/practices").text).find(".//p[@role='status']")) == "1 practice"


def test_renamed_concept_is_not_kept_from_a_vocabulary_of_before(
    app: Flask, before: MakeCache, catalogue: Catalogue
) -> None:
    before(app)
    catalogue.concepts(concept("carers", en="Carers"))
    visitor = app.test_client()
    assert heading(visitor) == "Carers"
    time.sleep(0.9)  # both look once a second, and the vocabulary began a little later

    # Another process does it, so nothing tells the vocabulary of this one.
    operations.put([concept("carers", en="Kinship carers")], actor=SYSTEM)
    db.session.commit()
    for _ in range(3):
        visitor.get("/en/concepts/carers")
        time.sleep(0.4)

    assert heading(visitor) == "Kinship carers"


def heading(visitor: FlaskClient) -> str:
    return words(parsed(visitor.get("/en/concepts/carers").text).find(".//h1"))
