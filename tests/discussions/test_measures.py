"""What moderators do beside hiding: other words, warnings, pauses; told, objected to, taken back."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts.models import Notification, User
from cop.core.audit import AuditEntry
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.core.permissions import VISITOR, Role
from cop.discussions import attaching, measures, moderating, operations, pausing, reading, waiting
from cop.discussions.enums import Measure, PostState, Rule
from cop.discussions.models import Decision, Post, Thread
from cop.groups import operations as groups
from cop.groups.enums import Entry
from cop.mail.models import MailMessage
from cop.mail.rendering import render
from tests.discussions.conftest import HALL, INSIDE, MASKED_ROOM, answer, place, thread
from tests.groups.conftest import begun as group_begun
from tests.media.samples import picture
from tests.people import actor_of, person, sign_in, submit
from tests.web.site import read, words

pytestmark = pytest.mark.usefixtures("forums")

SOON = now().date() + timedelta(days=7)


def _settled(name: str, *roles: Role) -> User:
    user = person(name, *roles, language="en")
    user.created_at = now() - timedelta(days=30)
    db.session.commit()
    return user


@pytest.fixture
def mira() -> User:
    return _settled("Mira Mirova")


@pytest.fixture
def ivan() -> User:
    return _settled("Ivan Petrov")


@pytest.fixture
def mod() -> User:
    return _settled("Mo Derator", Role.MODERATOR)


@pytest.fixture
def other_mod() -> User:
    return _settled("Ot Her", Role.MODERATOR)


@pytest.fixture
def begun(mira: User) -> Thread:
    return thread(actor_of(mira), "Call Ana on 0888 123456")


@pytest.fixture
def post(begun: Thread) -> Post:
    return db.session.scalars(select(Post).where(Post.thread_id == begun.id)).one()


def _change(post: Post, user: User, text: str = "Call Ana", revision: int = 1) -> Decision:
    actor = actor_of(user)
    made = measures.change_words(
        post,
        actor=actor,
        place=place(HALL, actor),
        rule=Rule.PERSONAL_DATA,
        text=text,
        note="No numbers, please.",
        revision=revision,
    )
    db.session.commit()
    return made


def _pause(post: Post, user: User, until: date | None = SOON, **more: Any) -> Decision:
    actor = actor_of(user)
    spot = more.pop("spot", place(HALL, actor))
    made = measures.pause(post, actor=actor, place=spot, rule=Rule.INSULT, note="Rest.", until=until, **more)
    db.session.commit()
    return made


def _told(user: User) -> list[str]:
    query = select(Notification.template).where(Notification.user_id == user.id).order_by(Notification.id)
    return [str(template).partition("/")[2] for template in db.session.scalars(query)]


def _history(app: Flask, user: User | None, post: Post) -> str:
    client = app.test_client()
    if user is not None:
        sign_in(client, user)
    return words(read(client, f"/en/threads/{post.thread_id}/posts/{post.id}/history").find(".//main"))


def test_changed_words_are_told_and_the_old_ones_kept_for_few(
    app: Flask, post: Post, mira: User, ivan: User, mod: User
) -> None:
    officer = _settled("Off Icer", Role.OFFICER)

    _change(post, mod)

    seen = reading.seen(post.thread_id, actor=VISITOR, language="en")
    assert seen is not None
    [shown] = reading.posts(seen, 1)
    assert (shown.html, shown.is_changed, list(shown.measures)) == ("<p>Call Ana</p>", True, [])
    assert _told(mira) == ["measured_edit"]
    people = {"visitor": None, "other": ivan, "writer": mira, "moderator": mod, "officer": officer}
    told = {name: "0888" in _history(app, user, post) for name, user in people.items()}
    assert told == {"visitor": False, "other": False, "writer": True, "moderator": True, "officer": True}


def test_words_come_back_when_the_change_is_taken_back(
    app: Flask, begun: Thread, post: Post, mira: User, mod: User
) -> None:
    made = _change(post, mod)
    actor = actor_of(mod)

    for _twice in "12":
        measures.take_back(begun, post, made, actor=actor, place=place(HALL, actor))
    db.session.commit()

    assert (post.text, post.revision) == ("Call Ana on 0888 123456", 3)
    assert _told(mira) == ["measured_edit", "taken_back"]
    assert "0888" in _history(app, None, post)
    actions = db.session.scalars(select(AuditEntry.action).where(AuditEntry.object_kind == "post"))
    assert list(actions) == ["post.write", "post.change_words", "post.take_back"]


def test_change_of_words_overwrites_nothing_newer(begun: Thread, post: Post, mira: User, mod: User) -> None:
    writer, chief = actor_of(mira), actor_of(mod)
    operations.edit(
        post, actor=writer, place=place(HALL, writer), text="Never mind", language="en", revision=1
    )

    with pytest.raises(ConflictError):
        _change(post, mod)
    made = _change(post, mod, "Never", revision=2)
    operations.edit(
        post, actor=writer, place=place(HALL, writer), text="Never ever", language="en", revision=3
    )
    with pytest.raises(ConflictError):
        measures.take_back(begun, post, made, actor=chief, place=place(HALL, chief))
    assert post.text == "Never ever"


def test_same_words_are_no_change_and_a_warning_needs_a_note(post: Post, mod: User) -> None:
    actor = actor_of(mod)

    with pytest.raises(InvalidError) as same:
        _change(post, mod, "Call Ana on 0888 123456")
    with pytest.raises(InvalidError) as silent:
        measures.warn(post, actor=actor, place=place(HALL, actor), rule=Rule.SPAM, note=" ")

    assert (same.value.field, silent.value.field) == ("text", "note")


def test_warning_is_seen_by_its_writer_and_moderators_alone(
    app: Flask, post: Post, mira: User, ivan: User, mod: User
) -> None:
    actor = actor_of(mod)
    measures.warn(post, actor=actor, place=place(HALL, actor), rule=Rule.INSULT, note="zqkind")
    db.session.commit()

    seen = {}
    for name, user in {"visitor": None, "other": ivan, "writer": mira, "moderator": mod}.items():
        client = app.test_client()
        if user is not None:
            sign_in(client, user)
        seen[name] = "zqkind" in client.get(f"/en/threads/{post.thread_id}").text

    assert seen == {"visitor": False, "other": False, "writer": True, "moderator": True}
    assert _told(mira) == ["measured_warn"]


def test_who_is_paused_reads_and_writes_nothing_until_the_day_is_over(
    client: FlaskClient, begun: Thread, post: Post, mira: User, mod: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    _pause(post, mod)
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
    _pause(post, mod)

    answered = client.post(f"/en/threads/{begun.id}", data={"csrf_token": token, "text": "zqlong story"})

    assert answered.status_code == 409
    assert "zqlong story" in answered.text


def test_pause_is_for_the_place_unless_it_is_everywhere(post: Post, mira: User, mod: User) -> None:
    INSIDE.add(mira.id)
    made = _pause(post, mod)
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
        _pause(post, mod, until)

    assert refused.value.field == "until"


def test_members_take_no_measures(post: Post, ivan: User, begun: Thread, mod: User) -> None:
    made, actor = _pause(post, mod), actor_of(ivan)

    with pytest.raises(NotAllowedError):
        _change(post, ivan)
    with pytest.raises(NotAllowedError):
        _pause(post, ivan)
    with pytest.raises(NotAllowedError):
        measures.take_back(begun, post, made, actor=actor, place=place(HALL, actor))


def test_objection_to_a_pause_is_answered_by_somebody_else(
    app: Flask, begun: Thread, post: Post, mira: User, mod: User, other_mod: User
) -> None:
    made = _pause(post, mod)
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
    assert _told(mira) == ["measured_pause", "taken_back"]


def test_upheld_pause_stands_and_is_told(post: Post, mira: User, mod: User, other_mod: User) -> None:
    made, writer, judge = _pause(post, mod), actor_of(mira), actor_of(other_mod)
    moderating.appeal(post, actor=writer, place=place(HALL, writer), words="No.", decision=made)

    moderating.uphold(post, made, actor=judge, place=place(HALL, judge))
    db.session.commit()

    assert pausing.pause_at(place(HALL, writer)) is not None
    assert _told(mira) == ["measured_pause", "upheld"]


def test_persona_is_paused_in_its_place_and_no_account_is_noted(mira: User, mod: User, ivan: User) -> None:
    INSIDE.update({mira.id, mod.id, ivan.id})
    made = thread(actor_of(mira), at=MASKED_ROOM)
    post = db.session.scalars(select(Post).where(Post.thread_id == made.id)).one()
    chief = actor_of(mod)
    keeping = place(MASKED_ROOM, chief).__class__(
        MASKED_ROOM, "Cellar", "en", "/en/", is_public=False, may_moderate=True, is_masked=True
    )

    _pause(post, mod, spot=keeping)

    assert pausing.pause_at(place(MASKED_ROOM, actor_of(mira))) is not None
    assert pausing.pause_at(place(MASKED_ROOM, actor_of(ivan))) is None
    assert _told(mira) == []
    with pytest.raises(InvalidError):
        _pause(post, mod, spot=keeping, is_everywhere=True)


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ("settle", "They found nothing against the rules, and it stays."),
        ("hide", "It was hidden."),
        ("edit", "Its words were changed."),
        ("warn", "Its writer was warned."),
        ("pause", "Its writer cannot write for a while."),
    ],
)
def test_who_reported_learns_what_came_of_it(
    post: Post, ivan: User, mod: User, measure: str, said: str
) -> None:
    reporter, chief = actor_of(ivan), actor_of(mod)
    moderating.report(post, actor=reporter, place=place(HALL, reporter), rule=Rule.SPAM, note="")
    spot = place(HALL, chief)

    if measure == "settle":
        moderating.settle(post, actor=chief, place=spot)
    elif measure == "hide":
        moderating.hide(post, actor=chief, place=spot, rule=Rule.SPAM, note="")
    elif measure == "edit":
        _change(post, mod)
    elif measure == "warn":
        measures.warn(post, actor=chief, place=spot, rule=Rule.SPAM, note="Please stop.")
    else:
        _pause(post, mod)
    db.session.commit()

    [mail] = db.session.scalars(select(MailMessage).where(MailMessage.person_id == ivan.id))
    assert said in render(mail).text
    assert said in render(mail).html


def test_moderator_works_by_the_page(client: FlaskClient, post: Post, mod: User) -> None:
    sign_in(client, mod)
    address = f"/en/threads/{post.thread_id}/posts/{post.id}/measures"

    nothing = submit(client, address, {"note": "Kept words"}, form="/measures")
    short = submit(client, address, {"measure": "pause", "rule": "insult"}, form="/measures")
    paused = submit(
        client,
        address,
        {"measure": "pause", "rule": "insult", "until": SOON.isoformat(), "is_everywhere": "y"},
        form="/measures",
    )
    taken_back = submit(client, f"/en/threads/{post.thread_id}", form="/end")

    assert (nothing.status_code, "Kept words" in nothing.text) == (400, True)
    assert "Give a day from tomorrow on, within a year." in short.text
    assert (paused.status_code, taken_back.status_code) == (303, 303)
    [decision] = db.session.scalars(select(Decision))
    assert (decision.measure, decision.until, decision.is_everywhere) == (Measure.PAUSE, SOON, True)
    assert decision.ended_at is not None


def test_new_pictures_are_looked_at_once(app: Flask, begun: Thread, mira: User, mod: User) -> None:
    writer = actor_of(mira)
    spot = place(HALL, writer)
    taken = attaching.take(picture(), name="a.jpg", actor=writer, place=spot)
    attaching.attach(spot, [("a.jpg", taken)], actor=writer, thread_id=begun.id)
    shown = answer(begun, writer, "Look")
    client = app.test_client()
    sign_in(client, mod)

    before = [one.why for one in waiting.waiting_for(actor_of(mod), "en")]
    desk = read(client, "/en/desk/moderation")
    elsewhere = [one.why for one in waiting.waiting_for(actor_of(mod), "en", "bg")]
    submit(client, "/en/desk/moderation", form="/settle")

    assert (shown.state, before, elsewhere) == (PostState.PUBLIC, ["picture"], [])
    assert len(desk.xpath("//ul[@class='post-files']//img")) == 1
    assert waiting.waiting_for(actor_of(mod), "en") == []


def test_desk_says_where_people_want_to_come_in(app: Flask, mira: User, ivan: User) -> None:
    editor = _settled("Ed Itor", Role.EDITOR)
    group = group_begun("closed", entry=Entry.BY_REQUEST)
    groups.name_facilitator(group, actor=actor_of(editor), email=mira.email or "")
    groups.join(group, actor=actor_of(ivan))
    db.session.commit()
    client = app.test_client()
    sign_in(client, mira)

    page = read(client, "/en/desk/moderation")

    assert [words(one) for one in page.xpath("//section[@aria-labelledby='asking']//li")] == [
        "Group closed 1"
    ]
