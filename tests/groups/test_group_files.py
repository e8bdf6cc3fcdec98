"""Files of a group: facilitators give them, who reads there has them."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cop.accounts.models import User
from cop.core.db import db
from cop.groups import operations, queries
from cop.groups.enums import Entry
from cop.media.models import MediaFile
from tests.groups.conftest import begun
from tests.media.samples import picture
from tests.people import actor_of, settled, sign_in, submit
from tests.web.site import read, words

pytestmark = pytest.mark.usefixtures("app")


def _client(app: Flask, user: User | None) -> FlaskClient:
    client = app.test_client()
    if user is not None:
        sign_in(client, user)
    return client


def _status(client: FlaskClient, address: str) -> int:
    with client.get(address) as found:
        return found.status_code


def test_facilitator_gives_a_file_under_a_name_of_its_own(app: Flask, editor: User, mira: User) -> None:
    group = begun("closed", entry=Entry.BY_REQUEST)
    operations.name_facilitator(group, actor=actor_of(editor), email=mira.email or "")
    member = settled("Mem Ber")
    operations.join(group, actor=actor_of(member))
    membership = queries.membership(group.id, member.id)
    assert membership is not None
    operations.let_in(group, membership, actor=actor_of(editor))
    db.session.commit()
    leading = _client(app, mira)
    given = {"file": (BytesIO(picture()), "Mira-private.jpg"), "title": "How we meet", "may_show": "y"}

    added = submit(leading, "/en/groups/closed/files/new", given, form="/files/new")
    [file] = db.session.scalars(select(MediaFile))
    address = f"/files/{file.id}/1920/How%20we%20meet.webp"

    assert added.status_code == 303
    for user, status in ((None, 404), (editor, 404), (member, 200), (mira, 200)):
        assert _status(_client(app, user), address) == status
    page = read(_client(app, member), "/en/groups/closed")
    assert [words(link) for link in page.xpath("//ul[@class='post-files']//a")] == ["How we meet"]
    assert page.xpath("//form[contains(@action, '/files/')]") == []
    assert _client(app, member).get("/en/groups/closed/files/new").status_code == 404
    assert "Mira-private" not in page.text_content()
    assert read(_client(app, None), "/en/groups/closed").xpath("//ul[@class='post-files']") == []


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"title": "", "may_show": "y"}, "Say in a few words what it is."),
        ({"title": "A", "may_show": None}, "Tick that you may share the files, and choose them once more."),
        ({"title": "A", "may_show": "y", "file": None}, "Choose a file."),
    ],
)
def test_what_is_missing_is_told(app: Flask, editor: User, said: dict[str, object], message: str) -> None:
    begun("open")
    given = {"file": (BytesIO(picture()), "a.jpg")} | said

    answer = submit(_client(app, editor), "/en/groups/open/files/new", given, form="/files/new")

    assert answer.status_code == 400
    assert message in answer.text
    assert db.session.scalar(select(func.count(MediaFile.id))) == 0


def test_file_is_taken_away_and_everybody_sees_those_of_open_groups(app: Flask, editor: User) -> None:
    begun("open")
    client = _client(app, editor)
    given = {"file": (BytesIO(b"Words"), "a.txt"), "title": "Plan", "may_show": "y"}
    submit(client, "/en/groups/open/files/new", given, form="/files/new")
    [file] = db.session.scalars(select(MediaFile))
    address = f"/files/{file.id}/file/Plan.txt"
    assert _status(_client(app, None), address) == 200

    removed = submit(client, "/en/groups/open", form=f"/files/{file.id}/remove")

    assert removed.status_code == 303
    assert _status(_client(app, None), address) == 404
