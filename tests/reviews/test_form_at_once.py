"""Reviews sent and saved at the same moment, in transactions of their own: none doubled, none lost."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.core.permissions import Actor, Role
from cop.mail.models import MailMessage
from cop.reviews import reading, reviewing
from cop.reviews.enums import ReviewState
from cop.reviews.models import Review, Score
from cop.reviews.reading import written
from tests.people import actor_of, person
from tests.reviews.conftest import SendCase
from tests.reviews.test_at_once import _at_once as at_once
from tests.reviews.test_at_once import own_app as own_app
from tests.reviews.writing import in_hand, whole

MANY = 8


@pytest.fixture
def ready(own_app: Flask, send_case: SendCase) -> tuple[int, Actor]:
    """A case with one reviewer at work."""
    with own_app.app_context():
        editor = person("Editor", Role.EDITOR, language="en")
        reviewer = person("Rev", Role.REVIEWER, language="en")
        found = in_hand(send_case(by=person("Author")), editor, [reviewer]).id, actor_of(reviewer)
        db.session.remove()
    return found


def _save(id: int, actor: Actor, words: str) -> Callable[[], Any]:
    def act() -> None:
        sheet = reading.sheet(id, actor=actor)
        if sheet is not None:
            reviewing.save_review(sheet, actor=actor, given=whole(to_authors=words), revision=1)

    return act


def _send(id: int, actor: Actor) -> Callable[[], Any]:
    def act() -> None:
        sheet = reading.sheet(id, actor=actor)
        if sheet is not None:
            reviewing.save_review(sheet, actor=actor, given=whole(), revision=1)
            reviewing.send_review(sheet, actor=actor)

    return act


def test_review_sent_by_many_windows_is_one(own_app: Flask, ready: tuple[int, Actor]) -> None:
    id, actor = ready

    came_to = at_once(own_app, [_send(id, actor) for _ in range(MANY)])

    assert came_to == ["done"] * MANY
    with own_app.app_context():
        review = db.session.scalars(select(Review)).one()
        assert (review.state, review.version, len(review.scores)) == (ReviewState.SUBMITTED, 2, 8)
        sent = select(func.count()).where(AuditEntry.action == "reviews.send")
        mails = select(func.count()).where(MailMessage.template == "reviews/all_in")
        assert (db.session.scalar(sent), db.session.scalar(mails)) == (1, 1)


def test_of_many_who_save_one_is_kept_and_the_others_are_told(
    own_app: Flask, ready: tuple[int, Actor]
) -> None:
    id, actor = ready

    came_to = at_once(own_app, [_save(id, actor, f"Words {n}.") for n in range(MANY)])

    winner = came_to.index("done")
    told = "This review has changed since you opened it. Compare both versions and choose."
    assert sorted(came_to) == [told] * (MANY - 1) + ["done"]
    with own_app.app_context():
        review = db.session.scalars(select(Review)).one()
        assert (written(review), review.version) == (whole(to_authors=f"Words {winner}."), 2)
        assert db.session.scalar(select(func.count()).select_from(Score)) == 8
