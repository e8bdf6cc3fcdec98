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
from cop.records import drafting
from cop.records import drafts as reading
from cop.records.content import TranslationState
from cop.records.drafting import PartConflictError
from cop.records.parts import ABOUT, FACTS, Where
from cop.records.queries import version, versions
from cop.records.sentences import FieldsInvalidError
from cop.tools import operations
from cop.tools.content import ToolContent
from cop.tools.drafts import DRAFTS, STATED, begin
from cop.tools.models import TOOLS, Tool, ToolDraft, ToolPart
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
    draft: ToolDraft = drafting.open_draft(DRAFTS, db.session.scalars(select(Tool)).one(), actor=SYSTEM)
    db.session.commit()
    return draft


def _where(language: str) -> Where:
    return STATED if language == FACTS else Where(language, ABOUT)


def _save(draft: ToolDraft, language: str, value: Any, revision: int) -> None:
    drafting.save(DRAFTS, draft, _where(language), value, actor=SYSTEM, revision=revision)


def _part(draft: ToolDraft, language: str) -> ToolPart:
    found: ToolPart = reading.part(DRAFTS, draft, _where(language))
    return found


def _publish(draft: ToolDraft, note: str = "") -> bool:
    return drafting.publish(DRAFTS, draft, operations.publish, actor=SYSTEM, note=note)


def _take(draft: ToolDraft) -> None:
    drafting.take_published(DRAFTS, draft, db.session.scalars(select(Tool)).one(), actor=SYSTEM)


def _said(draft: ToolDraft) -> ToolContent:
    return reading.content_of(DRAFTS, draft, reading.parts(DRAFTS, draft))


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

    assert _said(draft) == tool("jar", **TEXT)
    assert _publish(draft) is False
    assert _content() == tool("jar", **TEXT)


@pytest.mark.usefixtures("app")
def test_tool_is_begun_written_translated_and_published() -> None:
    vocabulary.put([concept("children", en="Children")], actor=SYSTEM)
    cache.clear()
    draft = begin(actor=SYSTEM, language="en", title="Wishing jar")
    facts = {
        "target_groups": ["children"],
        "sheet": "jar",
        "organisations": [{"name": "Open house", "website": "open.example.org"}],
    }
    _save(draft, FACTS, facts, 1)
    _save(draft, "en", TEXT | {"title": "Wishing jar"}, 1)
    _save(draft, "bg", {"title": "Буркан", "state": "human"}, 0)

    assert _publish(draft, "First") is True

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
    _save(draft, "bg", {"title": "Буркан", "state": "human"}, 0)
    _save(draft, "en", {"title": "Jar of wishes"}, 1)

    assert _said(draft).texts["bg"].state is TranslationState.STALE

    _publish(draft)
    _take(draft)
    assert reading.behind(draft, reading.parts(DRAFTS, draft)) == {_where("bg")}

    _save(draft, "bg", {"title": "Буркан", "state": "human"}, _part(draft, "bg").revision)
    assert _said(draft).texts["bg"].state is TranslationState.HUMAN


@pytest.mark.usefixtures("app")
def test_whoever_comes_second_does_not_overwrite_and_the_same_words_twice_are_one_change() -> None:
    draft = _public()
    _save(draft, "en", {"title": "Mine"}, 1)
    _save(draft, "en", {"title": "Mine"}, 1)

    with pytest.raises(PartConflictError) as refused:
        _save(draft, "en", {"title": "Theirs"}, 1)
    _save(draft, "bg", {"title": "А", "state": "human"}, 0)
    with pytest.raises(PartConflictError):
        _save(draft, "bg", {"title": "Б", "state": "human"}, 0)

    assert (refused.value.present.value["title"], refused.value.present.revision) == ("Mine", 2)
    assert _part(draft, "bg").value["title"] == "А"
    assert _actions().count("tool.write") == 2  # one in each language


@pytest.mark.usefixtures("app")
def test_translation_is_removed_and_brought_back() -> None:
    draft = _public()
    _save(draft, "bg", {"title": "Буркан", "state": "human"}, 0)

    for _again in range(2):
        drafting.remove(DRAFTS, draft, _part(draft, "bg"), actor=SYSTEM)
    assert list(_said(draft).texts) == ["en"]
    _save(draft, "bg", {"title": "Буркан", "state": "human"}, 1)
    assert list(_said(draft).texts) == ["en", "bg"]
    drafting.remove(DRAFTS, draft, _part(draft, "bg"), actor=SYSTEM)
    drafting.remove(DRAFTS, draft, _part(draft, "bg"), actor=SYSTEM, is_removed=False)

    assert list(_said(draft).texts) == ["en", "bg"]
    assert _actions()[-5:] == [
        "tool.write", "tool.remove", "tool.write", "tool.remove", "tool.bring_back"
    ]  # fmt: skip


@pytest.mark.usefixtures("app")
def test_what_was_published_past_a_draft_is_not_overwritten() -> None:
    draft = _public()
    operations.publish(tool("jar", age="from 6"), actor=SYSTEM)
    _save(draft, "en", {"title": "Mine"}, 1)

    with pytest.raises(ConflictError, match="made public anew"):
        _publish(draft)

    _take(draft)
    assert _said(draft) == tool("jar", age="from 6")
    assert reading.former(DRAFTS, _part(draft, "en"))[0].value["title"] == "Mine"
    with pytest.raises(PartConflictError):  # who had the draft before their eyes is told
        _save(draft, "en", {"title": "Mine"}, 2)


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
        _save(draft, language, value, 1)

    assert refused.value.errors == wrong


@pytest.mark.usefixtures("app")
def test_unknown_words_languages_and_parts_are_refused() -> None:
    draft = _public()

    with pytest.raises(InvalidError, match="vocabulary"):
        _save(draft, FACTS, {"target_groups": ["nobody"]}, 1)
    with pytest.raises(InvalidError, match="no such part"):
        _save(draft, "fr", {"title": "Bocal"}, 0)
    with pytest.raises(InvalidError, match="languages"):
        begin(actor=SYSTEM, language="fr", title="Bocal")
    with pytest.raises(ConflictError, match="cannot be removed"):
        drafting.remove(DRAFTS, draft, _part(draft, "en"), actor=SYSTEM)


@pytest.mark.usefixtures("app")
def test_only_editors_write() -> None:
    draft = _public()

    with pytest.raises(NotAllowedError):
        drafting.save(DRAFTS, draft, _where("en"), {"title": "Mine"}, actor=VISITOR, revision=1)
    assert reading.by_slug(DRAFTS, "jar", actor=VISITOR) is None
    assert reading.record_of(DRAFTS, "jar", actor=VISITOR) is None
    assert reading.listed(DRAFTS, actor=VISITOR, language="en") == []


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
    _save(draft, "en", {"title": "Jar of others", "age": "from 9"}, 1)
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
    assert _part(draft, "en").value["title"] == "Our jar"


def _typed(client: FlaskClient, page: str, **fields: str) -> Any:
    """What the script of the page sends while somebody writes."""
    form = next(form for form in read(client, page).forms if form.get("data-autosave"))
    return client.post(form.get("data-autosave"), data=dict(form.form_values()) | fields)


def test_text_is_saved_as_one_writes_and_what_it_said_before_is_brought_back(
    client: FlaskClient,
    editor: User,  # noqa: ARG001
) -> None:
    draft = _public()
    revision = 1
    for title in ("Wish", "Wishing jar"):
        answer = _typed(client, f"{DESK}/jar/en", title=title, revision=str(revision), begun="1")
        assert answer.json["words"].startswith("Saved ")
        revision = answer.json["revision"]
    assert _typed(client, f"{DESK}/jar/en", title="").status_code == InvalidError.status
    assert _typed(client, f"{DESK}/jar/en", title="Theirs", revision="1").status_code == 409
    assert _typed(client, f"{DESK}/jar/bg", title="Буркан").json["revision"] == 1
    assert _typed(client, f"{DESK}/jar/facts", works_without_words="yes").json["revision"] == 2

    versions_page = f"{DESK}/jar/en/versions"
    assert "State of the translationOriginalTitleWishing jar" in words(read(client, versions_page))
    assert submit(client, versions_page, form="/restore").status_code == 303

    assert _part(draft, "en").value["title"] == "Jar"
    assert _said(draft).texts["bg"].title == "Буркан"
    former = reading.former(DRAFTS, _part(draft, "en"))
    assert [one.value["title"] for one in former] == ["Wishing jar", "Jar"]


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
    stated = _part(draft, FACTS).value
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
