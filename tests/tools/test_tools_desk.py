"""Editors write tools in the browser: nothing is lost, and readers see whole versions."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts.models import User
from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.core.permissions import SYSTEM, VISITOR, Role
from cop.organisations.models import Organisation
from cop.records.content import TranslationState
from cop.records.queries import version, versions
from cop.records.sentences import FieldsInvalidError
from cop.tools import drafting, drafts, operations
from cop.tools.content import ToolContent
from cop.tools.drafts import FACTS
from cop.tools.models import TOOLS, Tool, ToolDraft
from cop.vocabulary import operations as vocabulary
from cop.vocabulary.queries import cache
from tests.catalogue.records import concept
from tests.conftest import Statements
from tests.people import person, sign_in, submit
from tests.tools.samples import tool
from tests.web.site import read, words

DESK = "/en/tools/desk"
TEXT: dict[str, Any] = {
    "title": "Jar",
    "steps": ["Put the jar out", "Count"],
    "age": "",
    "purpose": "To ask.",
}


@pytest.fixture
def editor(client: FlaskClient) -> User:
    user = person("Ed Itor", Role.EDITOR, language="en")
    sign_in(client, user)
    return user


def _public(content: ToolContent | None = None) -> ToolDraft:
    operations.publish(content or tool("jar"), actor=SYSTEM)
    draft = drafting.open_draft(db.session.scalars(select(Tool)).one(), actor=SYSTEM)
    db.session.commit()
    return draft


def _content() -> ToolContent:
    row = db.session.scalars(select(Tool)).one()
    content = version(TOOLS, row.id, row.version_number)
    assert content is not None
    return content


def _actions() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


@pytest.mark.usefixtures("app")
def test_draft_of_a_public_tool_says_what_readers_see_and_publishing_it_changes_nothing() -> None:
    draft = _public(tool("jar", **TEXT))

    assert drafts.content_of(draft) == tool("jar", **TEXT)
    assert drafting.publish(draft, actor=SYSTEM, note="") is False
    assert _content() == tool("jar", **TEXT)


@pytest.mark.usefixtures("app")
def test_tool_is_begun_written_translated_and_published() -> None:
    vocabulary.put([concept("children", en="Children")], actor=SYSTEM)
    cache.clear()
    draft = drafting.begin(actor=SYSTEM, language="en", title="Wishing jar")
    facts = {
        "target_groups": ["children"],
        "sheet": "jar",
        "organisations": [{"name": "Open house", "website": "open.example.org"}],
    }
    drafting.save(draft, FACTS, facts, actor=SYSTEM, revision=1)
    drafting.save(draft, "en", TEXT | {"title": "Wishing jar"}, actor=SYSTEM, revision=1)
    drafting.save(draft, "bg", {"title": "Буркан", "state": "human"}, actor=SYSTEM, revision=0)

    assert drafting.publish(draft, actor=SYSTEM, note="First") is True

    row = db.session.scalars(select(Tool)).one()
    content = _content()
    assert (row.slug, row.version_number, draft.has_changes) == ("wishing-jar", 1, False)
    assert [(entry.number, entry.note) for entry in versions(TOOLS, row.id)] == [(1, "First")]
    assert content.texts["bg"].state is TranslationState.HUMAN
    assert content.texts["en"].steps == ["Put the jar out", "Count"]
    assert db.session.scalars(select(Organisation.website)).one() == "https://open.example.org"
    assert _actions()[1:] == ["tool.begin", "tool.write", "tool.write", "tool.write", "tool.publish"]


@pytest.mark.usefixtures("app")
def test_translation_older_than_its_original_says_so_until_it_is_looked_through() -> None:
    draft = _public()
    drafting.save(draft, "bg", {"title": "Буркан", "state": "human"}, actor=SYSTEM, revision=0)
    drafting.save(draft, "en", {"title": "Jar of wishes"}, actor=SYSTEM, revision=1)

    assert drafts.content_of(draft).texts["bg"].state is TranslationState.STALE

    drafting.publish(draft, actor=SYSTEM, note="")
    drafting.take_published(draft, db.session.scalars(select(Tool)).one(), actor=SYSTEM)
    assert drafts.is_behind(draft, "bg")

    revision = draft.pieces["bg"]["revision"]
    drafting.save(draft, "bg", {"title": "Буркан", "state": "human"}, actor=SYSTEM, revision=revision)
    assert drafts.content_of(draft).texts["bg"].state is TranslationState.HUMAN


@pytest.mark.usefixtures("app")
def test_whoever_comes_second_does_not_overwrite_and_the_same_words_twice_are_one_change() -> None:
    draft = _public()
    drafting.save(draft, "en", {"title": "Mine"}, actor=SYSTEM, revision=1)
    drafting.save(draft, "en", {"title": "Mine"}, actor=SYSTEM, revision=1)

    with pytest.raises(drafting.PieceConflictError) as refused:
        drafting.save(draft, "en", {"title": "Theirs"}, actor=SYSTEM, revision=1)
    drafting.save(draft, "bg", {"title": "А", "state": "human"}, actor=SYSTEM, revision=0)
    with pytest.raises(drafting.PieceConflictError):
        drafting.remove(draft, "bg", actor=SYSTEM, revision=0)

    assert (refused.value.present["value"]["title"], refused.value.present["revision"]) == ("Mine", 2)
    assert draft.pieces["bg"]["value"]["title"] == "А"
    assert _actions().count("tool.write") == 2  # one in each language


@pytest.mark.usefixtures("app")
def test_what_was_published_past_a_draft_is_not_overwritten() -> None:
    draft = _public()
    operations.publish(tool("jar", age="from 6"), actor=SYSTEM)
    drafting.save(draft, "en", {"title": "Mine"}, actor=SYSTEM, revision=1)

    with pytest.raises(ConflictError, match="made public anew"):
        drafting.publish(draft, actor=SYSTEM, note="")

    drafting.take_published(draft, db.session.scalars(select(Tool)).one(), actor=SYSTEM)
    assert drafts.content_of(draft) == tool("jar", age="from 6")
    with pytest.raises(drafting.PieceConflictError):  # who had the draft before their eyes is told
        drafting.save(draft, "en", {"title": "Mine"}, actor=SYSTEM, revision=2)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("language", "value", "wrong"),
    [
        ("en", {"title": ""}, [("title", "Write a title.")]),
        ("en", {"title": "T", "age": "a" * 301}, [("age", "Use at most 300 characters.")]),
        (
            FACTS,
            {"source": {"title": "", "url": "nowhere", "published": "May"}},
            [
                ("source_title", "Write a title."),
                ("source_url", "Write the whole address, as https://example.org/page."),
                ("source_published", "Write a year as 2017, or a year and a month as 2017-04."),
            ],
        ),
    ],
)
def test_what_does_not_fit_is_said_field_by_field(language: str, value: Any, wrong: Any) -> None:
    draft = _public()

    with pytest.raises(FieldsInvalidError) as refused:
        drafting.save(draft, language, value, actor=SYSTEM, revision=1)

    assert refused.value.errors == wrong


@pytest.mark.usefixtures("app")
def test_unknown_words_languages_and_parts_are_refused() -> None:
    draft = _public()

    with pytest.raises(InvalidError, match="vocabulary"):
        drafting.save(draft, FACTS, {"target_groups": ["nobody"]}, actor=SYSTEM, revision=1)
    with pytest.raises(InvalidError, match="no such part"):
        drafting.save(draft, "fr", {"title": "Bocal"}, actor=SYSTEM, revision=0)
    with pytest.raises(InvalidError, match="languages"):
        drafting.begin(actor=SYSTEM, language="fr", title="Bocal")
    with pytest.raises(ConflictError, match="without this part"):
        drafting.remove(draft, "en", actor=SYSTEM, revision=1)


@pytest.mark.usefixtures("app")
def test_only_editors_write() -> None:
    draft = _public()

    with pytest.raises(NotAllowedError):
        drafting.save(draft, "en", {"title": "Mine"}, actor=VISITOR, revision=1)
    assert drafts.by_slug("jar", actor=VISITOR) is None
    assert drafts.tool_of("jar", actor=VISITOR) is None
    assert drafts.listed(actor=VISITOR, language="en") == []


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

    assert _content().texts["en"].steps == ["Open it", "Read"]
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
    draft = _public()
    drafting.save(draft, "en", {"title": "Jar of others", "age": "from 9"}, actor=SYSTEM, revision=1)
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
    assert draft.pieces["en"]["value"]["title"] == "Our jar"


def test_facts_are_written_with_organisations_in_rows(
    client: FlaskClient,
    editor: User,  # noqa: ARG001
) -> None:
    draft = _public()

    bad = submit(client, f"{DESK}/jar/facts", {"source_url": "x", "organisations-0-name": "Open house"})
    assert bad.status_code == 422
    assert "Open house" in bad.get_data(as_text=True)

    facts = {"organisations-0-name": "Open house", "works_without_words": "yes", "sheet": "jar"}
    assert submit(client, f"{DESK}/jar/facts", facts).status_code == 303
    db.session.expire_all()
    stated = draft.pieces[FACTS]["value"]
    assert [o["slug"] for o in stated["organisations"]] == ["open-house"]
    assert (stated["works_without_words"], stated["sheet"], stated["source"]) == (True, "jar", None)
    assert "Open house" in words(read(client, f"{DESK}/jar"))


def test_withdrawing_wants_a_reason_and_restoring_brings_the_tool_back(
    client: FlaskClient,
    editor: User,  # noqa: ARG001
) -> None:
    _public()

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
    answer = submit(client, f"{DESK}/new", {"title": "Desk", "language": "en"})
    assert answer.headers["Location"] == f"{DESK}/desk-2"

    submit(client, f"{DESK}/desk-2", {"dropped": "yes"}, form="desk-2/drop")
    assert "Take it up again" in words(read(client, DESK))
    submit(client, f"{DESK}/desk-2", {"dropped": "no"}, form="desk-2/drop")
    assert "Take it up again" not in words(read(client, DESK))
    assert submit(client, f"{DESK}/new", {"title": "", "language": "en"}).status_code == 422


def test_list_asks_three_statements_whatever_its_length(editor: User, count_statements: Statements) -> None:  # noqa: ARG001
    for name in ("jar", "book", "wall"):
        operations.publish(tool(name), actor=SYSTEM)
    db.session.flush()

    with count_statements() as asked:
        found = drafts.listed(actor=SYSTEM, language="en")

    assert ([one.slug for one in found], len(asked)) == (["book", "jar", "wall"], 3)
