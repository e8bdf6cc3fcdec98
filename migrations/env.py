"""How Alembic runs our migrations: all of them in one transaction, one process at a time."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy.engine import Connection

from cop.core.db import UtcDateTime, db

LOCK = 7_203_411
"""Any number: the same for every process that migrates a PostgreSQL database of ours."""


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our own column types as plain ones: an old migration must not depend on today's code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime()"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    return False


def drop_empty(_context: Any, _revision: Any, scripts: list[Any]) -> None:
    """Write no file where `flask db migrate` found nothing to change."""
    if getattr(context.config.cmd_opts, "autogenerate", False) and scripts[0].upgrade_ops.is_empty():
        scripts.clear()


def configure(**options: Any) -> None:
    """Configure Alembic with what `Migrate(…)` was given and what holds for us everywhere."""
    ours = {
        "target_metadata": db.metadata,
        "render_item": render_item,
        "render_as_batch": True,
        "process_revision_directives": drop_empty,
    }
    context.configure(**current_app.extensions["migrate"].configure_args | ours | options)


def migrate_online() -> None:
    """Migrate the application's database."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            migrate_sqlite(connection)
        else:
            configure(connection=connection)
            with context.begin_transaction():
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
                context.run_migrations()


def migrate_sqlite(connection: Connection) -> None:
    """Migrate with foreign keys off: a batch drops the old table, and that would cascade to its children."""
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        configure(connection=connection, transactional_ddl=True)
        with context.begin_transaction():
            context.run_migrations()
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise RuntimeError(f"the migration leaves {len(broken)} references to rows that do not exist")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    configure(url=db.engine.url.render_as_string(hide_password=False), literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    migrate_online()
