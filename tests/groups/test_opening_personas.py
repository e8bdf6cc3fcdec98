"""Two officers open a pseudonym together; nobody else, and nobody alone."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cop.accounts.models import User
from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.core.errors import ConflictError, NotAllowedError
from cop.core.permissions import Role
from cop.groups import personas
from cop.groups.models import Group, Opening
from tests.groups.conftest import masked
from tests.groups.told import told
from tests.people import actor_of, settled, sign_in, submit
from tests.web.site import parsed, read, words

pytestmark = pytest.mark.usefixtures("app")


def test_two_officers_open_together_and_the_person_is_told(group: Group, mira: User) -> None:
    first, second = settled("Off One", Role.OFFICER), settled("Off Two", Role.OFFICER)
    masked(group, mira, "Blue Heron")
    opening = personas.ask_to_open(
        group, actor=actor_of(first), pseudonym="blue heron", reason="A court has asked for it."
    )

    with pytest.raises(NotAllowedError):
        personas.agree(opening, actor=actor_of(first))
    with pytest.raises(ConflictError):
        personas.look(opening, actor=actor_of(first))
    for _twice in "12":
        personas.agree(opening, actor=actor_of(second))
    found = [personas.look(opening, actor=actor_of(officer)) for officer in (first, second)]

    assert [user.id for user in found if user] == [mira.id, mira.id]
    assert told(mira) == ["groups/opened"]
    actions = db.session.scalars(
        select(AuditEntry.action).where(AuditEntry.object_kind == "persona").order_by(AuditEntry.id)
    )
    assert list(actions) == ["persona.ask_to_open", "persona.open", "persona.look", "persona.look"]
    third = settled("Off Three", Role.OFFICER)
    with pytest.raises(ConflictError):
        personas.look(opening, actor=actor_of(third))


def test_officer_opens_nothing_about_themselves(group: Group) -> None:
    first, second = settled("Off One", Role.OFFICER), settled("Off Two", Role.OFFICER)
    masked(group, second, "Blue Heron")
    opening = personas.ask_to_open(
        group, actor=actor_of(first), pseudonym="Blue Heron", reason="Somebody is in danger."
    )

    with pytest.raises(ConflictError):
        personas.agree(opening, actor=actor_of(second))


def test_desk_of_officers_by_its_pages(client: FlaskClient, group: Group, mira: User) -> None:
    first, second = settled("Off One", Role.OFFICER), settled("Off Two", Role.OFFICER)
    masked(group, mira, "Blue Heron")
    sign_in(client, first)
    said = {"group": "peers", "pseudonym": "Blue Heron", "reason": "A court has asked for it."}
    submit(client, "/en/desk/pseudonyms", said, form="/pseudonyms")
    before = read(client, "/en/desk/pseudonyms")
    sign_in(client, second)
    submit(client, "/en/desk/pseudonyms", form="/agree")

    shown = submit(client, "/en/desk/pseudonyms", form="/look")

    assert before.xpath("//form[contains(@action, '/agree')]") == []
    assert "Mira Mirova" in words(parsed(shown.text).find_class("notice-warning")[0])
    assert "Mira Mirova" not in client.get("/en/desk/pseudonyms").text
    assert db.session.scalar(select(func.count(Opening.id))) == 1
