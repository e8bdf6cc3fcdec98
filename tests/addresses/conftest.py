"""What the tests of this folder share."""

from collections.abc import Iterator

import pytest
from flask import Flask

from cop.addresses import operations
from cop.addresses.models import WebAddress
from cop.core.db import db
from tests.addresses.links import FACTS, addresses
from tests.addresses.sites import Site, running
from tests.learning.samples import module, publish


@pytest.fixture
def site() -> Iterator[Site]:
    with running(Site()) as site:
        yield site


@pytest.fixture
def guide(app: Flask) -> WebAddress:  # noqa: ARG001
    """The address of a guide that a public module refers to."""
    publish(module(facts=FACTS))
    operations.collect()
    db.session.commit()
    return addresses()["https://guides.example.net/a"]
