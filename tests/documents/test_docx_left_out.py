"""What in a Word file is no text of it: left out, counted, reported, refused."""

import pytest
from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE

from cop.documents.contract import Finding, FindingKind, Place
from cop.documents.refusals import Refusal, RefusedError
from tests.documents.files import (
    WORD_NAMESPACES,
    document,
    kinds_and_texts,
    package,
    with_part,
    word,
    word_body,
)


def test_deleted_and_hidden_text_and_the_code_of_fields_are_not_read() -> None:
    read = document(
        word_body(
            "<w:p><w:r><w:t>Остава</w:t></w:r>"
            "<w:del><w:r><w:delText>изтрито</w:delText></w:r></w:del>"
            "<w:ins><w:r><w:t> и ново</w:t></w:r></w:ins>"
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>скрито</w:t></w:r>"
            "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
        )
    )

    assert kinds_and_texts(read) == [("paragraph", "Остава и ново")]


def test_a_table_of_contents_is_left_out_and_counted() -> None:
    style = '<w:style w:styleId="Soder1"><w:name w:val="toc 1"/></w:style>'
    styles = f"<w:styles {WORD_NAMESPACES}>{style}</w:styles>"
    line = '<w:p><w:pPr><w:pStyle w:val="Soder1"/></w:pPr><w:r><w:t>Цел.....3</w:t></w:r></w:p>'
    data = with_part(
        word_body(line * 2 + "<w:p><w:r><w:t>Текст.</w:t></w:r></w:p>"), "word/styles.xml", styles
    )

    read = document(data)

    assert [block.text for block in read.blocks] == ["Текст."]
    assert read.findings == (Finding(FindingKind.PAGE_FURNITURE, None, count=2),)


def test_macros_and_what_the_file_would_fetch_are_ignored_and_reported() -> None:
    def fill(file: WordFile) -> None:
        file.add_paragraph("Текст.")
        file.part.relate_to("https://tracker.bg/1.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)

    data = with_part(word(fill), "word/vbaProject.bin", b"\xd0\xcf\x11\xe0")

    read = document(data)

    assert read.findings == (
        Finding(FindingKind.MACRO_IGNORED, None),
        Finding(FindingKind.EXTERNAL_REFERENCE_IGNORED, None, "https://tracker.bg/1.png"),
    )


def test_a_file_put_in_as_another_file_is_reported_as_unread() -> None:
    read = document(word_body("<w:p><w:r><w:t>Текст.</w:t></w:r></w:p><w:altChunk/>"))

    assert read.findings == (Finding(FindingKind.UNREADABLE_PART, Place(None, 1)),)


@pytest.mark.parametrize(
    ("part", "refusal"),
    [
        ('<!DOCTYPE w [<!ENTITY a "aaaa">]><w:document/>', Refusal.ENTITIES),
        ('<!DOCTYPE w [<!ENTITY a "aaaa">]><w:document/>'.encode("utf-16"), Refusal.ENTITIES),
        ("<w:document", Refusal.DAMAGED),
        (f"<w:document {WORD_NAMESPACES}/>", Refusal.DAMAGED),
        (f"<w:document {WORD_NAMESPACES}><w:body/></w:document>", Refusal.NO_TEXT),
    ],
)
def test_a_main_part_that_harms_or_is_broken_is_refused(part: str | bytes, refusal: Refusal) -> None:
    data = package({"[Content_Types].xml": "<Types/>", "word/document.xml": part})

    with pytest.raises(RefusedError) as raised:
        document(data)

    assert raised.value.refusal is refusal
