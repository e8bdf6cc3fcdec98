"""People talk about an involvement case."""

from flask.testing import FlaskClient
from sqlalchemy import select

from cop.cases.models import Case
from cop.cases.queries import KIND
from cop.core.db import db
from cop.core.forums import place_of
from cop.core.permissions import VISITOR
from cop.core.records import Ref
from tests.cases.samples import case, publish
from tests.conftest import Statements
from tests.people import person, sign_in, submit


def _published() -> int:
    publish(case("kitchen"))
    db.session.commit()
    return db.session.scalars(select(Case.id)).one()


def test_member_begins_a_conversation_and_the_page_leads_there(client: FlaskClient) -> None:
    id = _published()
    assert "Nobody has begun a conversation about this yet." in client.get("/en/cases/kitchen").text
    sign_in(client, person("Mem Ber", language="en"))

    form = {"title": "How many?", "text": "How many people took part?"}
    answer = submit(client, f"/en/threads/at/case/{id}/new", form, form="/new")

    assert answer.status_code == 303
    assert "1 conversation about this" in client.get("/en/cases/kitchen").text


def test_place_costs_one_statement_in_any_language(
    app: object,  # noqa: ARG001 - within its transaction
    count_statements: Statements,
) -> None:
    ref = Ref(KIND, _published())

    with count_statements() as statements:
        place = place_of(ref, actor=VISITOR, language="ru")

    assert len(statements) == 1
    assert place is not None
    assert (place.path, place.language) == ("/ru/cases/kitchen", "en")
    assert place.voice is None
