"""What tests of groups stand on."""

import pytest

from cop.accounts.models import User
from cop.core.db import db
from cop.core.permissions import SYSTEM, Role
from cop.groups import operations, personas
from cop.groups.content import GroupContent, GroupText
from cop.groups.enums import Entry, GroupKind
from cop.groups.models import Group, Persona
from tests.people import actor_of, settled


def begun(slug: str, *, entry: Entry = Entry.OPEN, masked: bool = False) -> Group:
    """A group that has just been begun."""
    content = GroupContent(
        slug=slug,
        kind=GroupKind.PEER if masked else GroupKind.THEMATIC,
        entry=entry,
        is_masked=masked,
        texts={"en": GroupText(title=f"Group {slug}", purpose="For **work**.", rules="Be kind.")},
    )
    group = operations.begin(content, actor=SYSTEM)
    db.session.commit()
    return group


def masked(group: Group, user: User, pseudonym: str) -> Persona:
    """Somebody's persona in a group."""
    persona = personas.join_masked(group, actor=actor_of(user), pseudonym=pseudonym, agrees=True)
    db.session.commit()
    return persona


@pytest.fixture
def mira() -> User:
    return settled("Mira Mirova")


@pytest.fixture
def ivan() -> User:
    return settled("Ivan Petrov")


@pytest.fixture
def editor() -> User:
    return settled("Edith Editor", Role.EDITOR)


@pytest.fixture
def group() -> Group:
    return begun("peers", masked=True)
