"""The words that cases are tagged with."""

import pytest

from cop.accounts.models import User
from cop.core.permissions import Role
from tests.cases.samples import name_concepts
from tests.people import person


@pytest.fixture
def concepts(app: object) -> None:  # noqa: ARG001 - within its transaction
    """A vocabulary for cases."""
    name_concepts()


@pytest.fixture
def editor() -> User:
    return person("Editor", Role.EDITOR, language="en")
