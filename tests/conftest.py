"""What tests stand on: the real application, a real database, a real index, a real browser."""

import contextvars
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import scoped_session

from cop.app import create_app
from cop.config import Config
from cop.core import db as database
from cop.core import outbox
from cop.core.db import db
from cop.prepare import compile_catalogues, migrate, prepare
from cop.search import index
from cop.vocabulary.queries import cache as vocabulary_cache
from cop.web.pagecache import PageCache
from tests.site import Site, forget

Statements = Callable[[], AbstractContextManager[list[str]]]
MakeApp = Callable[[], AbstractContextManager[Flask]]

# How long an example takes says more of the machine than of the code.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

_NOT_COUNTED = ("PRAGMA", "BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")
SECRET = "only-for-tests-" * 3
LONGEST = (
    "test_secrets.py",
    "test_axe.py",
    "test_journey.py",
    "test_kill.py",
    "test_processes.py",
    "test_voices_browser.py",
    "test_doors.py",
    "test_module_desk.py",
    "test_sending_killed.py",
)
"""Files of a minute and more, the longest first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: at the end all processes would wait for it."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(LONGEST)))


class Client(FlaskClient):
    """A browser of its own: what a test has open does not reach into its requests."""

    def run_wsgi_app(self, *args: Any, **kwargs: Any) -> Any:
        """Answer in an empty context, so that a request gets its own session, as it does in a server."""
        return contextvars.Context().run(super().run_wsgi_app, *args, **kwargs)


@contextmanager
def _database_url(folder: Path) -> Iterator[str]:
    """Give an empty database that is gone afterwards: a file, or one on the environment's server."""
    server = os.environ.get("TEST_DATABASE_URL") or os.environ.get("DATABASE_URL") or ""
    server = server.replace("+psycopg://", "://", 1)
    if not server.startswith("postgres"):
        yield f"sqlite:///{folder / 'cop.sqlite3'}"
        return
    name = f"cop_test_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            head, _slash, tail = server.partition("://")[2].partition("/")
            _old, mark, options = tail.partition("?")
            yield f"postgresql+psycopg://{head}/{name}{mark}{options}"
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _application(folder: Path) -> Iterator[Flask]:
    compile_catalogues()
    with _database_url(folder) as url:
        app = create_app(
            Config(
                data_dir=folder,
                database_url=url,
                base_url="http://localhost",
                secret_key=SECRET,
            )
        )
        app.testing = True
        app.test_client_class = Client
        # Whole pages from memory would hide what a test has just changed; `cached_client` has them.
        app.extensions["tests.whole_stack"] = app.wsgi_app
        app.wsgi_app = Flask.wsgi_app.__get__(app)  # type: ignore[method-assign]
        try:
            yield app
        finally:
            with app.app_context():
                db.engine.dispose()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with an empty, migrated database and an empty index. Each test is rolled back."""
    with _application(tmp_path_factory.mktemp("app")) as app:
        db.session.session_factory.configure(join_transaction_mode="create_savepoint")
        with app.app_context():
            migrate(app.config["COP"])
            index.rebuild()
            db.session.remove()
        yield app


@pytest.fixture
def db_session(app: Flask) -> Iterator[scoped_session[Any]]:
    """The session, within an app context and one transaction that is rolled back after the test.

    Commits inside are seen by requests, and are gone afterwards.
    """
    with app.app_context():
        engine = db.engine
        with engine.connect() as connection, connection.begin() as outer:
            if connection.dialect.name == "sqlite":
                _keep_reading_requests_from_writing(connection)
            engines: dict[str | None, Any] = db._app_engines[app]
            engines[None] = connection  # a session takes either
            try:
                yield db.session
            finally:
                db.session.remove()
                engines[None] = engine
                outer.rollback()


def _keep_reading_requests_from_writing(connection: Connection) -> None:
    # In the one great transaction BEGIN never comes again, where cop.core.db tells SQLite this.
    def on_begin(connection: Connection, _name: str) -> None:
        connection.exec_driver_sql(f"PRAGMA query_only={int(database._reading.get())}")

    def on_end(connection: Connection, _name: str, _context: None) -> None:
        connection.exec_driver_sql("PRAGMA query_only=0")

    event.listen(connection, "savepoint", on_begin)
    event.listen(connection, "rollback_savepoint", on_end)
    event.listen(connection, "release_savepoint", on_end)


@pytest.fixture(autouse=True)
def _isolated(request: pytest.FixtureRequest) -> Iterator[None]:
    """Nobody who uses `app` forgets the transaction, nor what a process keeps: stamps go back too."""
    vocabulary_cache.clear()
    if "app" not in request.fixturenames:
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
def empty_app(tmp_path: Path) -> MakeApp:
    """`with empty_app() as app:` gives an application with a database of its own, without tables."""
    return lambda: _application(tmp_path)


@pytest.fixture(scope="session")
def seeded_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with all seeds and their index, as after `make run`. For reading only."""
    with _application(tmp_path_factory.mktemp("seeded")) as app:
        prepare(app, lambda _line: None)
        with app.app_context():  # as the worker does; jobs that wait for two minutes would be an illness
            while outbox.run_pending(app.extensions["cop.jobs"]):
                pass
            db.session.remove()
        yield app


@pytest.fixture
def seeded_client(seeded_app: Flask) -> FlaskClient:
    """A visitor of the application with all seeds."""
    return seeded_app.test_client()


@contextmanager
def _counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(_NOT_COUNTED):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def count_statements() -> Statements:
    """`with count_statements() as statements:` collects the SQL that is executed in the block."""
    return _counted


@pytest.fixture
def site_folder(tmp_path: Path) -> Path:
    """A data folder with a space and letters beyond ASCII in its name, as people have them."""
    return tmp_path / "данни на сайта"


@pytest.fixture
def site_database(tmp_path: Path) -> Iterator[str]:
    """An empty database for a site of the test's own."""
    with _database_url(tmp_path) as url:
        yield url


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site as `make run` starts it: supervisor, web processes, worker, all seeds."""
    folder = tmp_path_factory.mktemp("live")
    with _database_url(folder) as url:
        site = Site(folder, url)
        yield site.address
        site.end()


def _chromium() -> str:
    path = shutil.which(os.environ.get("CHROMIUM") or "chromium")
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
