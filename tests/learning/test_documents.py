"""Documents are taken apart: what becomes a section, a question, a word, a recording."""

import pytest
from docx.document import Document as WordFile
from flask.testing import FlaskClient

from cop.learning import proposing, questions, reading
from cop.learning.enums import PartKind
from cop.learning.models import ModuleDraft
from tests.documents.files import document, odt, word
from tests.learning.proposed import LONG, bullets, of_kind, proposal_of, upload, write_module
from tests.web.site import parsed


def test_document_is_taken_apart() -> None:
    found = reading.found(document(word(write_module)))

    about = {one["field"]: one["text"] for one in of_kind(PartKind.ABOUT, found)}
    assert about["title"] == "Meeting others"
    assert about["purpose"].startswith("People who know")
    assert about["aims"] == "To know why one meets.\nTo know how."
    assert about["outcomes"] == "Say why people meet.\nHold a meeting."
    assert "endorsement" in about["disclaimer"]
    titles = [one["title"] for one in of_kind(PartKind.SECTIONS, found)]
    assert titles == ["Why people meet", "How they meet"]
    assert of_kind(PartKind.FIGURES, found) == [{"caption": "Figure 1. A circle of chairs"}]
    assert [one["term"] for one in of_kind(PartKind.TERMS, found)] == ["peer", "circle"]
    reference = of_kind(PartKind.REFERENCES, found)[0]
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


@pytest.mark.parametrize(
    ("data", "name"), [(b"", "empty.docx"), (b"PK\x03\x04 broken", "broken.docx"), (b"\x00\x01\x02", "x.bin")]
)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    client: FlaskClient, draft: ModuleDraft, data: bytes, name: str
) -> None:
    answer = upload(client, data, name)

    assert answer.status_code == 422
    assert parsed(answer.text).get_element_by_id("file-error").text
    assert proposing.imports(draft, "en") == []


def test_plain_text_is_read_too(client: FlaskClient, draft: ModuleDraft) -> None:
    text = f"Meeting\n\nWhy people meet\n\n{LONG} {LONG}\n\nGlossary\n\npeer – an equal\n"

    assert upload(client, text.encode(), "module.txt").status_code == 303

    assert {one.kind for one in proposing.proposals(draft, "en")} >= {PartKind.TERMS}


def test_odt_is_read_too(client: FlaskClient, draft: ModuleDraft) -> None:
    body = (
        '<text:h text:outline-level="1">Meeting others</text:h>'
        '<text:h text:outline-level="2">Why people meet</text:h>'
        f"<text:p>{LONG}</text:p>"
        '<text:h text:outline-level="2">Glossary</text:h><text:p>peer – an equal</text:p>'
    )

    assert upload(client, odt(body), "module.odt").status_code == 303

    kinds = [one.kind for one in proposing.proposals(draft, "en")]
    assert kinds == [PartKind.SECTIONS, PartKind.TERMS]
    assert proposal_of(draft, PartKind.SECTIONS).value["title"] == "Why people meet"


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
    bullets(file, "A talk about peers https://vimeo.com/123456", "Again https://youtu.be/abc")
    bullets(file, "Mind (2017) A toolkit https://example.org/toolkit.pdf")


def test_recordings_are_proposed_with_the_words_beside_them() -> None:
    found = reading.found(document(word(_fill_videos)))

    assert of_kind(PartKind.VIDEOS, found) == [
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
    (section,) = of_kind(PartKind.SECTIONS, found)
    assert "Watch how a circle begins: https://www.youtube.com" in section["text"]
    assert "rutube" not in section["text"]
    assert "https://vimeo.com/about" in section["text"]
    assert [one["title"] for one in of_kind(PartKind.REFERENCES, found)] == ["Mind (2017) A toolkit"]
