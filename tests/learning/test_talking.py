"""People talk about a module; one that was withdrawn is no place."""

from flask.testing import FlaskClient
from sqlalchemy import select

from cop.core.db import db
from cop.core.forums import place_of
from cop.core.permissions import SYSTEM, VISITOR
from cop.core.records import Ref
from cop.learning import operations
from cop.learning.models import Module
from cop.learning.queries import KIND
from tests.conftest import Statements
from tests.learning.samples import module, publish
from tests.people import person, sign_in, submit


def _published() -> Module:
    publish(module())
    db.session.commit()
    return db.session.scalars(select(Module)).one()


def test_member_begins_a_conversation_and_the_page_leads_there(client: FlaskClient) -> None:
    id = _published().id
    page = client.get("/en/learn/module").text
    assert "Nobody has begun a conversation about this yet." in page
    sign_in(client, person("Mem Ber", language="en"))

    form = {"title": "Not clear", "text": "What is meant by this?"}
    answer = submit(client, f"/en/threads/at/module/{id}/new", form, form="/new")

    assert answer.status_code == 303
    assert "1 conversation about this" in client.get("/en/learn/module").text
    assert "Sample module" in client.get(answer.location).text


def test_withdrawn_module_is_no_place(client: FlaskClient) -> None:
    operations.withdraw(_published(), actor=SYSTEM, reason="")
    db.session.commit()
    id = db.session.scalars(select(Module.id)).one()

    assert place_of(Ref(KIND, id), actor=VISITOR, language="en") is None
    assert client.get(f"/en/threads/at/module/{id}").status_code == 404


def test_place_costs_one_statement(
    app: object,  # noqa: ARG001 - within its transaction
    count_statements: Statements,
) -> None:
    ref = Ref(KIND, _published().id)

    with count_statements() as statements:
        place = place_of(ref, actor=VISITOR, language="bg")

    assert len(statements) == 1
    assert place is not None
    assert (place.path, place.language, place.title) == ("/bg/learn/module", "en", "Sample module")


def test_former_versions_have_no_conversation_of_their_own(client: FlaskClient) -> None:
    _published()

    assert "conversation" not in client.get("/en/learn/module/versions/1").text
