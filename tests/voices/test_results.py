"""Results: from five answers on, in steps, as pictures and tables, on pages, paper and in files."""

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from cop.accounts.models import User
from cop.config import LANGUAGES
from cop.core import stamps
from cop.core.db import db
from cop.core.records import Ref
from cop.organisations.models import Organisation
from cop.voices import operations, queries, results
from cop.voices.enums import BoardTool
from cop.voices.models import Board
from tests.catalogue.records import Catalogue, practice
from tests.catalogue.records import catalogue as catalogue
from tests.conftest import Statements
from tests.people import actor_of, person, sign_in
from tests.voices.conftest import MakeBoard, take
from tests.web.site import read, words


def fill(board: Board, **times: int) -> None:
    """Let so many choose each face, and let the timer come round."""
    for mood, number in times.items():
        for _person in range(number):
            take(board, {"mood": mood.removeprefix("m")})
    db.session.commit()
    results.publish_due()


def shown(board: Board) -> Any:
    last = queries.last_publication(board.id)
    return last.shown if last is not None else None


def test_four_answers_show_nothing_and_the_fifth_shows_all(make_board: MakeBoard) -> None:
    board = make_board()

    fill(board, m5=4)
    before = shown(board)
    fill(board, m5=1)

    assert before is None
    assert shown(board)["mood"]["of"] == 5


def test_results_change_only_when_five_more_have_come(make_board: MakeBoard) -> None:
    board = make_board()
    fill(board, m5=5)

    fill(board, m5=4)
    waiting = shown(board)
    fill(board, m5=1)

    assert waiting["mood"]["of"] == 5
    assert shown(board)["mood"]["of"] == 10
    assert [one.answers for one in queries.publications(board.id)] == [5, 10]


def test_looking_again_shows_nothing_new(make_board: MakeBoard) -> None:
    board = make_board()
    fill(board, m5=5)

    assert results.publish(board) is False
    assert len(queries.publications(board.id)) == 1


def test_closing_shows_what_may_be_shown(make_board: MakeBoard, leader: Any) -> None:
    board = make_board()
    for _person in range(6):
        take(board, {"mood": "4"})

    operations.close(board, actor=actor_of(leader))

    assert shown(board)["mood"]["of"] == 6


def test_page_shows_picture_and_table_of_groups_alone(client: FlaskClient, make_board: MakeBoard) -> None:
    board = make_board()
    fill(board, m5=5, m4=1, m3=2)

    page = read(client, f"/en/voices/{board.code}/results")

    rows = [[words(cell) for cell in row] for row in page.iterfind(".//table/tbody/tr")]
    assert rows == [
        ["very good", "5 people"],
        ["from “good” to “so-so”", "3 people"],
        ["bad", "0 people"],
        ["very bad", "0 people"],
    ]
    assert "8 answers" in words(page.find(".//p[@class='lead']"))
    blocks = page.xpath("//main//*[name()='rect']")
    assert [block.get("width") for block in blocks] == ["60", "124"]
    assert "very good" in page.xpath("//main//*[name()='svg'][@role='img']/@aria-label")[0]


def test_results_of_several_pictures_say_at_least_and_fewer_than(
    client: FlaskClient, make_board: MakeBoard
) -> None:
    board = make_board(BoardTool.JAR)
    for chosen in (["food", "play"], ["food"], ["food"], ["food", "play"], ["outside"]):
        take(board, {"joy": chosen})
    results.publish_due()

    page = read(client, f"/en/voices/{board.code}/results")

    rows = dict([words(cell) for cell in row] for row in page.iterfind(".//table/tbody/tr"))
    assert rows["food"] == "at least 4 people"
    assert rows["play and sport"] == rows["being outside"] == rows["the people"] == "fewer than 3"


def test_web_shows_the_middle_of_each_goal_before_and_now(client: FlaskClient, make_board: MakeBoard) -> None:
    goals = [{"texts": dict.fromkeys(LANGUAGES, f"Goal {n}")} for n in (1, 2, 3)]
    board = make_board(BoardTool.WEB, questions=goals)
    for step in ("2", "2", "2", "3", "5"):
        take(board, {f"goal{n}-before": "1" for n in (1, 2, 3)} | {f"goal{n}-now": step for n in (1, 2, 3)})
    results.publish_due()

    page = read(client, f"/en/voices/{board.code}/results")

    rows = [[words(cell) for cell in row] for row in page.iterfind(".//table/tbody/tr")]
    assert rows[0] == ["1. Goal 1", "at the start", "a little way", "5"]
    assert len(rows) == 3
    assert len(page.xpath("//main//*[name()='polygon']")) == 5 + 2


def test_results_that_are_not_public_are_there_for_those_who_look_after_the_board_alone(
    client: FlaskClient, make_board: MakeBoard, leader: Any
) -> None:
    board = make_board(is_public=False)
    fill(board, m5=5)
    pages = [f"/en/voices/{board.code}/results{ending}" for ending in ("", ".csv", ".pdf")]

    visitor = [client.get(page).status_code for page in pages]
    sign_in(client, person("Somebody Else"))
    stranger = [client.get(page).status_code for page in pages]
    sign_in(client, leader)

    assert visitor == stranger == [404] * 3
    assert [client.get(page).status_code for page in pages] == [200] * 3


def test_csv_holds_what_the_page_shows_and_no_formula(client: FlaskClient, make_board: MakeBoard) -> None:
    asked = [{"asked": "faces", "texts": dict.fromkeys(LANGUAGES, "=1+1?")}]
    board = make_board(BoardTool.QUESTIONS, questions=asked)
    for face in ("5", "5", "5", "5", "2"):
        take(board, {"q1": face})
    results.publish_due()

    answer = client.get(f"/en/voices/{board.code}/results.csv")

    assert answer.content_type == "text/csv; charset=utf-8"
    table = list(csv.reader(StringIO(answer.text.removeprefix("\ufeff"))))
    assert table[1:] == [
        ["'=1+1?", "from “very good” to “bad”", "5", "exactly", "5"],
        ["'=1+1?", "very bad", "0", "exactly", "5"],
    ]


WHENEVER = {f"goal{n}-{when}": "3" for n in range(1, 6) for when in ("before", "now")}


@pytest.mark.parametrize(
    ("tool", "answer"),
    [(BoardTool.MOOD, {"mood": "5"}), (BoardTool.JAR, {"joy": ["food"]}), (BoardTool.WEB, WHENEVER)],
    ids=["mood", "jar", "web"],
)
def test_results_fit_on_paper(
    client: FlaskClient, make_board: MakeBoard, tool: BoardTool, answer: dict[str, Any]
) -> None:
    board = make_board(tool)
    for _person in range(5):
        take(board, answer)
    results.publish_due()

    pdf = client.get(f"/bg/voices/{board.code}/results.pdf")

    assert pdf.content_type == "application/pdf"
    text = " ".join(PdfReader(BytesIO(pdf.data)).pages[0].extract_text().split())
    assert "5 отговора" in text


def test_empty_board_says_that_there_is_nothing_yet(client: FlaskClient, make_board: MakeBoard) -> None:
    board = make_board()

    assert "from 5 answers on" in client.get(f"/en/voices/{board.code}/results").text
    assert client.get(f"/en/voices/{board.code}/results.csv").status_code == 404


def test_pages_of_places_show_public_results(
    client: FlaskClient, catalogue: Catalogue, make_board: MakeBoard, house: Organisation, leader: User
) -> None:
    board_id, led_by = make_board().id, leader.id
    party = {"slug": house.slug, "names": {"en": "House"}, "role": "lead"}
    catalogue.publish(practice("garden", facts={"organisations": [party]}))
    board, leader = db.session.get_one(Board, board_id), db.session.get_one(User, led_by)
    garden = operations.open_board(
        Ref("practice", catalogue.row("garden").id),
        actor=actor_of(leader),
        tool=BoardTool.MOOD,
        plan=operations.Plan(languages=["en"], opens_on=board.opens_on, titles={"en": "How it is here"}),
        zone="UTC",
    )

    def seen() -> list[bool]:
        addresses = ("/en/organisations/house", "/en/practices/garden")
        return ["Voices of users" in client.get(address).text for address in addresses]

    fill(board, m5=5)
    fill(garden, m5=5)
    at_first = seen()
    plan = operations.Plan(languages=["en"], opens_on=board.opens_on, titles=garden.titles, is_public=True)
    operations.change(garden, actor=actor_of(leader), plan=plan)
    db.session.commit()

    assert at_first == [True, False]
    assert seen() == [True, True]
    page = read(client, "/en/practices/garden")
    voices = page.get_element_by_id("voices")
    assert words(voices.find("h3")) == "How it is here"
    assert voices.xpath(".//*[name()='rect']")
    operations.remove(garden, actor=actor_of(leader), reason="A mistake")
    db.session.commit()
    assert seen() == [True, False]


def test_page_of_a_place_draws_the_newest_three_and_leads_to_the_others(
    client: FlaskClient, make_board: MakeBoard
) -> None:
    for number in range(5):
        fill(make_board(titles={"en": f"Camp {number}"}), m5=5)

    voices = read(client, "/en/organisations/house").get_element_by_id("voices")

    assert [words(heading) for heading in voices.iterfind("h3")] == [
        "Camp 4",
        "Camp 3",
        "Camp 2",
        "More voices",
    ]
    links = [(words(a), a.get("href")) for a in voices.xpath("./ul/li/a")]
    assert [name for name, _href in links] == ["Camp 1", "Camp 0"]
    assert all(client.get(href).status_code == 200 for _name, href in links)


def test_publication_of_public_results_alone_makes_pages_old(make_board: MakeBoard) -> None:
    board, hidden = make_board(), make_board(is_public=False)
    before = stamps.current(stamps.CONTENT)

    fill(hidden, m5=5)
    after_hidden = stamps.current(stamps.CONTENT)
    fill(board, m5=5)

    assert after_hidden == before
    assert stamps.current(stamps.CONTENT) > before


def test_statements_do_not_grow_with_answers(
    client: FlaskClient, make_board: MakeBoard, count_statements: Statements
) -> None:
    board = make_board()
    path = f"/en/voices/{board.code}"
    client.get(path)
    counts = []
    for _round in range(2):
        fill(board, m5=15)
        for page in ("", "/results"):
            with count_statements() as statements:
                client.get(path + page)
            counts.append(len(statements))

    assert counts == [2, 3, 2, 3]
