"""A catalogue to fill, and people, for these tests."""

import pytest
from flask import Flask

from cop.accounts.models import User
from cop.core.permissions import Role
from cop.practices.models import Practice
from tests.catalogue.records import Catalogue, catalogue, practice
from tests.people import person
from tests.practices.asking import give

__all__ = [
    "catalogue",
]


@pytest.fixture
def owner(app: Flask) -> User:  # noqa: ARG001 - its database
    return person("Анна Петрова", email="anna@example.org", language="bg")


@pytest.fixture
def old(catalogue: Catalogue, owner: User) -> Practice:
    """A practice published two years ago, which belongs to Anna."""
    texts = {"bg": {"title": "Маса"}}
    catalogue.publish(practice("table", texts=texts, title="Table", aim="Aim.", facts={"started": "2019"}))
    return give(catalogue, "table", owner)


@pytest.fixture
def editor() -> User:
    return person("Editor", Role.EDITOR)
