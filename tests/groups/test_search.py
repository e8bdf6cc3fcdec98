"""What is said in closed groups is found by their members, and betrayed to nobody else by anything."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cop.accounts.models import User
from cop.core.db import db
from cop.core.forums import place_of
from cop.core.permissions import Role
from cop.core.records import Ref
from cop.discussions import leading
from cop.discussions import operations as discussions
from cop.discussions.enums import ThreadState
from cop.discussions.models import Thread
from cop.groups import operations, queries
from cop.groups.content import GroupContent, GroupText
from cop.groups.enums import Entry
from cop.groups.models import Group
from tests.groups.conftest import begun, masked
from tests.people import actor_of, settled, sign_in
from tests.web.site import read, words

OPEN, CLOSED, MASKED, HIDDEN = "zqheron", "zqvelvet", "zqmarble", "zqsilver"
"""One word planted in a thread of each kind of group, and one in a thread that a moderator has hidden."""


@dataclass
class World:
    """The groups, and somebody of each relation to the closed one."""

    closed: Group
    people: dict[str, User | None]


def _said(group: Group, user: User, marker: str) -> Thread:
    actor = actor_of(user)
    place = place_of(Ref("group", group.id), actor=actor, language="en")
    assert place is not None
    title = f"About {marker}"
    made = discussions.start(place, actor=actor, title=title, text=f"We say {marker} here.", language="en")
    db.session.commit()
    return made


@pytest.fixture
def world(run_jobs: Callable[[], int]) -> World:
    editor = settled("Edith Editor", Role.EDITOR)
    people: dict[str, User | None] = {
        "visitor": None,
        "stranger": settled("Stran Ger"),
        "asking": settled("As King"),
        "left": settled("Le Ft"),
        "persona": settled("Per Sona"),
        "editor": editor,
        "officer": settled("Off Icer", Role.OFFICER),
        "administrator": settled("Ad Min", Role.ADMINISTRATOR),
        "member": settled("Mem Ber"),
        "facilitator": settled("Fa Cili", Role.REVIEWER),
        "moderator": settled("Mod Erator", Role.MODERATOR),
    }
    closed, open_one, veiled = (
        begun("closed", entry=Entry.BY_REQUEST),
        begun("open"),
        begun("veil", masked=True),
    )
    for role in ("member", "left", "asking"):
        operations.join(closed, actor=actor_of(_of(people, role)))
    for role in ("member", "left"):
        membership = queries.membership(closed.id, _of(people, role).id)
        assert membership is not None
        operations.let_in(closed, membership, actor=actor_of(editor))
    operations.name_facilitator(closed, actor=actor_of(editor), email=_of(people, "facilitator").email or "")
    operations.join(open_one, actor=actor_of(_of(people, "member")))
    masked(veiled, _of(people, "persona"), "Heron")
    _said(closed, _of(people, "member"), CLOSED)
    hidden = _said(closed, _of(people, "member"), HIDDEN)
    _said(open_one, _of(people, "member"), OPEN)
    _said(veiled, _of(people, "persona"), MASKED)
    moderator = actor_of(_of(people, "moderator"))
    place = place_of(Ref("group", closed.id), actor=moderator, language="en")
    assert place is not None
    leading.set_state(hidden, actor=moderator, place=place, state=ThreadState.HIDDEN)
    operations.leave(closed, actor=actor_of(_of(people, "left")))
    db.session.commit()
    run_jobs()
    return World(closed, people)


def _of(people: dict[str, User | None], role: str) -> User:
    user = people[role]
    assert user is not None
    return user


def _as(app: Flask, user: User | None) -> FlaskClient:
    client = app.test_client()
    if user is not None:
        sign_in(client, user)
    return client


def _api(client: FlaskClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_json()


OUTSIDE = ("visitor", "stranger", "asking", "left", "persona", "editor", "officer", "administrator")
INSIDE = ("member", "facilitator", "moderator")


@pytest.mark.usefixtures("cached_client")
@pytest.mark.parametrize("role", OUTSIDE)
def test_nothing_betrays_a_closed_group(app: Flask, world: World, role: str) -> None:
    for insider in INSIDE:  # whatever is kept of what they were shown
        client = _as(app, world.people[insider])
        for address in _addresses(CLOSED):
            assert client.get(address).status_code == 200
    client = _as(app, world.people[role])

    for marker in (CLOSED, MASKED, HIDDEN):
        for address in (*_addresses(marker), *_addresses(f"{marker[:-1]}x"), *_addresses(marker[:5])):
            text = client.get(address).text.replace(f"q={marker}", "").replace(f'value="{marker}"', "")
            assert f"About {marker}" not in text, address
        for kind in ("all", "thread", "group"):
            found = _api(client, f"/api/v1/search?q={marker}&kind={kind}&lang=en")
            assert (found["total"], found["facets"]["kind"], found["suggestion"]) == (0, {}, None)
            misspelt = _api(client, f"/api/v1/search?q={marker[:-1]}x&kind={kind}&lang=en")
            assert (misspelt["total"], misspelt["suggestion"]) == (0, None)
        assert _api(client, f"/api/v1/suggest?q={marker[:4]}&lang=en")["suggestions"] == []
    everything = _api(client, "/api/v1/search?kind=all&lang=en&limit=100")
    assert everything["facets"]["kind"] == {"group": 3, "thread": 1}
    assert everything["facets"]["group"] == {"open": 1}
    assert _api(client, "/api/v1/search?kind=all&group=closed&lang=en")["total"] == 0
    threads = [hit["title"] for hit in everything["hits"] if hit["kind"] == "thread"]
    assert threads == [f"About {OPEN}"]
    assert _api(client, f"/api/v1/suggest?q={OPEN[:4]}&lang=en")["suggestions"] == [OPEN]


def _addresses(text: str) -> tuple[str, ...]:
    return (
        f"/en/search?q={text}",
        f"/bg/search?q={text}&kind=thread",
        f"/ru/search?q={text}&group=closed",
        f"/en/practices?q={text}",
        f"/api/v1/search?q={text}&kind=all",
        f"/api/v1/search?q={text}&kind=thread",
        f"/api/v1/suggest?q={text}",
        "/sitemap.xml",
    )


@pytest.mark.usefixtures("cached_client")
@pytest.mark.parametrize("role", INSIDE)
def test_members_find_what_is_said_in_their_group(app: Flask, world: World, role: str) -> None:
    assert _api(app.test_client(), f"/api/v1/search?q={CLOSED}&kind=all")["total"] == 0
    client = _as(app, world.people[role])

    page = read(client, f"/en/search?q={CLOSED}")
    found = _api(client, f"/api/v1/search?q={CLOSED}&kind=all&lang=en")
    everything = _api(client, "/api/v1/search?kind=thread&lang=en")

    assert [words(title) for title in page.xpath("//article//h2")] == [f"About {CLOSED}"]
    assert words(page.xpath("//article//p[@class='meta']")[0]) == "Conversation Group closed"
    assert [words(tab) for tab in page.xpath("//nav[@class='sort']//a")] == [
        "Everything (1)",
        "Conversations (1)",
    ]
    assert [(hit["kind"], hit["title"]) for hit in found["hits"]] == [("thread", f"About {CLOSED}")]
    assert everything["facets"]["group"] == {"closed": 1, "open": 1}
    for hidden in (MASKED, HIDDEN):
        assert _api(client, f"/api/v1/search?q={hidden}&kind=all")["total"] == 0
        assert _api(client, f"/api/v1/search?q={hidden[:-1]}x&kind=all&lang=en")["suggestion"] is None
    misspelt = _api(client, f"/api/v1/search?q={CLOSED[:-1]}x&kind=all&lang=en")
    assert (misspelt["total"], misspelt["suggestion"]) == (0, CLOSED)
    assert _api(client, f"/api/v1/suggest?q={CLOSED[:4]}&lang=en")["suggestions"] == []
    assert client.get(f"/en/search?q={CLOSED}").headers["Cache-Control"] == "private, no-store"


def test_who_leaves_finds_nothing_from_that_moment_on(app: Flask, world: World) -> None:
    member = _of(world.people, "member")
    client = _as(app, member)
    assert _api(client, f"/api/v1/search?q={CLOSED}&kind=all")["total"] == 1

    operations.leave(world.closed, actor=actor_of(member))
    db.session.commit()

    assert _api(client, f"/api/v1/search?q={CLOSED}&kind=all")["total"] == 0


def test_group_that_closes_takes_its_threads_out_of_everybodys_search(
    app: Flask, world: World, run_jobs: Callable[[], int]
) -> None:
    group = queries.by_slug("open")
    assert group is not None
    text = GroupText(title="Group open", purpose="For work.")
    content = GroupContent(slug="open", kind=group.kind, entry=Entry.BY_REQUEST, texts={"en": text})
    editor = actor_of(_of(world.people, "editor"))

    operations.edit(group, content, actor=editor, version=group.version)
    db.session.commit()
    run_jobs()

    member = _as(app, _of(world.people, "member"))
    assert _api(app.test_client(), f"/api/v1/search?q={OPEN}&kind=all")["total"] == 0
    assert _api(member, f"/api/v1/search?q={OPEN}&kind=all")["total"] == 1


def test_page_narrows_by_group_language_and_year(app: Flask, world: World) -> None:
    client = _as(app, _of(world.people, "member"))

    page = read(client, "/en/search?kind=thread")
    [group] = page.xpath("//section[@aria-labelledby='facet-group']")
    [link] = [link for link in group.iter("a") if words(link).startswith("Group closed")]
    chosen = read(client, link.get("href"))

    assert words(link) == "Group closed 1"
    assert link.get("href") == "/en/search?kind=thread&group=closed"
    assert words(chosen.find(".//p[@role='status']")) == "1 result"
    assert [words(value) for value in chosen.xpath("//a[@aria-current='true' and ancestor::section]")] == [
        "Group closed 1"
    ]
    assert chosen.xpath("//form[@role='search']//input[@name='group']/@value") == ["closed"]
