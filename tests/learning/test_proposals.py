"""Parts are proposed out of documents, and editors take or drop each of them."""

from typing import Any

import pytest
from docx.document import Document as WordFile
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.core.db import db
from cop.core.errors import ConflictError, InvalidError
from cop.core.permissions import SYSTEM
from cop.learning import drafting, drafts, proposing
from cop.learning.drafts import DRAFTS
from cop.learning.enums import PartKind, ProposalState
from cop.learning.models import ModuleDraft, PartProposal
from cop.records.drafting import PartConflictError
from cop.records.drafts import former, values
from cop.records.parts import ALL, Where
from tests.documents.files import odt, word
from tests.learning.proposed import LONG, PAGE, proposal_of, upload, write_module
from tests.people import submit
from tests.web.site import parsed, words


def test_document_is_read_reported_and_taken(client: FlaskClient, draft: ModuleDraft) -> None:
    answer = upload(client, word(write_module))

    assert answer.status_code == 303
    page = words(parsed(client.get(PAGE).text))
    for noticed in ("A figure is missing.", "A link looks dead.", "module.docx"):
        assert noticed in page
    assert submit(client, PAGE, {}, form="/accept-all").status_code == 303
    said = values(drafts.parts(draft))
    assert said[Where("en", PartKind.ABOUT)]["title"] == "Meeting others"
    assert Where("en", PartKind.SECTIONS, "why-people-meet") in said
    assert said[Where(ALL, PartKind.FIGURES, "figure")] == {
        "section": "why-people-meet",
        "asset": "missing",
        "source": "",
        "picture": None,
    }
    left = [one.kind for one in proposing.proposals(draft, "en") if one.state is ProposalState.OPEN]
    assert left == [PartKind.QUESTIONS, PartKind.QUESTIONS]


def test_question_is_completed_and_added(client: FlaskClient, draft: ModuleDraft) -> None:
    upload(client, word(write_module))
    proposing.accept_all(draft, actor=SYSTEM, language="en")
    db.session.commit()
    proposed = proposal_of(draft, PartKind.QUESTIONS)
    address = f"/en/learn/desk/meeting/en/questions/new?proposal={proposed.id}"
    form = parsed(client.get(address).text)
    assert form.get_element_by_id("choices-0-is_right").get("checked") is not None
    assert form.get_element_by_id("explanation").text.strip() == "each gives and takes."

    bad = submit(client, address, {"where": ""}, form="/questions/new")
    assert bad.status_code == 422
    answer = submit(client, address, {"where": "why-people-meet/1"}, form="/questions/new")

    assert answer.location.startswith(PAGE)
    db.session.refresh(proposed)
    assert proposed.state is ProposalState.ACCEPTED
    value = values(drafts.parts(draft))[Where("en", PartKind.QUESTIONS, "question")]
    assert [choice["text"] for choice in value["choices"]] == ["To give and take", "To be taught"]


def test_proposal_is_dropped_taken_and_taken_back(client: FlaskClient, draft: ModuleDraft) -> None:
    upload(client, word(write_module))
    section, term = proposal_of(draft, PartKind.SECTIONS), proposal_of(draft, PartKind.TERMS)

    submit(client, PAGE, {}, form=f"/{term.id}/drop")
    submit(client, PAGE, {}, form=f"/{section.id}/accept")
    proposing.accept(draft, section, actor=SYSTEM, language="en")  # a second time changes nothing

    where = Where("en", PartKind.SECTIONS, "why-people-meet")
    assert where in values(drafts.parts(draft))
    with pytest.raises(ConflictError):
        proposing.drop(section, actor=SYSTEM)
    submit(client, PAGE, {}, form=f"/{section.id}/undo")
    assert where not in values(drafts.parts(draft))
    submit(client, PAGE, {}, form=f"/{term.id}/undo")
    assert {one.state for one in proposing.proposals(draft, "en")} == {ProposalState.OPEN}


def test_what_was_changed_since_is_not_taken_back(client: FlaskClient, draft: ModuleDraft) -> None:
    upload(client, word(write_module))
    section = proposal_of(draft, PartKind.SECTIONS)
    proposing.accept(draft, section, actor=SYSTEM, language="en")
    where = Where("en", PartKind.SECTIONS, "why-people-meet")
    drafting.save(draft, where, {"title": "Mine", "text": ""}, actor=SYSTEM, revision=1)

    with pytest.raises(PartConflictError):
        proposing.undo(draft, section, actor=SYSTEM)


def test_section_in_the_place_of_another_keeps_the_former_one(
    client: FlaskClient, draft: ModuleDraft
) -> None:
    row = drafting.add(draft, "en", PartKind.SECTIONS, {"title": "Old", "text": "Old."}, actor=SYSTEM)
    db.session.commit()
    upload(client, word(write_module))
    section = proposal_of(draft, PartKind.SECTIONS)

    submit(client, PAGE, {"key": "old"}, form=f"/{section.id}/accept")

    db.session.refresh(row)
    assert row.value["title"] == "Why people meet"
    assert former(DRAFTS, row)[0].value["title"] == "Old"
    proposing.undo(draft, section, actor=SYSTEM)
    assert row.value["title"] == "Old"


def test_translation_goes_to_the_sections_of_the_original(client: FlaskClient, draft: ModuleDraft) -> None:
    for title in ("First", "Second"):
        drafting.add(draft, "en", PartKind.SECTIONS, {"title": title, "text": ""}, actor=SYSTEM)
    db.session.commit()
    page = "/en/learn/desk/meeting/bg/documents"

    def fill(file: WordFile) -> None:
        file.add_heading("Модул за срещи", 1)
        for title in ("Първо", "Второ"):
            file.add_heading(title, 2)
            file.add_paragraph("Хората се срещат, защото заедно е по-леко, и всеки дава и получава нещо.")

    upload(client, word(fill), page=page)
    second = proposal_of(draft, PartKind.SECTIONS, 1, "bg")
    with pytest.raises(InvalidError):
        proposing.accept(draft, second, actor=SYSTEM, language="bg")

    submit(client, page, {}, form=f"/{second.id}/accept")  # as it is suggested: the second one

    value = values(drafts.parts(draft))[Where("bg", PartKind.SECTIONS, "second")]
    assert value["title"] == "Второ"


def test_proposals_of_another_draft_are_not_there(client: FlaskClient, draft: ModuleDraft) -> None:
    upload(client, word(write_module))
    other = drafting.begin(actor=SYSTEM, language="en", number=5, title="Other")
    db.session.commit()
    id = db.session.scalars(select(PartProposal.id)).first()

    assert proposing.proposal(other, "en", id or 0) is None
    assert proposing.proposal(draft, "bg", id or 0) is None


@pytest.mark.parametrize("read", [word, odt])
def test_recording_is_taken_once_and_said_in_each_language(
    client: FlaskClient, draft: ModuleDraft, read: Any
) -> None:
    url = "https://vbox7.com/play:abc"

    def fill(words: str) -> Any:
        def write(file: WordFile) -> None:
            file.add_heading("A heading", 1)
            file.add_paragraph(LONG)
            file.add_heading("Another one", 2)
            file.add_paragraph(f"{words} {url}")

        return write

    if read is odt:
        data = odt(f"<text:p>{LONG}</text:p><text:h>Another one</text:h><text:p>A circle. {url}</text:p>")
    else:
        data = word(fill("A circle."))
    assert upload(client, data, "module.odt" if read is odt else "module.docx").status_code == 303
    first = proposal_of(draft, PartKind.VIDEOS)
    page = words(parsed(client.get(PAGE).text))
    assert "Recording" in page
    assert submit(client, PAGE, {}, form=f"/{first.id}/accept").status_code == 303

    drafting.save(
        draft, Where("bg", PartKind.ABOUT), {"title": "Среща", "state": "human"}, actor=SYSTEM, revision=0
    )
    db.session.commit()
    bulgarian = PAGE.replace("/en/documents", "/bg/documents")
    upload(client, word(fill("Кръг.")), page=bulgarian)
    second = proposal_of(draft, PartKind.VIDEOS, language="bg")
    assert submit(client, bulgarian, {}, form=f"/{second.id}/accept").status_code == 303

    said = values(drafts.parts(draft))
    assert [at for at in said if at.kind is PartKind.VIDEOS] == [
        Where(ALL, PartKind.VIDEOS, "video"),
        Where("en", PartKind.VIDEOS, "video"),
        Where("bg", PartKind.VIDEOS, "video"),
    ]
    assert said[Where(ALL, PartKind.VIDEOS, "video")] == {"url": url}
    assert said[Where("bg", PartKind.VIDEOS, "video")] == {"title": "Кръг", "text": "Кръг"}
    proposing.undo(draft, first, actor=SYSTEM)
    assert Where(ALL, PartKind.VIDEOS, "video") not in values(drafts.parts(draft))
