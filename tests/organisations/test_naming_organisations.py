"""New organisations: of the same name, at an address of their own, listed once somebody speaks for them."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from cop.core import stamps
from cop.core.db import db
from cop.core.errors import NotAllowedError
from cop.core.permissions import VISITOR, Actor
from cop.organisations import queries
from cop.organisations.content import read
from cop.organisations.models import Organisation, Speaker
from cop.organisations.operations import AlreadyKnownError, confirm, name
from tests.organisations.conftest import put
from tests.organisations.trail import audited


def test_new_organisation_is_not_listed_before_somebody_is_confirmed(member: Actor, editor: Actor) -> None:
    organisation = name(read("Къща на щастието", "bg", "example.org"), actor=member, note="I lead it")
    row = queries.membership(organisation, member.id or 0)
    before = queries.by_slug("kashta-na-shtastieto", actor=VISITOR)
    stamp = stamps.current(stamps.CONTENT)
    assert row is not None

    confirm(row, actor=editor)

    assert (organisation.slug, organisation.names, organisation.website) == (
        "kashta-na-shtastieto",
        {"bg": "Къща на щастието"},
        "https://example.org",
    )
    assert before is None
    assert queries.by_slug("kashta-na-shtastieto", actor=VISITOR) is organisation
    assert stamps.current(stamps.CONTENT) == stamp + 1
    assert audited() == [
        ("organisation.name", "kashta-na-shtastieto"),
        ("organisation.ask", "kashta-na-shtastieto"),
        ("organisation.confirm", "kashta-na-shtastieto"),
    ]


def test_organisation_of_the_same_name_is_offered(organisation: Organisation, member: Actor) -> None:
    with pytest.raises(AlreadyKnownError) as known:
        name(read("сдружение «НАДЕЖДА»", "ru", ""), actor=member)

    assert [(found.slug, found.name) for found in known.value.known] == [
        (organisation.slug, "Сдружение „Надежда“")
    ]
    assert db.session.scalar(select(func.count(Organisation.id))) == 1


def test_another_organisation_of_the_same_name_gets_an_address_of_its_own(member: Actor) -> None:
    put("nadezhda", bg="Надежда")

    another = name(read("Надежда", "bg", ""), actor=member, is_another=True)
    again = name(read("Надежда", "bg", ""), actor=member, is_another=True)

    assert another.slug == "nadezhda-2"
    assert again.id == another.id
    assert db.session.scalar(select(func.count(Speaker.id))) == 1


def test_same_address_from_another_name_is_numbered(member: Actor) -> None:
    put("nadezhda", bg="Надежда")

    assert name(read("Nadezhda", "en", ""), actor=member).slug == "nadezhda-2"


@pytest.mark.parametrize(
    ("said", "language", "slug"), [("New", "en", "new-2"), ("☂☂☂", "en", "organisation")]
)
def test_address_is_never_empty_nor_one_of_ours(member: Actor, said: str, language: str, slug: str) -> None:
    assert name(read(said, language, ""), actor=member).slug == slug


def test_visitors_name_nothing(app: Flask) -> None:  # noqa: ARG001 - within its transaction
    with pytest.raises(NotAllowedError):
        name(read("Надежда", "bg", ""), actor=VISITOR)
