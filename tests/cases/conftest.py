"""The words that cases are tagged with."""

import pytest

from tests.cases.samples import name_concepts


@pytest.fixture
def concepts(app: object) -> None:  # noqa: ARG001 - within its transaction
    """A vocabulary for cases."""
    name_concepts()
