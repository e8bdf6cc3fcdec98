"""What those who join are asked: answered, changed, refused, taken away as a table."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.core.db import db, now
from cop.core.i18n import day_in_words
from cop.core.permissions import SYSTEM
from cop.seminars import outcomes
from cop.seminars.enums import FieldKind
from cop.seminars.models import (
    Answer,
    Facilitator,
    QuestionnaireField,
    Seminar,
)
from tests.people import person, sign_in, submit
from tests.seminars.conftest import MakeSeminar
from tests.seminars.joining import join, link_of, mails, places
from tests.web.site import parsed, words


@pytest.fixture
def questionnaire(make_seminar: MakeSeminar) -> tuple[Seminar, list[int]]:
    """A seminar with a question of each kind."""
    seminar = make_seminar()
    ids = []
    for kind, required in (
        (FieldKind.SHORT, True),
        (FieldKind.CHOICE, False),
        (FieldKind.SEVERAL, False),
        (FieldKind.SCALE, False),
    ):
        texts = {"en": {"label": f"Ask {kind}", "options": "One\nTwo\nThree"}}
        values = {"kind": kind, "is_required": required}
        ids.append(outcomes.add(QuestionnaireField, seminar, actor=SYSTEM, texts=texts, values=values).id)
    db.session.commit()
    return seminar, ids


def test_questionnaire_is_answered_and_changed_afterwards(
    client: FlaskClient, questionnaire: tuple[Seminar, list[int]]
) -> None:
    seminar, (short, choice, several, scale) = questionnaire
    given = {f"answer-{short}": "=1+1", f"answer-{choice}": "1", f"answer-{several}": ["0", "2"]}
    assert join(client, seminar, "a@example.org", **given) == 303

    link = link_of(mails()[0])
    submit(client, link, {f"answer-{scale}": "4", f"answer-{several}": ["1"]}, form=link)

    found = {row.field_id: row.value for row in db.session.scalars(select(Answer))}
    assert found == {short: "=1+1", choice: 1, several: [1], scale: 4}


def test_what_was_typed_stays_where_an_answer_is_missing(
    client: FlaskClient, questionnaire: tuple[Seminar, list[int]]
) -> None:
    seminar, (short, choice, *_rest) = questionnaire
    fields = {"name": "Ana Typed", "email": "a@example.org", f"answer-{choice}": "2"}

    answer = submit(client, "/en/seminars/talk/join", fields, form="/join")

    assert answer.status_code == 422
    assert "Ana Typed" in answer.text
    assert re.search(rf'name="answer-{choice}" value="2" checked', answer.text)
    assert f'href="#answer-{short}"' in answer.text
    assert places(seminar) == {}


@pytest.mark.parametrize("value", ["9", "-1", "x", "1" * 400])
def test_answer_that_is_none_of_those_to_choose_is_refused(
    client: FlaskClient, questionnaire: tuple[Seminar, list[int]], value: str
) -> None:
    seminar, (short, choice, *_rest) = questionnaire

    assert (
        join(client, seminar, "a@example.org", **{f"answer-{short}": "x", f"answer-{choice}": value}) == 422
    )


def test_answers_go_to_a_table_without_formulas(
    client: FlaskClient, questionnaire: tuple[Seminar, list[int]]
) -> None:
    seminar, (short, _choice, several, _scale) = questionnaire
    join(client, seminar, "a@example.org", **{f"answer-{short}": "=1+1", f"answer-{several}": ["0", "2"]})
    keeper = person("Keeper", language="en")
    db.session.add(Facilitator(seminar_id=seminar.id, user_id=keeper.id))
    db.session.commit()
    sign_in(client, keeper)

    table = client.get("/en/seminars/talk/edit/places.csv")
    page = words(parsed(client.get("/bg/seminars/talk/edit/places").text))

    today = now().date()
    assert today.isoformat() in table.text
    assert " ".join(day_in_words(today, "bg").split()) in page
    assert today.isoformat() not in page
    assert table.content_type == "text/csv; charset=utf-8"
    assert "'=1+1" in table.text
    assert ",=1+1" not in table.text
    assert "One; Three" in table.text
