"""People talk about a seminar; those who look after it look after that too; a draft is no place."""

from flask.testing import FlaskClient

from cop.core.db import db
from cop.core.forums import place_of
from cop.core.permissions import VISITOR, Role
from cop.core.records import Ref
from cop.seminars.content import KIND
from cop.seminars.enums import State
from cop.seminars.models import Facilitator
from tests.people import actor_of, person, sign_in, submit
from tests.seminars.conftest import MakeSeminar


def test_member_begins_a_conversation_and_the_page_leads_there(
    client: FlaskClient, make_seminar: MakeSeminar
) -> None:
    seminar = make_seminar(state=State.SUMMARISED)
    sign_in(client, person("Mem Ber", language="en"))
    path = f"/en/threads/at/seminar/{seminar.id}/new"
    assert path in client.get("/en/seminars/talk").text

    answer = submit(client, path, {"title": "What now?", "text": "Shall we meet again?"}, form="/new")

    assert answer.status_code == 303
    assert "1 conversation about this" in client.get("/en/seminars/talk").text


def test_who_looks_after_a_seminar_looks_after_its_talk(make_seminar: MakeSeminar) -> None:
    seminar = make_seminar()
    keeper, moderator, member = person("Keep"), person("Mod", Role.MODERATOR), person("Mem")
    db.session.add(Facilitator(seminar_id=seminar.id, user_id=keeper.id))
    db.session.commit()
    ref = Ref(KIND, seminar.id)

    places = {
        user.name: place_of(ref, actor=actor_of(user), language="en") for user in (keeper, moderator, member)
    }
    visitors = place_of(ref, actor=VISITOR, language="en")

    assert {name: place.may_moderate for name, place in places.items() if place} == {
        "Keep": True,
        "Mod": True,
        "Mem": False,
    }
    assert visitors is not None
    assert visitors.voice is None


def test_draft_is_no_place_for_others(make_seminar: MakeSeminar) -> None:
    seminar = make_seminar(state=State.DRAFT)

    assert place_of(Ref(KIND, seminar.id), actor=actor_of(person("Mem")), language="en") is None
