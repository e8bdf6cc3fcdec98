"""The desk of modules: they are begun, put aside, withdrawn and restored there."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts.models import User
from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.core.errors import ConflictError
from cop.core.permissions import SYSTEM
from cop.learning import drafting, operations
from cop.learning.drafts import DRAFTS
from cop.learning.models import Module
from cop.records.drafting import drop
from tests.conftest import Statements
from tests.learning.editing import DESK, opened, whole
from tests.people import submit


def test_new_module_from_the_first_word_to_the_public(client: FlaskClient, editor: User) -> None:  # noqa: ARG001
    begin = f"{DESK}/new"
    bad = submit(client, begin, {"title": "", "number": "x", "language": "bg"}, form=begin)
    assert bad.status_code == 422
    answer = submit(client, begin, {"title": "Нов модул", "number": "7", "language": "bg"}, form=begin)
    assert answer.location == f"{DESK}/nov-modul"
    assert client.get("/bg/learn/nov-modul").status_code == 404
    assert "There is no section yet" in client.get(answer.location).text
    assert client.get(f"{DESK}/nov-modul/publish").status_code == 200

    section = f"{DESK}/nov-modul/bg/sections/new"
    submit(client, section, {"title": "Начало", "text": "Текст."}, form=section)
    published = submit(client, f"{DESK}/nov-modul/publish", {"note": ""}, form=f"{DESK}/nov-modul/publish")

    assert published.status_code == 303
    assert "Текст." in client.get("/bg/learn/nov-modul").text
    trail = set(db.session.scalars(select(AuditEntry.action)))
    assert {"module.begin", "module.write", "module.publish"} <= trail


def test_number_of_another_module_is_refused(client: FlaskClient, editor: User) -> None:  # noqa: ARG001
    opened()
    begin = f"{DESK}/new"

    answer = submit(client, begin, {"title": "Twice", "number": "1", "language": "en"}, form=begin)

    assert answer.status_code == 422
    assert "a module with this number already" in answer.text


def test_draft_is_put_aside_and_taken_up_again(client: FlaskClient, editor: User) -> None:  # noqa: ARG001
    draft = drafting.begin(actor=SYSTEM, language="en", number=9, title="Perhaps")
    db.session.commit()
    page = f"{DESK}/{draft.slug}"

    submit(client, page, {}, form="/drop")
    assert "Put aside" in client.get(DESK).text
    submit(client, DESK, {}, form="/drop")

    assert "Put aside" not in client.get(DESK).text
    with pytest.raises(ConflictError):
        drop(DRAFTS, opened(), actor=SYSTEM, is_dropped=True)


def test_module_is_withdrawn_and_restored(client: FlaskClient, editor: User) -> None:  # noqa: ARG001
    draft = opened()
    page = f"{DESK}/{draft.slug}"

    submit(client, page, {"reason": "Old"}, form="/withdraw")
    assert client.get("/en/learn/module").status_code == 404
    assert "Withdrawn" in client.get(DESK).text
    submit(client, page, {}, form="/restore")
    assert client.get("/en/learn/module").status_code == 200


def test_statements_of_the_desk_do_not_grow(
    client: FlaskClient,
    editor: User,  # noqa: ARG001
    count_statements: Statements,
) -> None:
    counts = []
    for n in range(2):
        content = whole().model_copy(update={"slug": f"module-{n}"})
        operations.publish(content, actor=SYSTEM)
        found = db.session.scalars(select(Module).where(Module.slug == content.slug)).one()
        drafting.open_draft(found, actor=SYSTEM)
        db.session.commit()
        row = []
        for address in (DESK, f"{DESK}/module-0", f"{DESK}/module-0/bg", f"{DESK}/module-0/en/sections/one"):
            with count_statements() as statements:
                assert client.get(address).status_code == 200
            row.append(len(statements))
        counts.append(row)

    assert counts[0] == counts[1]
    assert max(counts[0]) <= 8
