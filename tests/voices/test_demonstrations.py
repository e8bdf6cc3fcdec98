"""Demonstrations of boards: they show how one works, say what they are, and go all at once."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cop.accounts.models import User
from cop.core.db import db
from cop.core.errors import NotAllowedError
from cop.core.permissions import SYSTEM, Role
from cop.core.records import Ref
from cop.organisations.models import Organisation
from cop.voices import operations, queries
from cop.voices.enums import BoardTool
from cop.voices.models import Board, BoardTally
from cop.voices.operations import Demonstration
from tests.people import actor_of, person
from tests.voices.conftest import MakeBoard, take
from tests.web.site import fetched, parsed, read, words

FACES = Demonstration(
    code="facesabc",
    tool=BoardTool.MOOD,
    titles={"en": "An example"},
    people=7,
    chosen={"mood": {"5": 4, "4": 3}},
)
INVENTED = "Nobody gave these answers"


def put(house: Organisation) -> Board:
    operations.put_demonstrations(Ref("organisation", house.id), [FACES], actor=SYSTEM)
    db.session.commit()
    board = queries.by_code(FACES.code)
    assert board is not None
    return board


def test_it_shows_results_at_once_and_says_that_they_are_invented(
    client: FlaskClient, house: Organisation
) -> None:
    board = put(house)

    results = words(read(client, f"/en/voices/{board.code}/results"))
    beside = words(read(client, "/en/organisations/house").find(".//section[@id='voices']"))
    asked = words(read(client, f"/en/voices/{board.code}"))

    assert INVENTED in results
    assert "7 answers" in results
    assert "An example Demonstration" in beside
    assert "together with invented answers" in asked


def test_answers_of_readers_are_counted_with_it(house: Organisation) -> None:
    board = put(house)

    take(board, {"mood": "3"})

    db.session.refresh(board)
    assert board.answers == 8
    assert queries.tallies(board.id)["mood"] == {"": 8, "5": 4, "4": 3, "3": 1}


def test_seed_is_applied_once_and_all_go_at_once_but_for_real_boards(
    house: Organisation, make_board: MakeBoard
) -> None:
    real = make_board()
    place = Ref("organisation", house.id)
    assert [operations.put_demonstrations(place, [FACES], actor=SYSTEM) for _twice in "12"] == [1, 0]

    assert [operations.end_demonstrations(actor=SYSTEM) for _twice in "12"] == [1, 0]

    assert list(db.session.scalars(select(Board.code))) == [real.code]
    assert db.session.scalar(select(func.count()).select_from(BoardTally)) == 0


@pytest.mark.usefixtures("app")
def test_nobody_but_the_site_invents_answers(house: Organisation, leader: User) -> None:
    for user in (leader, person("Editor", Role.EDITOR)):
        with pytest.raises(NotAllowedError):
            operations.put_demonstrations(Ref("organisation", house.id), [FACES], actor=actor_of(user))
        with pytest.raises(NotAllowedError):
            operations.end_demonstrations(actor=actor_of(user))


@pytest.mark.parametrize("code", ["faces234", "web23456", "happy234", "weeks234", "asked234"])
def test_each_kind_of_board_is_shown_in_the_seeds(seeded_app: Flask, code: str) -> None:
    page = parsed(fetched(seeded_app, f"/en/voices/{code}/results").text)

    assert INVENTED in words(page)
    assert page.xpath("//main//table | //main//ul[contains(@class, 'voices')]")
    assert page.xpath("//main//svg | //main//img")
