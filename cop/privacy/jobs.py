"""What the worker does about personal data: erasing in due time, and the list of those erased."""

import logging
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta

from flask import current_app

from cop.config import Config
from cop.core.db import db, transaction
from cop.core.errors import ConflictError
from cop.core.outbox import JobType
from cop.core.timers import Timer
from cop.privacy import erasures, operations, queries

log = logging.getLogger(__name__)


def erase_due() -> None:
    """Erase everybody whose time to stay is over, each in a transaction of their own."""
    ids = queries.due()
    db.session.rollback()  # the database has one writer
    for user_id in ids:
        try:
            with transaction():
                operations.erase_due(user_id)
        except ConflictError:
            log.warning("account %d is not erased: nobody else could give roles", user_id)


def _note_erased(_subjects: Sequence[str]) -> None:
    config: Config = current_app.config["COP"]
    erasures.add(config.data_dir, queries.erased())
    db.session.rollback()
    if config.is_sqlite:
        _empty_journal(config.database_url.removeprefix("sqlite:///"))


def _empty_journal(path: str) -> None:
    # The journal beside the database still has the words; at the next great write it would be the same.
    with closing(sqlite3.connect(path, timeout=1.0)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


NOTE_ERASED = JobType(operations.AFTER_ERASING, _note_erased)
ERASE_DUE = Timer("erase those who leave", timedelta(hours=1).total_seconds(), erase_due)
