"""What tests of learning stand on: an editor at the desk, and a draft to be filled."""

import pytest
from flask.testing import FlaskClient

from cop.accounts.models import User
from cop.core.db import db
from cop.core.permissions import SYSTEM, Role
from cop.learning import drafting
from cop.learning.models import ModuleDraft
from tests.people import person, sign_in


@pytest.fixture
def editor(client: FlaskClient) -> User:
    """An editor, who is signed in."""
    user = person("Ed Itor", Role.EDITOR, language="en")
    sign_in(client, user)
    return user


@pytest.fixture
def draft(client: FlaskClient) -> ModuleDraft:
    """An empty draft, with an editor at the desk."""
    sign_in(client, person("Ed Itor", Role.EDITOR, language="en"))
    found = drafting.begin(actor=SYSTEM, language="en", number=4, title="Meeting")
    db.session.commit()
    return found
