"""Migrations on a database that is in use: down and up again, and never halfway."""

from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from cop.core.db import db
from cop.core.outbox import Job
from cop.core.permissions import SYSTEM
from cop.prepare import migrate, seed
from cop.records import drafting, drafts
from cop.records.parts import ABOUT, Where
from cop.tools import operations as tools
from cop.tools.drafts import DRAFTS
from cop.tools.models import Tool, ToolDraft
from tests.conftest import MakeApp
from tests.practices.files import counts, everything
from tests.tools.samples import tool


def _config() -> Any:
    return current_app.extensions["migrate"].migrate.get_config()


def _tables() -> set[str]:
    return set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_every_table_is_made_by_a_migration(bare_app: MakeApp) -> None:
    with bare_app() as app, app.app_context():
        before = _tables()
        migrate(app.config["COP"])

        assert before == set()
        assert _tables() == {table.name for table in db.metadata.sorted_tables}


def test_filled_database_goes_down_and_up_and_is_filled_again(bare_app: MakeApp) -> None:
    with bare_app() as app, app.app_context():
        migrate(app.config["COP"])
        seed()
        first = counts(everything())
        db.session.remove()

        command.downgrade(_config(), "base")
        left = _tables()
        migrate(app.config["COP"])
        empty = counts(everything())
        seed()

        assert left == set()
        assert set(empty.values()) == {0}
        assert counts(everything()) == first


def test_each_migration_goes_down_and_up_on_a_filled_database(bare_app: MakeApp) -> None:
    with bare_app() as app, app.app_context():
        migrate(app.config["COP"])
        seed()
        db.session.remove()
        revisions = [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]
        for _revision in revisions[:-1]:  # below the first there is nothing to keep
            command.downgrade(_config(), "-1")
            command.upgrade(_config(), "+1")
            command.downgrade(_config(), "-1")
        migrate(app.config["COP"])

        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, db.metadata) == []


def test_second_migration_changes_nothing(bare_app: MakeApp) -> None:
    with bare_app() as app, app.app_context():
        migrate(app.config["COP"])
        seed()
        before = everything()
        db.session.remove()

        migrate(app.config["COP"])

        assert everything() == before


def test_history_is_one_line() -> None:
    scripts = ScriptDirectory("migrations")

    assert len(scripts.get_heads()) == 1
    assert all(len(script._versioned_down_revisions) <= 1 for script in scripts.walk_revisions())


def test_migration_that_fails_leaves_the_database_as_it_was(bare_app: MakeApp) -> None:
    with bare_app() as app, app.app_context():
        with db.engine.begin() as connection:
            Job.__table__.create(connection)  # type: ignore[attr-defined]
        before = _tables()

        with pytest.raises(sa.exc.DBAPIError, match="already exists"):
            command.upgrade(_config(), "head")

        assert before == {"outbox_jobs"}
        assert _tables() == before


def test_draft_of_a_tool_says_the_same_in_parts_and_in_one_row(bare_app: MakeApp) -> None:
    with bare_app() as app, app.app_context():
        migrate(app.config["COP"])
        tools.publish(tool("jar", age="from 6"), actor=SYSTEM)
        draft = drafting.open_draft(DRAFTS, db.session.scalars(sa.select(Tool)).one(), actor=SYSTEM)
        said = {"title": "Буркан", "state": "human"}
        drafting.save(DRAFTS, draft, Where("bg", ABOUT), said, actor=SYSTEM, revision=0)
        content = drafts.content_of(DRAFTS, draft, drafts.parts(DRAFTS, draft))
        db.session.commit()
        db.session.remove()

        command.downgrade(_config(), "0033")
        pieces = db.session.execute(sa.text("SELECT pieces FROM tool_drafts")).scalar_one()
        db.session.remove()
        migrate(app.config["COP"])

        assert "Буркан" in str(pieces)
        draft = db.session.scalars(sa.select(ToolDraft)).one()
        assert drafts.content_of(DRAFTS, draft, drafts.parts(DRAFTS, draft)) == content
