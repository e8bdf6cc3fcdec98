"""What tests stand on: the real application, a real database, a real index, a real browser."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy.orm import scoped_session

from cop.config import DEFAULT_LANGUAGE
from cop.core import outbox
from cop.core.db import db
from cop.core.i18n import set_language
from cop.search import index
from cop.vocabulary.queries import cache as vocabulary_cache
from cop.web.pagecache import PageCache
from tests import run
from tests.applications import fill_with_seeds, fill_with_tables, rolled_back, running
from tests.site import Site, forget
from tests.statements import counted

Statements = Callable[[], AbstractContextManager[list[str]]]
MakeApp = Callable[[], AbstractContextManager[Flask]]
NewDatabase = Callable[..., AbstractContextManager[str]]
Application = Callable[..., AbstractContextManager[Flask]]
StartedSite = Callable[[], AbstractContextManager[Site]]

# How long an example takes says more of the machine than of the code.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

LONGEST = (
    "test_axe.py",
    "test_secrets.py",
    "test_journey.py",
    "test_voices_browser.py",
    "test_processes.py",
    "test_import_faults.py",
    "test_doors.py",
    "test_module_desk.py",
    "test_kill.py",
    "test_reading.py",
)
"""Files of half a minute and more, the longest first."""


def pytest_configure(config: pytest.Config) -> None:
    """Make what the processes of this run share."""
    if (end := run.begin()) is not None:
        config.add_cleanup(end)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what sees a database of the environment's choice: there is no way to one but this fixture."""
    if "new_database" in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.database)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: at the end all processes would wait for it."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(LONGEST)))


def pytest_collection_finish() -> None:
    """Keep the garbage collector from going over all modules and tests again and again: they stay."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def new_database() -> NewDatabase:
    """`with new_database(folder) as url:` gives an empty database for a data folder, gone afterwards.

    SQLite or PostgreSQL, as the environment says. With a pattern it is a copy of that, and so is the folder.
    """
    return run.database


@pytest.fixture(scope="session")
def application(new_database: NewDatabase) -> Application:
    """`with application(folder) as app:` gives an application with a database of its own, without tables."""

    @contextmanager
    def make(folder: Path, pattern: Path | None = None) -> Iterator[Flask]:
        with new_database(folder, pattern) as url, running(folder, url) as app:
            yield app

    return make


@pytest.fixture(scope="session")
def tables() -> Path:
    """A site to be copied: all migrations have run, nothing is in it, and its index is empty."""
    return run.pattern("tables", fill_with_tables)


@pytest.fixture(scope="session")
def seeds() -> Path:
    """A site to be copied: all seeds and their index, as after `make run`."""
    return run.pattern("seeds", fill_with_seeds)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, application: Application, tables: Path) -> Iterator[Flask]:
    """The application with an empty, migrated database and an empty index. Each test is rolled back."""
    with application(tmp_path_factory.mktemp("app"), tables) as app:
        yield app


@pytest.fixture
def db_session(app: Flask) -> Iterator[scoped_session[Any]]:
    """The session, within an app context and one transaction that is rolled back after the test.

    Commits inside are seen by requests, and are gone afterwards.
    """
    with rolled_back(app):
        yield db.session


@pytest.fixture(autouse=True)
def _isolated(request: pytest.FixtureRequest) -> Iterator[None]:
    """Nobody who uses `app` forgets the transaction, nor what a process keeps: stamps go back too."""
    names = set(request.fixturenames)
    # Those that read the seeds find the vocabulary of the one before: to read and understand some hundred
    # concepts anew would cost thousands of tests most of their time. All others leave none behind.
    reads_seeds = "seeded_app" in names and not names & {"app", "count_statements"}
    if not reads_seeds:
        vocabulary_cache.clear()
    set_language(DEFAULT_LANGUAGE)  # a test that stands in a request of its own has changed it
    if "app" not in names:
        yield
    else:
        app = request.getfixturevalue("app")
        request.getfixturevalue("db_session")
        forget(app)
        yield
        # Whoever breaks the index of all, or finds it broken, is named here and not by a later test.
        marker = app.extensions["cop.search"].broken_marker
        was_broken = marker.exists()
        marker.unlink(missing_ok=True)
        assert not was_broken
    if not reads_seeds:
        vocabulary_cache.clear()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor who asks the application itself."""
    return app.test_client()


@pytest.fixture
def cached_client(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A visitor who asks through everything that stands before the application: static files, page cache."""
    stack: Any = app.extensions["tests.whole_stack"]
    assert isinstance(stack.application, PageCache)
    stack.application._entries.clear()
    stack.application._state, stack.application._state_read = "", float("-inf")
    monkeypatch.setattr(app, "wsgi_app", stack)
    return app.test_client()


@pytest.fixture
def run_jobs(app: Flask) -> Iterator[Callable[[], int]]:
    """Do all that waits in the outbox, as the worker would; the index is empty again after the test."""

    def run() -> int:
        db.session.commit()
        done = 0
        while count := outbox.run_pending(app.extensions["cop.jobs"]):
            done += count
        return done

    yield run
    with index.engine().backend.rebuild():
        pass


@pytest.fixture
def bare_app(tmp_path: Path, application: Application) -> MakeApp:
    """`with bare_app() as app:` gives an application with a database of its own, without tables."""
    return lambda: application(tmp_path)


@pytest.fixture
def empty_app(tmp_path: Path, application: Application, tables: Path) -> MakeApp:
    """`with empty_app() as app:` gives an application with tables and an index of its own, all empty."""
    return lambda: application(tmp_path, tables)


@pytest.fixture(scope="session")
def seeded_app(
    tmp_path_factory: pytest.TempPathFactory, application: Application, seeds: Path
) -> Iterator[Flask]:
    """The application with all seeds and their index, as after `make run`. For reading only."""
    with application(tmp_path_factory.mktemp("seeded"), seeds) as app:
        yield app


@pytest.fixture
def seeded_client(seeded_app: Flask) -> FlaskClient:
    """A visitor of the application with all seeds."""
    return seeded_app.test_client()


@pytest.fixture
def count_statements() -> Statements:
    """`with count_statements() as statements:` collects the SQL that is executed in the block."""
    return counted


@pytest.fixture
def site_folder(tmp_path: Path) -> Path:
    """A data folder with a space and letters beyond ASCII in its name, as people have them."""
    return tmp_path / "данни на сайта"


@pytest.fixture
def site_database(tmp_path: Path, new_database: NewDatabase) -> Iterator[str]:
    """An empty database for a site of the test's own."""
    with new_database(tmp_path) as url:
        yield url


@pytest.fixture
def seeded_database(site_folder: Path, new_database: NewDatabase, seeds: Path) -> Iterator[str]:
    """The database of a site that has been started before; what else it needs is in `site_folder`."""
    with new_database(site_folder, seeds) as url:
        yield url


@pytest.fixture(scope="session")
def started_site(
    tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase, seeds: Path
) -> StartedSite:
    """`with started_site() as site:` is a site with all seeds, as `make run` starts it the second time."""

    @contextmanager
    def start() -> Iterator[Site]:
        folder = tmp_path_factory.mktemp("site")
        with new_database(folder, seeds) as url:
            site = Site(folder, url)
            yield site
            site.end()

    return start


@pytest.fixture(scope="session")
def live_server(started_site: StartedSite) -> Iterator[str]:
    """The address of a site that all tests of a process may read."""
    with started_site() as site:
        yield site.address


# The same Chromium without a window draws none around each page: a tenth of the CPU.
_CHROMIUMS = ("chromium-headless-shell", "chromium")


def _chromium() -> str:
    named = os.environ.get("CHROMIUM")
    path = next(filter(None, map(shutil.which, [named] if named else _CHROMIUMS)), None)
    if path is None:
        reason = "there is no Chromium: install it, or name it with CHROMIUM=…"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests."""
    path = _chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def browser_page(browser: Browser, live_server: str) -> Iterator[Page]:
    """A fresh page at the live site: `browser_page.goto("/en/")`."""
    context = browser.new_context(base_url=live_server)
    yield context.new_page()
    context.close()
