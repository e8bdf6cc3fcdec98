"""Opening, changing, closing and removing boards; the poster; what people wrote."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import func, select

from cop.core.audit import AuditEntry
from cop.core.db import db, now
from cop.core.errors import ConflictError, NotAllowedError
from cop.core.permissions import Role
from cop.organisations.models import Organisation
from cop.voices import moderating, operations, queries, results
from cop.voices.content import TITLE_LIMIT
from cop.voices.enums import BoardState, BoardTool
from cop.voices.models import Board, BoardPublication, BoardTally, BoardText, BoardTicket
from tests.people import actor_of, person, sign_in, submit
from tests.voices.conftest import LONG_AGO, MakeBoard, send, take
from tests.voices.leading import actions, ripe
from tests.web.site import parsed, read, words

NEW = "/en/account/voices/new"


def opened() -> Board:
    return db.session.scalars(select(Board).order_by(Board.id.desc())).first() or pytest.fail("no board")


def test_speaker_opens_a_board_in_two_steps(client: FlaskClient, house: Organisation, leader: Any) -> None:
    sign_in(client, leader)
    page = read(client, f"{NEW}?tool=jar")

    assert [option.get("value") for option in page.xpath("//select[@id='for']/option")] == [
        f"organisation-{house.id}"
    ]
    assert page.xpath("//input[@value='jar']/@checked")
    answer = submit(
        client, f"{NEW}?for=organisation-{house.id}&tool=jar", {"title-bg": "Лагер"}, form="/voices/new"
    )

    assert answer.status_code == 303
    board = opened()
    assert (board.tool, board.titles, board.languages) == (BoardTool.JAR, {"bg": "Лагер"}, ["bg", "ru", "en"])
    assert board.opened_by == leader.id
    assert queries.state_of(board) is BoardState.OPEN
    desk = read(client, answer.headers["Location"])
    assert f"/v/{board.code}" in words(desk.find(".//main"))
    assert desk.xpath("//main//img[starts-with(@src, 'data:image/svg+xml')]/@alt")
    assert actions() == ["board.open"]


def test_own_questions_are_asked_in_every_language_of_the_board(
    client: FlaskClient, house: Organisation, leader: Any
) -> None:
    sign_in(client, leader)
    path = f"{NEW}?for=organisation-{house.id}&tool=questions"
    half = {"languages": ["en", "ru"], "text-1-en": "Good?"}

    refused = submit(client, path, half, form="/voices/new")
    none = submit(client, path, {"languages": ["en"]}, form="/voices/new")
    whole = submit(client, path, half | {"text-1-ru": "Хорошо?", "asked-1": "yes_no"}, form="/voices/new")

    assert refused.status_code == none.status_code == 422
    assert "Write number 1 in this language too: Русский." in refused.text
    assert parsed(refused.text).xpath("//input[@id='text-1-en']/@value") == ["Good?"]
    assert "Write from one to 5 questions." in none.text
    assert whole.status_code == 303
    assert opened().questions == [{"asked": "yes_no", "texts": {"ru": "Хорошо?", "en": "Good?"}}]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"languages": None}, "Choose at least one language."),
        ({"opens_on": "2030-04-10", "closes_on": "2030-04-09"}, "It cannot close before it opens."),
        ({"opens_on": "someday"}, "Not a valid date value"),
        ({"title-en": "a" * 81}, "at most 80 characters"),
        ({"text-1-bg": "Една", "text-1-en": "One", "text-1-ru": "Одна"}, "Write from 3 to 8 goals"),
    ],
)
def test_what_does_not_fit_comes_back_with_a_sentence(
    client: FlaskClient, house: Organisation, leader: Any, fields: dict[str, Any], sentence: str
) -> None:
    sign_in(client, leader)

    answer = submit(client, f"{NEW}?for=organisation-{house.id}&tool=web", fields, form="/voices/new")

    assert answer.status_code == 422
    assert sentence in answer.text
    assert db.session.scalar(select(func.count(Board.id))) == 0


def test_member_without_a_place_is_told_who_may(client: FlaskClient, house: Organisation) -> None:
    sign_in(client, person("Any Body", language="en"))

    assert "those who speak for an organisation" in client.get(NEW).text
    refused = read(client, f"{NEW}?for=organisation-{house.id}&tool=jar")
    assert refused.xpath("//main//form") == []
    posted = client.post(NEW, data={"for": f"organisation-{house.id}", "tool": "jar"})
    assert posted.status_code in (400, 404)


def test_editor_opens_and_leads_a_board_of_any_place(
    client: FlaskClient, house: Organisation, make_board: MakeBoard
) -> None:
    sign_in(client, person("Ed Itor", Role.EDITOR, language="en"))
    board = make_board()

    answer = submit(client, f"{NEW}?for=organisation-{house.id}&tool=mood", form="/voices/new")

    assert answer.status_code == 303
    assert client.get(f"/en/account/voices/{board.id}").status_code == 200


def test_questions_stay_once_somebody_has_answered(
    client: FlaskClient, make_board: MakeBoard, leader: Any
) -> None:
    asked = [{"asked": "faces", "texts": dict.fromkeys(("bg", "ru", "en"), "Good?")}]
    board = make_board(BoardTool.QUESTIONS, questions=asked)
    sign_in(client, leader)
    path = f"/en/account/voices/{board.id}/edit"

    free = submit(client, path, {"text-1-en": "Better?"}, form="/edit")
    take(board, {"q1": "5"})
    db.session.commit()
    same = submit(client, path, {"title-en": "Camp"}, form="/edit")
    other = submit(client, path, {"text-1-en": "Best?"}, form="/edit")

    assert (free.status_code, same.status_code, other.status_code) == (303, 303, 409)
    db.session.refresh(board)
    assert board.questions[0]["texts"]["en"] == "Better?"
    assert board.titles == {"en": "Camp"}
    plan = operations.Plan(languages=["en"], opens_on=LONG_AGO, questions=asked)
    with pytest.raises(ConflictError):
        operations.change(board, actor=actor_of(leader), plan=plan)


def test_board_is_closed_and_opened_again(client: FlaskClient, make_board: MakeBoard, leader: Any) -> None:
    board = make_board()
    send(client, board, mood="5")
    sign_in(client, leader)
    desk = f"/en/account/voices/{board.id}"

    assert submit(client, desk, form="/close").status_code == 303
    operations.close(board, actor=actor_of(leader))  # pressed twice
    db.session.refresh(board)
    closed = (queries.state_of(board), db.session.scalar(select(func.count(BoardTicket.id))))
    visitor = client.application.test_client()
    over = visitor.get(f"/en/voices/{board.code}").text
    assert submit(client, desk, form="/reopen").status_code == 303
    db.session.refresh(board)

    assert closed == (BoardState.CLOSED, 0)
    assert "This is over" in over
    assert queries.state_of(board) is BoardState.OPEN
    assert send(visitor, board, mood="5").status_code == 303
    assert actions() == ["board.open", "board.close", "board.reopen"]


def test_removing_needs_a_reason_and_takes_everything_along(
    client: FlaskClient, make_board: MakeBoard, leader: Any
) -> None:
    board, other = make_board(), make_board()
    for _person in range(5):
        take(board, {"mood": "5"}, "Words")
    take(other, {"mood": "5"})
    db.session.commit()
    results.publish_due()
    sign_in(client, leader)
    path = f"/en/account/voices/{board.id}/remove"

    refused = submit(client, path, form="/remove")
    done = submit(client, path, {"reason": "A test"}, form="/remove")

    assert (refused.status_code, done.status_code) == (422, 303)
    left = {
        model.__tablename__: db.session.scalars(select(model.board_id)).all()
        for model in (BoardTally, BoardTicket, BoardText, BoardPublication)
    }
    assert {name: set(ids) for name, ids in left.items()} == {
        "board_tallies": {other.id},
        "board_tickets": {other.id},
        "board_texts": set(),
        "board_publications": set(),
    }
    assert client.get(f"/en/voices/{board.code}").status_code == 404
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "board.remove")).one()
    assert entry.facts == {"reason": "A test", "answers": 5}


def test_poster_is_one_page_in_the_languages_of_the_board(
    client: FlaskClient, make_board: MakeBoard, leader: Any
) -> None:
    board = make_board(titles={"bg": "Летен лагер"})
    sign_in(client, leader)

    pdf = client.get(f"/bg/account/voices/{board.id}/poster.pdf")

    assert pdf.content_type == "application/pdf"
    reader = PdfReader(BytesIO(pdf.data))
    text = " ".join(reader.pages[0].extract_text().split())
    assert len(reader.pages) == 1
    assert "http" not in text
    for said in (
        "Летен лагер",
        "Насочете камерата",
        "Наведите камеру",
        "Point the camera",
        f"/v/{board.code}",
    ):
        assert said in text


@pytest.mark.parametrize("language", ["bg", "ru", "en"])
def test_poster_with_the_longest_titles_is_still_one_page(
    client: FlaskClient, make_board: MakeBoard, leader: Any, language: str
) -> None:
    titles = {
        "bg": "Какво мислите за подкрепата, която получавате от нашия център в Русе през лятото?",
        "ru": "Что вы думаете о поддержке, которую вам оказывает наш центр в городе Русе летом?",
        "en": "What do you think of the support that our centre in Ruse gives to you this year?",
    }
    board = make_board(titles={code: title[:TITLE_LIMIT] for code, title in titles.items()})
    sign_in(client, leader)

    pdf = client.get(f"/{language}/account/voices/{board.id}/poster.pdf")

    assert len(PdfReader(BytesIO(pdf.data)).pages) == 1


def test_others_look_after_nothing_here(client: FlaskClient, make_board: MakeBoard) -> None:
    board = make_board()
    ripe(board, "a", "b", "c", "d", "e")
    stranger = person("Some Body", Role.MODERATOR, language="en")
    sign_in(client, stranger)
    text = queries.texts(board.id)[0]

    for page in ("", "/edit", "/remove", "/poster.pdf", "/words"):
        assert client.get(f"/en/account/voices/{board.id}{page}").status_code == 404
    with pytest.raises(NotAllowedError):
        moderating.hide(text, board, actor=actor_of(stranger), reason="because")


def test_list_shows_those_of_ones_own_places_with_their_state(
    client: FlaskClient, make_board: MakeBoard, leader: Any
) -> None:
    make_board(titles={"en": "Camp"})
    make_board(closes_on=now().date() - timedelta(days=2))
    sign_in(client, leader)

    page = read(client, "/en/account/voices")

    assert [words(li) for li in page.xpath("//ul[@class='record-list']/li")] == [
        "Mood board Its time is over 0 answers House",
        "Camp Takes answers 0 answers House",
    ]
    sign_in(client, person("Any Body", language="en"))
    assert "There is no board yet." in client.get("/en/account/voices").text
