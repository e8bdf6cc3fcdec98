"""Pauses: what somebody may do meanwhile, where they hold, and how they end."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts.models import User
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.permissions import Role
from cop.discussions import moderating, operations, pausing
from cop.discussions.models import Post, Thread
from tests.discussions.conftest import HALL, INSIDE, MASKED_ROOM, answer, place, thread
from tests.discussions.telling import heard, pause
from tests.people import actor_of, settled, sign_in, submit
from tests.web.site import read, words

pytestmark = pytest.mark.usefixtures("forums")


@pytest.fixture
def other_mod() -> User:
    return settled("Ot Her", Role.MODERATOR)


def test_who_is_paused_reads_and_writes_nothing_until_the_day_is_over(
    client: FlaskClient, begun: Thread, post: Post, mira: User, mod: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    pause(post, mod)
    writer = actor_of(mira)
    spot = place(HALL, writer)

    for refused in (
        lambda: answer(begun, writer),
        lambda: operations.start(spot, actor=writer, title="T", text="Words"),
        lambda: operations.edit(post, actor=writer, place=spot, text="x", language="en", revision=1),
    ):
        with pytest.raises(ConflictError):
            refused()
    sign_in(client, mira)
    page = read(client, f"/en/threads/{begun.id}")
    assert page.xpath("//section[@id='reply']") == []
    assert "you can write here again after" in words(page.find_class("notice-warning")[0])
    [link] = page.xpath("//a[starts-with(@href, '/en/threads/paused/')]/@href")
    assert client.get(link).headers["Location"] == f"/en/threads/{begun.id}#p1"
    assert page.xpath("//aside[@class='measure']//form") != []
    operations.remove_own(post, actor=writer, place=spot)
    moment = now() + timedelta(days=8)
    monkeypatch.setattr(pausing, "now", lambda: moment)
    assert answer(begun, writer).position == 2


def test_what_a_paused_person_typed_is_shown_to_them(
    client: FlaskClient, begun: Thread, post: Post, mira: User, mod: User
) -> None:
    sign_in(client, mira)
    page = read(client, f"/en/threads/{begun.id}")
    token = page.xpath("//input[@name='csrf_token']/@value")[0]
    pause(post, mod)

    answered = client.post(f"/en/threads/{begun.id}", data={"csrf_token": token, "text": "zqlong story"})

    assert answered.status_code == 409
    assert "zqlong story" in answered.text


def test_pause_is_for_the_place_unless_it_is_everywhere(post: Post, mira: User, mod: User) -> None:
    INSIDE.add(mira.id)
    made = pause(post, mod)
    cellar = place(MASKED_ROOM, actor_of(mira))

    assert pausing.pause_at(cellar) is None
    made.is_everywhere = True
    db.session.flush()
    found = pausing.pause_at(cellar)
    assert found is not None
    assert found.id == made.id


@pytest.mark.parametrize("until", [None, now().date(), now().date() + timedelta(days=400)])
def test_pause_needs_a_day_that_comes(post: Post, mod: User, until: date | None) -> None:
    with pytest.raises(InvalidError) as refused:
        pause(post, mod, until)

    assert refused.value.field == "until"


def test_objection_to_a_pause_is_answered_by_somebody_else(
    app: Flask, begun: Thread, post: Post, mira: User, mod: User, other_mod: User
) -> None:
    made = pause(post, mod)
    writing, first, second = app.test_client(), app.test_client(), app.test_client()
    for client, user in ((writing, mira), (first, mod), (second, other_mod)):
        sign_in(client, user)

    submit(
        writing, f"/en/threads/{begun.id}", {"words": "It was a joke."}, form=f"/measures/{made.id}/appeal"
    )
    desks = [words(read(client, "/en/desk/moderation").find(".//main")) for client in (first, second)]
    granted = submit(second, "/en/desk/moderation", form="/grant")

    assert ["Its writer objects: a pause from writing" in desk for desk in desks] == [False, True]
    assert granted.status_code == 303
    assert pausing.pause_at(place(HALL, actor_of(mira))) is None
    assert heard(mira) == ["measured_pause", "taken_back"]


def test_upheld_pause_stands_and_is_told(post: Post, mira: User, mod: User, other_mod: User) -> None:
    made, writer, judge = pause(post, mod), actor_of(mira), actor_of(other_mod)
    moderating.appeal(post, actor=writer, place=place(HALL, writer), words="No.", decision=made)

    moderating.uphold(post, made, actor=judge, place=place(HALL, judge))
    db.session.commit()

    assert pausing.pause_at(place(HALL, writer)) is not None
    assert heard(mira) == ["measured_pause", "upheld"]


def test_persona_is_paused_in_its_place_and_no_account_is_noted(mira: User, mod: User, ivan: User) -> None:
    INSIDE.update({mira.id, mod.id, ivan.id})
    made = thread(actor_of(mira), at=MASKED_ROOM)
    post = db.session.scalars(select(Post).where(Post.thread_id == made.id)).one()
    chief = actor_of(mod)
    keeping = place(MASKED_ROOM, chief).__class__(
        MASKED_ROOM, "Cellar", "en", "/en/", is_public=False, may_moderate=True, is_masked=True
    )

    pause(post, mod, spot=keeping)

    assert pausing.pause_at(place(MASKED_ROOM, actor_of(mira))) is not None
    assert pausing.pause_at(place(MASKED_ROOM, actor_of(ivan))) is None
    assert heard(mira) == []
    with pytest.raises(InvalidError):
        pause(post, mod, spot=keeping, is_everywhere=True)
