"""Modules come out of documents: parts are proposed, and editors take or drop each of them."""

import io
from collections.abc import Sequence
from typing import Any

import pytest
from docx.document import Document as WordFile
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.core.db import db
from cop.core.errors import ConflictError, InvalidError
from cop.core.permissions import SYSTEM, Role
from cop.learning import drafting, drafts, proposing, questions, reading
from cop.learning.drafts import DRAFTS
from cop.learning.enums import PartKind, ProposalState
from cop.learning.models import ModuleDraft, PartProposal
from cop.records.drafting import PartConflictError
from cop.records.drafts import former, values
from cop.records.parts import ALL, Where
from tests.documents.files import document, odt, word
from tests.people import person, sign_in, submit
from tests.web.site import parsed, words

PAGE = "/en/learn/desk/meeting/en/documents"
LONG = "People who know the same difficulties come together, and each of them gives and takes something."


def _bullets(file: WordFile, *items: str) -> None:
    for item in items:
        file.add_paragraph(item, style="List Bullet")


def _fill(file: WordFile) -> None:
    file.add_paragraph("Module 4")
    file.add_heading("Meeting others", 1)
    file.add_paragraph(LONG)
    _bullets(file, "To know why one meets.", "To know how.")
    file.add_heading("Why people meet", 2)
    file.add_paragraph(LONG)
    file.add_paragraph("Figure 1. A circle of chairs")
    file.add_heading("How they meet", 2)
    file.add_paragraph("They meet in a cir-\tcle. " + LONG)
    file.add_paragraph("See http://exam ple.org for more, or click here.")
    file.add_heading("Learning outcomes", 2)
    _bullets(file, "Say why people meet.", "Hold a meeting.")
    file.add_heading("Glossary", 2)
    file.add_paragraph("peer – somebody with the same difficulties")
    file.add_paragraph("circle: a way of sitting")
    file.add_heading("Self-assessment", 2)
    file.add_paragraph("Why do people meet?")
    _bullets(file, "To give and take ✓", "To be taught")
    file.add_paragraph("Explanation: each gives and takes.")
    file.add_paragraph("What do you want of a meeting?")
    file.add_heading("References", 2)
    _bullets(file, "Mind (2017) A toolkit")
    file.add_paragraph("https://example.org/toolkit.pdf")
    file.add_paragraph("This does not constitute an endorsement of the contents.")


@pytest.fixture
def draft(client: FlaskClient) -> ModuleDraft:
    """An empty draft, with an editor at the desk."""
    sign_in(client, person("Ed Itor", Role.EDITOR, language="en"))
    found = drafting.begin(actor=SYSTEM, language="en", number=4, title="Meeting")
    db.session.commit()
    return found


def _upload(client: FlaskClient, data: bytes, name: str = "module.docx", page: str = PAGE) -> Any:
    return submit(client, page, {"file": (io.BytesIO(data), name)}, form="/documents")


def _found(kind: PartKind, proposals: Sequence[Any]) -> list[Any]:
    return [one.value for one in proposals if one.kind is kind]


def _one(draft: ModuleDraft, kind: PartKind, number: int = 0, language: str = "en") -> PartProposal:
    return [one for one in proposing.proposals(draft, language) if one.kind is kind][number]


def test_document_is_taken_apart() -> None:
    found = reading.found(document(word(_fill)))

    about = {one["field"]: one["text"] for one in _found(PartKind.ABOUT, found)}
    assert about["title"] == "Meeting others"
    assert about["purpose"].startswith("People who know")
    assert about["aims"] == "To know why one meets.\nTo know how."
    assert about["outcomes"] == "Say why people meet.\nHold a meeting."
    assert "endorsement" in about["disclaimer"]
    titles = [one["title"] for one in _found(PartKind.SECTIONS, found)]
    assert titles == ["Why people meet", "How they meet"]
    assert _found(PartKind.FIGURES, found) == [{"caption": "Figure 1. A circle of chairs"}]
    assert [one["term"] for one in _found(PartKind.TERMS, found)] == ["peer", "circle"]
    reference = _found(PartKind.REFERENCES, found)[0]
    assert (reference["url"], reference["published"]) == ("https://example.org/toolkit.pdf", "2017")


@pytest.mark.parametrize(
    ("lines", "kind", "right"),
    [
        (["Which?", "A (верно)", "B"], "single", [True, False]),
        (["Which?", "✓ A", "[x] B", "C"], "several", [True, True, False]),
        (["Кое е вярно?", "A", "B", "Верен отговор: б"], "single", [False, True]),
        (["В какъв ред?", "A", "B"], "order", [False, False]),
        (["Which belong together?", "dog – barks", "cat – meows"], "match", [False, False]),
        (["And you?"], "open", []),
    ],
)
def test_question_is_recognised(lines: list[str], kind: str, right: list[bool]) -> None:
    found = questions.question(lines)

    assert found["kind"] == kind
    assert [choice["is_right"] for choice in found["choices"]] == right


def test_document_is_read_reported_and_taken(client: FlaskClient, draft: ModuleDraft) -> None:
    answer = _upload(client, word(_fill))

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
    _upload(client, word(_fill))
    proposing.accept_all(draft, actor=SYSTEM, language="en")
    db.session.commit()
    proposed = _one(draft, PartKind.QUESTIONS)
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
    _upload(client, word(_fill))
    section, term = _one(draft, PartKind.SECTIONS), _one(draft, PartKind.TERMS)

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
    _upload(client, word(_fill))
    section = _one(draft, PartKind.SECTIONS)
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
    _upload(client, word(_fill))
    section = _one(draft, PartKind.SECTIONS)

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

    _upload(client, word(fill), page=page)
    second = _one(draft, PartKind.SECTIONS, 1, "bg")
    with pytest.raises(InvalidError):
        proposing.accept(draft, second, actor=SYSTEM, language="bg")

    submit(client, page, {}, form=f"/{second.id}/accept")  # as it is suggested: the second one

    value = values(drafts.parts(draft))[Where("bg", PartKind.SECTIONS, "second")]
    assert value["title"] == "Второ"


@pytest.mark.parametrize(
    ("data", "name"), [(b"", "empty.docx"), (b"PK\x03\x04 broken", "broken.docx"), (b"\x00\x01\x02", "x.bin")]
)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    client: FlaskClient, draft: ModuleDraft, data: bytes, name: str
) -> None:
    answer = _upload(client, data, name)

    assert answer.status_code == 422
    assert parsed(answer.text).get_element_by_id("file-error").text
    assert proposing.imports(draft, "en") == []


def test_plain_text_is_read_too(client: FlaskClient, draft: ModuleDraft) -> None:
    text = f"Meeting\n\nWhy people meet\n\n{LONG} {LONG}\n\nGlossary\n\npeer – an equal\n"

    assert _upload(client, text.encode(), "module.txt").status_code == 303

    assert {one.kind for one in proposing.proposals(draft, "en")} >= {PartKind.TERMS}


def test_odt_is_read_too(client: FlaskClient, draft: ModuleDraft) -> None:
    body = (
        '<text:h text:outline-level="1">Meeting others</text:h>'
        '<text:h text:outline-level="2">Why people meet</text:h>'
        f"<text:p>{LONG}</text:p>"
        '<text:h text:outline-level="2">Glossary</text:h><text:p>peer – an equal</text:p>'
    )

    assert _upload(client, odt(body), "module.odt").status_code == 303

    kinds = [one.kind for one in proposing.proposals(draft, "en")]
    assert kinds == [PartKind.SECTIONS, PartKind.TERMS]
    assert _one(draft, PartKind.SECTIONS).value["title"] == "Why people meet"


def test_proposals_of_another_draft_are_not_there(client: FlaskClient, draft: ModuleDraft) -> None:
    _upload(client, word(_fill))
    other = drafting.begin(actor=SYSTEM, language="en", number=5, title="Other")
    db.session.commit()
    id = db.session.scalars(select(PartProposal.id)).first()

    assert proposing.proposal(other, "en", id or 0) is None
    assert proposing.proposal(draft, "bg", id or 0) is None


def _fill_videos(file: WordFile) -> None:
    file.add_heading("Meeting others", 1)
    file.add_paragraph(LONG)
    file.add_heading("How they meet", 2)
    file.add_paragraph("Watch how a circle begins: https://www.youtube.com/watch?v=abcdefghijk.")
    file.add_paragraph("People who have met tell of it.")
    file.add_paragraph("https://rutube.ru/video/0123456789abcdef/")
    file.add_paragraph("Of Vimeo as a firm: https://vimeo.com/about")
    file.add_heading("Videos", 2)
    file.add_paragraph("What peers say")
    file.add_paragraph("https://films.example.net/peers")
    file.add_heading("References", 2)
    _bullets(file, "A talk about peers https://vimeo.com/123456", "Again https://youtu.be/abc")
    _bullets(file, "Mind (2017) A toolkit https://example.org/toolkit.pdf")


def test_recordings_are_proposed_with_the_words_beside_them() -> None:
    found = reading.found(document(word(_fill_videos)))

    assert _found(PartKind.VIDEOS, found) == [
        {
            "url": "https://www.youtube.com/watch?v=abcdefghijk",
            "title": "Watch how a circle begins",
            "text": "Watch how a circle begins",
        },
        {
            "url": "https://rutube.ru/video/0123456789abcdef/",
            "title": "People who have met tell of it",
            "text": "People who have met tell of it",
        },
        {"url": "https://films.example.net/peers", "title": "What peers say", "text": "What peers say"},
        {"url": "https://vimeo.com/123456", "title": "A talk about peers", "text": "A talk about peers"},
        {"url": "https://youtu.be/abc", "title": "Again", "text": "Again"},
    ]
    (section,) = _found(PartKind.SECTIONS, found)
    assert "Watch how a circle begins: https://www.youtube.com" in section["text"]
    assert "rutube" not in section["text"]
    assert "https://vimeo.com/about" in section["text"]
    assert [one["title"] for one in _found(PartKind.REFERENCES, found)] == ["Mind (2017) A toolkit"]


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
    assert _upload(client, data, "module.odt" if read is odt else "module.docx").status_code == 303
    first = _one(draft, PartKind.VIDEOS)
    page = words(parsed(client.get(PAGE).text))
    assert "Recording" in page
    assert submit(client, PAGE, {}, form=f"/{first.id}/accept").status_code == 303

    drafting.save(
        draft, Where("bg", PartKind.ABOUT), {"title": "Среща", "state": "human"}, actor=SYSTEM, revision=0
    )
    db.session.commit()
    bulgarian = PAGE.replace("/en/documents", "/bg/documents")
    _upload(client, word(fill("Кръг.")), page=bulgarian)
    second = _one(draft, PartKind.VIDEOS, language="bg")
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
