"""After two years the owners of a practice are asked whether it is still so."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from cop.accounts.enums import UserState
from cop.accounts.models import OneTimeLink, User
from cop.core.audit import AuditEntry
from cop.core.db import db, now
from cop.core.errors import NotAllowedError
from cop.core.permissions import SYSTEM, Role
from cop.mail.models import MailMessage
from cop.mail.rendering import render
from cop.practices import confirming
from cop.practices.models import Practice, PracticeOwner, PracticeVersion
from cop.practices.rules import unconfirmed_since
from tests.catalogue.records import Catalogue, practice
from tests.people import actor_of, person, sign_in, submit

LONG_AGO = timedelta(days=731)
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


@pytest.fixture
def owner(app: Flask) -> User:  # noqa: ARG001 - its database
    return person("Анна Петрова", email="anna@example.org", language="bg")


@pytest.fixture
def old(catalogue: Catalogue, owner: User) -> Practice:
    """A practice published two years ago, which belongs to Anna."""
    texts = {"bg": {"title": "Маса"}}
    catalogue.publish(practice("table", texts=texts, title="Table", aim="Aim.", facts={"started": "2019"}))
    return give(catalogue, "table", owner)


def give(catalogue: Catalogue, slug: str, *users: User) -> Practice:
    row = catalogue.row(slug)
    db.session.add_all(PracticeOwner(practice_id=row.id, user_id=user.id) for user in users)
    change(row, published_at=now() - LONG_AGO)
    return row


def change(row: Practice, **values: Any) -> None:
    values = {"updated_at": Practice.updated_at} | values
    db.session.execute(update(Practice).where(Practice.id == row.id).values(**values))
    db.session.commit()


def ask() -> int:
    count = confirming.ask_due(actor=SYSTEM)
    db.session.commit()
    return count


def mails() -> Sequence[MailMessage]:
    return db.session.scalars(select(MailMessage).order_by(MailMessage.id)).all()


def link() -> str:
    """The address in the last mail, without the host."""
    return str(mails()[-1].context["confirm_url"])


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


@pytest.mark.usefixtures("old")
def test_link_changes_nothing_before_a_button_is_pressed(client: FlaskClient, catalogue: Catalogue) -> None:
    ask()

    statuses = [client.get(link()).status_code for _ in range(2)]

    assert statuses == [200, 200]
    assert catalogue.row("table").confirmed_at is None


@pytest.mark.usefixtures("old")
def test_owner_confirms_without_a_password(client: FlaskClient, catalogue: Catalogue, owner: User) -> None:
    ask()
    before = catalogue.row("table").updated_at

    answer = submit(client, link(), {"answer": "right"})

    db.session.expire_all()
    confirmed = catalogue.row("table")
    assert answer.status_code == 200
    assert confirmed.confirmed_at is not None
    assert (confirmed.asked_at, confirmed.updated_at, confirmed.version_number) == (None, before, 1)
    entry = db.session.execute(
        select(AuditEntry.actor_id, AuditEntry.object_key).where(AuditEntry.action == "practice.confirm")
    ).one()
    assert tuple(entry) == (owner.id, "table")


@pytest.mark.usefixtures("old")
def test_page_and_json_say_when_it_was_confirmed(client: FlaskClient) -> None:
    ask()
    submit(client, link(), {"answer": "right"})
    reader = client.application.test_client()

    page = reader.get("/en/practices/table").text
    record = reader.get("/api/v1/practices/table").get_json()

    today = now().date().isoformat()
    assert page.count(f'<dt>Confirmed</dt><dd><time datetime="{today}">') == 1
    assert record["confirmed"][:10] == today
    assert record["not_confirmed_since"] is None
    assert record["published"][:10] == (now() - LONG_AGO).date().isoformat()


@pytest.mark.usefixtures("old")
def test_link_is_good_for_one_answer(client: FlaskClient) -> None:
    ask()
    page = client.get(link()).text
    submit(client, link(), {"answer": "right"})

    assert client.get(link()).status_code == 410
    assert page.count('method="post"') == 3


@pytest.mark.usefixtures("old")
def test_owner_says_when_it_ended(client: FlaskClient, catalogue: Catalogue) -> None:
    ask()

    answer = submit(client, link(), {"answer": "ended", "month": "2024-06"})

    db.session.expire_all()
    row = catalogue.row("table")
    content = db.session.scalars(
        select(PracticeVersion.content).where(
            PracticeVersion.practice_id == row.id, PracticeVersion.number == 2
        )
    ).one()
    assert answer.status_code == 200
    assert (row.version_number, row.ended, row.is_running) == (2, "2024-06", False)
    assert row.confirmed_at is not None
    assert content.count('"ended":"2024-06"') == 1


@pytest.mark.parametrize("month", ["", "soon", "2018", "2999-01", "2024-13"])
@pytest.mark.usefixtures("old")
def test_month_that_cannot_be_is_refused_and_given_back(
    client: FlaskClient, catalogue: Catalogue, month: str
) -> None:
    ask()

    answer = submit(client, link(), {"answer": "ended", "month": month})

    assert answer.status_code == 400
    assert answer.text.count(f'name="month" type="text" value="{month}"') == 1
    assert catalogue.row("table").version_number == 1
    assert client.get(link()).status_code == 200


@pytest.mark.usefixtures("old")
def test_answer_that_is_none_is_asked_again(client: FlaskClient) -> None:
    ask()

    assert submit(client, link(), {"answer": "maybe"}).status_code == 400


@pytest.mark.usefixtures("old")
def test_owner_who_would_correct_it_is_led_to_a_change(client: FlaskClient, owner: User) -> None:
    ask()

    answer = submit(client, link(), {"answer": "correct"})

    assert (answer.status_code, answer.location) == (303, "/bg/submit/practice/table")
    sign_in(client, owner)
    assert client.get(answer.location).status_code == 200
    assert client.get(link()).status_code == 200


@pytest.mark.usefixtures("old")
def test_link_is_good_for_its_practice_alone(client: FlaskClient, catalogue: Catalogue) -> None:
    catalogue.publish(practice("other"))
    ask()

    assert client.get(link().replace("/table/", "/other/")).status_code == 404
    assert client.get(link().replace("/table/", "/none/")).status_code == 404
    assert client.get(link()[:-1] + "_").status_code == 410
    catalogue.withdraw("table")
    assert client.get(link()).status_code == 404


@pytest.mark.usefixtures("old")
def test_who_owns_it_no_more_cannot_answer(client: FlaskClient) -> None:
    ask()
    address = link()
    db.session.execute(delete(PracticeOwner))
    db.session.commit()

    assert submit(client, address, {"answer": "right"}).status_code == 403
    assert db.session.scalars(select(OneTimeLink.used_at)).all() == [None]


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
