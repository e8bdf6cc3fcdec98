"""After two years the owners of a practice are asked whether it is still so."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from cop.accounts.enums import UserState
from cop.accounts.models import User
from cop.core.audit import AuditEntry
from cop.core.db import db, now
from cop.core.errors import NotAllowedError
from cop.core.permissions import Role
from cop.mail.rendering import render
from cop.practices import confirming
from cop.practices.models import Practice, PracticeOwner
from cop.practices.rules import unconfirmed_since
from tests.catalogue.records import Catalogue, practice
from tests.people import actor_of, person, sign_in
from tests.practices.asking import LONG_AGO, ask, change, give, link, mails

DAY = datetime.fromisoformat("2026-06-01T12:00:00+00:00")


def days(count: int) -> datetime:
    return DAY - timedelta(days=count)


@pytest.mark.parametrize(
    ("published", "confirmed", "asked", "has_owners", "since"),
    [
        (10, None, None, True, None),
        (731, None, None, True, None),
        (731, None, 29, True, None),
        (731, None, 31, True, 731),
        (1500, 731, 31, True, 731),
        (1500, 20, 31, True, None),
        (1500, 40, 31, True, 40),
        (790, None, None, True, None),
        (791, None, None, True, 791),
        (1500, 791, 5, True, 791),
        (1500, None, None, False, None),
        (1500, None, 31, False, None),
    ],
)
def test_record_is_unconfirmed_where_its_owners_did_not_answer(
    published: int, confirmed: int | None, asked: int | None, has_owners: bool, since: int | None
) -> None:
    moments = [days(n) if n is not None else None for n in (confirmed, asked)]

    found = unconfirmed_since(days(published), *moments, has_owners=has_owners, moment=DAY)

    assert found == (days(since) if since is not None else None)


def test_owner_is_asked_once_in_sixty_days(old: Practice) -> None:
    counts = [ask(), ask()]
    change(old, asked_at=now() - timedelta(days=61))
    counts.append(ask())

    assert counts == [1, 0, 1]
    # The reason names the day, so that even the same question twice in a day is one mail.
    assert len(mails()) == 1
    assert db.session.scalars(select(AuditEntry.action).where(AuditEntry.action == "practice.ask")).all() == [
        "practice.ask",
        "practice.ask",
    ]


@pytest.mark.usefixtures("old")
def test_mail_asks_in_the_language_of_the_owner(owner: User) -> None:
    ask()

    mail = mails()[0]
    words = render(mail)
    assert (mail.to, mail.name, mail.person_id, mail.language) == (
        "anna@example.org",
        "Анна Петрова",
        owner.id,
        "bg",
    )
    assert words.first_link() == f"http://localhost{link()}"
    assert link().rpartition("/")[0] == "/bg/practices/table/confirm"
    assert words.subject.count("Маса") == 1


@pytest.mark.parametrize(
    "change_it",
    [
        {"published_at": "recent"},
        {"confirmed_at": "recent"},
        {"asked_at": "recent"},
        {"state": "withdrawn"},
    ],
    ids=str,
)
def test_owner_is_not_asked_where_there_is_no_need(old: Practice, change_it: dict[str, Any]) -> None:
    values = {name: now() - timedelta(days=30) if v == "recent" else v for name, v in change_it.items()}
    change(old, **values)

    assert ask() == 0


@pytest.mark.usefixtures("old")
def test_practice_without_an_owner_who_could_answer_is_left_alone(catalogue: Catalogue) -> None:
    catalogue.publish(practice("seed"))
    change(catalogue.row("seed"), published_at=now() - LONG_AGO)
    gone = person("Gone", state=UserState.DISABLED)
    db.session.execute(delete(PracticeOwner))
    give(catalogue, "table", gone)

    assert (ask(), mails()) == (0, [])
    assert catalogue.row("seed").asked_at is None


def test_every_owner_gets_a_link_of_their_own(catalogue: Catalogue, old: Practice) -> None:
    other = person("Boris", language="en")
    db.session.add(PracticeOwner(practice_id=old.id, user_id=other.id))
    db.session.commit()

    ask()

    paths = [str(mail.context["confirm_url"]) for mail in mails()]
    assert [path.rpartition("/")[0] for path in paths] == [
        "/bg/practices/table/confirm",
        "/en/practices/table/confirm",
    ]
    assert len(set(paths)) == 2
    assert catalogue.row("table").asked_at is not None


def test_timer_asks_about_all_that_is_due(
    app: Flask, catalogue: Catalogue, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confirming, "AT_ONCE", 2)
    slugs = ["a", "b", "c", "d", "e"]
    catalogue.publish(*(practice(slug) for slug in slugs))
    for slug in slugs:
        give(catalogue, slug, owner)

    next(timer for timer in app.extensions["cop.timers"] if timer is confirming.ASK).run()

    asked = [str(mail.context["practice_url"]) for mail in mails()]
    assert asked == [f"/bg/practices/{slug}" for slug in slugs]


def test_only_the_system_asks(owner: User) -> None:
    with pytest.raises(NotAllowedError):
        confirming.ask_due(actor=actor_of(owner))


@pytest.mark.usefixtures("old")
def test_asking_is_no_change_of_the_practice(catalogue: Catalogue) -> None:
    before = catalogue.row("table").updated_at

    ask()

    assert catalogue.row("table").updated_at == before


def test_readers_are_told_where_nobody_confirmed(client: FlaskClient, old: Practice) -> None:
    quiet = client.get("/en/practices/table").text
    change(old, asked_at=now() - timedelta(days=31))
    client.application.extensions.pop("cop.practices")  # as on the next day

    told = client.get("/en/practices/table").text
    record = client.get("/api/v1/practices/table").get_json()

    since = (now() - LONG_AGO).date().isoformat()
    assert (quiet.count("Not confirmed"), told.count("Not confirmed")) == (0, 1)
    assert record["not_confirmed_since"][:10] == since
    assert record["confirmed"] is None


def test_page_is_drawn_anew_on_the_next_day(
    client: FlaskClient, old: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/en/practices/table")
    change(old, asked_at=now() - timedelta(days=30))
    tomorrow = now() + timedelta(days=1)
    for module in ("views", "queries"):
        monkeypatch.setattr(f"cop.practices.{module}.now", lambda: tomorrow)

    told = client.get("/en/practices/table").text

    assert told.count("Not confirmed") == 1
    assert tomorrow.date() > date.min


def test_table_of_owners_is_declared(app: Flask, old: Practice, owner: User) -> None:
    declared = app.extensions["cop.personal"]["practice_owners"]
    editor = person("Editor", Role.EDITOR)

    exported = [list(declared.export(user.id)) for user in (owner, editor)]
    for _ in range(2):
        declared.erase(owner.id)

    assert exported == [[{"practice": "table"}], []]
    assert db.session.scalars(select(PracticeOwner)).all() == []
    assert db.session.get(Practice, old.id) is not None


@pytest.mark.usefixtures("old")
def test_only_who_may_change_it_finds_the_way(client: FlaskClient, owner: User) -> None:
    visitor = client.get("/en/practices/table").text
    sign_in(client, person("Member"))
    member = client.get("/en/practices/table").text
    sign_in(client, owner)
    page = client.get("/en/practices/table")

    counts = [text.count('href="/en/submit/practice/table"') for text in (visitor, member, page.text)]
    assert counts == [0, 0, 1]
    assert page.headers["Cache-Control"] == "private, no-store"
