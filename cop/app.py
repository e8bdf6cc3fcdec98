"""The application: extensions, then the features in order. The only list of features."""

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from cop import cli, health
from cop.accounts.feature import FEATURE as ACCOUNTS
from cop.addresses.feature import FEATURE as ADDRESSES
from cop.cases.feature import FEATURE as CASES
from cop.catalogue.feature import FEATURE as CATALOGUE
from cop.config import ROOT, Config
from cop.consents.feature import FEATURE as CONSENTS
from cop.core import limits, outbox, permissions
from cop.core.db import ENGINE_OPTIONS, db, init_engine
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import Role
from cop.core.timers import Timer
from cop.core.trail import Trail
from cop.discussions.feature import FEATURE as DISCUSSIONS
from cop.feature import Feature, NavItem
from cop.groups.feature import FEATURE as GROUPS
from cop.learning.feature import FEATURE as LEARNING
from cop.mail.cli import COMMANDS as MAIL_COMMANDS
from cop.mail.delivery import JOB as MAIL_JOB
from cop.mail.operations import PERSONAL as MAIL_PERSONAL
from cop.mail.operations import TIMERS as MAIL_TIMERS
from cop.mail.rules import RULES as MAIL_RULES
from cop.mail.smtp import Server
from cop.mail.trail_words import TRAIL as MAIL_TRAIL
from cop.mail.views import blueprint as mail_desk
from cop.media.feature import FEATURE as MEDIA
from cop.newsletter.feature import FEATURE as NEWSLETTER
from cop.organisations.feature import FEATURE as ORGANISATIONS
from cop.practices.feature import FEATURE as PRACTICES
from cop.privacy.feature import FEATURE as PRIVACY
from cop.publishing.feature import FEATURE as PUBLISHING
from cop.reviews.feature import FEATURE as REVIEWS
from cop.rubric.feature import FEATURE as RUBRIC
from cop.search import index
from cop.search.analysis import analyse
from cop.search.backends.whoosh import WhooshBackend
from cop.seminars.feature import FEATURE as SEMINARS
from cop.submissions.feature import FEATURE as SUBMISSIONS
from cop.successes.feature import FEATURE as SUCCESSES
from cop.tools.feature import FEATURE as TOOLS
from cop.vocabulary.feature import FEATURE as VOCABULARY
from cop.voices.feature import FEATURE as VOICES
from cop.web import errors, forms, identity, language, pagecache, policy, static, templating
from cop.web.flask import CopFlask

FEATURES: tuple[Feature, ...] = (
    ACCOUNTS,
    PRIVACY,
    VOCABULARY,
    CONSENTS,
    ADDRESSES,
    ORGANISATIONS,
    MEDIA,
    VOICES,
    DISCUSSIONS,
    GROUPS,
    RUBRIC,
    SUBMISSIONS,
    REVIEWS,
    PRACTICES,
    CATALOGUE,
    NEWSLETTER,
    CASES,
    TOOLS,
    SUCCESSES,
    LEARNING,
    SEMINARS,
    PUBLISHING,
)

MAIL = Feature(
    name="mail",
    blueprints=(mail_desk,),
    commands=(MAIL_COMMANDS,),
    rules=MAIL_RULES,
    jobs=(MAIL_JOB,),
    timers=MAIL_TIMERS,
    personal=MAIL_PERSONAL,
    trail=MAIL_TRAIL,
    letters={
        "mail/test": _l("A test mail"),
    },
    account_nav=(NavItem("mail_desk.mails", _l("Mails"), rank=90, roles=frozenset({Role.ADMINISTRATOR})),),
)
"""Written here: mail stands below the features, and so does not know what one is."""

PARTS = (MAIL, *FEATURES)

_POSTGRESQL = {"pool_pre_ping": True, "connect_args": {"connect_timeout": 10}}
"""A restart of the database server costs no request; one that is gone is told soon."""


def create_app(config: Config | None = None) -> Flask:
    """Return the application for a configuration, read from the environment where none is given."""
    config = config or Config.from_env()
    if config.smtp_url:
        Server.from_url(config.smtp_url)  # a mistake is told now, and not when the first mail waits
    app = CopFlask(
        "cop", root_path=str(ROOT / "cop"), template_folder=str(ROOT / "templates"), static_folder=None
    )
    _configure(app, config)
    db.init_app(app)
    init_engine(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), compare_type=True)
    language.init_app(app)
    identity.init_app(app)
    forms.init_app(app)
    _init_search(app, config)
    for feature in PARTS:
        _add(app, feature)
    app.extensions["cop.features"] = PARTS
    app.extensions["cop.jobs"] = job_types()
    app.extensions["cop.timers"] = timers()
    app.extensions["cop.records"] = {kind.kind: kind for feature in PARTS for kind in feature.records}
    app.extensions["cop.forums"] = {forum.kind: forum for feature in PARTS for forum in feature.forums}
    app.extensions["cop.hosts"] = {host.kind: host for feature in PARTS for host in feature.hosts}
    app.extensions["cop.addressed"] = tuple(value for feature in PARTS for value in feature.addressed)
    app.extensions["cop.beside"] = tuple(feature.beside for feature in PARTS if feature.beside is not None)
    app.extensions["cop.submittables"] = {s.kind: s for feature in PARTS for s in feature.submittables}
    app.extensions["cop.redactables"] = tuple(r for feature in PARTS for r in feature.redactables)
    app.extensions["cop.personal"] = {p.table: p for feature in PARTS for p in feature.personal}
    app.extensions["cop.trail"] = Trail(feature.trail for feature in PARTS if feature.trail is not None)
    app.extensions["cop.letters"] = {
        name: word for feature in PARTS for name, word in feature.letters.items()
    }
    templating.init_app(app)
    errors.init_app(app)
    health.init_app(app)
    cli.init_app(app)
    policy.refuse_undeclared(app)
    app.wsgi_app = pagecache.PageCache(  # type: ignore[method-assign]
        app, app.wsgi_app, app.extensions["cop.search"].backend.generation
    )
    static.init_app(app)
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies)  # type: ignore[method-assign]
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
        MAX_FORM_MEMORY_SIZE=1024 * 1024,  # a text of 50,000 Cyrillic letters is 300 kB in a form
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]


def _init_search(app: Flask, config: Config) -> None:
    searchables = {s.kind: s for feature in PARTS for s in feature.searchables}
    backend = WhooshBackend(config.index_dir, analyse)
    index.init_app(app, index.Search(backend, searchables, config.data_dir))


def _add(app: Flask, feature: Feature) -> None:
    for blueprint in feature.blueprints:
        app.register_blueprint(blueprint)
    for commands in feature.commands:
        app.cli.add_command(commands)
    if feature.rules is not None:
        permissions.register(feature.rules)


def timers() -> tuple[Timer, ...]:
    """Return everything that comes round by itself."""
    return (limits.FORGET, *(timer for feature in PARTS for timer in feature.timers))


def job_types() -> dict[str, outbox.JobType]:
    """Return every kind of job, in the order in which the worker looks at them."""
    types = [index.SYNC, index.CHECK, *(job for feature in PARTS for job in feature.jobs)]
    return {job_type.kind: job_type for job_type in types}
