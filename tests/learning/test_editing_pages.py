"""Editors write parts of modules in the browser, and see what others wrote meanwhile."""

from flask.testing import FlaskClient

from cop.accounts.models import User
from cop.core.db import db
from cop.core.permissions import SYSTEM
from cop.learning import drafting, drafts
from cop.learning.drafts import DRAFTS
from cop.learning.enums import PartKind
from cop.records.drafts import former, values
from cop.records.parts import Where
from tests.learning.editing import DESK, opened, section_at
from tests.people import submit
from tests.web.site import parsed, words


def test_two_editors_at_once_lose_nothing(client: FlaskClient, editor: User) -> None:  # noqa: ARG001
    draft = opened()
    address = f"{DESK}/{draft.slug}/en/sections/one"
    mine = {"title": "Beginning", "text": "What I wrote.", "revision": "1"}
    drafting.save(draft, section_at(), {"title": "Start", "text": "Theirs."}, actor=SYSTEM, revision=1)
    db.session.commit()

    answer = submit(client, address, mine, form=address)

    assert answer.status_code == 409
    page = words(parsed(answer.text))
    assert "What I wrote." in page
    assert "Theirs." in page
    row = drafts.part(draft, section_at())
    assert row is not None
    assert row.value["text"] == "Theirs."

    again = submit(client, address, mine | {"revision": str(row.revision)}, form=address)
    assert again.status_code == 303
    row = drafts.part(draft, section_at())
    assert row is not None
    assert row.value["text"] == "What I wrote."
    assert next(one.value["text"] for one in former(DRAFTS, row)) == "Theirs."


def test_former_text_is_brought_back(client: FlaskClient, editor: User) -> None:  # noqa: ARG001
    draft = opened()
    row = drafting.save(draft, section_at(), {"title": "New", "text": "New."}, actor=SYSTEM, revision=1)
    db.session.commit()
    before = former(DRAFTS, row)[0]
    page = f"{DESK}/{draft.slug}/en/sections/one/versions"
    assert "Second paragraph." in client.get(page).text

    assert submit(client, page, {}, form=f"/{before.id}/restore").status_code == 303

    row = drafts.part(draft, section_at()) or row
    assert row.value["title"] == "Beginning"
    assert [one.value["title"] for one in former(DRAFTS, row)] == ["New", "Beginning"]


def test_bad_value_comes_back_with_a_message_and_all_that_was_typed(
    client: FlaskClient,
    editor: User,  # noqa: ARG001
) -> None:
    draft = opened()
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
    draft = opened()

    about = client.get(f"{DESK}/{draft.slug}/bg/about/main")
    question = parsed(client.get(f"{DESK}/{draft.slug}/bg/questions/single").text)

    assert "Sample module" in about.text
    assert "Which is right?" in words(question)
    assert question.get_element_by_id("choices-1-is_right").get("checked") is not None
    assert question.get_element_by_id("choices-1-text").get("value") == ""
    assert client.get(f"{DESK}/{draft.slug}/bg/questions/unknown").status_code == 404
    assert client.get(f"{DESK}/{draft.slug}/bg/sections/new").status_code == 404
