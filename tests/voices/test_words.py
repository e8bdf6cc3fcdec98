"""What people wrote on a board: read several at once, hidden with a reason, never public."""

from typing import Any

from flask.testing import FlaskClient

from cop.voices import queries, results
from tests.people import sign_in, submit
from tests.voices.conftest import MakeBoard
from tests.voices.leading import actions, ripe


def test_words_can_be_read_after_a_day_and_five_at_once(make_board: MakeBoard) -> None:
    board = make_board()

    ripe(board, "a", "b", "c", "d")
    four = queries.texts(board.id)
    ripe(board, "e", days=1)
    today = queries.texts(board.id)
    ripe(board)
    five = {text.text for text in queries.texts(board.id)}
    ripe(board, "f", "g", "h")

    assert (four, today) == ([], [])
    assert five == set("abcde")
    assert {text.text for text in queries.texts(board.id)} == set("abcde")
    assert queries.waiting_texts(board.id) == 3


def test_order_of_words_is_not_that_of_their_coming(make_board: MakeBoard) -> None:
    board = make_board()
    said = [f"{number:02}" for number in range(40)]

    ripe(board, *said)

    shown = [text.text for text in queries.texts(board.id)]
    assert sorted(shown) == said
    assert shown != said


def test_words_are_hidden_with_a_reason_and_shown_again(
    client: FlaskClient, make_board: MakeBoard, leader: Any
) -> None:
    board = make_board()
    ripe(board, "Mrs. Brown shouts.", "b", "c", "d", "e")
    sign_in(client, leader)
    path = f"/en/account/voices/{board.id}/words"
    named = next(text for text in queries.texts(board.id) if "Brown" in text.text)

    before = client.get(path).text
    refused = submit(client, path, form=f"{named.id}/hide")
    hidden = submit(client, path, {"reason": "It names somebody."}, form=f"{named.id}/hide")
    page = client.get(path).text
    again = submit(client, path, form=f"{named.id}/show")

    assert "Mrs. Brown" in before
    assert (refused.status_code, hidden.status_code, again.status_code) == (422, 303, 303)
    assert "Mrs. Brown" not in page
    assert "It names somebody." in page
    assert "Mrs. Brown" in client.get(path).text
    assert actions()[-2:] == ["board.hide_words", "board.show_words"]


def test_words_are_never_public(client: FlaskClient, make_board: MakeBoard, leader: Any) -> None:
    board = make_board()
    ripe(board, *[f"MARKER {n}" for n in range(6)])
    results.publish_due()
    sign_in(client, leader)

    for page in ("", "/results", "/results.csv", "/thanks", "/help"):
        assert "MARKER" not in client.get(f"/en/voices/{board.code}{page}").text
    assert "MARKER" not in client.get("/en/organisations/house").text
