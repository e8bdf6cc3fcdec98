"""The officers' desk: the registry, who leaves, and requests by letter, all of it written down."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts.enums import UserState
from cop.accounts.models import User
from cop.core.audit import AuditEntry
from cop.core.db import db, now
from cop.core.permissions import Role
from cop.privacy import queries
from tests.conftest import Statements
from tests.people import person, sign_in
from tests.web.site import parsed, read, words

DESK = "/en/desk/privacy"


@pytest.fixture
def client(client: FlaskClient, officer: User) -> FlaskClient:
    """The officer's browser."""
    sign_in(client, officer)
    return client


def _trail(person: User) -> list[tuple[str, dict[str, object]]]:
    query = select(AuditEntry).where(AuditEntry.object_key == str(person.id)).order_by(AuditEntry.id)
    return [(entry.action, entry.facts) for entry in db.session.scalars(query)]


def _post(client: FlaskClient, path: str, **fields: str) -> tuple[int, str]:
    token = parsed(client.get(DESK).text).xpath("//input[@name='csrf_token']/@value")[0]
    answer = client.post(f"{DESK}{path}", data={"csrf_token": token} | fields)
    return answer.status_code, answer.text


def test_registry_stands_in_a_table(client: FlaskClient) -> None:
    rows = [[words(cell) for cell in row] for row in read(client, DESK).xpath("//tbody/tr")]

    expected = [[data.what, data.purpose, data.retention, data.table] for data in queries.registry()]
    assert rows == [[str(cell) for cell in row] for row in expected]


@pytest.mark.parametrize("count", [1, 3])
def test_who_leaves_is_named_with_the_day(
    client: FlaskClient, count: int, count_statements: Statements
) -> None:
    for number in range(count):
        user = person(f"Leaver {number}")
        user.leaves_at = now() + timedelta(days=2 + number)
    db.session.commit()
    client.get(DESK)

    with count_statements() as statements:
        page = read(client, DESK)

    names = [words(item).partition(",")[0] for item in page.xpath("//main//ul/li")]
    assert names == [f"Leaver {number}" for number in range(count)]
    assert len(statements) == 2


def test_person_is_found_by_the_whole_address_and_that_is_written_down(
    client: FlaskClient, member: User
) -> None:
    status, page = _post(client, "/people", email="Mira@Example.org")

    assert (status, words(parsed(page).xpath("//h1")[0])) == (200, "Mira Member")
    assert _trail(member) == [("privacy.look", {})]


@pytest.mark.parametrize(
    ("email", "message"),
    [
        ("mira", "This is not an e-mail address. It looks like this: name@example.org"),
        ("nobody@example.org", "There is no account with this address."),
        ("", "Write the address of the account."),
    ],
)
def test_nobody_is_found_by_less(client: FlaskClient, member: User, email: str, message: str) -> None:
    status, page = _post(client, "/people", email=email)

    errors = [words(error) for error in parsed(page).find_class("field-error")]
    assert (status, errors, _trail(member)) == (400, [message], [])


def test_everything_is_downloaded_for_an_answer(client: FlaskClient, member: User) -> None:
    token = parsed(client.get(DESK).text).xpath("//input[@name='csrf_token']/@value")[0]

    answer = client.post(f"{DESK}/people/{member.id}/download", data={"csrf_token": token})

    packed = BytesIO(answer.data)
    answer.close()
    assert ZipFile(packed).namelist() == ["data.json", "index.html"]
    assert _trail(member) == [("privacy.download", {})]


def test_person_is_erased_at_their_written_request(client: FlaskClient, member: User) -> None:
    status, _page = _post(client, f"/people/{member.id}/erase", reason="Letter 12", agrees="y")

    db.session.refresh(member)
    assert (status, member.state) == (303, UserState.ERASED)
    assert _trail(member) == [("privacy.erase", {"reason": "Letter 12"})]
    assert _post(client, f"/people/{member.id}/erase", reason="Letter 12", agrees="y")[0] == 404


@pytest.mark.parametrize(
    "fields", [{"reason": "Letter"}, {"agrees": "y"}, {"reason": "x" * 201, "agrees": "y"}]
)
def test_without_request_or_reason_nobody_is_erased(
    client: FlaskClient, member: User, fields: dict[str, str]
) -> None:
    status, page = _post(client, f"/people/{member.id}/erase", **fields)

    assert (status, len(parsed(page).find_class("field-error"))) == (400, 1)
    db.session.refresh(member)
    assert member.state is UserState.ACTIVE


def test_last_administrator_is_not_erased(client: FlaskClient) -> None:
    admin = person("Anna", Role.ADMINISTRATOR)

    status, _page = _post(client, f"/people/{admin.id}/erase", reason="Letter 12", agrees="y")

    notice = read(client, DESK).find_class("notice-warning")[0]
    assert (status, words(notice)) == (
        303,
        "This is the last administrator. Give the role to somebody else first.",
    )
    assert admin.state is UserState.ACTIVE
