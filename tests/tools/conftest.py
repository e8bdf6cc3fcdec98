"""What tests of tools stand on: an editor at the desk."""

import pytest
from flask.testing import FlaskClient

from cop.accounts.models import User
from cop.core.permissions import Role
from tests.people import person, sign_in


@pytest.fixture
def editor(client: FlaskClient) -> User:
    """An editor, who is signed in."""
    user = person("Ed Itor", Role.EDITOR, language="en")
    sign_in(client, user)
    return user
