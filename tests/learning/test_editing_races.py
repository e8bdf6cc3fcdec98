"""Many editors at the very same moment, each in a transaction of their own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from cop.core.db import db, transaction
from cop.core.permissions import SYSTEM
from cop.learning import drafting, drafts
from cop.learning.drafts import DRAFTS
from cop.learning.enums import PartKind
from cop.learning.models import Module, ModuleDraft, ModuleVersion
from cop.records.drafting import PartConflictError
from cop.records.drafts import content_of, values
from cop.records.parts import Where
from tests.conftest import MakeApp
from tests.learning.samples import module, publish, publish_draft

MANY = 6
SECTION = Where("en", PartKind.SECTIONS, "one")


def _at_once(app: Flask, work: Callable[[int], object]) -> list[str]:
    """Do it MANY times at the same moment; return how each ended."""
    ready = Barrier(MANY)

    def one(number: int) -> str:
        with app.app_context():
            ready.wait()
            try:
                with transaction():
                    work(number)
            except PartConflictError:
                return "conflict"
            finally:
                db.session.remove()
        return "done"

    with ThreadPoolExecutor(MANY) as pool:
        return sorted(pool.map(one, range(MANY)))


@pytest.fixture
def site(empty_app: MakeApp) -> Iterator[Flask]:
    """A site with one public module and no draft."""
    with empty_app() as app:
        with app.app_context(), transaction():
            publish(module())
        yield app


def _open() -> ModuleDraft:
    return drafting.open_draft(db.session.scalars(select(Module)).one(), actor=SYSTEM)


def _begun(site: Flask) -> None:
    with site.app_context(), transaction():
        _open()


def test_draft_is_begun_once(site: Flask) -> None:
    assert _at_once(site, lambda _number: _open()) == ["done"] * MANY

    with site.app_context():
        assert db.session.scalar(select(func.count(ModuleDraft.id))) == 1
        draft = _open()
        assert content_of(DRAFTS, draft, drafts.parts(draft)) == module()


def test_of_many_who_save_one_part_one_is_first_and_the_others_see_it(site: Flask) -> None:
    _begun(site)

    def save(number: int) -> None:
        value = {"title": f"By {number}", "text": ""}
        drafting.save(_open(), SECTION, value, actor=SYSTEM, revision=1)

    assert _at_once(site, save) == ["conflict"] * (MANY - 1) + ["done"]


def test_sections_added_at_once_have_anchors_of_their_own(site: Flask) -> None:
    _begun(site)
    value = {"title": "Same title", "text": ""}

    ended = _at_once(
        site, lambda _number: drafting.add(_open(), "en", PartKind.SECTIONS, value, actor=SYSTEM)
    )

    assert ended == ["done"] * MANY
    with site.app_context():
        keys = [at.key for at in values(drafts.parts(_open())) if at.key.startswith("same-title")]
        assert len(set(keys)) == MANY


def test_published_at_once_it_is_one_version(site: Flask) -> None:
    _begun(site)
    with site.app_context(), transaction():
        drafting.save(_open(), SECTION, {"title": "New", "text": ""}, actor=SYSTEM, revision=1)

    _at_once(site, lambda _number: publish_draft(_open()))

    with site.app_context():
        assert db.session.scalars(select(ModuleVersion.number).order_by(ModuleVersion.number)).all() == [1, 2]
