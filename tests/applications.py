"""The real application as tests run it."""

import contextvars
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Connection, event
from werkzeug.serving import make_server

from cop.app import create_app
from cop.config import Config
from cop.core import db as database
from cop.core import outbox
from cop.core.db import db
from cop.prepare import compile_catalogues, migrate, prepare
from cop.search import index
from cop.vocabulary.queries import cache as vocabulary_cache
from tests import run
from tests.site import free_port

SECRET = "only-for-tests-" * 3


class Client(FlaskClient):
    """A browser of its own: what a test has open does not reach into its requests."""

    def run_wsgi_app(self, *args: Any, **kwargs: Any) -> Any:
        """Answer in an empty context, so that a request gets its own session, as it does in a server."""
        return contextvars.Context().run(super().run_wsgi_app, *args, **kwargs)


@contextmanager
def _made(folder: Path, url: str, base_url: str) -> Iterator[Flask]:
    compile_catalogues()
    app = create_app(Config(data_dir=folder, database_url=url, base_url=base_url, secret_key=SECRET))
    app.testing = True
    app.test_client_class = Client
    compiled = run.shared_folder() / "templates"
    compiled.mkdir(exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(compiled))
    try:
        yield app
    finally:
        vocabulary_cache.clear()  # a process keeps one, and this was of a database that is gone now
        with app.app_context():
            db.engine.dispose()


@contextmanager
def running(folder: Path, url: str) -> Iterator[Flask]:
    """An application with tests' settings, within the block."""
    with _made(folder, url, "http://localhost") as app:
        # Whole pages from memory would hide what a test has just changed; `cached_client` has them.
        app.extensions["tests.whole_stack"] = app.wsgi_app
        app.wsgi_app = Flask.wsgi_app.__get__(app)  # type: ignore[method-assign]
        yield app


@contextmanager
def served(folder: Path, url: str, host: str = "127.0.0.1") -> Iterator[tuple[Flask, str]]:
    """An application that a browser can ask, and its address, within the block."""
    port = free_port()
    base = f"http://{host}:{port}"
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with _made(folder, url, base) as app:
        server = make_server("127.0.0.1", port, app, threaded=True)
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield app, base
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


@contextmanager
def rolled_back(app: Flask) -> Iterator[Connection]:
    """One transaction for all that happens within the block, which ends as if nothing had been."""
    db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    with app.app_context():
        engine = db.engine
        with engine.connect() as connection, connection.begin() as outer:
            if connection.dialect.name == "sqlite":
                _keep_reading_requests_from_writing(connection)
            engines: dict[str | None, Any] = db._app_engines[app]
            engines[None] = connection  # a session takes either
            try:
                yield connection
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


def fill_with_tables(folder: Path, url: str) -> None:
    """Run all migrations and make an empty index."""
    with running(folder, url) as app, app.app_context():
        migrate(app.config["COP"])
        index.rebuild()
        db.session.remove()


def fill_with_seeds(folder: Path, url: str) -> None:
    """Do what `make run` does before it serves, and what its worker has to do then."""
    with running(folder, url) as app:
        prepare(app, lambda _line: None)
        with app.app_context():  # as the worker does; jobs that wait for two minutes would be an illness
            while outbox.run_pending(app.extensions["cop.jobs"]):
                pass
            db.session.remove()
