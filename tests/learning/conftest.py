"""What tests of learning stand on: an editor at the desk, and a draft to be filled."""

import pytest

from cop.accounts.models import User
from cop.core.db import db
from cop.core.permissions import SYSTEM
from cop.learning import drafting
from cop.learning.models import ModuleDraft
from tests.people import editor

__all__ = [
    "editor",
]


@pytest.fixture
def draft(editor: User) -> ModuleDraft:  # noqa: ARG001 - at the desk
    """An empty draft, with an editor at the desk."""
    found = drafting.begin(actor=SYSTEM, language="en", number=4, title="Meeting")
    db.session.commit()
    return found
