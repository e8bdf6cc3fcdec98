"""Every operation of the catalogue leaves its entry in the trail, and none is forgotten here."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

import cop
from cop.core.audit import AuditEntry
from cop.core.errors import NotAllowedError
from cop.core.permissions import SYSTEM, VISITOR, Actor
from cop.practices import operations as practices
from cop.practices.models import Practice
from cop.reviews import operations as reviews
from cop.vocabulary import operations as vocabulary
from tests.catalogue.records import concept, practice, review

Session = scoped_session[Any]
Act = Callable[[Session, Actor], object]


def _row(session: Session) -> Practice:
    return session.scalars(select(Practice).where(Practice.slug == "old")).one()


OPERATIONS: dict[str, tuple[str, Act]] = {
    "practices.publish": (
        "practice.publish",
        lambda _session, actor: list(practices.publish([practice("new")], actor=actor)),
    ),
    "practices.withdraw": (
        "practice.withdraw",
        lambda session, actor: practices.withdraw(_row(session), actor=actor, reason="r"),
    ),
    "practices.restore": (
        "practice.restore",
        lambda session, actor: practices.restore(_withdrawn(session), actor=actor),
    ),
    "reviews.put_demonstrations": (
        "reviews.put_demonstrations",
        lambda _session, actor: reviews.put_demonstrations("practice", 7, [review("Z", {})], actor=actor),
    ),
    "reviews.remove_demonstrations": (
        "reviews.remove_demonstrations",
        lambda _session, actor: reviews.remove_demonstrations(actor=actor),
    ),
    "vocabulary.put": (
        "concept.put",
        lambda _session, actor: vocabulary.put([concept("boys", en="Boys")], actor=actor),
    ),
}
"""Operation -> (the action in the trail, how it is done)."""


def _withdrawn(session: Session) -> Practice:
    row = _row(session)
    practices.withdraw(row, actor=SYSTEM, reason="r")
    return row


@pytest.fixture
def _catalogue(db_session: Session) -> None:
    for _changed in practices.publish([practice("old")], actor=SYSTEM):
        reviews.put_demonstrations("practice", _row(db_session).id, [review("A", {})], actor=SYSTEM)
    db_session.commit()


FEATURES = ("practices", "reviews", "vocabulary")
"""Those whose operations commands and jobs do; what members do is looked at beside each feature."""


def test_every_operation_is_named_here() -> None:
    found = set()
    for module in pkgutil.walk_packages(cop.__path__, "cop."):
        feature, _dot, name = module.name.removeprefix("cop.").rpartition(".")
        if name == "operations" and feature in FEATURES:
            for function, value in vars(importlib.import_module(module.name)).items():
                if getattr(value, "__module__", "") == module.name and inspect.isfunction(value):
                    actor = inspect.signature(value).parameters.get("actor")
                    if actor is not None and actor.kind is actor.KEYWORD_ONLY:
                        found.add(f"{feature}.{function}")

    # An owner ends a practice, no command does: tests/practices/test_reconfirm*.py look at its entry.
    assert found == set(OPERATIONS) | {"practices.end"}


@pytest.mark.usefixtures("_catalogue")
@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_is_written_into_the_trail(db_session: Session, name: str) -> None:
    action, act = OPERATIONS[name]
    before = db_session.query(AuditEntry).count()

    act(db_session, SYSTEM)

    db_session.flush()
    added = db_session.scalars(select(AuditEntry).order_by(AuditEntry.id).offset(before)).all()
    assert (added[-1].action, added[-1].actor_kind, added[-1].actor_id) == (action, "system", None)
    assert added[-1].at.tzinfo is not None


@pytest.mark.usefixtures("_catalogue")
@pytest.mark.parametrize("name", [name for name in OPERATIONS if name != "practices.restore"])
def test_operation_refused_leaves_no_trace(db_session: Session, name: str) -> None:
    before = db_session.query(AuditEntry).count()

    with pytest.raises(NotAllowedError):
        OPERATIONS[name][1](db_session, VISITOR)

    assert db_session.query(AuditEntry).count() == before
    assert not db_session.dirty


@pytest.mark.usefixtures("_catalogue")
def test_trail_says_why_a_practice_was_withdrawn(db_session: Session) -> None:
    practices.withdraw(_row(db_session), actor=SYSTEM, reason="the consent was taken back")
    db_session.flush()

    entry = db_session.scalars(select(AuditEntry).where(AuditEntry.action == "practice.withdraw")).one()
    assert (entry.object_kind, entry.object_key, entry.facts) == (
        "practice",
        "old",
        {"reason": "the consent was taken back"},
    )
