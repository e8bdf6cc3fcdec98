"""What tests of personal data stand on: people who leave, and a case with everything around it."""

import pytest

from cop.accounts.models import User
from cop.core.permissions import Role
from tests.people import person

PASSWORD = "three yellow cows fly"  # noqa: S105 - a test person


@pytest.fixture
def member() -> User:
    """Somebody who can sign in with a password."""
    return person("Mira Member", email="mira@example.org", language="en", password=PASSWORD)


@pytest.fixture
def officer() -> User:
    """A data protection officer."""
    return person("Ofelia Officer", Role.OFFICER, language="en")
