"""Organisations and those who speak for them."""

import pytest
from flask import Flask

from cop.core.db import db, now
from cop.core.permissions import Actor, Role
from cop.organisations.models import Organisation, Speaker
from tests.people import actor_of, person


@pytest.fixture
def organisation(app: Flask) -> Organisation:  # noqa: ARG001 - within its transaction
    """A listed organisation for which nobody speaks yet."""
    return put("nadezhda", bg="Сдружение „Надежда“", en="Hope Association")


def put(slug: str, website: str = "", *, is_listed: bool = True, **names: str) -> Organisation:
    """Put an organisation into the database."""
    organisation = Organisation(slug=slug, names=names, website=website or None, is_listed=is_listed)
    db.session.add(organisation)
    db.session.commit()
    return organisation


def speaker(organisation: Organisation, user_id: int, *, note: str = "", confirmed: bool = True) -> Speaker:
    """Let somebody speak for an organisation, or have them ask to."""
    row = Speaker(
        organisation_id=organisation.id,
        user_id=user_id,
        note=note,
        confirmed_at=now() if confirmed else None,
    )
    db.session.add(row)
    db.session.commit()
    return row


def spoken_for(organisation: Organisation, name: str = "Петър") -> int:
    """Let somebody new speak for an organisation; return who."""
    user = person(name)
    speaker(organisation, user.id)
    return user.id


@pytest.fixture
def member(app: Flask) -> Actor:  # noqa: ARG001 - within its transaction
    """A member."""
    return actor_of(person("Мария", language="bg"))


@pytest.fixture
def editor(app: Flask) -> Actor:  # noqa: ARG001 - within its transaction
    """An editor who reads English."""
    return actor_of(person("Helen", Role.EDITOR, language="en"))
