"""Whoever was erased stays so, whatever backup comes back; and their words are in no file."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from cop import backup as backups
from cop.accounts.enums import UserState
from cop.accounts.models import User
from cop.config import Config
from cop.core import outbox
from cop.core.db import db, transaction
from cop.core.permissions import SYSTEM
from cop.prepare import erase_again
from cop.privacy import erasures, operations
from cop.privacy.erasures import Erased
from tests.conftest import MakeApp
from tests.people import person

WORDS = "Unforgettable Umberto"


def _config(app: Flask) -> Config:
    config: Config = app.config["COP"]
    return config


def _person(app: Flask) -> int:
    with app.app_context():
        return person(WORDS, email="umberto@example.org").id


def _erase(app: Flask, user_id: int) -> None:
    with app.app_context():
        with transaction():
            operations.erase(user_id, actor=SYSTEM, reason="a test")
        while outbox.run_pending(app.extensions["cop.jobs"]):
            pass
        db.session.remove()


def _state(app: Flask, user_id: int) -> tuple[str, str]:
    with app.app_context():
        user = db.session.get_one(User, user_id)
        found = user.state, user.name
        db.session.remove()
    return found


def _sqlite_only(config: Config) -> None:
    if not config.is_sqlite:
        pytest.skip("PostgreSQL has its own tools for this")


@pytest.mark.parametrize("place", ["here", "elsewhere"])
def test_backup_from_before_does_not_bring_anybody_back(
    empty_app: MakeApp, tmp_path: Path, place: str
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    with empty_app() as app:
        config = _config(app)
        _sqlite_only(config)
        user_id = _person(app)
        backups.backup(config, folder / "before.tar")
        _erase(app, user_id)
        backups.backup(config, folder / "after.tar")
        if place == "elsewhere":  # a new machine has the backups and nothing else
            (config.data_dir / erasures.FILE).unlink()
        with app.app_context():
            db.engine.dispose()
        backups.restore(config, folder / "before.tar")
        assert _state(app, user_id) == (UserState.ACTIVE, WORDS)

        with app.app_context():
            counts = [erase_again(config) for _twice in range(2)]

        assert counts == [1, 0]
        assert _state(app, user_id) == (UserState.ERASED, "")


def test_list_names_nobody_and_is_for_nobody_else(empty_app: MakeApp) -> None:
    with empty_app() as app:
        config = _config(app)
        user_id = _person(app)
        _erase(app, user_id)

        path = config.data_dir / erasures.FILE

        entries = [json.loads(line) for line in path.read_text().splitlines()]
        assert [(set(entry), entry["user"]) for entry in entries] == [({"user", "since"}, user_id)]
        assert path.stat().st_mode & 0o777 == 0o600


def test_new_database_does_not_lose_people_who_got_the_same_number(empty_app: MakeApp) -> None:
    with empty_app() as app:
        config = _config(app)
        user_id = _person(app)
        erasures.add(config.data_dir, {Erased(user_id, "2020-01-01T00:00:00+00:00")})

        with app.app_context():
            count = erase_again(config)

        assert (count, _state(app, user_id)) == (0, (UserState.ACTIVE, WORDS))


def test_list_is_made_whole_where_it_was_lost(empty_app: MakeApp) -> None:
    with empty_app() as app:
        config = _config(app)
        _erase(app, _person(app))
        before = erasures.read(config.data_dir)
        (config.data_dir / erasures.FILE).unlink()

        with app.app_context():
            erase_again(config)

        assert erasures.read(config.data_dir) == before
        assert len(before) == 1


def test_lists_grow_together(tmp_path: Path) -> None:
    erasures.add(tmp_path, {Erased(2, "b"), Erased(1, "a")})

    erasures.add(tmp_path, {Erased(3, "c"), Erased(1, "a")})

    assert erasures.read(tmp_path) == {Erased(1, "a"), Erased(2, "b"), Erased(3, "c")}


def test_erased_words_are_in_no_file(empty_app: MakeApp) -> None:
    with empty_app() as app:
        config = _config(app)
        _sqlite_only(config)
        user_id = _person(app)
        assert _files_with(config.data_dir, WORDS) != []

        _erase(app, user_id)
        with app.app_context():
            db.session.execute(db.text("DELETE FROM mail_messages"))  # the farewell has gone
            db.session.commit()
            db.engine.dispose()
        with closing(sqlite3.connect(config.data_dir / "cop.sqlite3")) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

        assert _files_with(config.data_dir, WORDS) == []
        assert _files_with(config.data_dir, "umberto@example.org") == []


def _files_with(folder: Path, words: str) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and words.encode() in path.read_bytes()]
