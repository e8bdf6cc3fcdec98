"""Editors write modules part by part: nothing is lost, and what cannot be is refused."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select

from cop.core.db import db
from cop.core.errors import InvalidError, NotAllowedError
from cop.core.permissions import SYSTEM
from cop.learning import drafting, drafts, listing, parts
from cop.learning.changes import differences
from cop.learning.content import ModuleContent
from cop.learning.drafts import DRAFTS
from cop.learning.enums import PartKind
from cop.learning.models import Module
from cop.learning.sentences import PartInvalidError
from cop.records.drafts import behind, content_of, listed, values
from cop.records.parts import ALL, Where
from tests.learning.editing import opened, section_at, whole
from tests.people import actor_of, person


def test_taken_apart_and_put_together_a_module_is_the_same() -> None:
    content = whole()

    assert parts.joined(content.slug, content.source_language, parts.split(content)) == content


def test_draft_of_a_public_module_says_what_readers_see(app: object) -> None:  # noqa: ARG001
    content = whole()
    draft = opened(content)
    rows = drafts.parts(draft)

    assert content_of(DRAFTS, draft, rows) == content
    assert draft.base_version == 1
    assert not draft.has_changes
    assert drafting.open_draft(db.session.scalars(select(Module)).one(), actor=SYSTEM) is draft


def test_only_editors_write(app: object) -> None:  # noqa: ARG001
    draft, member = opened(), actor_of(person("Mem Ber"))

    with pytest.raises(NotAllowedError):
        drafting.save(draft, section_at(), {"title": "x", "text": ""}, actor=member, revision=1)
    assert drafts.by_slug(draft.slug, actor=member) is None
    assert listed(DRAFTS, actor=member, language="en") == []


def test_saving_the_same_is_no_conflict(app: object) -> None:  # noqa: ARG001
    draft = opened()
    value = {"title": "Start", "text": "Both wrote this."}

    drafting.save(draft, section_at(), value, actor=SYSTEM, revision=1)
    row = drafting.save(draft, section_at(), value, actor=SYSTEM, revision=1)

    assert row.revision == 2


def test_two_sections_are_written_at_once_without_conflict(app: object) -> None:  # noqa: ARG001
    draft = opened()

    drafting.save(draft, section_at("one"), {"title": "A", "text": "a"}, actor=SYSTEM, revision=1)
    drafting.save(draft, section_at("two"), {"title": "B", "text": "b"}, actor=SYSTEM, revision=1)

    said = values(drafts.parts(draft))
    assert [said[section_at(key)]["title"] for key in ("one", "two")] == ["A", "B"]


def test_section_is_moved_removed_and_brought_back_in_all_languages(app: object) -> None:  # noqa: ARG001
    draft = opened(whole())
    row = drafts.part(draft, section_at("two"))
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
    assert section_at("two") not in said
    assert section_at("two", "bg") not in said
    with pytest.raises(InvalidError):  # questions lead there
        content_of(DRAFTS, draft, drafts.parts(draft))
    drafting.remove(draft, row, actor=SYSTEM, is_removed=False)
    assert content_of(DRAFTS, draft, drafts.parts(draft)) == content


@pytest.mark.parametrize(
    ("title", "key"),
    [("Нова част", "nova-chast"), ("Phase 1", "phase1"), ("About", "about2"), ("!", "section")],
)
def test_new_section_gets_an_anchor_that_nothing_else_has(app: object, title: str, key: str) -> None:  # noqa: ARG001
    draft = opened()
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
    draft = opened()

    with pytest.raises(PartInvalidError) as refused:
        drafting.add(draft, "en", kind, value, actor=SYSTEM)

    assert [field for field, _message in refused.value.errors] == fields
    assert not draft.has_changes


def test_translation_older_than_its_original_says_so_to_readers(app: object) -> None:  # noqa: ARG001
    draft = opened(whole())
    drafting.save(draft, section_at(), {"title": "Other", "text": "Other."}, actor=SYSTEM, revision=1)
    rows = drafts.parts(draft)

    assert behind(draft, rows) == {section_at("one", "bg")}
    assert content_of(DRAFTS, draft, rows).texts["bg"].state == "stale"

    value = {"title": "Друго", "text": "Друго."}
    drafting.save(draft, section_at("one", "bg"), value, actor=SYSTEM, revision=1)
    assert content_of(DRAFTS, draft, drafts.parts(draft)).texts["bg"].state == "human"


def test_changes_of_order_alone_are_told(app: object) -> None:  # noqa: ARG001
    before = whole()
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
    draft = opened(whole())
    drafting.save(draft, section_at(), {"title": "A", "text": "One paragraph."}, actor=SYSTEM, revision=1)
    where = Where("bg", PartKind.QUESTIONS, "single")
    row = drafts.part(draft, where)
    assert row is not None
    other = dict(row.value, choices=[dict(c, is_right=not c["is_right"]) for c in row.value["choices"]])
    drafting.save(draft, where, other, actor=SYSTEM, revision=1)
    drafting.add(draft, ALL, PartKind.FIGURES, {"section": "one", "source": ""}, actor=SYSTEM)

    found = {(gap.where.language, gap.where.key) for gap in listing.warnings(draft, values(
        drafts.parts(draft)))}  # fmt: skip

    assert found == {("en", "single"), ("bg", "single"), ("en", "figure")}
