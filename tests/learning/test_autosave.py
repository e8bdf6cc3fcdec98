"""Parts of modules are saved as one writes."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts.models import User
from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.core.errors import InvalidError
from cop.learning import drafts
from cop.learning.drafts import DRAFTS
from cop.records.drafts import former
from tests.learning.editing import DESK, opened, section_at
from tests.web.site import autosave, parsed


def test_part_is_saved_as_one_writes_and_what_stood_there_before_is_kept(
    client: FlaskClient, editor: User
) -> None:
    draft = opened()
    page = f"{DESK}/{draft.slug}/en/sections/one"
    before = drafts.part(draft, section_at())
    assert before is not None
    said, begun = dict(before.value), before.revision
    before.edited_at -= timedelta(hours=1)
    db.session.commit()

    revision = begun
    for text in ("On", "One wr", "One writes", "One writes on"):
        answer = autosave(client, page, text=text, revision=str(revision), begun=str(begun))
        assert (answer.status_code, list(answer.json)) == (200, ["revision", "words"])
        assert answer.json["words"].startswith("Saved ")
        revision = answer.json["revision"]

    row = drafts.part(draft, section_at())
    assert row is not None
    assert (row.value["text"], row.revision) == ("One writes on", begun + 4)
    assert [one.value["text"] for one in former(DRAFTS, row)] == ["On", said["text"]]
    written = select(AuditEntry.actor_id).where(AuditEntry.action == "module.write")
    assert db.session.scalars(written).all() == [editor.id] * 2


def test_autosave_tells_of_a_conflict_and_of_what_cannot_be(client: FlaskClient, editor: User) -> None:  # noqa: ARG001
    draft = opened()
    page = f"{DESK}/{draft.slug}/en/sections/one"
    first = autosave(client, page, text="Mine")

    late = autosave(client, page, text="Theirs", revision="1", begun="1")
    empty = autosave(client, page, title="")

    assert (first.status_code, late.status_code, empty.status_code) == (200, 409, InvalidError.status)
    assert late.json == {
        "words": "This text has been changed since you opened it. Press “Save” to see both versions."
    }
    assert empty.json == {
        "words": "Not saved: something is missing or cannot be so. Press “Save” to see what."
    }
    row = drafts.part(draft, section_at())
    assert row is not None
    assert row.value["text"] == "Mine"


def test_new_part_is_saved_by_the_button_alone(client: FlaskClient, editor: User) -> None:  # noqa: ARG001
    draft = opened()
    page = f"{DESK}/{draft.slug}/en/sections/new"

    assert "data-autosave" not in client.get(page).text
    token = parsed(client.get(page).text).forms[-1].fields["csrf_token"]
    assert client.post(f"{page}/autosave", data={"csrf_token": token, "title": "A"}).status_code == 404
