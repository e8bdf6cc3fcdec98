"""The owner of a practice answers whether it is still so: by a link, without a password, once."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from cop.accounts.models import OneTimeLink, User
from cop.core.audit import AuditEntry
from cop.core.db import db, now
from cop.practices.models import PracticeOwner, PracticeVersion
from tests.catalogue.records import Catalogue, practice
from tests.people import sign_in, submit
from tests.practices.asking import LONG_AGO, ask, link


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
