"""Somebody is not safe: who helps at once, and those who look after the place are told."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from cop.config import LANGUAGES
from cop.core.audit import AuditEntry
from cop.core.db import db, now
from cop.core.permissions import Role
from cop.mail.models import MailMessage
from cop.mail.rendering import render
from cop.voices import operations, queries, results
from cop.voices.models import Board, BoardCall
from tests.people import actor_of, person, sign_in, submit
from tests.voices.conftest import MakeBoard, ticket_of

NOTE = "I sit in the blue room and my name is Ana."


def call(client: FlaskClient, board: Board, note: str = "", language: str = "en") -> Any:
    path = f"/{language}/voices/{board.code}"
    ticket = ticket_of(client.get(f"{path}/help").text)
    return client.post(f"{path}/called", data={"ticket": ticket, "note": note})


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_says_who_helps_at_once(client: FlaskClient, make_board: MakeBoard, language: str) -> None:
    board = make_board()

    page = client.get(f"/{language}/voices/{board.code}/help")

    assert all(number in page.text for number in ("112", "116 111", "116 123"))
    assert "Set-Cookie" not in page.headers


def test_those_who_look_after_the_place_and_moderators_are_told_without_what_was_said(
    client: FlaskClient, make_board: MakeBoard, leader: Any
) -> None:
    person("Some Body")
    moderator = person("Mod Erator", Role.MODERATOR, language="ru")
    board = make_board(titles={"en": "Camp", "ru": "Лагерь"})

    answer = call(client, board, NOTE)

    assert answer.status_code == 303
    assert "112" in client.get(answer.headers["Location"]).text
    mails = {mail.to: render(mail).text for mail in db.session.scalars(select(MailMessage))}
    assert mails.keys() == {leader.email, moderator.email}
    assert all(
        "blue room" not in text and f"/account/voices/{board.id}/calls" in text for text in mails.values()
    )
    assert "112" in mails[str(moderator.email)]


def test_same_form_twice_is_one_call(client: FlaskClient, make_board: MakeBoard) -> None:
    board = make_board()
    path = f"/en/voices/{board.code}/called"
    ticket = ticket_of(client.get(f"/en/voices/{board.code}/help").text)

    for _press in range(3):
        assert client.post(path, data={"ticket": ticket}).status_code == 303

    assert len(queries.calls(board.id)) == 1


def test_call_counts_as_no_answer_and_is_taken_when_the_board_is_closed(
    client: FlaskClient, make_board: MakeBoard, leader: Any
) -> None:
    board = make_board()
    operations.close(board, actor=actor_of(leader))
    db.session.commit()

    assert call(client, board).status_code == 303
    assert client.post(f"/en/voices/{board.code}/called", data={"ticket": "torn"}).status_code == 303
    db.session.refresh(board)
    assert (board.answers, len(queries.calls(board.id))) == (0, 2)


@pytest.mark.parametrize("role", [None, Role.MODERATOR])
def test_call_is_read_at_once_and_what_was_said_goes_when_somebody_has_helped(
    client: FlaskClient, make_board: MakeBoard, leader: Any, role: Role | None
) -> None:
    board = make_board()
    call(client, board, NOTE)
    sign_in(client, leader if role is None else person("Mod Erator", role, language="en"))
    path = f"/en/account/voices/{board.id}/calls"

    listed = client.get("/en/account/voices").text
    page = client.get(path).text
    settled = submit(client, path, form="/settle")

    assert "Somebody asks for help" in listed
    assert "blue room" in page
    assert settled.status_code == 303
    assert "blue room" not in client.get(path).text
    assert db.session.scalars(select(BoardCall.note)).one() == ""
    assert db.session.scalars(select(AuditEntry.action)).all()[-1] == "board.settle_call"


def test_stranger_reads_no_call(client: FlaskClient, make_board: MakeBoard) -> None:
    board = make_board()
    call(client, board, NOTE)
    sign_in(client, person("Any Body"))

    assert client.get(f"/en/account/voices/{board.id}/calls").status_code == 404


def test_settled_calls_are_forgotten_after_three_months_and_open_ones_never(
    client: FlaskClient, make_board: MakeBoard
) -> None:
    board = make_board()
    for _person in range(2):
        call(client, board)
    first = queries.calls(board.id)[0]
    long_ago = now() - results.CALLS_KEPT * 1.1
    db.session.execute(update(BoardCall).where(BoardCall.id == first.id).values(settled_at=long_ago))
    db.session.commit()

    results.forget_old()

    assert [one.settled_at for one in queries.calls(board.id)] == [None]
