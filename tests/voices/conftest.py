"""Boards of a house whose speaker opens them."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cop.accounts.models import User
from cop.core.db import db, now
from cop.core.records import Ref
from cop.organisations.models import Organisation
from cop.voices import operations, taking
from cop.voices.content import Given
from cop.voices.enums import BoardTool
from cop.voices.models import Board
from cop.voices.operations import Plan
from tests.organisations.conftest import put, speaker
from tests.people import actor_of, person

MakeBoard = Callable[..., Board]
LANGUAGES = ("bg", "ru", "en")
LONG_AGO = now().date() - timedelta(days=30)


@pytest.fixture(autouse=True)
def _nobody_counted() -> Iterator[None]:
    taking.ANSWERING.forget()
    yield
    taking.ANSWERING.forget()


@pytest.fixture
def house(app: Flask) -> Organisation:  # noqa: ARG001 - within its transaction
    """An organisation."""
    return put("house", en="House", bg="Къща")


@pytest.fixture
def leader(house: Organisation) -> User:
    """Somebody who speaks for it."""
    user = person("Lea Der", language="en")
    speaker(house, user.id)
    db.session.commit()
    return user


@pytest.fixture
def make_board(house: Organisation, leader: User) -> MakeBoard:
    """Open a board of the house."""

    def make(tool: BoardTool = BoardTool.MOOD, **said: Any) -> Board:
        given: dict[str, Any] = {"languages": LANGUAGES, "opens_on": LONG_AGO, "is_public": True} | said
        plan = Plan(**given)
        board = operations.open_board(
            Ref("organisation", house.id), actor=actor_of(leader), tool=tool, plan=plan, zone="Europe/Sofia"
        )
        db.session.commit()
        return board

    return make


def take(board: Board, chosen: Mapping[str, Any], words: str = "") -> bool:
    """Let somebody answer."""
    said = {item: (value,) if isinstance(value, str) else tuple(value) for item, value in chosen.items()}
    given = Given(said, {"words": words} if words else {})
    return taking.take(board, given, ticket=taking.new_ticket(board), language="en")


def ticket_of(page: str) -> str:
    """The ticket that a form carries."""
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def send(client: FlaskClient, board: Board, *, language: str = "bg", **fields: Any) -> TestResponse:
    """Open the page and send it."""
    path = f"/{language}/voices/{board.code}"
    page = client.get(path)
    assert page.status_code == 200
    return client.post(f"{path}/send", data={"ticket": ticket_of(page.text)} | fields)
