"""Every operation on accounts leaves its entry in the trail, and none is forgotten here."""

import importlib
import inspect
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from cop.accounts import joining, operations, passkeys, queries, sessions, staffing
from cop.accounts.enums import Cadence
from cop.accounts.models import Passkey, User
from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.core.errors import InvalidError, NotAllowedError
from cop.core.permissions import SYSTEM, VISITOR, Actor, Role
from tests.people import actor_of, person

pytestmark = pytest.mark.usefixtures("app")

WORDS, NEW = "три жълти крави летят", "пет сини кози спят"
Act = Callable[[User, Actor], object]

OWN: dict[str, tuple[str, Act]] = {
    "operations.change_profile": (
        "account.change_profile",
        lambda user, actor: operations.change_profile(
            user, actor=actor, name="М", language="ru", timezone="UTC"
        ),
    ),
    "operations.change_password": (
        "account.change_password",
        lambda user, actor: operations.change_password(
            user, actor=actor, current=WORDS, password=NEW, token=""
        ),
    ),
    "operations.sign_out_everywhere": (
        "account.sign_out_everywhere",
        lambda user, actor: operations.sign_out_everywhere(user, actor=actor),
    ),
    "operations.set_cadences": (
        "account.set_cadences",
        lambda user, actor: operations.set_cadences(user, actor=actor, cadences={"k": Cadence.DAILY}),
    ),
    "joining.ask_email": (
        "account.ask_email",
        lambda user, actor: joining.ask_email(user, actor=actor, email="new@example.org", password=WORDS),
    ),
    "passkeys.remove": (
        "account.remove_passkey",
        lambda user, actor: passkeys.remove(user, actor=actor, passkey_id=_passkey(user).id, password=WORDS),
    ),
}
"""What one does with one's own account -> (the action in the trail, how it is done)."""

MANAGED: dict[str, tuple[str, Act]] = {
    "staffing.add": (
        "account.add",
        lambda _user, actor: staffing.add(actor=actor, email="new@example.org", name="N", language="bg"),
    ),
    "staffing.look": ("account.look", lambda user, actor: staffing.look(user, actor=actor)),
    "staffing.invite": ("account.invite", lambda user, actor: staffing.invite(user, actor=actor)),
    "staffing.set_roles": (
        "account.give_role",
        lambda user, actor: staffing.set_roles(user, actor=actor, roles={Role.EDITOR}),
    ),
    "staffing.disable": ("account.disable", lambda user, actor: staffing.disable(user, actor=actor)),
    "staffing.enable": (
        "account.enable",
        lambda user, actor: staffing.enable(staffing.disable(user, actor=SYSTEM), actor=actor),
    ),
    "staffing.forget_passkeys": (
        "account.forget_passkeys",
        lambda user, actor: staffing.forget_passkeys(_with_passkey(user), actor=actor),
    ),
}
"""What others do with it."""

ELSEWHERE = {
    "sessions.end_session",  # ends the actor's own by its token: nothing to refuse
    "sessions.end_one",  # the same by its number
    "passkeys.add",  # needs a device: test_passkeys.py
    "passkeys.options_to_add",  # changes nothing
}


def _passkey(user: User) -> Passkey:
    passkey = Passkey(user_id=user.id, credential_id=b"1", public_key=b"2", label="Phone")
    db.session.add(passkey)
    db.session.flush()
    return passkey


def _with_passkey(user: User) -> User:
    _passkey(user)
    return user


@pytest.fixture
def maria() -> User:
    return person("Мария", email="maria@example.org", password=WORDS)


def test_every_operation_is_named_here() -> None:
    found = set()
    for name in ("operations", "joining", "sessions", "passkeys", "staffing"):
        module = importlib.import_module(f"cop.accounts.{name}")
        functions: list[tuple[str, Any]] = inspect.getmembers(module, inspect.isfunction)
        found |= {
            f"{name}.{key}"
            for key, value in functions
            if value.__module__ == module.__name__ and "actor" in inspect.signature(value).parameters
        }

    assert found == {*OWN, *MANAGED, *ELSEWHERE}


@pytest.mark.parametrize("name", [*OWN, *MANAGED])
def test_operation_is_written_into_the_trail(maria: User, name: str) -> None:
    action, act = (OWN | MANAGED)[name]

    act(maria, actor_of(maria) if name in OWN else SYSTEM)

    db.session.flush()
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.object_kind) == (action, "user")
    assert entry.actor_id == (maria.id if name in OWN else None)


@pytest.mark.parametrize("name", [*OWN, *MANAGED])
@pytest.mark.parametrize("who", [VISITOR, Actor("member", 99999, "S", frozenset({Role.EDITOR}))])
def test_operation_is_refused_to_others(maria: User, name: str, who: Actor) -> None:
    with pytest.raises(NotAllowedError):
        (OWN | MANAGED)[name][1](maria, who)


@pytest.mark.parametrize("language", ["de", ""])
def test_language_is_one_of_the_sites(maria: User, language: str) -> None:
    with pytest.raises(InvalidError) as refused:
        operations.change_profile(
            maria, actor=actor_of(maria), name="М", language=language, timezone="Europe/Sofia"
        )

    assert refused.value.field == "language"


def test_session_ended_twice_is_ended(maria: User) -> None:
    token = sessions.begin_session(maria)

    for _ in range(2):
        sessions.end_session(token, actor=actor_of(maria))

    assert queries.open_session(token) is None
