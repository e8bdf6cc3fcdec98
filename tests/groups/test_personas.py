"""Pseudonyms: nothing leads from them to an account, but for two officers together."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cop.accounts.models import Notification, User
from cop.core.audit import AuditEntry
from cop.core.db import Base, db
from cop.core.errors import InvalidError
from cop.core.forums import place_of
from cop.core.permissions import SYSTEM, VISITOR, Role
from cop.core.records import Ref
from cop.discussions import operations as discussions
from cop.discussions import queries as threads
from cop.discussions import reading
from cop.discussions.models import Post, Thread
from cop.discussions.search import documents
from cop.groups import operations, personas, queries
from cop.groups.content import GroupContent, GroupText
from cop.groups.enums import Entry, GroupKind
from cop.groups.models import Group, Persona
from cop.groups.sealing import mark_of, opened, seal
from cop.mail.models import MailMessage
from cop.mail.rendering import render
from cop.privacy import operations as privacy
from cop.privacy import queries as registry
from tests.discussions.conftest import tell
from tests.groups.conftest import begun, masked
from tests.groups.told import told
from tests.people import actor_of, person, settled, sign_in, submit
from tests.privacy.crawling import crawl
from tests.web.site import read, words

pytestmark = pytest.mark.usefixtures("app")


def _say(group: Group, user: User, text: str = "Zqwords", title: str = "Zqtitle") -> Thread:
    actor = actor_of(user)
    place = place_of(Ref("group", group.id), actor=actor, language="en")
    assert place is not None
    made = discussions.start(place, actor=actor, title=title, text=text, language="en")
    db.session.commit()
    return made


def test_seal_opens_with_its_own_secret_alone(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed, mark = seal(42), mark_of(1, 42)

    assert opened(sealed) == 42
    assert "42" not in (sealed[:2], mark[:2])
    assert len({len(seal(1)), len(seal(123456))}) == 1  # its length tells nothing
    assert seal(42) != sealed
    monkeypatch.setitem(app.config, "SECRET_KEY", "another")
    assert opened(sealed) is None
    assert mark_of(1, 42) != mark


def test_no_column_leads_from_a_persona_to_the_account(group: Group, mira: User, ivan: User) -> None:
    masked(group, mira, "Blue Heron")
    masked(group, ivan, "Grey Fox")
    _say(group, mira)

    rows = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        if table.name.startswith(("group", "discussion"))
        for column in table.columns
        if any(key.target_fullname == "users.id" for key in column.foreign_keys)
        if db.session.scalar(select(func.count()).select_from(table).where(column == mira.id))
    }
    trail = db.session.scalars(select(AuditEntry.action).where(AuditEntry.actor_id == mira.id)).all()

    assert rows == set()
    assert list(trail) == []
    # The mail goes to everybody, also to who wrote: who is left out would tell.
    assert (told(mira), told(ivan)) == (["groups/within"], ["groups/within"])
    reasons = {re.sub(r":\d+$", "", reason) for reason in db.session.scalars(select(Notification.reason))}
    assert len(reasons) == 1


def test_mails_name_neither_group_nor_words(group: Group, mira: User, ivan: User) -> None:
    masked(group, mira, "Blue Heron")
    masked(group, ivan, "Grey Fox")
    made = _say(group, mira)
    place = place_of(Ref("group", group.id), actor=actor_of(ivan), language="en")
    assert place is not None
    discussions.reply(made, actor=actor_of(ivan), place=place, text="@Blue Heron hello")
    tell()

    mails = [render(mail) for mail in db.session.scalars(select(MailMessage))]
    whole = "\n".join(f"{mail.subject}{mail.text}{mail.html}" for mail in mails)

    assert len(mails) == 2  # one a day and reader
    assert not re.search("Heron|Fox|peers|Zqtitle|Zqwords", whole)


@pytest.mark.parametrize("pseudonym", ["", "x", "y" * 41, "Mira", "The MIROVA one", "<b>", "blue  HERON"])
def test_bad_pseudonyms_are_refused(group: Group, mira: User, ivan: User, pseudonym: str) -> None:
    masked(group, ivan, "Blue Heron")

    with pytest.raises(InvalidError) as refused:
        personas.join_masked(group, actor=actor_of(mira), pseudonym=pseudonym, agrees=True)

    assert refused.value.field == "pseudonym"


def test_contract_is_read_first(client: FlaskClient, group: Group, mira: User) -> None:
    sign_in(client, mira)
    address = f"/en/groups/{group.slug}/join"

    page = read(client, address)
    without = submit(client, address, {"pseudonym": "Blue Heron"}, form="/join")
    joined = submit(client, address, {"pseudonym": "Blue Heron", "agrees": "y"}, form="/join")

    assert "Two data protection officers together can open it" in words(page.find_class("panel")[0])
    assert (without.status_code, joined.status_code) == (400, 303)
    assert "tick that you have" in without.text
    assert db.session.scalars(select(Persona.name)).all() == ["Blue Heron"]


def test_whoever_asks_under_a_pseudonym_is_let_in_by_it(mira: User, ivan: User, editor: User) -> None:
    group = begun("quiet", masked=True, entry=Entry.BY_REQUEST)
    operations.name_facilitator(group, actor=actor_of(editor), email=ivan.email or "")
    persona = masked(group, mira, "Blue Heron")

    assert place_of(Ref("group", group.id), actor=actor_of(mira), language="en") is None
    assert [one.name for one in queries.asking(group.id)] == ["Blue Heron"]
    personas.let_in_masked(group, persona, actor=actor_of(ivan))
    place = place_of(Ref("group", group.id), actor=actor_of(mira), language="en")

    assert place is not None
    assert place.voice is not None
    assert place.voice.name == "Blue Heron"
    assert (told(mira), told(ivan)) == (["groups/let_in_masked"], ["groups/named", "groups/asked_masked"])


def test_giving_up_pseudonyms_unmasks_nobody(group: Group, mira: User) -> None:
    masked(group, mira, "Blue Heron")
    made = _say(group, mira)
    content = GroupContent(slug=group.slug, kind=GroupKind.PEER, texts={"en": GroupText(title="Open now")})
    operations.edit(group, content, actor=SYSTEM, version=group.version)
    db.session.commit()
    place = place_of(Ref("group", group.id), actor=actor_of(mira), language="en")
    assert place is not None
    discussions.reply(made, actor=actor_of(mira), place=place, text="By name")
    db.session.commit()

    seen = reading.seen(made.id, actor=VISITOR, language="en")

    assert seen is not None
    assert [post.name for post in reading.posts(seen, 1)] == ["Blue Heron", "Mira Mirova"]
    old = db.session.scalars(select(Post).where(Post.position == 1)).one()
    assert (old.author_id, old.byline) == (None, "Blue Heron")
    discussions.remove_own(old, actor=actor_of(mira), place=place)  # it is still theirs


def test_what_is_said_is_not_to_be_found(group: Group, mira: User) -> None:
    masked(group, mira, "Blue Heron")
    made = _say(group, mira)

    assert documents([made.id]) == []
    assert list(threads.addresses()) == []
    assert threads.record_cards([made.id], VISITOR, "en") == []


def test_leaving_cuts_the_link_for_ever(group: Group, mira: User, ivan: User) -> None:
    persona = masked(group, mira, "Blue Heron")
    _say(group, mira)

    for _twice in "12":
        personas.leave_masked(group, actor=actor_of(mira))
    db.session.refresh(persona)

    assert (persona.sealed, queries.persona(group.id, mira.id)) == ("", None)
    with pytest.raises(InvalidError):
        personas.join_masked(group, actor=actor_of(ivan), pseudonym="blue heron", agrees=True)


def test_erasing_a_person_cuts_it_too_and_exports_say_nothing(group: Group, mira: User) -> None:
    persona = masked(group, mira, "Blue Heron")
    _say(group, mira)
    exported = str([list(data.export(mira.id)) for data in registry.registry()])

    privacy.erase(mira.id, actor=SYSTEM, reason="a test")
    db.session.commit()
    db.session.refresh(persona)

    assert persona.sealed == ""
    assert not re.search("Heron|Zqwords|peers", exported)


@pytest.mark.parametrize("role", ["visitor", "member", "peer", *sorted(Role)])
def test_nobody_comes_upon_the_real_name(app: Flask, group: Group, mira: User, role: str) -> None:
    mira.name = "Zqrealname Person"
    peer = settled("Peer Other")
    masked(group, mira, "Blue Heron")
    masked(group, peer, "Grey Fox")
    made = _say(group, mira)
    client = app.test_client()
    if role == "peer":
        sign_in(client, peer)
    elif role != "visitor":
        sign_in(client, person("Some Body", *([Role(role)] if role != "member" else []), language="en"))
    post = db.session.scalars(select(Post)).one()
    base = f"/en/threads/{made.id}"
    starts = [
        "/en/groups",
        f"/en/groups/{group.slug}",
        f"/en/threads/at/group/{group.id}",
        f"/en/threads/at/group/{group.id}?q=zqwords",
        base,
        f"{base}/news?after=0",
        f"{base}/feed.atom",
        f"{base}/posts/{post.id}/history",
        f"{base}/posts/{post.id}/report",
        "/sitemap.xml",
        "/en/desk/audit",
        "/en/desk/mail",
        "/en/desk/moderation",
        "/en/desk/pseudonyms",
    ]

    found = crawl(client, starts, re.compile("zqrealname|blue heron|zqwords"))

    # Administrators see who has an account, beside no pseudonym.
    assert found.get("zqrealname", "/en/desk/people").startswith("/en/desk/people")
    inside = role in ("peer", Role.MODERATOR)
    assert ("zqwords" in found) == inside


def test_pages_have_a_quick_way_out_and_say_nothing_in_their_title(
    client: FlaskClient, group: Group, mira: User
) -> None:
    masked(group, mira, "Blue Heron")
    made = _say(group, mira)
    sign_in(client, mira)

    pages = [read(client, address) for address in (f"/en/groups/{group.slug}", f"/en/threads/{made.id}")]

    assert [len(page.xpath("//a[@data-quick-exit]")) for page in pages] == [1, 1]
    titles = " ".join(page.xpath("string(//title)") for page in pages)
    assert not re.search("Heron|Zqtitle|Mira", titles)
