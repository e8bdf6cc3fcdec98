"""Many at the same moment, each in a transaction of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select

from cop.core.db import db, transaction
from cop.core.errors import ConflictError
from cop.core.permissions import Actor, Role
from cop.mail.models import MailMessage
from cop.organisations import operations, queries
from cop.organisations.content import read
from cop.organisations.models import Organisation, Speaker
from cop.organisations.operations import AlreadyKnownError
from tests.conftest import MakeApp
from tests.organisations.conftest import put, speaker
from tests.people import actor_of, person

MANY = 8


def _at_once(app: Flask, work: Callable[[int], None]) -> list[str]:
    """Do it MANY times at the same moment; return how each ended."""
    ready = Barrier(MANY)

    def one(number: int) -> str:
        with app.app_context():
            ready.wait()
            try:
                with transaction():
                    work(number)
            except ConflictError as error:
                return type(error).__name__
            finally:
                db.session.remove()
        return "done"

    with ThreadPoolExecutor(MANY) as pool:
        return sorted(pool.map(one, range(MANY)))


def test_asking_many_times_at_once_is_asking_once(empty_app: MakeApp) -> None:
    with empty_app() as app:
        with app.app_context():
            put("nadezhda", en="Hope")
            person("Helen", Role.EDITOR)
            member = actor_of(person("Мария"))
            db.session.remove()

        def ask(_number: int) -> None:
            operations.ask(db.session.scalars(select(Organisation)).one(), actor=member)

        ended = _at_once(app, ask)

        with app.app_context():
            assert ended == ["done"] * MANY
            assert db.session.scalar(select(func.count(Speaker.id))) == 1
            assert db.session.scalar(select(func.count(MailMessage.id))) == 1


def test_of_many_who_answer_at_once_one_wins(empty_app: MakeApp) -> None:
    with empty_app() as app:
        with app.app_context():
            organisation = put("nadezhda", en="Hope")
            asker = person("Мария").id
            request = speaker(organisation, asker, confirmed=False).id
            editors = [actor_of(person(f"E{n}", Role.EDITOR)) for n in range(MANY)]
            db.session.remove()

        def answer(number: int) -> None:
            row = db.session.get(Speaker, request)
            if row is None:
                raise ConflictError("gone before it was seen")
            (operations.confirm if number % 2 else operations.refuse)(row, actor=editors[number])

        ended = _at_once(app, answer)

        with app.app_context():
            assert ended == ["ConflictError"] * (MANY - 1) + ["done"]
            assert db.session.scalar(select(func.count(MailMessage.id))) == 1
            template = db.session.scalars(select(MailMessage.template)).one()
            speakers = {"organisations/confirmed": {asker}, "organisations/refused": set()}[template]
            assert queries.speakers(1) == speakers


def test_same_name_from_many_at_once_is_one_organisation(empty_app: MakeApp) -> None:
    with empty_app() as app:
        with app.app_context():
            members: list[Actor] = [actor_of(person(f"M{n}")) for n in range(MANY)]
            db.session.remove()

        def name(number: int) -> None:
            operations.name(read("Къща на щастието", "bg", ""), actor=members[number])

        ended = _at_once(app, name)

        with app.app_context():
            assert ended == [AlreadyKnownError.__name__] * (MANY - 1) + ["done"]
            assert db.session.scalars(select(Organisation.slug)).all() == ["kashta-na-shtastieto"]
            assert db.session.scalar(select(func.count(Speaker.id))) == 1
