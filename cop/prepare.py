"""What stands before a start: message catalogues, migrations, seeds, the index. All of it repeatable."""

import os
from collections.abc import Iterator
from pathlib import Path

from alembic import command
from alembic.util import CommandError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, current_app
from sqlalchemy.exc import OperationalError

from cop.config import ROOT, Config
from cop.core import remembered
from cop.core.console import Say, StartError
from cop.core.db import db, transaction
from cop.core.locks import LockedError, one_at_a_time, only_one
from cop.core.permissions import SYSTEM
from cop.core.remembered import Remembered
from cop.privacy import erasures
from cop.privacy import operations as privacy
from cop.privacy.queries import erased
from cop.search import index

TRANSLATIONS = ROOT / "cop" / "translations"
WORKER_LOCK = "worker.lock"
SMALL = 2000
"""Records that are indexed while one waits; more are left to the worker, and the site serves meanwhile."""


def prepare(app: Flask, say: Say) -> None:
    """Make everything ready for serving; raise StartError where something is in the way."""
    config: Config = app.config["COP"]
    with one_at_a_time(config.data_dir / "prepare.lock"), app.app_context():
        if count := compile_catalogues():
            say(f"Messages: {count} catalogues compiled.")
        migrate(config)
        say(f"Database: {'SQLite' if config.is_sqlite else 'PostgreSQL'}, its tables are up to date.")
        if count := erase_again(config):
            say(f"Personal data: {count} erased again, whom a backup had brought back.")
        for words in remembered.again(_lists()):
            say(words)
        changed = seed()
        say(f"Seeds: {changed} records new or changed." if changed else "Seeds: nothing new.")
        say(f"Search index: {build_index(config)}.")


def compile_catalogues(folder: Path = TRANSLATIONS) -> int:
    """Compile every message catalogue that is newer than its compiled form; return how many."""
    stale = [po for po in sorted(folder.glob("*/LC_MESSAGES/*.po")) if _is_stale(po)]
    for po in stale:
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parent.parent.name)
        beside = po.with_suffix(f".mo.{os.getpid()}")
        with beside.open("wb") as target:
            write_mo(target, catalogue)
        beside.replace(po.with_suffix(".mo"))
    return len(stale)


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def migrate(config: Config) -> None:
    """Bring the tables up to date, in one transaction; quick where there is nothing to do."""
    try:
        command.upgrade(current_app.extensions["migrate"].migrate.get_config(), "head")
    except OperationalError as error:
        raise StartError(_unreachable(config, error)) from error
    except CommandError as error:
        raise StartError(
            f"The database does not belong to this version of the program: {error}. Is the program older?"
        ) from error
    finally:
        db.session.remove()


def _unreachable(config: Config, error: OperationalError) -> str:
    reason = str(error.orig).strip().splitlines()[0] if error.orig else "no answer"
    if config.is_sqlite:
        return f"The database file in {config.data_dir} cannot be used: {reason}."
    url = db.engine.url
    return f"The database {url.database} at {url.host or 'localhost'} does not answer: {reason}"


def erase_again(config: Config) -> int:
    """Erase those on the list of the erased whom the database has all the same; return how many."""
    with transaction():
        count = privacy.erase_again(erasures.read(config.data_dir), actor=SYSTEM)
        known = erased()
    erasures.add(config.data_dir, known)
    return count


def _lists() -> Iterator[Remembered]:
    for feature in current_app.extensions["cop.features"]:
        yield from feature.remembered


def seed() -> int:
    """Load the seed records that are not there yet; return how many were new or changed."""
    with transaction():
        return sum(
            feature.seed(ROOT / "seeds", SYSTEM)
            for feature in current_app.extensions["cop.features"]
            if feature.seed is not None
        )


def build_index(config: Config) -> str:
    """Build a missing index of a small catalogue at once; return what state it is in, in words."""
    if index.is_usable():
        return "ready"
    try:
        with only_one(config.data_dir / WORKER_LOCK):
            if _is_large():
                return "the worker will build it, and the site serves meanwhile"
            return f"built, {index.rebuild()} records"
    except LockedError:
        return "the worker that is running builds it"


def _is_large() -> bool:
    searchables = index.engine().searchables.values()
    return sum(len(searchable.ids(0, SMALL + 1)) for searchable in searchables) > SMALL
