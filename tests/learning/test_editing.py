"""Editors write modules in the browser: part by part, nothing is lost, and readers see whole versions."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts.models import User
from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.core.permissions import SYSTEM, Role
from cop.learning import drafting, drafts, listing, operations, parts
from cop.learning.changes import differences
from cop.learning.content import ModuleContent
from cop.learning.drafts import DRAFTS
from cop.learning.enums import PartKind
from cop.learning.models import MODULES, Module, ModuleDraft
from cop.learning.sentences import PartInvalidError
from cop.records.drafting import drop
from cop.records.drafts import behind, content_of, former, listed, values
from cop.records.parts import ALL, Where
from cop.records.queries import version, versions
from tests.conftest import Statements
from tests.learning.samples import QUESTIONS, SECTIONS, module, publish, publish_draft
from tests.people import actor_of, person, sign_in, submit
from tests.web.site import parsed, words

DESK = "/en/learn/desk"


@pytest.fixture
def editor(client: FlaskClient) -> User:
    user = person("Ed Itor", Role.EDITOR, language="en")
    sign_in(client, user)
    return user


def _draft(content: ModuleContent | None = None) -> ModuleDraft:
    publish(content or module())
    draft = drafting.open_draft(db.session.scalars(select(Module)).one(), actor=SYSTEM)
    db.session.commit()
    return draft


def _whole() -> ModuleContent:
    """A module with every kind of part, in two languages."""
    glossary = [{"key": "peer", "term": "peer", "definition": "An equal."}]
    said: dict[str, Any] = {
        "glossary": glossary,
        "figures": {"circle": {"caption": "A circle", "alt": "Round."}},
        "videos": {"talk": {"title": "A talk", "text": "About peers."}},
        "aims": ["To know."],
        "outcomes": ["Knowing."],
        "problem": "It matters.",
    }
    facts = {
        "criteria": ["need"],
        "figures": [{"key": "circle", "section": "one"}],
        "references": [{"kind": "guide", "title": "A guide", "url": "https://example.org/guide"}],
        "videos": [{"key": "talk", "url": "https://example.org/talk"}],
        "source": {"title": "A source"},
    }
    content = module(facts=facts, **said)
    translated = {"title": "Образец", "sections": SECTIONS, "questions": QUESTIONS, "state": "human"}
    data = content.as_json()
    data["texts"]["bg"] = {**said, **translated}
    return ModuleContent.model_validate(data)


def _section(key: str = "one", language: str = "en") -> Where:
    return Where(language, PartKind.SECTIONS, key)


def test_taken_apart_and_put_together_a_module_is_the_same() -> None:
    content = _whole()

    assert parts.joined(content.slug, content.source_language, parts.split(content)) == content


def test_draft_of_a_public_module_says_what_readers_see(app: object) -> None:  # noqa: ARG001
    content = _whole()
    draft = _draft(content)
    rows = drafts.parts(draft)

    assert content_of(DRAFTS, draft, rows) == content
    assert draft.base_version == 1
    assert not draft.has_changes
    assert drafting.open_draft(db.session.scalars(select(Module)).one(), actor=SYSTEM) is draft


def test_only_editors_write(app: object) -> None:  # noqa: ARG001
    draft, member = _draft(), actor_of(person("Mem Ber"))

    with pytest.raises(NotAllowedError):
        drafting.save(draft, _section(), {"title": "x", "text": ""}, actor=member, revision=1)
    assert drafts.by_slug(draft.slug, actor=member) is None
    assert listed(DRAFTS, actor=member, language="en") == []


def test_two_editors_at_once_lose_nothing(client: FlaskClient, editor: User) -> None:  # noqa: ARG001
    draft = _draft()
    address = f"{DESK}/{draft.slug}/en/sections/one"
    mine = {"title": "Beginning", "text": "What I wrote.", "revision": "1"}
    drafting.save(draft, _section(), {"title": "Start", "text": "Theirs."}, actor=SYSTEM, revision=1)
    db.session.commit()

    answer = submit(client, address, mine, form=address)

    assert answer.status_code == 409
    page = words(parsed(answer.text))
    assert "What I wrote." in page
    assert "Theirs." in page
    row = drafts.part(draft, _section())
    assert row is not None
    assert row.value["text"] == "Theirs."

    again = submit(client, address, mine | {"revision": str(row.revision)}, form=address)
    assert again.status_code == 303
    row = drafts.part(draft, _section())
    assert row is not None
    assert row.value["text"] == "What I wrote."
    assert next(one.value["text"] for one in former(DRAFTS, row)) == "Theirs."


def test_saving_the_same_is_no_conflict(app: object) -> None:  # noqa: ARG001
    draft = _draft()
    value = {"title": "Start", "text": "Both wrote this."}

    drafting.save(draft, _section(), value, actor=SYSTEM, revision=1)
    row = drafting.save(draft, _section(), value, actor=SYSTEM, revision=1)

    assert row.revision == 2


def test_two_sections_are_written_at_once_without_conflict(app: object) -> None:  # noqa: ARG001
    draft = _draft()

    drafting.save(draft, _section("one"), {"title": "A", "text": "a"}, actor=SYSTEM, revision=1)
    drafting.save(draft, _section("two"), {"title": "B", "text": "b"}, actor=SYSTEM, revision=1)

    said = values(drafts.parts(draft))
    assert [said[_section(key)]["title"] for key in ("one", "two")] == ["A", "B"]


def test_former_text_is_brought_back(client: FlaskClient, editor: User) -> None:  # noqa: ARG001
    draft = _draft()
    row = drafting.save(draft, _section(), {"title": "New", "text": "New."}, actor=SYSTEM, revision=1)
    db.session.commit()
    before = former(DRAFTS, row)[0]
    page = f"{DESK}/{draft.slug}/en/sections/one/versions"
    assert "Second paragraph." in client.get(page).text

    assert submit(client, page, {}, form=f"/{before.id}/restore").status_code == 303

    row = drafts.part(draft, _section()) or row
    assert row.value["title"] == "Beginning"
    assert [one.value["title"] for one in former(DRAFTS, row)] == ["New", "Beginning"]


def test_section_is_moved_removed_and_brought_back_in_all_languages(app: object) -> None:  # noqa: ARG001
    draft = _draft(_whole())
    row = drafts.part(draft, _section("two"))
    assert row is not None

    drafting.move(draft, row, actor=SYSTEM, by=-1)
    drafting.move(draft, row, actor=SYSTEM, by=-1)  # it stands first already

    content = content_of(DRAFTS, draft, drafts.parts(draft))
    assert {code: [s.id for s in text.sections] for code, text in content.texts.items()} == {
        "en": ["two", "one"],
        "bg": ["two", "one"],
    }
    drafting.remove(draft, row, actor=SYSTEM)
    said = values(drafts.parts(draft))
    assert _section("two") not in said
    assert _section("two", "bg") not in said
    with pytest.raises(InvalidError):  # questions lead there
        content_of(DRAFTS, draft, drafts.parts(draft))
    drafting.remove(draft, row, actor=SYSTEM, is_removed=False)
    assert content_of(DRAFTS, draft, drafts.parts(draft)) == content


@pytest.mark.parametrize(
    ("title", "key"),
    [("Нова част", "nova-chast"), ("Phase 1", "phase1"), ("About", "about2"), ("!", "section")],
)
def test_new_section_gets_an_anchor_that_nothing_else_has(app: object, title: str, key: str) -> None:  # noqa: ARG001
    draft = _draft()
    row = drafting.add(
        draft, "bg" if key.startswith("nova") else "en", PartKind.SECTIONS, {"title": title}
        | {"text": ""}, actor=SYSTEM,
    )  # fmt: skip

    assert row.key == key


def _question(**said: Any) -> dict[str, Any]:
    return {
        "kind": "single",
        "prompt": "Which?",
        "section": "one",
        "paragraph": 1,
        "choices": [{"text": "A", "is_right": True}, {"text": "B"}],
        "explanation": "So.",
    } | said


@pytest.mark.parametrize(
    ("kind", "value", "fields"),
    [
        (PartKind.SECTIONS, {"title": "", "text": ""}, ["title"]),
        (PartKind.SECTIONS, {"title": "x" * 301, "text": ""}, ["title"]),
        (PartKind.QUESTIONS, _question(prompt="", explanation=""), ["prompt", "explanation"]),
        (PartKind.QUESTIONS, _question(choices=[{"text": "A"}, {"text": "B"}]), ["choices"]),
        (PartKind.QUESTIONS, _question(kind="open"), ["choices"]),
        (PartKind.QUESTIONS, _question(kind="match"), ["choices"]),
        (PartKind.QUESTIONS, _question(section=""), ["where"]),
        (PartKind.TERMS, {"term": "", "definition": " "}, ["term", "definition"]),
    ],
)
def test_bad_value_is_refused_at_its_field(
    app: object,  # noqa: ARG001
    kind: PartKind,
    value: Mapping[str, Any],
    fields: list[str],
) -> None:
    draft = _draft()

    with pytest.raises(PartInvalidError) as refused:
        drafting.add(draft, "en", kind, value, actor=SYSTEM)

    assert [field for field, _message in refused.value.errors] == fields
    assert not draft.has_changes


def test_bad_value_comes_back_with_a_message_and_all_that_was_typed(
    client: FlaskClient,
    editor: User,  # noqa: ARG001
) -> None:
    draft = _draft()
    address = f"{DESK}/{draft.slug}/en/questions/new"
    typed = {
        "kind": "single",
        "prompt": "A new one?",
        "where": "one/2",
        "choices-0-text": "First answer",
        "choices-1-text": "Second answer",
        "explanation": "",
    }

    answer = submit(client, address, typed, form=address)

    assert answer.status_code == 422
    page = parsed(answer.text)
    assert "Write why it is so" in words(page)
    assert page.get_element_by_id("choices-1-text").get("value") == "Second answer"
    assert page.get_element_by_id("where").value == "one/2"
    assert "A new one?" in page.get_element_by_id("prompt").text

    unmarked = submit(client, address, typed | {"explanation": "Because."}, form=address)
    assert "mark exactly one as right" in words(parsed(unmarked.text))

    right = typed | {"choices-1-is_right": "y", "explanation": "Because."}
    assert submit(client, address, right, form=address).status_code == 303
    made = values(drafts.parts(draft))[Where("en", PartKind.QUESTIONS, "question")]
    assert [choice["is_right"] for choice in made["choices"]] == [False, True]
    assert (made["section"], made["paragraph"]) == ("one", 2)


def test_translation_begins_from_the_original_and_shows_it(
    client: FlaskClient,
    editor: User,  # noqa: ARG001
) -> None:
    draft = _draft()

    about = client.get(f"{DESK}/{draft.slug}/bg/about/main")
    question = parsed(client.get(f"{DESK}/{draft.slug}/bg/questions/single").text)

    assert "Sample module" in about.text
    assert "Which is right?" in words(question)
    assert question.get_element_by_id("choices-1-is_right").get("checked") is not None
    assert question.get_element_by_id("choices-1-text").get("value") == ""
    assert client.get(f"{DESK}/{draft.slug}/bg/questions/unknown").status_code == 404
    assert client.get(f"{DESK}/{draft.slug}/bg/sections/new").status_code == 404


def test_translation_older_than_its_original_says_so_to_readers(app: object) -> None:  # noqa: ARG001
    draft = _draft(_whole())
    drafting.save(draft, _section(), {"title": "Other", "text": "Other."}, actor=SYSTEM, revision=1)
    rows = drafts.parts(draft)

    assert behind(draft, rows) == {_section("one", "bg")}
    assert content_of(DRAFTS, draft, rows).texts["bg"].state == "stale"

    value = {"title": "Друго", "text": "Друго."}
    drafting.save(draft, _section("one", "bg"), value, actor=SYSTEM, revision=1)
    assert content_of(DRAFTS, draft, drafts.parts(draft)).texts["bg"].state == "human"


def test_edition_that_is_held_back_is_not_published_and_can_be_looked_at(
    client: FlaskClient,
    editor: User,  # noqa: ARG001
) -> None:
    draft = _draft()
    about = {"state": "human", "is_public": False, "title": "Още не"}
    drafting.save(draft, Where("bg", PartKind.ABOUT), about, actor=SYSTEM, revision=0)
    db.session.commit()

    publish_draft(draft)

    assert "Още не" in client.get(f"/bg/learn/desk/{draft.slug}/preview").text
    assert "Още не" not in client.get(f"/bg/learn/{draft.slug}").text


def test_preview_is_the_page_that_is_published(client: FlaskClient, editor: User) -> None:  # noqa: ARG001
    draft = _draft(_whole())
    drafting.save(draft, _section(), {"title": "Other", "text": "Wholly *new*."}, actor=SYSTEM, revision=1)
    db.session.commit()

    def body(address: str) -> list[str]:
        page = parsed(client.get(address).text)
        return [words(section) for section in page.findall(".//section") if section.get("id") != "discussion"]

    for code in ("en", "bg", "ru"):
        before = body(f"/{code}/learn/desk/{draft.slug}/preview")
        assert any("new" in part for part in before) == (code != "bg")
        publish_draft(draft, "What is new.")
        db.session.commit()
        after = body(f"/{code}/learn/{draft.slug}")
        assert before[:-1] == after[:-1]  # the last one has the versions
        assert "What is new." in after[-1]


def test_questions_of_a_draft_are_tried(client: FlaskClient, editor: User) -> None:  # noqa: ARG001
    draft = _draft()
    address = f"{DESK}/{draft.slug}/preview/check"

    answer = submit(client, address, {"q-single": "1"}, form=address)

    assert "Why single." in answer.text
    assert "certificate" not in answer.text
    assert "learning.js" not in answer.text


def test_published_draft_is_the_next_version_and_says_what_changed(
    client: FlaskClient,
    editor: User,  # noqa: ARG001
) -> None:
    draft = _draft()
    drafting.save(draft, _section(), {"title": "Other", "text": "Other."}, actor=SYSTEM, revision=1)
    drafting.add(draft, "en", PartKind.TERMS, {"term": "word", "definition": "It."}, actor=SYSTEM)
    db.session.commit()
    address = f"{DESK}/{draft.slug}/publish"
    page = words(parsed(client.get(address).text))
    assert "Sections: Other – Title (English) removed: Beginningadded: OtherSections" in page
    assert "Words of this module: word – Definition (English) added: It." in page
    assert "Check yourself:" not in page

    answer = submit(client, address, {"note": "A word explained"}, form=address)

    assert answer.status_code == 303
    module_id = db.session.scalars(select(Module.id)).one()
    assert [(entry.number, entry.note) for entry in versions(MODULES, module_id)] == [
        (2, "A word explained"),
        (1, ""),
    ]
    second = words(parsed(client.get("/en/learn/module/versions/2").text))
    assert "What changed since version 1 Sections: Other – Title (English) removed: Beginning" in second
    assert "What changed" not in words(parsed(client.get("/en/learn/module/versions/1").text))
    first = version(MODULES, module_id, 1)
    assert first is not None
    assert first.texts["en"].sections[0].title == "Beginning"
    db.session.refresh(draft)
    assert not draft.has_changes
    assert "Readers see all of this already." in client.get(address).text


def test_draft_older_than_what_readers_see_is_not_published_over_it(
    client: FlaskClient,
    editor: User,  # noqa: ARG001
) -> None:
    draft = _draft()
    drafting.save(draft, _section(), {"title": "Mine", "text": "Mine."}, actor=SYSTEM, revision=1)
    publish(module(strapline="Published otherwise."))
    db.session.commit()

    with pytest.raises(ConflictError):
        publish_draft(draft)

    page = f"{DESK}/{draft.slug}"
    assert "Readers see a newer text" in client.get(page).text
    submit(client, page, {}, form="/take")
    row = drafts.part(draft, _section())
    assert row is not None
    assert row.value["title"] == "Beginning"
    assert former(DRAFTS, row)[0].value["title"] == "Mine"
    assert not publish_draft(draft)


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
    _draft()
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
        drop(DRAFTS, _draft(), actor=SYSTEM, is_dropped=True)


def test_module_is_withdrawn_and_restored(client: FlaskClient, editor: User) -> None:  # noqa: ARG001
    draft = _draft()
    page = f"{DESK}/{draft.slug}"

    submit(client, page, {"reason": "Old"}, form="/withdraw")
    assert client.get("/en/learn/module").status_code == 404
    assert "Withdrawn" in client.get(DESK).text
    submit(client, page, {}, form="/restore")
    assert client.get("/en/learn/module").status_code == 200


def test_changes_of_order_alone_are_told(app: object) -> None:  # noqa: ARG001
    before = _whole()
    data = before.as_json()
    for text in data["texts"].values():
        text["sections"].reverse()

    found = differences(before, ModuleContent.model_validate(data))
    assert [(code, label) for code, label, _parts in found] == [
        ("en", "Sections – order"),
        ("bg", "Sections – order"),
    ]
    assert differences(before, before) == []


def test_what_would_better_be_mended_is_told(app: object) -> None:  # noqa: ARG001
    draft = _draft(_whole())
    drafting.save(draft, _section(), {"title": "A", "text": "One paragraph."}, actor=SYSTEM, revision=1)
    where = Where("bg", PartKind.QUESTIONS, "single")
    row = drafts.part(draft, where)
    assert row is not None
    other = dict(row.value, choices=[dict(c, is_right=not c["is_right"]) for c in row.value["choices"]])
    drafting.save(draft, where, other, actor=SYSTEM, revision=1)
    drafting.add(draft, ALL, PartKind.FIGURES, {"section": "one", "source": ""}, actor=SYSTEM)

    found = {(gap.where.language, gap.where.key) for gap in listing.warnings(draft, values(
        drafts.parts(draft)))}  # fmt: skip

    assert found == {("en", "single"), ("bg", "single"), ("en", "figure")}


def test_statements_of_the_desk_do_not_grow(
    client: FlaskClient,
    editor: User,  # noqa: ARG001
    count_statements: Statements,
) -> None:
    counts = []
    for n in range(2):
        content = _whole().model_copy(update={"slug": f"module-{n}"})
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


def _typed(client: FlaskClient, page: str, **fields: str) -> Any:
    """What the script of the page sends while somebody writes."""
    form = next(form for form in parsed(client.get(page).text).forms if form.get("data-autosave"))
    return client.post(form.get("data-autosave"), data=dict(form.form_values()) | fields)


def test_part_is_saved_as_one_writes_and_what_stood_there_before_is_kept(
    client: FlaskClient, editor: User
) -> None:
    draft = _draft()
    page = f"{DESK}/{draft.slug}/en/sections/one"
    before = drafts.part(draft, _section())
    assert before is not None
    said, begun = dict(before.value), before.revision
    before.edited_at -= timedelta(hours=1)
    db.session.commit()

    revision = begun
    for text in ("On", "One wr", "One writes", "One writes on"):
        answer = _typed(client, page, text=text, revision=str(revision), begun=str(begun))
        assert (answer.status_code, list(answer.json)) == (200, ["revision", "words"])
        assert answer.json["words"].startswith("Saved ")
        revision = answer.json["revision"]

    row = drafts.part(draft, _section())
    assert row is not None
    assert (row.value["text"], row.revision) == ("One writes on", begun + 4)
    assert [one.value["text"] for one in former(DRAFTS, row)] == ["On", said["text"]]
    written = select(AuditEntry.actor_id).where(AuditEntry.action == "module.write")
    assert db.session.scalars(written).all() == [editor.id] * 2


def test_autosave_tells_of_a_conflict_and_of_what_cannot_be(client: FlaskClient, editor: User) -> None:  # noqa: ARG001
    draft = _draft()
    page = f"{DESK}/{draft.slug}/en/sections/one"
    first = _typed(client, page, text="Mine")

    late = _typed(client, page, text="Theirs", revision="1", begun="1")
    empty = _typed(client, page, title="")

    assert (first.status_code, late.status_code, empty.status_code) == (200, 409, InvalidError.status)
    assert late.json == {
        "words": "This text has been changed since you opened it. Press “Save” to see both versions."
    }
    assert empty.json == {
        "words": "Not saved: something is missing or cannot be so. Press “Save” to see what."
    }
    row = drafts.part(draft, _section())
    assert row is not None
    assert row.value["text"] == "Mine"


def test_new_part_is_saved_by_the_button_alone(client: FlaskClient, editor: User) -> None:  # noqa: ARG001
    draft = _draft()
    page = f"{DESK}/{draft.slug}/en/sections/new"

    assert "data-autosave" not in client.get(page).text
    token = parsed(client.get(page).text).forms[-1].fields["csrf_token"]
    assert client.post(f"{page}/autosave", data={"csrf_token": token, "title": "A"}).status_code == 404
