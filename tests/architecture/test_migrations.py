"""The migrations make exactly the tables that the models describe, and can be taken back."""

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import current_app

from cop.core.db import db
from cop.prepare import migrate
from tests.conftest import MakeApp


def _differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, db.metadata))


def test_models_and_migrations_agree(bare_app: MakeApp) -> None:
    with bare_app() as app, app.app_context():
        migrate(app.config["COP"])

        assert _differences() == []


def test_migrations_go_up_down_and_up_again(bare_app: MakeApp) -> None:
    with bare_app() as app, app.app_context():
        migrate(app.config["COP"])
        command.downgrade(current_app.extensions["migrate"].migrate.get_config(), "base")
        left = sa.inspect(db.engine).get_table_names()
        migrate(app.config["COP"])

        assert left == ["alembic_version"]
        assert _differences() == []
