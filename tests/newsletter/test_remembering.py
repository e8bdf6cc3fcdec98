"""Who has left stays so, whatever backup comes back."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select

from cop import backup as backups
from cop.config import Config
from cop.core.db import db, transaction
from cop.core.remembered import known, merge, remember
from cop.newsletter import joining, remembering
from cop.newsletter.enums import Purpose, SubscriberState, Suppressed
from cop.newsletter.links import hash_of_address
from cop.newsletter.models import Subscriber, Suppression
from cop.prepare import prepare
from tests.conftest import MakeApp
from tests.newsletter.mailing import subscribe

NAME = joining.LEFT
FILE = "remembered-newsletter.txt"


def reader(number: int) -> Subscriber:
    return db.session.scalars(select(Subscriber).where(Subscriber.email == f"p{number}@example.bg")).one()


def everybody() -> dict[str, SubscriberState]:
    db.session.expire_all()
    return {row.email[:2]: row.state for row in db.session.scalars(select(Subscriber)).all()}


def _change(app: Flask, change: Callable[[], None]) -> None:
    with app.app_context():
        with transaction():
            change()
        db.session.remove()


def _leave() -> None:
    joining.leave(reader(1), place="link in a mail")
    joining.erase(reader(2))
    joining.stop(reader(3))
    joining.suppress("p4@example.bg", Suppressed.BLOCKED)
    for _twice in range(2):  # leaves, comes back
        joining.leave(reader(5), place="preferences")
        joining.change(reader(5), language="en", topics=[], purposes=[Purpose.ISSUES], place="preferences")


@pytest.mark.parametrize("place", ["here", "elsewhere"])
def test_a_backup_from_before_brings_no_reader_back(bare_app: MakeApp, tmp_path: Path, place: str) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    with bare_app() as app:
        config: Config = app.config["COP"]
        if not config.is_sqlite:
            pytest.skip("PostgreSQL has its own tools for this")
        prepare(app, lambda _line: None)
        _change(app, lambda: subscribe(6))
        backups.backup(config, folder / "before.tar")
        _change(app, _leave)
        backups.backup(config, folder / "after.tar")
        if place == "elsewhere":  # a new machine has the backups and nothing else
            (config.data_dir / FILE).unlink()
        with app.app_context():
            db.engine.dispose()
        backups.restore(config, folder / "before.tar")
        with app.app_context():
            assert set(everybody().values()) == {SubscriberState.ACTIVE}
            db.session.remove()

        said: list[str] = []
        prepare(app, said.append)
        prepare(app, lambda _line: None)

        assert "Newsletter and consents: 4 ended again, which a backup had brought back." in said
        with app.app_context():
            assert everybody() == {
                "p0": SubscriberState.ACTIVE,
                "p1": SubscriberState.LEFT,
                "p3": SubscriberState.BOUNCED,
                "p4": SubscriberState.LEFT,
                "p5": SubscriberState.ACTIVE,
            }
            reasons = {row.hash: row.reason for row in db.session.scalars(select(Suppression)).all()}
            assert reasons == {
                hash_of_address("p1@example.bg"): Suppressed.LEFT,
                hash_of_address("p2@example.bg"): Suppressed.ERASED,
                hash_of_address("p3@example.bg"): Suppressed.BOUNCED,
                hash_of_address("p4@example.bg"): Suppressed.BLOCKED,
            }
            assert [c.place for c in reader(1).consents] == [remembering.PLACE]
            db.session.remove()


def test_the_list_names_nobody_and_is_for_nobody_else(app: Flask) -> None:
    subscribe(2)
    path = app.config["COP"].data_dir / FILE
    path.unlink(missing_ok=True)

    joining.leave(reader(0), place="link in a mail")
    joining.leave(reader(0), place="link in a mail")
    joining.stop(reader(1))

    lines = path.read_text().splitlines()
    assert [re.sub(r"^\S+ [0-9a-f]{64} ", "", line) for line in lines] == ["left", "bounced"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_list_that_was_lost_is_made_whole(app: Flask) -> None:
    subscribe(1)
    folder = app.config["COP"].data_dir
    joining.leave(reader(0), place="link in a mail")
    db.session.commit()
    (folder / FILE).unlink()

    assert remembering.again(known(folder, NAME)) == 0

    assert known(folder, NAME) == {hash_of_address("p0@example.bg"): "left"}


def test_a_reader_of_a_database_without_the_mark_leaves_at_the_next_start(app: Flask) -> None:
    subscribe(1)
    joining.leave(reader(0), place="link in a mail")
    reader(0).state = SubscriberState.ACTIVE  # as the database was before
    db.session.execute(delete(Suppression))
    db.session.commit()

    counts = [remembering.again(known(app.config["COP"].data_dir, NAME)) for _twice in range(2)]

    assert (counts, everybody()) == ([1, 0], {"p0": SubscriberState.LEFT})


def test_lists_grow_together_and_the_last_word_holds(app: Flask, tmp_path: Path) -> None:
    here = app.config["COP"].data_dir
    remember("test", "a", "left")
    remember("test", "b", "left")
    merge(here, tmp_path)
    remember("test", "a", "back")
    path = here / "remembered-test.txt"
    path.write_text(path.read_text() + "2026-11-30T1")  # the machine died in the midst of a line
    remember("test", "c", "left")

    for _twice in range(2):
        merge(here, tmp_path)

    assert known(tmp_path, "test") == known(here, "test") == {"a": "back", "b": "left", "c": "left"}
    assert len((tmp_path / "remembered-test.txt").read_text().splitlines()) == 5
