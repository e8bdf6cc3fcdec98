"""What is kept, in plain words, and all of it to take along."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from cop.accounts.models import ConsentEvent, User
from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.privacy import queries
from cop.privacy.content import CONSENTS, WORDS
from tests.people import person, sign_in, submit
from tests.submissions.conftest import note_kind as note_kind
from tests.web.cast import ROLES, Cast, assemble
from tests.web.site import parsed, read, words

DATA = "/en/account/data"
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def cast(note_kind: None) -> Cast:  # noqa: ARG001 - its kind of record is in the cast's case
    """People of every role around a case in review."""
    return assemble()


def _taken(client: FlaskClient, address: str = DATA) -> ZipFile:
    answer = submit(client, address, form="/download")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"] == "attachment; filename=my-data.zip"
    packed = BytesIO(answer.data)
    answer.close()
    return ZipFile(packed)


def _tables(archive: ZipFile) -> dict[str, list[dict[str, Any]]]:
    data = json.loads(archive.read("data.json").decode("utf-8"))
    return {table["table"]: table["entries"] for table in data["tables"]}


def test_page_says_of_every_table_what_why_and_how_long(client: FlaskClient, member: User) -> None:
    sign_in(client, member)

    page = read(client, DATA)

    rows = [words(row) for row in page.xpath("//dl[@class='summary-list']/div")]
    assert rows == [
        " ".join(f"{d.what}{d.purpose}{d.retention}".split()) for d in reversed(queries.registry())
    ]


@pytest.mark.parametrize("purpose", [*CONSENTS, "something.else"])
def test_page_shows_what_one_agreed_to_and_what_taking_it_back_means(
    client: FlaskClient, member: User, purpose: str
) -> None:
    consent = ConsentEvent(
        user_id=member.id, purpose=purpose, wording_version=3, language="bg", is_given=True
    )
    db.session.add(consent)
    db.session.commit()
    sign_in(client, member)

    item = read(client, DATA).xpath("//ul[@class='record-list']/li")[0]

    known = CONSENTS.get(purpose)
    assert words(item.find("h3")) == (str(known.name) if known else purpose)
    assert words(item.find("p")).endswith("wording 3, in this language: Bulgarian")
    hints = [words(hint) for hint in item.find_class("hint")]
    assert hints == ([str(known.taking_back)] if known else [])


def test_owner_takes_everything_along(app: Flask, cast: Cast) -> None:
    client = app.test_client()
    cast.enter("owner", client)

    archive = _taken(client)

    tables = _tables(archive)
    assert next(iter(tables)) == "users"
    assert set(tables) == set(app.extensions["cop.personal"])
    assert tables["users"][0]["name"] == "Own Er"
    assert [row["title"] for row in tables["submission_authors"]] == ["A case"]
    assert [row["value"] for row in tables["submission_answers"]] == ["A case", "A need of many."]
    assert [row["label"] if "label" in row else row["name"] for row in tables["passkeys"]] == ["Phone"]
    assert archive.read("files/1-a.txt") == b"A plain text.\n"


def test_readable_page_stands_alone(app: Flask, cast: Cast) -> None:
    client = app.test_client()
    cast.enter("reviewer", client)

    page: Any = html.document_fromstring(_taken(client, "/bg/account/data").read("index.html").decode())

    assert page.get("lang") == "bg"
    assert page.xpath("//script | //link | //img") == []
    assert page.xpath("//@href[contains(., ':')]") == []
    assert len(page.xpath("//h2")) == len(queries.registry())


@pytest.mark.parametrize("role", ROLES[1:])
def test_every_word_of_what_is_given_out_has_a_name(cast: Cast, role: str) -> None:
    user = cast.people[role]
    assert user is not None

    keys = {key for data in queries.registry() for row in data.export(user.id) for key in row}

    assert keys - set(WORDS) == set()


def test_nobody_takes_along_what_is_anothers(app: Flask, cast: Cast) -> None:
    client = app.test_client()
    cast.enter("member", client)

    tables = _tables(_taken(client))

    filled = {table for table, rows in tables.items() if rows}
    assert filled == {
        "users",
        "user_sessions",
        "organisation_speakers",
        "group_members",
        "audit_entries",
    }


def test_taking_is_written_down_and_limited(client: FlaskClient, member: User) -> None:
    sign_in(client, member)

    answers = [submit(client, DATA, form="/download") for _ in range(6)]

    for answer in answers:
        answer.close()
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    query = select(AuditEntry.actor_id, AuditEntry.object_key).where(AuditEntry.action == "privacy.download")
    assert db.session.execute(query).all() == [(member.id, str(member.id))] * 5


def test_hostile_words_are_text_in_the_readable_page(client: FlaskClient) -> None:
    user = person("<script>alert(1)</script>", language="en")
    sign_in(client, user)

    page = _taken(client).read("index.html").decode()

    assert parsed(page).xpath("//script") == []
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 1


def test_file_whose_bytes_are_missing_is_left_out(app: Flask, cast: Cast) -> None:
    folder: Path = app.config["COP"].data_dir / "files"
    kept = {path: path.read_bytes() for path in folder.glob("*/*") if path.is_file()}
    for path in kept:
        path.unlink()
    client = app.test_client()
    cast.enter("owner", client)

    names = _taken(client).namelist()

    for path, data in kept.items():
        path.write_bytes(data)
    assert names == ["data.json", "index.html"]
