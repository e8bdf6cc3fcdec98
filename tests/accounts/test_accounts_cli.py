"""The commands of accounts, as one types them."""

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts.enums import UserState
from cop.accounts.models import Passkey, User
from cop.accounts.sessions import with_password
from cop.core.db import db
from cop.core.permissions import Role
from tests.people import person, submit

pytestmark = pytest.mark.usefixtures("app")

WORDS = "три жълти крави летят"


def run(app: Flask, *arguments: str, typed: str = "") -> Result:
    result = app.test_cli_runner().invoke(args=["accounts", *arguments], input=typed)
    db.session.expire_all()
    return result


def test_account_is_added_with_the_password_from_standard_input(app: Flask) -> None:
    result = run(
        app, "add", "Anna@Example.org", "--name", "Анна", "--role", "administrator", "--role", "editor",
        "--language", "bg", typed=f"{WORDS}\n",
    )  # fmt: skip

    assert (result.exit_code, result.stdout) == (0, "")
    user = with_password("anna@example.org", WORDS)
    assert user is not None
    assert (user.name, user.language, user.timezone, user.state) == (
        "Анна",
        "bg",
        "Europe/Sofia",
        UserState.ACTIVE,
    )
    assert {row.role for row in user.roles} == {Role.ADMINISTRATOR, Role.EDITOR}


def test_account_without_a_password_gets_a_link_that_is_good_once(app: Flask, client: FlaskClient) -> None:
    result = run(app, "add", "anna@example.org", "--name", "Анна", "--role", "administrator")
    link = result.stdout.strip().removeprefix("http://localhost")
    assert with_password("anna@example.org", "") is None

    answer = submit(client, link, {"password": WORDS})

    assert answer.status_code == 303
    fields = {"email": "anna@example.org", "password": WORDS}
    assert submit(client, "/en/account/sign-in", fields).location == "/en/account"
    assert client.get(link).status_code == 410


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        (("add", "anna", "--name", "A"), "", "This is not an e-mail address."),
        (("add", "maria@example.org", "--name", "A"), "", "There is an account with this address already."),
        (("add", "b@example.org", "--name", "A"), "short\n", "Use at least 10 characters."),
        (("add", "b@example.org", "--name", " "), "", "Write the name by which others know you."),
        (("roles", "b@example.org"), "", "There is no account with the address b@example.org"),
        (("disable", "b@example.org"), "", "There is no account with the address b@example.org"),
        (("disable", "maria@example.org"), "", "This is the last administrator."),
        (("roles", "maria@example.org", "--remove", "administrator"), "", "This is the last administrator."),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    app: Flask, arguments: tuple[str, ...], typed: str, said: str
) -> None:
    person("Мария", Role.ADMINISTRATOR, email="maria@example.org")

    result = run(app, *arguments, typed=typed)

    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {said}")
    assert len(db.session.scalars(select(User)).all()) == 1


def test_unknown_role_is_refused(app: Flask) -> None:
    assert run(app, "add", "a@example.org", "--name", "A", "--role", "king").exit_code == 2


def test_accounts_are_listed(app: Flask) -> None:
    person("Мария", Role.EDITOR, Role.REVIEWER, email="maria@example.org")
    person("Иван", email="ivan@example.org", state=UserState.DISABLED)
    person("", email="gone@example.org", state=UserState.ERASED)

    lines = [run(app, "list", *more).stdout.splitlines() for more in ((), ("--role", "editor"))]

    assert lines == [
        [
            "ivan@example.org\tИван\tdisabled\t",
            "maria@example.org\tМария\tactive\teditor,reviewer",
        ],
        ["maria@example.org\tМария\tactive\teditor,reviewer"],
    ]


def test_account_is_closed_and_opened(app: Flask) -> None:
    user = person("Мария", email="maria@example.org", password=WORDS)
    states = []

    for command in ("disable", "disable", "enable", "enable"):
        assert run(app, command, "MARIA@example.org").exit_code == 0
        states.append(db.session.get_one(User, user.id).state)

    assert states == [UserState.DISABLED, UserState.DISABLED, UserState.ACTIVE, UserState.ACTIVE]


def test_roles_are_given_taken_and_printed(app: Flask) -> None:
    person("Мария", Role.REVIEWER, email="maria@example.org")

    printed = [
        run(app, "roles", "maria@example.org", *change).stdout.split()
        for change in ((), ("--add", "editor", "--add", "officer"), ("--remove", "reviewer"), ())
    ]

    assert printed == [
        ["reviewer"],
        ["editor", "officer", "reviewer"],
        ["editor", "officer"],
        ["editor", "officer"],
    ]


def test_passkeys_are_forgotten(app: Flask) -> None:
    user = person("Мария", email="maria@example.org")
    db.session.add(Passkey(user_id=user.id, credential_id=b"1", public_key=b"2", label="Phone"))
    db.session.commit()

    said = [run(app, "forget-passkeys", "maria@example.org").stderr for _ in range(2)]

    assert said == ["1 removed.\n", "0 removed.\n"]
