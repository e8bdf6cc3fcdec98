"""Files of posts: given with what one writes, seen by who reads the words, gone with them."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from cop.accounts.models import User
from cop.core.audit import AuditEntry
from cop.core.db import db, now
from cop.core.errors import InvalidError
from cop.core.forums import Place
from cop.core.permissions import Role
from cop.discussions import attaching, drafts, moderating, operations
from cop.discussions.enums import PostState, Rule
from cop.discussions.models import Draft, Post, Thread
from cop.media import storage
from cop.media.models import MediaFile
from cop.privacy import queries as registry
from tests.discussions.conftest import HALL, INSIDE, MASKED_ROOM, ROOM, answer, place, thread
from tests.media.samples import package, picture, with_secrets
from tests.people import actor_of, person, settled, sign_in, submit
from tests.web.site import parsed, read, words

pytestmark = pytest.mark.usefixtures("forums")


@pytest.fixture
def mira() -> User:
    return settled("Mira Mirova")


@pytest.fixture
def mod() -> User:
    return settled("Mo Derator", Role.MODERATOR)


def _attach(spot: Place, user: User, data: bytes, name: str, thread_id: int = 0) -> None:
    actor = actor_of(user)
    taken = attaching.take(data, name=name, actor=actor, place=spot)
    attaching.attach(spot, [(name, taken)], actor=actor, thread_id=thread_id)
    db.session.commit()


def _answer_with(made: Thread, user: User, at: Any, data: bytes, name: str = "me.jpg") -> Post:
    _attach(place(at, actor_of(user)), user, data, name, made.id)
    return answer(made, actor_of(user), "See.", at=at)


def _fetched(client: FlaskClient, address: str) -> tuple[int, str, str]:
    """Status, type and disposition of an answer that is read to its end."""
    with client.get(address) as found:
        return found.status_code, found.mimetype or "", found.headers.get("Content-Disposition", "")


def _status(client: FlaskClient, address: str) -> int:
    return _fetched(client, address)[0]


def _addresses(page: Any) -> list[str]:
    listed = page.find_class("post-files")
    return [link.get("href") for one in listed for link in one.iter("a")]


def test_files_are_kept_with_the_draft_and_go_with_the_post(client: FlaskClient, mira: User) -> None:
    made = thread(actor_of(mira))
    sign_in(client, mira)
    address = f"/en/threads/{made.id}"
    given = [(BytesIO(picture()), "Kitchen.jpg"), (BytesIO("План".encode()), "план.txt")]

    preview = submit(
        client,
        address,
        {"text": "Look", "may_show": "y", "files": given, "then": "preview"},
        form=f"/threads/{made.id}#reply",
    )
    drawn = parsed(preview.text).xpath("//section[@id='attached']")[0]
    posted = submit(client, address, {"text": "Look"}, form=f"/threads/{made.id}#reply")
    links = _addresses(read(client, posted.headers["Location"]))

    assert len(drawn.xpath(".//img")) == 1
    assert "план.txt" in words(drawn)
    assert [link.rsplit("/", 1)[1] for link in links] == ["Kitchen.webp", "%D0%BF%D0%BB%D0%B0%D0%BD.txt"]
    sign_in(client, person("Any Body"))
    found = [_fetched(client, link) for link in links]
    assert [one[:2] for one in found] == [(200, "image/webp"), (200, "text/plain")]
    assert found[1][2].startswith("attachment")
    assert db.session.scalar(select(func.count(Draft.id))) == 0


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Tick that you may share the files, and choose them once more."),
        ({"may_show": "y", "count": 5}, "A post may have at most 4 files. Remove one first."),
        ({"may_show": "y", "data": b"MZ\x90\x00"}, "“x.jpg” cannot be kept here."),
    ],
)
def test_refused_files_lose_no_words(
    client: FlaskClient, mira: User, fields: dict[str, Any], message: str
) -> None:
    made = thread(actor_of(mira))
    sign_in(client, mira)
    data = fields.pop("data", picture())
    given = [(BytesIO(data), "x.jpg") for _ in range(fields.pop("count", 1))]

    answered = submit(
        client,
        f"/en/threads/{made.id}",
        {"text": "My words", "files": given, **fields},
        form=f"/threads/{made.id}#reply",
    )

    page = parsed(answered.text)
    assert answered.status_code == 400
    assert message in words(page.find_class("error-summary")[0])
    assert page.xpath("//section[@id='reply']//textarea/text()") == ["\nMy words"]
    assert page.xpath("//details[@class='attach']/@open") != []
    assert db.session.scalar(select(func.count(MediaFile.id))) == 0


def test_file_can_be_taken_away_again_before_and_after(client: FlaskClient, mira: User) -> None:
    made = thread(actor_of(mira))
    _attach(place(HALL, actor_of(mira)), mira, picture(), "a.jpg", made.id)
    _attach(place(HALL, actor_of(mira)), mira, picture(50), "b.jpg", made.id)
    sign_in(client, mira)
    first = db.session.scalars(select(MediaFile).order_by(MediaFile.id)).first()
    assert first is not None

    page = read(client, f"/en/threads/{made.id}")
    token = page.xpath("//input[@name='csrf_token']/@value")[0]
    [action] = page.xpath(f"//form//button[contains(@formaction, '/files/{first.id}/')]/@formaction")
    client.post(action, data={"csrf_token": token, "text": "Half a sentence", "revision": "0"})
    kept = drafts.draft_of(place(HALL, actor_of(mira)), made.id)
    assert kept is not None
    assert kept.text == "Half a sentence"
    posted = answer(made, actor_of(mira))
    [rest] = db.session.scalars(select(MediaFile))
    assert (rest.subject_kind, rest.subject_id, rest.name) == ("post", posted.id, "b.jpg")
    gone = submit(client, f"/en/threads/{made.id}/posts/{posted.id}/edit", form=f"/files/{rest.id}/remove")

    assert gone.status_code == 303
    assert db.session.scalar(select(func.count(MediaFile.id))) == 0


def test_file_of_a_new_account_waits_and_the_moderator_sees_it(
    client: FlaskClient, mira: User, mod: User
) -> None:
    made = thread(actor_of(mira))
    newcomer = person("New Comer", language="en")

    held = _answer_with(made, newcomer, HALL, picture())
    [file] = db.session.scalars(select(MediaFile))
    address = f"/files/{file.id}/1920/me.webp"

    assert held.state is PostState.HELD
    seen = {}
    for name, user in {"visitor": None, "mira": mira, "newcomer": newcomer, "mod": mod}.items():
        reader = client.application.test_client()
        if user is not None:
            sign_in(reader, user)
        seen[name] = _status(reader, address)
        if name == "mod":
            desk = read(reader, "/en/desk/moderation")
            assert _addresses(desk) == [address]
    assert seen == {"visitor": 404, "mira": 404, "newcomer": 200, "mod": 200}
    moderating.let_through(made, held, actor=actor_of(mod), place=place(HALL, actor_of(mod)))
    db.session.commit()
    assert _status(client.application.test_client(), address) == 200


def test_hidden_and_removed_words_take_their_files_along(client: FlaskClient, mira: User, mod: User) -> None:
    made = thread(actor_of(mira))
    post = _answer_with(made, mira, HALL, picture())
    [file] = db.session.scalars(select(MediaFile))
    digest, address, chief = file.digest, f"/files/{file.id}/1920/me.webp", actor_of(mod)

    moderating.hide(post, actor=chief, place=place(HALL, chief), rule=Rule.SPAM, note="")
    db.session.commit()
    assert _status(client, address) == 404
    moderating.remove(post, actor=chief, place=place(HALL, chief))
    db.session.commit()

    assert db.session.scalar(select(func.count(MediaFile.id))) == 0
    assert storage.path(digest).exists()  # for the worker to remove, an hour later


def test_who_has_left_a_room_opens_none_of_its_files(client: FlaskClient, mira: User) -> None:
    INSIDE.add(mira.id)
    made = thread(actor_of(mira), at=ROOM)
    _answer_with(made, mira, ROOM, picture())
    [file] = db.session.scalars(select(MediaFile))
    sign_in(client, mira)
    address = f"/files/{file.id}/1920/me.webp"

    with client.get(address) as inside:
        assert (inside.status_code, inside.headers["Cache-Control"]) == (200, "private, no-store")
    INSIDE.discard(mira.id)

    assert _status(client, address) == 404


def test_nothing_of_a_masked_file_leads_to_a_person(client: FlaskClient, mira: User) -> None:
    INSIDE.add(mira.id)
    made = thread(actor_of(mira), at=MASKED_ROOM)
    _answer_with(made, mira, MASKED_ROOM, with_secrets(), "Mira Mirova at home.jpg")

    [file] = db.session.scalars(select(MediaFile))
    bytes_kept = storage.path(file.digest).read_bytes()
    actors = {(entry.actor_kind, entry.actor_id) for entry in db.session.scalars(select(AuditEntry))}
    sign_in(client, mira)
    page = client.get(f"/en/threads/{made.id}").text

    assert (file.owner_id, file.name) == (None, "picture")
    assert b"SECRET" not in bytes_kept
    assert actors == {("persona", None)}
    assert "at home" not in page
    assert f"/files/{file.id}/1920/picture.webp" in page
    assert "at home" not in str([list(data.export(mira.id)) for data in registry.registry()])


def test_documents_under_a_pseudonym_are_refused(mira: User) -> None:
    INSIDE.add(mira.id)
    spot = place(MASKED_ROOM, actor_of(mira))
    document = package("[Content_Types].xml", "word/document.xml", mimetype="")

    with pytest.raises(InvalidError) as refused:
        attaching.take(document, name="a.docx", actor=actor_of(mira), place=spot)

    assert refused.value.field == "files"


def test_old_drafts_take_their_files_along(mira: User) -> None:
    made = thread(actor_of(mira))
    _attach(place(HALL, actor_of(mira)), mira, picture(), "a.jpg", made.id)
    db.session.execute(update(Draft).values(edited_at=now() - timedelta(days=200)))
    db.session.commit()

    attaching.forget_old()

    assert db.session.scalar(select(func.count(Draft.id))) == 0
    assert db.session.scalar(select(func.count(MediaFile.id))) == 0


def test_same_form_twice_gives_its_files_once(mira: User) -> None:
    made = thread(actor_of(mira))
    spot, actor = place(HALL, actor_of(mira)), actor_of(mira)
    _attach(spot, mira, picture(), "a.jpg", made.id)

    posts = {operations.reply(made, actor=actor, place=spot, text="Yes", key="k").id for _twice in "12"}

    assert len(posts) == 1
    assert db.session.scalars(select(MediaFile.subject_id)).all() == list(posts)
    assert drafts.draft_of(spot, made.id) is None
