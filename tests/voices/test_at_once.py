"""A whole school at the same moment: no answer is lost, none is counted twice."""

from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier, Event

from flask.testing import FlaskClient
from sqlalchemy import func, select

from cop.core.db import db, now
from cop.core.records import Ref
from cop.organisations.models import Organisation
from cop.voices import operations, queries, results, taking
from cop.voices.enums import BoardTool
from cop.voices.models import Board, BoardText, BoardTicket
from tests.conftest import MakeApp
from tests.organisations.conftest import put, speaker
from tests.people import actor_of, person
from tests.voices.conftest import ticket_of

THREADS, FORMS = 8, 12


def _open() -> Board:
    house: Organisation = put("house", en="House")
    leader = person("Lea Der")
    speaker(house, leader.id)
    return operations.open_board(
        Ref("organisation", house.id),
        actor=actor_of(leader),
        tool=BoardTool.MOOD,
        plan=operations.Plan(languages=["bg"], opens_on=now().date()),
        zone="UTC",
    )


def test_none_is_lost_and_none_doubled_while_results_are_shown(empty_app: MakeApp) -> None:
    with empty_app() as app:
        with app.app_context():
            code = _open().code
            db.session.commit()
            db.session.remove()
        path, ready, done = f"/bg/voices/{code}", Barrier(THREADS + 1), Event()

        def answer(number: int) -> int:
            client: FlaskClient = app.test_client()
            random, taken = Random(number), 0
            ready.wait()
            for _form in range(FORMS):
                ticket = ticket_of(client.get(path).text)
                fields = {"ticket": ticket, "mood": str(random.randint(1, 5)), "words": "…"}
                for _press in range(random.randint(1, 3)):  # an impatient child presses again
                    assert client.post(f"{path}/send", data=fields).status_code == 303
                taken += 1
            return taken

        def look() -> None:
            ready.wait()
            while not done.is_set():
                with app.app_context():
                    results.publish_due()
                    db.session.remove()

        with ThreadPoolExecutor(THREADS + 1) as pool:
            looking = pool.submit(look)
            taken = sum(pool.map(answer, range(THREADS)))
            done.set()
            looking.result()

        with app.app_context():
            board = db.session.scalars(select(Board)).one()
            tallies = queries.tallies(board.id)["mood"]
            assert taken == THREADS * FORMS
            assert board.answers == taken
            assert tallies.pop("") == taken
            assert sum(tallies.values()) == taken
            assert db.session.scalar(select(func.count(BoardText.id))) == taken
            assert db.session.scalar(select(func.count(BoardTicket.id))) == taken
            assert queries.publications(board.id)


def test_one_form_sent_by_many_at_once_counts_once(empty_app: MakeApp) -> None:
    with empty_app() as app:
        with app.app_context():
            board = _open()
            db.session.commit()
            code, ticket = board.code, taking.new_ticket(board)
            db.session.remove()
        ready = Barrier(THREADS)

        def send(_number: int) -> int:
            client: FlaskClient = app.test_client()
            ready.wait()
            return client.post(f"/bg/voices/{code}/send", data={"ticket": ticket, "mood": "3"}).status_code

        with ThreadPoolExecutor(THREADS) as pool:
            statuses = list(pool.map(send, range(THREADS)))

        with app.app_context():
            assert statuses == [303] * THREADS
            assert db.session.scalars(select(Board.answers)).one() == 1
