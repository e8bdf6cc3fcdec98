"""Uploads and the removal of bytes at the same moment, each in a transaction of its own."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from cop.core import outbox
from cop.core.db import db, transaction
from cop.core.errors import InvalidError
from cop.core.permissions import SYSTEM
from cop.media import operations, storage
from cop.media.models import MediaFile
from cop.media.operations import keep
from tests.conftest import MakeApp
from tests.media import samples

MANY = 8


def _at_once(app: Flask, work: Callable[[int], None]) -> list[str]:
    """Do it MANY times at the same moment; return how each ended."""
    ready = Barrier(MANY)

    def one(number: int) -> str:
        with app.app_context():
            ready.wait()
            try:
                with transaction():
                    work(number)
            except InvalidError:
                return "refused"
            finally:
                db.session.remove()
        return "done"

    with ThreadPoolExecutor(MANY) as pool:
        return sorted(pool.map(one, range(MANY)))


def _keep(data: bytes) -> None:
    keep(data, name="a.jpg", subject_kind="thing", subject_id=1, actor=SYSTEM)


def test_same_picture_many_times_at_once_is_one_file(empty_app: MakeApp) -> None:
    picture = samples.picture(1000, 600)
    with empty_app() as app:
        ended = _at_once(app, lambda _number: _keep(picture))

        with app.app_context():
            file = db.session.scalars(select(MediaFile)).one()
            folder = storage.path(file.digest).parent
            assert ended == ["done"] * MANY
            assert sorted(path.name.removeprefix(file.digest) for path in folder.iterdir()) == [
                "",
                "-320",
                "-960",
            ]


def test_of_many_files_at_once_no_more_are_kept_than_may_be(
    empty_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "FILES_OF_RECORD", 3)
    with empty_app() as app:
        with app.app_context():
            with transaction():
                _keep(b"the first")
            db.session.remove()

        ended = _at_once(app, lambda number: _keep(f"file {number}".encode()))

        with app.app_context():
            assert ended == ["done"] * 2 + ["refused"] * (MANY - 2)
            assert db.session.scalar(select(func.count(MediaFile.id))) == 3


def test_bytes_stay_when_they_are_given_anew_while_the_worker_removes_them(empty_app: MakeApp) -> None:
    with empty_app() as app, app.app_context():
        with transaction():
            _keep(b"again and again")
        digest = db.session.scalars(select(MediaFile.digest)).one()
        for _round in range(10):
            with transaction():
                operations.remove_all("thing", 1, actor=SYSTEM)
            for path in storage.path(digest).parent.iterdir():
                os.utime(path, (time.time() - 7200,) * 2)
            db.session.remove()

            def work(number: int) -> None:
                if number % 2:
                    _keep(b"again and again")
                elif number == 0:  # one worker, as there is
                    outbox.run_pending(app.extensions["cop.jobs"])

            ended = _at_once(app, work)

            assert ended == ["done"] * MANY
            assert storage.path(digest).read_bytes() == b"again and again"
            assert db.session.scalar(select(func.count(MediaFile.id))) == 1
            db.session.remove()
