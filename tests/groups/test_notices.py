"""Whoever speaks under a pseudonym finds what moderators decided: on the group's page and on their own."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cop.accounts.models import User
from cop.core.db import db, now
from cop.core.forums import Place, place_of
from cop.core.permissions import Role
from cop.core.records import Ref
from cop.discussions import measures, moderating
from cop.discussions import operations as discussions
from cop.discussions.enums import Measure, Rule
from cop.discussions.models import Decision, Post, Thread
from cop.groups.models import Group
from cop.mail.models import MailMessage
from tests.conftest import Statements
from tests.groups.conftest import begun, masked
from tests.people import actor_of, settled, sign_in, submit
from tests.web.site import read, words

OWN_PAGE = "/en/account"
WORDS = "A moderator has decided something about what you said under a pseudonym. Look"


@pytest.fixture
def mod() -> User:
    return settled("Mod Moderova", Role.MODERATOR)


@pytest.fixture
def group(mira: User, ivan: User) -> Group:
    group = begun("peers", masked=True)
    masked(group, mira, "Blue Heron")
    masked(group, ivan, "Grey Fox")
    return group


@pytest.fixture
def post(group: Group, mira: User) -> Post:
    actor = actor_of(mira)
    thread = discussions.start(_place(group, mira), actor=actor, title="T", text="Hard words.", language="en")
    db.session.commit()
    return db.session.scalars(select(Post).where(Post.thread_id == thread.id)).one()


def _place(group: Group, user: User) -> Place:
    place = place_of(Ref("group", group.id), actor=actor_of(user), language="en")
    assert place is not None
    return place


def _decide(measure: Measure, post: Post, group: Group, mod: User) -> Decision:
    said = {"actor": actor_of(mod), "place": _place(group, mod), "rule": Rule.INSULT, "note": "Zqnote"}
    if measure is Measure.HIDE:
        decision = moderating.hide(post, **said)  # type: ignore[arg-type]
    elif measure is Measure.EDIT:
        decision = measures.change_words(post, text="Soft.", revision=1, **said)  # type: ignore[arg-type]
    elif measure is Measure.WARN:
        decision = measures.warn(post, **said)  # type: ignore[arg-type]
    else:
        until = now().date() + timedelta(days=3)
        decision = measures.pause(post, until=until, **said)  # type: ignore[arg-type]
    db.session.commit()
    return decision


def _told(client: FlaskClient) -> list[str]:
    """What the section about decisions says, decision by decision."""
    page = read(client, "/en/groups/peers")
    return [words(one) for one in page.xpath("//section[@aria-labelledby='decided']//li/p[1]/b")]


def _on_own_page(client: FlaskClient) -> list[str]:
    return [words(one) for one in read(client, OWN_PAGE).xpath("//*[contains(@class, 'notice-info')]")]


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        (Measure.HIDE, "The post was hidden"),
        (Measure.EDIT, "The words of the post were changed"),
        (Measure.WARN, "A warning"),
        (Measure.PAUSE, "A moderator has paused you: you can write here again after"),
    ],
)
def test_writer_finds_the_decision_without_a_mail(
    client: FlaskClient, group: Group, post: Post, mira: User, mod: User, measure: Measure, said: str
) -> None:
    mails = select(func.count(MailMessage.id))
    before = db.session.scalar(mails)

    _decide(measure, post, group, mod)
    sign_in(client, mira)

    (told,) = _told(client)
    assert told.startswith(said)
    assert _on_own_page(client) == [WORDS]
    assert "Heron" not in client.get(OWN_PAGE).text
    assert db.session.scalar(mails) == before


def test_others_find_nothing(app: Flask, group: Group, post: Post, ivan: User, mod: User) -> None:
    _decide(Measure.WARN, post, group, mod)

    for user in (ivan, mod, settled("Off Icer", Role.OFFICER)):
        client = app.test_client()
        sign_in(client, user)
        assert (_told(client), _on_own_page(client)) == ([], [])
        assert "Zqnote" not in client.get("/en/groups/peers").text


def test_noted_decision_is_gone_until_something_comes_of_it(
    client: FlaskClient, group: Group, post: Post, mira: User, mod: User
) -> None:
    decision = _decide(Measure.WARN, post, group, mod)
    sign_in(client, mira)

    answer = submit(client, "/en/groups/peers", form=f"/measures/{decision.id}/seen")
    noted = (answer.status_code, _told(client), _on_own_page(client))
    thread = db.session.get_one(Thread, post.thread_id)
    measures.take_back(thread, post, decision, actor=actor_of(mod), place=_place(group, mod))
    db.session.commit()

    assert noted == (303, [], [])
    assert _told(client) == ["A warning"]
    assert "It was taken back." in client.get("/en/groups/peers").text


def test_removed_words_are_told_of(
    client: FlaskClient, group: Group, post: Post, mira: User, mod: User
) -> None:
    _decide(Measure.HIDE, post, group, mod)
    moderating.remove(post, actor=actor_of(mod), place=_place(group, mod))
    db.session.commit()
    sign_in(client, mira)

    assert _told(client) == ["These words were removed. What others answered stays."]


def test_decisions_cost_the_same_for_one_and_three(
    client: FlaskClient, group: Group, post: Post, mira: User, mod: User, count_statements: Statements
) -> None:
    sign_in(client, mira)
    counts = []
    for number in (1, 2):
        for _more in range(number):
            _decide(Measure.WARN, post, group, mod)
        with count_statements() as statements:
            client.get("/en/groups/peers")
        counts.append(len(statements))

    assert counts == [11, 11]
