"""The application: extensions, then the features in order. The only list of features."""

from flask import Flask
from flask_migrate import Migrate

from cop import cli, health
from cop.catalogue.feature import FEATURE as CATALOGUE
from cop.config import ROOT, Config
from cop.core import outbox, permissions
from cop.core.db import ENGINE_OPTIONS, db, init_engine
from cop.feature import Feature
from cop.practices.feature import FEATURE as PRACTICES
from cop.publishing.feature import FEATURE as PUBLISHING
from cop.reviews.feature import FEATURE as REVIEWS
from cop.rubric.feature import FEATURE as RUBRIC
from cop.search import index
from cop.search.analysis import analyse
from cop.search.backends.whoosh import WhooshBackend
from cop.vocabulary.feature import FEATURE as VOCABULARY
from cop.web import errors, language, pagecache, policy, static, templating
from cop.web.flask import CopFlask

FEATURES: tuple[Feature, ...] = (VOCABULARY, RUBRIC, REVIEWS, PRACTICES, CATALOGUE, PUBLISHING)

_POSTGRESQL = {"pool_pre_ping": True, "connect_args": {"connect_timeout": 10}}
"""A restart of the database server costs no request; one that is gone is told soon."""


def create_app(config: Config | None = None) -> Flask:
    """Return the application for a configuration, read from the environment where none is given."""
    config = config or Config.from_env()
    app = CopFlask(
        "cop", root_path=str(ROOT / "cop"), template_folder=str(ROOT / "templates"), static_folder=None
    )
    _configure(app, config)
    db.init_app(app)
    init_engine(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), compare_type=True)
    language.init_app(app)
    _init_search(app, config)
    for feature in FEATURES:
        _add(app, feature)
    app.extensions["cop.features"] = FEATURES
    app.extensions["cop.jobs"] = job_types()
    templating.init_app(app)
    errors.init_app(app)
    health.init_app(app)
    cli.init_app(app)
    policy.refuse_undeclared(app)
    app.wsgi_app = pagecache.PageCache(  # type: ignore[method-assign]
        app, app.wsgi_app, app.extensions["cop.search"].backend.generation
    )
    static.init_app(app)
    return app


def _configure(app: Flask, config: Config) -> None:
    app.config.from_mapping(
        COP=config,
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=ENGINE_OPTIONS | ({} if config.is_sqlite else _POSTGRESQL),
        TRUSTED_HOSTS=list(config.trusted_hosts) or None,
        SESSION_COOKIE_NAME="__Host-session" if config.is_production else "session",
        SESSION_COOKIE_SECURE=config.is_production,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=1024 * 1024,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]


def _init_search(app: Flask, config: Config) -> None:
    searchables = {s.kind: s for feature in FEATURES for s in feature.searchables}
    backend = WhooshBackend(config.index_dir, analyse)
    index.init_app(app, index.Search(backend, searchables, config.data_dir))


def _add(app: Flask, feature: Feature) -> None:
    for blueprint in feature.blueprints:
        app.register_blueprint(blueprint)
    for commands in feature.commands:
        app.cli.add_command(commands)
    if feature.rules is not None:
        permissions.register(feature.rules)


def job_types() -> dict[str, outbox.JobType]:
    """Return every kind of job, in the order in which the worker looks at them."""
    types = [index.SYNC, index.CHECK, *(job for feature in FEATURES for job in feature.jobs)]
    return {job_type.kind: job_type for job_type in types}
