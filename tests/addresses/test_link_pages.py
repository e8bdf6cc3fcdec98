"""Links as editors look after them, and as readers see the dead ones."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts.models import User
from cop.addresses import operations, queries
from cop.addresses.enums import State
from cop.addresses.models import WebAddress
from cop.core.audit import AuditEntry
from cop.core.db import db, now
from cop.core.errors import NotAllowedError
from cop.core.permissions import VISITOR, Role
from tests.addresses.links import GONE, MONDAY, addresses, fail_for, refer_to, switch_on
from tests.catalogue.records import catalogue as catalogue
from tests.conftest import Statements
from tests.people import actor_of, person, sign_in, submit
from tests.web.site import parsed, words

DESK = "/en/desk/links"


@pytest.fixture
def editor(client: FlaskClient) -> User:
    user = person("Ed Itor", Role.EDITOR, language="en")
    sign_in(client, user)
    return user


def test_editor_reads_what_does_not_answer_and_looks_after_it(
    client: FlaskClient, editor: User, guide: WebAddress, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch_on(app, monkeypatch)
    fail_for(guide, 0, 1, 2, 4)
    id = guide.id

    page = words(parsed(client.get(DESK).text))
    assert "https://guides.example.net/a Sample moduleDoes not answer since 2 November 2026" in page
    assert "The server says that there is no such page." in page
    desk = words(parsed(client.get("/en/learn/desk").text))
    assert "1 link in public modules does not answer." in desk

    assert submit(client, DESK, {}, form=f"/{id}/check").status_code == 303
    assert addresses()["https://guides.example.net/a"].next_at <= now()
    assert submit(client, DESK, {}, form=f"/{id}/mark").status_code == 303

    row = addresses()["https://guides.example.net/a"]
    assert (row.state, row.dead_since, row.failed) == (State.BY_HAND, None, 0)
    assert "Checked by hand" in words(parsed(client.get(DESK).text))
    assert "does not answer" not in client.get("/en/learn/desk").text
    written = select(AuditEntry.action, AuditEntry.actor_id, AuditEntry.object_key).where(
        AuditEntry.object_kind == "address"
    )
    assert [tuple(row) for row in db.session.execute(written.order_by(AuditEntry.id))] == [
        ("address.check", editor.id, str(id)),
        ("address.mark", editor.id, str(id)),
    ]


def test_only_editors_look_after_links(guide: WebAddress) -> None:
    member = actor_of(person("Member"))
    for actor in (VISITOR, member):
        for operation in (operations.check_again, operations.mark):
            with pytest.raises(NotAllowedError):
                operation(guide, actor=actor)
        assert queries.by_id(guide.id, actor=actor) is None
        assert queries.listed(actor=actor, language="en") == {}


def test_draft_shows_what_is_known_of_its_links(
    client: FlaskClient,
    editor: User,  # noqa: ARG001
    guide: WebAddress,
) -> None:
    fail_for(guide, 0, 1, 2, 4)
    submit(client, "/en/learn/desk", {}, form="/module/begin")

    page = parsed(client.get("/en/learn/desk/module").text)

    (section,) = page.xpath("//section[@aria-labelledby='links']")
    said = words(section)
    assert "guides.example.net/aDoes not answer since 2 November 2026" in said
    assert "films.example.net/talkNot checked yet" in said


def test_reader_sees_a_quiet_mark_beside_what_is_dead(client: FlaskClient, guide: WebAddress) -> None:
    assert "the address has not answered" not in client.get("/en/learn/module").text

    fail_for(guide, 0, 1, 2, 4)

    page = parsed(client.get("/en/learn/module").text)
    marks = [words(one) for one in page.xpath("//*[contains(text(), 'has not answered')]/ancestor::li[1]")]
    assert marks == ["Guide: A guide (the address has not answered since 2 November 2026)"]


def test_page_of_links_is_empty_and_says_that_it_is_off(client: FlaskClient, editor: User) -> None:  # noqa: ARG001
    page = client.get(DESK).text

    assert "No links are known yet." in page
    assert "On this site links are not checked" in page


@pytest.mark.parametrize("count", [2, 20])
def test_statements_of_the_list_do_not_grow(
    client: FlaskClient,
    editor: User,  # noqa: ARG001
    count: int,
    count_statements: Statements,
) -> None:
    refer_to(*(f"https://example.net/{n}" for n in range(count)))
    operations.collect()
    for row in addresses().values():
        operations.note(row, GONE, at=MONDAY)
    db.session.commit()
    client.get(DESK)

    with count_statements() as statements:
        assert client.get(DESK).status_code == 200

    assert len(statements) == 8
