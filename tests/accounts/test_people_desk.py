"""The administrators' desk: roles are given and taken, accounts closed and opened."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts import staffing
from cop.accounts.enums import UserState
from cop.accounts.models import User, UserRole
from cop.accounts.queries import is_last_administrator, open_session, with_role
from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.core.errors import ConflictError, NotAllowedError
from cop.core.permissions import SYSTEM, Role
from tests.conftest import Statements
from tests.people import actor_of, person, sign_in, submit

pytestmark = pytest.mark.usefixtures("app")

DESK = "/en/desk/people"


@pytest.fixture
def admin(client: FlaskClient) -> User:
    """An administrator, signed in."""
    user = person("Анна", Role.ADMINISTRATOR, email="anna@example.org")
    sign_in(client, user)
    return user


def roles_of(user: User) -> set[Role]:
    return set(db.session.scalars(select(UserRole.role).where(UserRole.user_id == user.id)))


def audited() -> list[tuple[str, str, object]]:
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(e.action, e.object_key, e.facts) for e in entries if e.action != "account.sign_in"]


def test_roles_are_given_and_taken(client: FlaskClient, admin: User) -> None:
    user = person("Иван", Role.REVIEWER)

    answer = submit(client, f"{DESK}/{user.id}", {"roles": ["editor", "moderator"]}, form="/roles")

    assert (answer.status_code, answer.location) == (303, f"{DESK}/{user.id}")
    assert roles_of(user) == {Role.EDITOR, Role.MODERATOR}
    assert audited() == [
        ("account.give_role", str(user.id), {"role": "editor"}),
        ("account.give_role", str(user.id), {"role": "moderator"}),
        ("account.take_role", str(user.id), {"role": "reviewer"}),
    ]
    assert roles_of(admin) == {Role.ADMINISTRATOR}


@pytest.mark.usefixtures("admin")
def test_form_sent_as_it_stands_changes_nothing(client: FlaskClient) -> None:
    user = person("Иван", Role.REVIEWER, Role.EDITOR)

    submit(client, f"{DESK}/{user.id}", form="/roles")

    assert (roles_of(user), audited()) == ({Role.REVIEWER, Role.EDITOR}, [])


def test_who_loses_a_role_is_signed_out(app: Flask) -> None:
    user = person("Иван", Role.REVIEWER, Role.EDITOR)
    token = sign_in(app.test_client(), user)

    staffing.set_roles(user, actor=SYSTEM, roles={Role.REVIEWER, Role.EDITOR, Role.MODERATOR})
    kept = open_session(token)
    staffing.set_roles(user, actor=SYSTEM, roles={Role.REVIEWER})

    assert kept is not None
    assert kept.actor.roles == {Role.REVIEWER, Role.EDITOR, Role.MODERATOR}
    assert open_session(token) is None


def test_account_is_closed_and_opened(app: Flask, client: FlaskClient, admin: User) -> None:
    words = "три жълти крави летят"
    user = person("Иван", password=words)
    token = sign_in(app.test_client(), user)

    states = []
    for form in ("/disable", "/enable"):
        submit(client, f"{DESK}/{user.id}", form=form)
        db.session.refresh(user)
        states.append(user.state)

    assert states == [UserState.DISABLED, UserState.ACTIVE]
    assert open_session(token) is None
    assert [action for action, _key, _facts in audited()] == ["account.disable", "account.enable"]
    assert admin.state is UserState.ACTIVE


@pytest.mark.parametrize("form", ["/roles", "/disable"])
def test_last_administrator_stays(client: FlaskClient, admin: User, form: str) -> None:
    person("Иван", Role.ADMINISTRATOR, state=UserState.DISABLED)

    answer = submit(client, f"{DESK}/{admin.id}", {"roles": None}, form=form)

    assert answer.status_code == 303
    refusal = "This is the last administrator. Give the role to somebody else first."
    assert client.get(f"{DESK}/{admin.id}").text.count(refusal) == 1
    assert (roles_of(admin), admin.state) == ({Role.ADMINISTRATOR}, UserState.ACTIVE)
    assert audited() == []


def test_one_of_two_administrators_may_go(admin: User) -> None:
    other = person("Иван", Role.ADMINISTRATOR)
    assert not is_last_administrator(admin.id)

    staffing.set_roles(admin, actor=actor_of(other), roles=set())

    assert with_role(Role.ADMINISTRATOR) == [other.id]
    assert is_last_administrator(other.id)
    with pytest.raises(ConflictError):
        staffing.disable(other, actor=SYSTEM)


@pytest.mark.parametrize("role", [None, *(role for role in Role if role is not Role.ADMINISTRATOR)])
def test_only_administrators_do_this(client: FlaskClient, role: Role | None) -> None:
    user, other = person("Мария", *([role] if role else [])), person("Иван")
    sign_in(client, user)

    assert [client.get(DESK).status_code, client.get(f"{DESK}/{other.id}").status_code] == [404, 404]
    for refused in (
        lambda: staffing.set_roles(user, actor=actor_of(user), roles={Role.ADMINISTRATOR}),
        lambda: staffing.disable(other, actor=actor_of(user)),
        lambda: staffing.enable(other, actor=actor_of(user)),
        lambda: staffing.invite(other, actor=actor_of(user)),
        lambda: staffing.add(actor=actor_of(user), email="x@example.org", name="X", language="bg"),
    ):
        with pytest.raises(NotAllowedError):
            refused()
    with pytest.raises(NotAllowedError):
        staffing.forget_passkeys(other, actor=actor_of(user))


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize("number", [99999, 1])
def test_person_who_is_not_there_is_not_found(client: FlaskClient, number: int) -> None:
    erased = person("", state=UserState.ERASED)
    address = f"{DESK}/{erased.id if number == 1 else number}"

    assert client.get(address).status_code == 404


def test_erased_account_is_not_changed() -> None:
    erased = person("", state=UserState.ERASED)

    with pytest.raises(ConflictError):
        staffing.set_roles(erased, actor=SYSTEM, roles={Role.EDITOR})
    for change in (staffing.disable, staffing.enable):
        with pytest.raises(ConflictError):
            change(erased, actor=SYSTEM)


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("иван", ["Иван Петров", "Иванка Асенова"]),
        ("ИВАН пет", ["Иван Петров"]),
        ("ivanka@", ["Иванка Асенова"]),
        ("IVANKA", ["Иванка Асенова"]),
        ("100%", []),
        ("_", []),
    ],
)
def test_people_are_found_by_name_and_address(client: FlaskClient, words: str, found: list[str]) -> None:
    person("Иван Петров", email="petrov@example.org")
    person("Иванка Асенова", email="ivanka@example.org")

    page = client.get(DESK, query_string={"q": words}).text

    names = [part.partition("</a>")[0].rpartition(">")[2] for part in page.split("<h2>")[1:]]
    assert names == found


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_people_takes_the_same_statements(
    client: FlaskClient, admin: User, count_statements: Statements, count: int
) -> None:
    for number in range(count - 1):
        person(f"P{number}", Role.REVIEWER, Role.EDITOR)
    assert admin.id
    db.session.expire_all()

    with count_statements() as statements:
        page = client.get(DESK)

    assert page.text.count("<h2>") == count
    assert len(statements) == 4


@pytest.mark.usefixtures("admin")
def test_list_of_people_has_pages(client: FlaskClient) -> None:
    db.session.add_all(
        User(name=f"P{n:03}", email=f"p{n}@example.org", language="bg", state=UserState.ACTIVE)
        for n in range(100)
    )
    db.session.commit()

    pages = [client.get(f"{DESK}?page={page}") for page in (1, 3, 4)]

    assert [page.text.count("<h2>") for page in pages] == [50, 1, 0]
    assert pages[0].text.count("Page 1 of 3") == 1
    assert [client.get(f"{DESK}?page={page}").status_code for page in ("0", "x", "9999999999")] == [200] * 3


@pytest.mark.usefixtures("admin")
def test_address_is_shown_in_full_to_whoever_asks_and_that_is_written_down(client: FlaskClient) -> None:
    user = person("Иван", email="petrov@example.org")
    assert client.get(DESK).text.count("p…@example.org") == 1
    assert client.get(f"{DESK}/{user.id}").text.count("petrov@example.org") == 0
    assert audited() == []

    page = submit(client, f"{DESK}/{user.id}", form="/look")

    assert (page.status_code, page.text.count("petrov@example.org")) == (200, 1)
    assert audited() == [("account.look", str(user.id), {})]
