"""Answering: no account, no cookie, once for each form, and nothing kept that tells who it was."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import inspect, select, text

from cop.config import LANGUAGES
from cop.core.db import db, now
from cop.core.errors import NotAllowedError
from cop.core.permissions import VISITOR
from cop.voices import operations, queries, taking
from cop.voices.content import WORDS_LIMIT
from cop.voices.enums import BoardTool
from cop.voices.models import Board, BoardText, BoardTicket
from tests.people import actor_of
from tests.voices.conftest import MakeBoard, send, ticket_of
from tests.web.site import parsed, read, words

QUESTIONS = [
    {"asked": "faces", "texts": {"en": "The food?", "bg": "Храната?", "ru": "Еда?"}},
    {"asked": "yes_no", "texts": {"en": "Again?", "bg": "Пак ли?", "ru": "Ещё?"}},
    {"asked": "words", "texts": {"en": "What else?", "bg": "Още?", "ru": "Что ещё?"}},
]


def counted(board: Board) -> tuple[int, dict[str, dict[str, int]]]:
    db.session.expire_all()
    return board.answers, queries.tallies(board.id)


def test_answer_is_counted_without_a_cookie_or_an_account(client: FlaskClient, make_board: MakeBoard) -> None:
    board = make_board()

    page = client.get(f"/bg/voices/{board.code}")
    answer = send(client, board, mood="4", words="Слънцето грее.")
    thanks = client.get(answer.headers["Location"])

    assert answer.status_code == 303
    assert thanks.status_code == 200
    assert "Благодарим" in thanks.text
    for response in (page, answer, thanks):
        assert "Set-Cookie" not in response.headers
    assert counted(board) == (1, {"mood": {"": 1, "4": 1}})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tool", BoardTool)
def test_every_tool_can_be_answered_in_every_language(
    client: FlaskClient, make_board: MakeBoard, tool: BoardTool, language: str
) -> None:
    board = make_board(tool, questions=QUESTIONS if tool is BoardTool.QUESTIONS else ())
    page = parsed(client.get(f"/{language}/voices/{board.code}").text)

    boxes = page.xpath("//input[@type='radio' or @type='checkbox']")
    fields = {box.get("name"): box.get("value") for box in boxes}
    written = {area.get("name"): "…" for area in page.xpath("//textarea")}
    answer = send(client, board, language=language, **fields, **written)

    assert answer.status_code == 303
    number, tallies = counted(board)
    assert number == 1
    assert {item: set(options) for item, options in tallies.items()} == {
        item: {"", value} for item, value in fields.items()
    }
    # Whoever cannot read goes by the pictures, whoever cannot see by the words.
    assert len(page.xpath("//label[contains(@class, 'picture')]//*[name()='svg'][@aria-hidden]")) == len(
        boxes
    )
    assert all(words(label) for label in page.xpath("//label[contains(@class, 'picture')]"))
    assert all(words(legend) for legend in page.xpath("//fieldset/legend"))


def test_same_form_sent_twice_counts_once_and_says_thank_you_both_times(
    client: FlaskClient, make_board: MakeBoard
) -> None:
    board = make_board()
    path = f"/en/voices/{board.code}"
    ticket = ticket_of(client.get(path).text)

    answers = [client.post(f"{path}/send", data={"ticket": ticket, "mood": mood}) for mood in ("5", "5", "1")]

    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {
        (303, f"{path}/thanks")
    }
    assert counted(board) == (1, {"mood": {"": 1, "5": 1}})


def test_form_that_is_gone_back_to_is_the_same_form(client: FlaskClient, make_board: MakeBoard) -> None:
    # What says no-store is asked for anew when somebody goes back, with a new ticket; this is not.
    response = client.get(f"/en/voices/{make_board().code}")

    assert response.headers["Cache-Control"] == "private, no-cache"


def test_nothing_that_is_kept_tells_who_or_when(client: FlaskClient, make_board: MakeBoard) -> None:
    board = make_board()
    send(client, board, mood="4", words="Only this.")
    db.session.commit()

    kept: dict[str, Any] = {}
    for table in ("board_tickets", "board_tallies", "board_texts"):
        columns = {column["name"] for column in inspect(db.session.connection()).get_columns(table)}
        kept[table] = columns
    assert kept == {
        "board_tickets": {"id", "board_id", "day"},
        "board_tallies": {"board_id", "item", "option", "count"},
        "board_texts": {
            "id", "board_id", "item", "language", "text", "day", "batch", "hidden_because", "hidden_by",
        },
    }  # fmt: skip
    attempts = db.session.scalar(text("SELECT count(*) FROM attempts"))
    entries = db.session.scalar(text("SELECT count(*) FROM audit_entries WHERE actor_kind = 'visitor'"))
    assert (attempts, entries) == (0, 0)
    ticket = db.session.scalars(select(BoardTicket)).one()
    assert ticket.day == now().date()
    assert type(ticket.day) is date


def test_words_lie_in_the_order_of_a_random_key(make_board: MakeBoard) -> None:
    board = make_board()
    if db.session.connection().dialect.name == "sqlite":
        for table in ("board_texts", "board_tickets"):
            made = db.session.scalar(
                text("SELECT sql FROM sqlite_master WHERE name = :table"), {"table": table}
            )
            assert "WITHOUT ROWID" in str(made)
    for number in range(3):
        taking._write(board, "words", f"Words {number}", "en")

    keys = list(db.session.scalars(select(BoardText.id)))
    assert len(set(keys)) == 3
    assert all(len(key) == 32 for key in keys)


def test_ticket_of_another_board_or_time_is_asked_for_once_more_and_nothing_typed_is_lost(
    client: FlaskClient, make_board: MakeBoard, leader: Any
) -> None:
    board, other = make_board(), make_board()
    path = f"/en/voices/{board.code}"
    old = ticket_of(client.get(path).text)
    operations.close(board, actor=actor_of(leader))
    operations.reopen(board, actor=actor_of(leader))
    db.session.commit()

    for ticket in (old, taking.new_ticket(other), "", "made up"):
        answer = client.post(f"{path}/send", data={"ticket": ticket, "mood": "2", "words": "Cold soup."})
        page = parsed(answer.text)
        assert answer.status_code == 409
        assert page.xpath("//input[@value='2']/@checked")
        assert page.find(".//textarea").text.strip() == "Cold soup."
    assert counted(board) == (0, {})
    again = client.post(f"{path}/send", data={"ticket": ticket_of(answer.text), "mood": "2"})
    assert again.status_code == 303
    assert counted(board)[0] == 1


def test_form_of_yesterday_is_too_old(
    client: FlaskClient, make_board: MakeBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = make_board()
    ticket = ticket_of(client.get(f"/en/voices/{board.code}").text)
    monkeypatch.setattr(taking, "GOOD_FOR_SECONDS", -1)

    assert (
        client.post(f"/en/voices/{board.code}/send", data={"ticket": ticket, "mood": "2"}).status_code == 409
    )


def test_empty_answer_and_one_that_is_too_long_come_back_with_a_sentence(
    client: FlaskClient, make_board: MakeBoard
) -> None:
    board = make_board()

    empty = send(client, board, mood="7")
    long = send(client, board, mood="4", words="а" * (WORDS_LIMIT + 1))

    assert empty.status_code == long.status_code == 400
    assert "Първо изберете картинка." in empty.text
    assert parsed(long.text).xpath("//input[@value='4']/@checked")
    assert counted(board) == (0, {})


def test_unoffered_values_and_second_faces_are_left_out(client: FlaskClient, make_board: MakeBoard) -> None:
    board, jar = make_board(), make_board(BoardTool.JAR)

    send(client, board, mood=["2", "3", "nonsense"], evil="x")
    send(client, jar, joy=["food", "people", "food", "gold"])

    assert counted(board)[1] == {"mood": {"": 1, "3": 1}}
    assert counted(jar)[1] == {"joy": {"": 1, "food": 1, "people": 1}}


@pytest.mark.parametrize(
    ("said", "status", "sentence"),
    [
        ({"opens_on": now().date() + timedelta(days=3)}, 409, "Not open yet"),
        ({"closes_on": now().date() - timedelta(days=3)}, 409, "This is over"),
    ],
)
def test_before_and_after_its_time_nobody_can_answer(
    client: FlaskClient, make_board: MakeBoard, said: dict[str, Any], status: int, sentence: str
) -> None:
    board = make_board(**said)
    path = f"/en/voices/{board.code}"

    assert sentence in client.get(path).text
    answer = client.post(f"{path}/send", data={"ticket": taking.new_ticket(board), "mood": "2"})

    assert (answer.status_code, counted(board)) == (status, (0, {}))
    assert sentence in answer.text


def test_whoever_gets_the_short_link_reads_in_their_language_where_the_board_speaks_it(
    client: FlaskClient, make_board: MakeBoard
) -> None:
    board = make_board(languages=["bg", "ru"])

    def led(accepted: str, code: str = board.code) -> str:
        response = client.get(f"/v/{code}", headers={"Accept-Language": accepted})
        assert response.status_code == 302
        return str(response.headers["Location"])

    assert led("ru-RU,ru;q=0.9") == f"/ru/voices/{board.code}"
    assert led("de,en;q=0.5") == f"/bg/voices/{board.code}"
    assert led("bg", f"{board.code[:4]}-{board.code[4:]}".upper()) == f"/bg/voices/{board.code}"
    assert client.get("/v/nothing2").status_code == 404


def test_own_words_of_the_board_stand_in_the_nearest_language_and_are_marked(
    client: FlaskClient, make_board: MakeBoard
) -> None:
    board = make_board(titles={"bg": "Летен лагер"})

    title = read(client, f"/en/voices/{board.code}").find(".//h1")

    assert (title.get("lang"), words(title)) == ("bg", "Летен лагер")


def test_one_class_behind_one_address_is_let_in_and_a_flood_is_not(
    client: FlaskClient, make_board: MakeBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cop.core.momentary.time", lambda: 1_000_000.0)  # all of it within one minute
    board = make_board()
    path = f"/en/voices/{board.code}"

    assert all(send(client, board, mood="5").status_code == 303 for _pupil in range(60))
    statuses = [client.post(f"{path}/send", data={}).status_code for _try in range(260)]

    assert statuses[200] == 409
    assert statuses[-1] == 429
    assert counted(board)[0] == 60


@pytest.mark.usefixtures("app")
def test_page_needs_no_script_and_hides_what_only_a_script_can_do(
    client: FlaskClient, make_board: MakeBoard
) -> None:
    page = read(client, f"/ru/voices/{make_board().code}")

    assert all(button.get("hidden") is not None for button in page.xpath("//button[@data-listen]"))
    assert page.xpath("//form[@method='post']//button[@type='submit']")
    assert page.xpath("//a[contains(@href, '/help')]")


def test_visitor_opens_no_board(make_board: MakeBoard) -> None:
    board = make_board()
    plan = operations.Plan(languages=["en"], opens_on=board.opens_on)

    for act in (
        lambda: operations.open_board(board.place, actor=VISITOR, tool=BoardTool.MOOD, plan=plan, zone="UTC"),
        lambda: operations.close(board, actor=VISITOR),
        lambda: operations.remove(board, actor=VISITOR, reason="no"),
    ):
        with pytest.raises(NotAllowedError):
            act()
