"""Who may do what: every permission has its rule, and what has none is refused."""

import importlib
import pkgutil
from enum import StrEnum
from types import ModuleType
from typing import Any

import pytest

import cop
from cop.app import FEATURES
from cop.core.errors import NotAllowedError
from cop.core.permissions import SYSTEM, VISITOR, Actor, authorize, can
from cop.practices.enums import PracticeState
from cop.practices.models import Practice
from cop.practices.rules import Permission as Practices
from cop.reviews.rules import Permission as Reviews
from cop.vocabulary.rules import Permission as Words

pytestmark = pytest.mark.usefixtures("app")

ACTORS = (VISITOR, Actor("member", 1, "M"), SYSTEM)
#                                        visitor member system
PUBLISHED, WITHDRAWN = (Practice(slug="a", state=state) for state in PracticeState)
TABLE: dict[tuple[StrEnum, Any], str] = {
    (Practices.READ, PUBLISHED): "          +       +      +",
    (Practices.READ, WITHDRAWN): "          -       -      +",
    (Practices.PUBLISH, None): "            -       -      +",
    (Practices.WITHDRAW, PUBLISHED): "      -       -      +",
    (Practices.WITHDRAW, WITHDRAWN): "      -       -      +",
    (Reviews.WRITE_DEMONSTRATION, None): "  -       -      +",
    (Reviews.REMOVE_DEMONSTRATION, None): " -       -      +",
    (Words.EDIT, None): "                   -       -      +",
}


class Nobodys(StrEnum):
    """A permission that no feature has a rule for."""

    THIS = "nobodys.this"


def _permissions() -> set[StrEnum]:
    """Every member of every `Permission` in a module `rules` of the program."""
    modules: list[ModuleType] = [
        importlib.import_module(module.name)
        for module in pkgutil.walk_packages(cop.__path__, "cop.")
        if module.name.endswith(".rules")
    ]
    return {member for module in modules if hasattr(module, "Permission") for member in module.Permission}


def test_every_permission_has_a_rule() -> None:
    ruled = {permission for feature in FEATURES for permission in feature.rules or {}}

    assert ruled == _permissions()


def test_every_permission_stands_in_the_table() -> None:
    assert {permission for permission, _obj in TABLE} == _permissions()


@pytest.mark.parametrize(("permission", "obj"), TABLE)
def test_permission_is_given_as_the_table_says(permission: StrEnum, obj: object) -> None:
    expected = [sign == "+" for sign in TABLE[permission, obj].split()]

    assert [can(actor, permission, obj) for actor in ACTORS] == expected


@pytest.mark.parametrize("actor", ACTORS)
def test_permission_without_a_rule_is_refused_to_everybody(actor: Actor) -> None:
    assert not can(actor, Nobodys.THIS)
    with pytest.raises(NotAllowedError) as refused:
        authorize(actor, Nobodys.THIS)
    assert refused.value.status == 403
