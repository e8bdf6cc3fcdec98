"""The desk of tools: they are begun, written, published and withdrawn in the browser."""

from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts.models import User
from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.core.errors import InvalidError
from cop.core.permissions import SYSTEM
from cop.records import drafts as reading
from cop.records.parts import FACTS
from cop.tools import operations
from cop.tools.drafts import DRAFTS
from tests.conftest import Statements
from tests.people import submit
from tests.tools.editing import TEXT, opened, part_in, published, said_in, save
from tests.tools.samples import tool
from tests.web.site import autosave, read, words

DESK = "/en/tools/desk"


def test_editor_edits_in_the_browser_sees_what_changes_and_publishes(
    client: FlaskClient,
    editor: User,  # noqa: ARG001
) -> None:
    operations.publish(tool("jar", **TEXT), actor=SYSTEM)
    db.session.commit()
    submit(client, DESK, form="jar/begin")

    answer = submit(client, f"{DESK}/jar/en", {"age": "from 6", "steps": " Open it \r\n\r\nRead"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{DESK}/jar")
    assert "from 6" in words(read(client, f"{DESK}/jar/preview"))
    changes = words(read(client, f"{DESK}/jar/publish"))
    assert "What changes for readers" in changes
    assert "Open it" in changes

    submit(client, f"{DESK}/jar/publish", {"note": "New steps"})

    assert published().texts["en"].steps == ["Open it", "Read"]
    assert "New steps" in words(read(client, "/en/tools/jar"))
    second = words(read(client, "/en/tools/jar/versions/2"))
    assert "What changed since version 1" in second
    assert "removed: Put the jar out" in second
    assert "This is an older version" in words(read(client, "/en/tools/jar/versions/1"))
    assert client.get("/en/tools/jar/versions/3").status_code == 404


def test_two_at_once_see_both_texts_and_lose_nothing(
    client: FlaskClient,
    editor: User,  # noqa: ARG001
) -> None:
    draft = opened()
    save(draft, "en", {"title": "Jar of others", "age": "from 9"}, 1)
    db.session.commit()

    mine = {"title": "My jar", "revision": "1", "time": "1 h"}
    answer = submit(client, f"{DESK}/jar/en", mine)
    said = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Somebody has changed this text while you were writing." in said
    assert ("My jar" in said, "Jar of others" in said, "from 9" in said, "1 h" in said) == (True,) * 4

    again = {"title": "Our jar", "revision": "2", "age": "from 9", "time": "1 h"}
    assert submit(client, f"{DESK}/jar/en", again).status_code == 303
    db.session.expire_all()
    assert part_in(draft, "en").value["title"] == "Our jar"


def test_text_is_saved_as_one_writes_and_what_it_said_before_is_brought_back(
    client: FlaskClient,
    editor: User,  # noqa: ARG001
) -> None:
    draft = opened()
    revision = 1
    for title in ("Wish", "Wishing jar"):
        answer = autosave(client, f"{DESK}/jar/en", title=title, revision=str(revision), begun="1")
        assert answer.json["words"].startswith("Saved ")
        revision = answer.json["revision"]
    assert autosave(client, f"{DESK}/jar/en", title="").status_code == InvalidError.status
    assert autosave(client, f"{DESK}/jar/en", title="Theirs", revision="1").status_code == 409
    assert autosave(client, f"{DESK}/jar/bg", title="Буркан").json["revision"] == 1
    assert autosave(client, f"{DESK}/jar/facts", works_without_words="yes").json["revision"] == 2

    versions_page = f"{DESK}/jar/en/versions"
    assert "State of the translationOriginalTitleWishing jar" in words(read(client, versions_page))
    assert submit(client, versions_page, form="/restore").status_code == 303

    assert part_in(draft, "en").value["title"] == "Jar"
    assert said_in(draft).texts["bg"].title == "Буркан"
    former = reading.former(DRAFTS, part_in(draft, "en"))
    assert [one.value["title"] for one in former] == ["Wishing jar", "Jar"]


def test_facts_are_written_with_organisations_in_rows(
    client: FlaskClient,
    editor: User,  # noqa: ARG001
) -> None:
    draft = opened()

    bad = submit(client, f"{DESK}/jar/facts", {"source_url": "x", "organisations-0-name": "Open house"})
    assert bad.status_code == 422
    assert "Open house" in bad.get_data(as_text=True)

    facts = {"organisations-0-name": "Open house", "works_without_words": "yes", "sheet": "jar"}
    assert submit(client, f"{DESK}/jar/facts", facts).status_code == 303
    db.session.expire_all()
    stated = part_in(draft, FACTS).value
    assert [o["slug"] for o in stated["organisations"]] == ["open-house"]
    assert (stated["works_without_words"], stated["sheet"], stated["source"]) == (True, "jar", None)
    assert "Open house" in words(read(client, f"{DESK}/jar"))


def test_withdrawing_wants_a_reason_and_restoring_brings_the_tool_back(
    client: FlaskClient,
    editor: User,  # noqa: ARG001
) -> None:
    opened()

    submit(client, f"{DESK}/jar", {"reason": " "}, form="jar/withdraw")
    assert client.get("/en/tools/jar").status_code == 200
    submit(client, f"{DESK}/jar", {"reason": "Out of date"}, form="jar/withdraw")
    assert client.get("/en/tools/jar").status_code == 404
    assert client.get("/en/tools/jar/versions/1").status_code == 404
    submit(client, f"{DESK}/jar", {"reason": "Mended"}, form="jar/restore")
    assert client.get("/en/tools/jar").status_code == 200

    query = select(AuditEntry.action, AuditEntry.facts).where(AuditEntry.action.endswith("e"))
    told = [(row.action, row.facts) for row in db.session.execute(query.order_by(AuditEntry.id))]
    assert ("tool.restore", {"reason": "Mended"}) in told


def test_draft_is_put_aside_and_taken_up_again(
    client: FlaskClient,
    editor: User,  # noqa: ARG001
) -> None:
    for title, slug in (("Desk", "desk-2"), ("New", "new-2")):
        answer = submit(client, f"{DESK}/new", {"title": title, "language": "en"})
        assert answer.headers["Location"] == f"{DESK}/{slug}"

    submit(client, f"{DESK}/desk-2", {"dropped": "yes"}, form="desk-2/drop")
    assert "Take it up again" in words(read(client, DESK))
    submit(client, f"{DESK}/desk-2", {"dropped": "no"}, form="desk-2/drop")
    assert "Take it up again" not in words(read(client, DESK))
    assert submit(client, f"{DESK}/new", {"title": "", "language": "en"}).status_code == 422


def test_list_asks_four_statements_whatever_its_length(editor: User, count_statements: Statements) -> None:  # noqa: ARG001
    for name in ("jar", "book", "wall"):
        operations.publish(tool(name), actor=SYSTEM)
    db.session.flush()

    with count_statements() as asked:
        found = reading.listed(DRAFTS, actor=SYSTEM, language="en")

    assert ([one.slug for one in found], len(asked)) == (["book", "jar", "wall"], 4)
