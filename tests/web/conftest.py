"""A catalogue to fill for these tests."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cop.search import index
from cop.web import pagecache
from cop.web.pagecache import PageCache
from tests.catalogue.records import catalogue

__all__ = [
    "catalogue",
]


MakeCache = Callable[[Flask], PageCache]


@pytest.fixture
def before(monkeypatch: pytest.MonkeyPatch) -> MakeCache:
    """Put an empty page cache before an application, for this test."""

    def put(app: Flask) -> PageCache:
        with app.app_context():
            generation = index.engine().backend.generation
        cache = PageCache(app, Flask.wsgi_app.__get__(app), generation)
        monkeypatch.setattr(app, "wsgi_app", cache)
        return cache

    return put


@pytest.fixture
def cache(seeded_app: Flask, before: MakeCache) -> PageCache:
    return before(seeded_app)


@pytest.fixture
def visitor(cache: PageCache, seeded_app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    assert seeded_app.wsgi_app == cache
    seeded_app.test_client().get("/en/privacy")
    # The state of the catalogue is read once a second, and on a busy machine a first page takes longer.
    monkeypatch.setattr(pagecache, "CHECK_SECONDS", 600.0)
    monkeypatch.setattr(pagecache, "MAX_SECONDS", 600.0)
    return seeded_app.test_client()
