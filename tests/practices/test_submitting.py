"""A practice that is proposed: as reviewers read it, and as it becomes public."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cop.accounts.models import User
from cop.core.audit import AuditEntry
from cop.core.db import db, now
from cop.core.errors import ConflictError, NotAllowedError
from cop.core.permissions import VISITOR
from cop.organisations.models import Organisation, Speaker
from cop.practices import queries
from cop.practices.models import Practice, PracticeOwner
from cop.practices.submitting import PRACTICE
from tests.catalogue.records import Catalogue, practice, review
from tests.catalogue.test_results import scores
from tests.people import actor_of, person
from tests.practices.publishing import publish

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def author() -> User:
    return person("Author")


def row(slug: str) -> Practice:
    return db.session.scalars(select(Practice).where(Practice.slug == slug)).one()


def owners_of(slug: str) -> list[int]:
    query = select(PracticeOwner.user_id).join(Practice, Practice.id == PracticeOwner.practice_id)
    return sorted(db.session.scalars(query.where(Practice.slug == slug)))


def test_published_practice_belongs_to_its_authors(editor: User, author: User) -> None:
    other = person("Other")

    kind, id, version = publish(practice("table"), editor, author, other)

    published = row("table")
    assert (kind, id, version) == ("practice", published.id, 1)
    assert owners_of("table") == sorted([author.id, other.id])
    assert published.confirmed_at is not None
    assert now() - published.confirmed_at < timedelta(minutes=1)


def test_change_makes_the_next_version_and_no_owner(editor: User, author: User) -> None:
    publish(practice("table", aim="One."), editor, author)

    result = publish(practice("table", aim="Two."), editor, editor, is_change=True)

    assert result == ("practice", row("table").id, 2)
    assert owners_of("table") == [author.id]


def test_change_makes_an_owner_of_who_speaks_for_the_organisation(editor: User) -> None:
    speaker, helper = person("Speaker"), person("Helper")
    content = practice("table", facts={"organisations": [{"slug": "house", "names": {"en": "House"}}]})
    publish(content, editor)
    speak(speaker, "house")

    publish(content, editor, speaker, helper, is_change=True)

    assert owners_of("table") == [speaker.id]


def test_new_practice_never_overwrites_another(editor: User) -> None:
    publish(practice("table", aim="Mine."), editor)

    with pytest.raises(ConflictError):
        publish(practice("table", aim="Yours."), editor)

    present = queries.present("table")
    assert present is not None
    assert present.texts["en"].aim == "Mine."


def test_change_of_what_is_not_public_is_refused(catalogue: Catalogue, editor: User) -> None:
    catalogue.publish(practice("gone"))
    catalogue.withdraw("gone")

    for slug in ("gone", "never"):
        with pytest.raises(ConflictError):
            publish(practice(slug), editor, is_change=True)


def test_author_cannot_publish(author: User) -> None:
    with pytest.raises(NotAllowedError):
        publish(practice("table"), author, author)

    assert db.session.scalars(select(Practice.slug)).all() == []


def test_publishing_leaves_the_callers_objects_in_the_session(editor: User) -> None:
    held = db.session.get_one(User, editor.id)

    publish(practice("table"), editor)
    held.name = "Renamed"
    db.session.commit()

    assert db.session.scalar(select(User.name).where(User.id == editor.id)) == "Renamed"


def test_publishing_is_audited(editor: User, author: User) -> None:
    publish(practice("table"), editor, author)

    entries = db.session.execute(
        select(AuditEntry.action, AuditEntry.actor_id, AuditEntry.facts)
        .where(AuditEntry.object_kind == "practice")
        .order_by(AuditEntry.id)
    ).all()
    assert [tuple(entry) for entry in entries] == [
        ("practice.publish", editor.id, {}),
        ("practice.give_to", editor.id, {"owners": [author.id]}),
    ]


def speak(user: User, organisation: str, *, is_confirmed: bool = True) -> None:
    id = db.session.scalars(select(Organisation.id).where(Organisation.slug == organisation)).one()
    db.session.add(Speaker(organisation_id=id, user_id=user.id, confirmed_at=now() if is_confirmed else None))
    db.session.commit()


def test_change_may_be_proposed_by_those_whose_it_is(catalogue: Catalogue, editor: User) -> None:
    house = {"slug": "house", "names": {"en": "House"}}
    patron = {"slug": "patron", "role": "funder", "names": {"en": "Patron"}}
    content = practice("table", facts={"organisations": [house, patron]})
    owner, lead, asked, funder, member = (
        person(name) for name in ("Owner", "Lead", "Asked", "Funder", "Member")
    )
    publish(content, editor, owner)
    speak(lead, "house")
    speak(asked, "house", is_confirmed=False)
    speak(funder, "patron")

    may = {
        user.name: PRACTICE.may_change(actor_of(user), "table")
        for user in (owner, lead, asked, funder, member, editor)
    }

    assert may == {
        "Owner": True,
        "Lead": True,
        "Asked": False,
        "Funder": False,
        "Member": False,
        "Editor": True,
    }
    assert not PRACTICE.may_change(VISITOR, "table")
    assert not PRACTICE.may_change(actor_of(editor), "none")
    catalogue.withdraw("table")
    assert not PRACTICE.may_change(actor_of(owner), "table")
    with pytest.raises(ConflictError):
        PRACTICE.answers_of("table")


def test_related_practices_are_strong_in_the_criteria(catalogue: Catalogue) -> None:
    steps = {
        "best-need": scores(need=4, transferability=1),
        "good-need": scores(need=3),
        "weak": scores(need=2),
        "moved": scores(transferability=3),
    }
    for slug, given in steps.items():
        catalogue.publish(practice(slug, texts={"bg": {"title": f"Бг {slug}"}}))
        catalogue.review(slug, review("A", given), review("B", given))

    found = PRACTICE.related(["need", "transferability"], "bg")

    assert found == [
        ("Бг best-need", "/bg/practices/best-need"),
        ("Бг moved", "/bg/practices/moved"),
        ("Бг good-need", "/bg/practices/good-need"),
    ]
    assert PRACTICE.related([], "bg") == []


def test_address_is_the_public_page(app: Flask) -> None:
    endpoint, arguments = PRACTICE.address("table")

    assert (endpoint, arguments) == ("practices.show", {"slug": "table"})
    assert app.url_map.is_endpoint_expecting(endpoint, *arguments)
