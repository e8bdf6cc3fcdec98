"""Editors write drafts of tools: nothing is lost, and readers see whole versions."""

from typing import Any

import pytest
from sqlalchemy import select

from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.core.permissions import SYSTEM, VISITOR
from cop.organisations.models import Organisation
from cop.records import drafting
from cop.records import drafts as reading
from cop.records.content import TranslationState
from cop.records.drafting import PartConflictError
from cop.records.parts import FACTS
from cop.records.queries import versions
from cop.records.sentences import FieldsInvalidError
from cop.tools import operations
from cop.tools.drafts import DRAFTS, begin
from cop.tools.models import TOOLS, Tool
from cop.vocabulary import operations as vocabulary
from cop.vocabulary.queries import cache
from tests.catalogue.records import concept
from tests.tools.editing import (
    TEXT,
    opened,
    part_in,
    publish_draft,
    published,
    said_in,
    save,
    take_published,
    where_in,
)
from tests.tools.samples import tool


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


@pytest.mark.usefixtures("app")
def test_draft_of_a_public_tool_says_what_readers_see_and_publishing_it_changes_nothing() -> None:
    draft = opened(tool("jar", **TEXT))

    assert said_in(draft) == tool("jar", **TEXT)
    assert publish_draft(draft) is False
    assert published() == tool("jar", **TEXT)


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
    save(draft, FACTS, facts, 1)
    save(draft, "en", TEXT | {"title": "Wishing jar"}, 1)
    save(draft, "bg", {"title": "Буркан", "state": "human"}, 0)

    assert publish_draft(draft, "First") is True

    row = db.session.scalars(select(Tool)).one()
    content = published()
    assert (row.slug, row.version_number, draft.has_changes) == ("wishing-jar", 1, False)
    assert [(entry.number, entry.note) for entry in versions(TOOLS, row.id)] == [(1, "First")]
    assert content.texts["bg"].state is TranslationState.HUMAN
    assert content.texts["en"].steps == ["Put the jar out", "Count"]
    assert db.session.scalars(select(Organisation.website)).one() == "https://open.example.org"
    assert actions()[1:] == ["tool.begin", "tool.write", "tool.write", "tool.write", "tool.publish"]


@pytest.mark.usefixtures("app")
def test_translation_older_than_its_original_says_so_until_it_is_looked_through() -> None:
    draft = opened()
    save(draft, "bg", {"title": "Буркан", "state": "human"}, 0)
    save(draft, "en", {"title": "Jar of wishes"}, 1)

    assert said_in(draft).texts["bg"].state is TranslationState.STALE

    publish_draft(draft)
    take_published(draft)
    assert reading.behind(draft, reading.parts(DRAFTS, draft)) == {where_in("bg")}

    save(draft, "bg", {"title": "Буркан", "state": "human"}, part_in(draft, "bg").revision)
    assert said_in(draft).texts["bg"].state is TranslationState.HUMAN


@pytest.mark.usefixtures("app")
def test_whoever_comes_second_does_not_overwrite_and_the_same_words_twice_are_one_change() -> None:
    draft = opened()
    save(draft, "en", {"title": "Mine"}, 1)
    save(draft, "en", {"title": "Mine"}, 1)

    with pytest.raises(PartConflictError) as refused:
        save(draft, "en", {"title": "Theirs"}, 1)
    save(draft, "bg", {"title": "А", "state": "human"}, 0)
    with pytest.raises(PartConflictError):
        save(draft, "bg", {"title": "Б", "state": "human"}, 0)

    assert (refused.value.present.value["title"], refused.value.present.revision) == ("Mine", 2)
    assert part_in(draft, "bg").value["title"] == "А"
    assert actions().count("tool.write") == 2  # one in each language


@pytest.mark.usefixtures("app")
def test_translation_is_removed_and_brought_back() -> None:
    draft = opened()
    save(draft, "bg", {"title": "Буркан", "state": "human"}, 0)

    for _again in range(2):
        drafting.remove(DRAFTS, draft, part_in(draft, "bg"), actor=SYSTEM)
    assert list(said_in(draft).texts) == ["en"]
    save(draft, "bg", {"title": "Буркан", "state": "human"}, 1)
    assert list(said_in(draft).texts) == ["en", "bg"]
    drafting.remove(DRAFTS, draft, part_in(draft, "bg"), actor=SYSTEM)
    drafting.remove(DRAFTS, draft, part_in(draft, "bg"), actor=SYSTEM, is_removed=False)

    assert list(said_in(draft).texts) == ["en", "bg"]
    assert actions()[-5:] == [
        "tool.write", "tool.remove", "tool.write", "tool.remove", "tool.bring_back"
    ]  # fmt: skip


@pytest.mark.usefixtures("app")
def test_what_was_published_past_a_draft_is_not_overwritten() -> None:
    draft = opened()
    operations.publish(tool("jar", age="from 6"), actor=SYSTEM)
    save(draft, "en", {"title": "Mine"}, 1)

    with pytest.raises(ConflictError, match="made public anew"):
        publish_draft(draft)

    take_published(draft)
    assert said_in(draft) == tool("jar", age="from 6")
    assert reading.former(DRAFTS, part_in(draft, "en"))[0].value["title"] == "Mine"
    with pytest.raises(PartConflictError):  # who had the draft before their eyes is told
        save(draft, "en", {"title": "Mine"}, 2)


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
    draft = opened()

    with pytest.raises(FieldsInvalidError) as refused:
        save(draft, language, value, 1)

    assert refused.value.errors == wrong


@pytest.mark.usefixtures("app")
def test_unknown_words_languages_and_parts_are_refused() -> None:
    draft = opened()

    with pytest.raises(InvalidError, match="vocabulary"):
        save(draft, FACTS, {"target_groups": ["nobody"]}, 1)
    with pytest.raises(InvalidError, match="no such part"):
        save(draft, "fr", {"title": "Bocal"}, 0)
    with pytest.raises(InvalidError, match="languages"):
        begin(actor=SYSTEM, language="fr", title="Bocal")
    with pytest.raises(ConflictError, match="cannot be removed"):
        drafting.remove(DRAFTS, draft, part_in(draft, "en"), actor=SYSTEM)


@pytest.mark.usefixtures("app")
def test_only_editors_write() -> None:
    draft = opened()

    with pytest.raises(NotAllowedError):
        drafting.save(DRAFTS, draft, where_in("en"), {"title": "Mine"}, actor=VISITOR, revision=1)
    assert reading.by_slug(DRAFTS, "jar", actor=VISITOR) is None
    assert reading.record_of(DRAFTS, "jar", actor=VISITOR) is None
    assert reading.listed(DRAFTS, actor=VISITOR, language="en") == []
