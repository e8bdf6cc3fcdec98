"""Drafts of modules are looked at and published: readers see whole versions."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts.models import User
from cop.core.db import db
from cop.core.errors import ConflictError
from cop.core.permissions import SYSTEM
from cop.learning import drafting, drafts
from cop.learning.drafts import DRAFTS
from cop.learning.enums import PartKind
from cop.learning.models import MODULES, Module
from cop.records.drafts import former
from cop.records.parts import Where
from cop.records.queries import version, versions
from tests.learning.editing import DESK, opened, section_at, whole
from tests.learning.samples import module, publish, publish_draft
from tests.people import submit
from tests.web.site import parsed, words


def test_edition_that_is_held_back_is_not_published_and_can_be_looked_at(
    client: FlaskClient,
    editor: User,  # noqa: ARG001
) -> None:
    draft = opened()
    about = {"state": "human", "is_public": False, "title": "Още не"}
    drafting.save(draft, Where("bg", PartKind.ABOUT), about, actor=SYSTEM, revision=0)
    db.session.commit()

    publish_draft(draft)

    assert "Още не" in client.get(f"/bg/learn/desk/{draft.slug}/preview").text
    assert "Още не" not in client.get(f"/bg/learn/{draft.slug}").text


def test_preview_is_the_page_that_is_published(client: FlaskClient, editor: User) -> None:  # noqa: ARG001
    draft = opened(whole())
    drafting.save(draft, section_at(), {"title": "Other", "text": "Wholly *new*."}, actor=SYSTEM, revision=1)
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
    draft = opened()
    address = f"{DESK}/{draft.slug}/preview/check"

    answer = submit(client, address, {"q-single": "1"}, form=address)

    assert "Why single." in answer.text
    assert "certificate" not in answer.text
    assert "learning.js" not in answer.text


def test_published_draft_is_the_next_version_and_says_what_changed(
    client: FlaskClient,
    editor: User,  # noqa: ARG001
) -> None:
    draft = opened()
    drafting.save(draft, section_at(), {"title": "Other", "text": "Other."}, actor=SYSTEM, revision=1)
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
    draft = opened()
    drafting.save(draft, section_at(), {"title": "Mine", "text": "Mine."}, actor=SYSTEM, revision=1)
    publish(module(strapline="Published otherwise."))
    db.session.commit()

    with pytest.raises(ConflictError):
        publish_draft(draft)

    page = f"{DESK}/{draft.slug}"
    assert "Readers see a newer text" in client.get(page).text
    submit(client, page, {}, form="/take")
    row = drafts.part(draft, section_at())
    assert row is not None
    assert row.value["title"] == "Beginning"
    assert former(DRAFTS, row)[0].value["title"] == "Mine"
    assert not publish_draft(draft)
