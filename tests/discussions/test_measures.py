"""What moderators do beside hiding: other words, warnings, pauses; told, objected to, taken back."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts.models import User
from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.core.permissions import VISITOR, Role
from cop.discussions import attaching, measures, moderating, operations, reading, waiting
from cop.discussions.enums import Measure, PostState, Rule
from cop.discussions.models import Decision, Post, Thread
from cop.groups import operations as groups
from cop.groups.enums import Entry
from cop.mail.models import MailMessage
from cop.mail.rendering import render
from tests.discussions.conftest import HALL, answer, place
from tests.discussions.telling import SOON, heard, pause
from tests.groups.conftest import begun as group_begun
from tests.media.samples import picture
from tests.people import actor_of, settled, sign_in, submit
from tests.web.site import read, words

pytestmark = pytest.mark.usefixtures("forums")


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


def _history(app: Flask, user: User | None, post: Post) -> str:
    client = app.test_client()
    if user is not None:
        sign_in(client, user)
    return words(read(client, f"/en/threads/{post.thread_id}/posts/{post.id}/history").find(".//main"))


def test_changed_words_are_told_and_the_old_ones_kept_for_few(
    app: Flask, post: Post, mira: User, ivan: User, mod: User
) -> None:
    officer = settled("Off Icer", Role.OFFICER)

    _change(post, mod)

    seen = reading.seen(post.thread_id, actor=VISITOR, language="en")
    assert seen is not None
    [shown] = reading.posts(seen, 1)
    assert (shown.html, shown.is_changed, list(shown.measures)) == ("<p>Call Ana</p>", True, [])
    assert heard(mira) == ["measured_edit"]
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
    assert heard(mira) == ["measured_edit", "taken_back"]
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
    assert heard(mira) == ["measured_warn"]


def test_members_take_no_measures(post: Post, ivan: User, begun: Thread, mod: User) -> None:
    made, actor = pause(post, mod), actor_of(ivan)

    with pytest.raises(NotAllowedError):
        _change(post, ivan)
    with pytest.raises(NotAllowedError):
        pause(post, ivan)
    with pytest.raises(NotAllowedError):
        measures.take_back(begun, post, made, actor=actor, place=place(HALL, actor))


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
        pause(post, mod)
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
    editor = settled("Ed Itor", Role.EDITOR)
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
