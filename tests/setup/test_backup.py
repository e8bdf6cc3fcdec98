"""A backup restored is the site as it was."""

import tarfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from cop import backup as backups
from cop.config import Config
from cop.core.console import StartError
from cop.core.db import db, transaction
from cop.core.locks import only_one
from cop.core.outbox import Job, enqueue
from cop.prepare import WORKER_LOCK
from cop.search import index
from tests.conftest import MakeApp


def _config(app: Flask) -> Config:
    config: Any = app.config["COP"]
    assert isinstance(config, Config)
    if not config.is_sqlite:
        pytest.skip("PostgreSQL has its own tools for this")
    return config


def _waiting(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(Job.id))) or 0


def _add_job(app: Flask) -> None:
    with app.app_context(), transaction():
        enqueue("test", ["a"])


def test_restored_backup_is_the_site_of_that_moment(empty_app: MakeApp, tmp_path: Path) -> None:
    with empty_app() as app:
        config = _config(app)
        (config.data_dir / "secret").write_text("of that time")
        _add_job(app)

        backups.backup(config, tmp_path / "site.tar")
        _add_job(app)
        (config.data_dir / "secret").write_text("of another time")
        with app.app_context():
            db.engine.dispose()
        backups.restore(config, tmp_path / "site.tar")

        assert _waiting(app) == 1
        assert (config.data_dir / "secret").read_text() == "of that time"
        assert (tmp_path / "site.tar").stat().st_mode & 0o777 == 0o600
        with app.app_context():
            assert not index.is_usable()


def test_restore_is_refused_while_the_site_is_running(empty_app: MakeApp, tmp_path: Path) -> None:
    with empty_app() as app:
        config = _config(app)
        backups.backup(config, tmp_path / "site.tar")

        with only_one(config.data_dir / WORKER_LOCK), pytest.raises(StartError, match="is running"):
            backups.restore(config, tmp_path / "site.tar")


def test_restored_backup_has_the_uploaded_files_of_that_moment(empty_app: MakeApp, tmp_path: Path) -> None:
    with empty_app() as app:
        config = _config(app)
        folder = config.data_dir / "files" / "ab"
        folder.mkdir(parents=True)
        kept, smaller, later = (folder / name for name in ("ab" * 32, "ab" * 32 + "-320", "ac" * 32))
        kept.write_bytes(b"of that time")
        smaller.write_bytes(b"small")
        (folder / f"{'ab' * 32}.x.part").write_bytes(b"half")

        backups.backup(config, tmp_path / "site.tar")
        kept.unlink()
        later.write_bytes(b"of another time")
        with app.app_context():
            db.engine.dispose()
        backups.restore(config, tmp_path / "site.tar")

        assert {path: path.read_bytes() for path in folder.iterdir()} == {
            kept: b"of that time",
            smaller: b"small",
        }
        assert kept.stat().st_mode & 0o777 == 0o600


def test_backup_writes_nowhere_but_in_its_places(empty_app: MakeApp, tmp_path: Path) -> None:
    names = ("files/../../evil", f"files/ab/../{'ab' * 32}", "files/ab/secret", "../evil")
    with empty_app() as app:
        config = _config(app)
        backups.backup(config, tmp_path / "site.tar")
        (tmp_path / "evil").write_text("evil")
        with tarfile.open(tmp_path / "site.tar", "a") as archive:
            for name in names:
                archive.add(tmp_path / "evil", name)
        (tmp_path / "evil").unlink()
        with app.app_context():
            db.engine.dispose()

        backups.restore(config, tmp_path / "site.tar")

        assert list((config.data_dir / "files").rglob("*")) == []
        assert list(tmp_path.rglob("evil")) == []


@pytest.mark.parametrize("kind", ["no archive", "nothing in it", "no database"])
def test_restore_of_something_else_leaves_all_as_it_was(
    empty_app: MakeApp, tmp_path: Path, kind: str
) -> None:
    bad = tmp_path / "bad.tar"
    bad.write_text("not a backup")
    if kind != "no archive":
        (tmp_path / "other").write_text("neither")
        with tarfile.open(bad, "w") as archive:
            archive.add(tmp_path / "other", backups.DATABASE if kind == "no database" else "other")
    with empty_app() as app:
        config = _config(app)
        _add_job(app)

        with pytest.raises(StartError):
            backups.restore(config, bad)

        assert _waiting(app) == 1
