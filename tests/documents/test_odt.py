"""What comes out of an OpenDocument text, and what is left in it."""

import pytest

from cop.documents.contract import Block, BlockKind, Finding, FindingKind, Place
from cop.documents.refusals import Refusal, RefusedError
from tests.documents.files import document, kinds_and_texts, odt

NUMBERED = (
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1"/>'
    '<text:list-level-style-bullet text:level="2"/></text:list-style>'
)
BOLD = (
    '<style:style style:name="P1" style:parent-style-name="Standard">'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="T1"><style:text-properties fo:font-weight="bold"/></style:style>'
)


def test_headings_paragraphs_and_lists_keep_their_kind() -> None:
    body = (
        '<text:p text:style-name="Title">Център „Заедно“</text:p>'
        '<text:h text:outline-level="2">Цел</text:h>'
        "<text:p>Родителите да останат<text:s text:c='2'/>с децата\n   си.</text:p>"
        '<text:list text:style-name="L1"><text:list-item><text:p>план за семейството</text:p>'
        "<text:list><text:list-item><text:p>срещи у дома</text:p></text:list-item></text:list>"
        "</text:list-item><text:list-item><text:p>проверка след година</text:p></text:list-item></text:list>"
    )

    read = document(odt(body, styles=NUMBERED))

    assert read.blocks == (
        Block(BlockKind.HEADING, "Център „Заедно“", Place(None, 1), level=1, language="bg"),
        Block(BlockKind.HEADING, "Цел", Place(None, 2), level=2),
        Block(BlockKind.PARAGRAPH, "Родителите да останат с децата си.", Place(None, 3), language="bg"),
        Block(BlockKind.LIST_ITEM, "план за семейството", Place(None, 4), level=1, number=1),
        Block(BlockKind.LIST_ITEM, "срещи у дома", Place(None, 5), level=2),
        Block(BlockKind.LIST_ITEM, "проверка след година", Place(None, 6), level=1, number=2),
    )
    assert (read.format, read.title) == ("odt", "Център „Заедно“")


def test_a_bold_line_is_a_heading_and_a_bold_word_is_not() -> None:
    body = (
        '<text:p text:style-name="P1">Как работим</text:p>'
        '<text:p><text:span text:style-name="T1">Какво постигнахме</text:span></text:p>'
        '<text:p>Тук <text:span text:style-name="T1">две думи</text:span> са важни.</text:p>'
    )

    read = document(odt(body, styles=BOLD))

    assert kinds_and_texts(read) == [
        ("heading", "Как работим"),
        ("heading", "Какво постигнахме"),
        ("paragraph", "Тук две думи са важни."),
    ]


def test_a_table_gives_its_rows() -> None:
    row = "<table:table-row>{}</table:table-row>"
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    rows = row.format(cell.format("Дейност") + cell.format("Брой"))
    rows += row.format(cell.format("Срещи</text:p><text:p>у дома") + cell.format("12"))

    read = document(odt(f"<table:table>{rows}</table:table>"))

    assert [block.cells for block in read.blocks] == [("Дейност", "Брой"), ("Срещи\nу дома", "12")]


def test_notes_stand_at_the_end_and_deleted_text_and_comments_nowhere() -> None:
    body = (
        "<text:tracked-changes><text:p>изтрито</text:p></text:tracked-changes>"
        "<text:p>Текст<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Бележка."
        "</text:p></text:note-body></text:note> с бележка<office:annotation><text:p>за мен</text:p>"
        "</office:annotation>.</text:p><text:p>Още текст.</text:p>"
    )

    read = document(odt(body))

    assert [block.text for block in read.blocks] == ["Текст с бележка.", "Още текст.", "Бележка."]


def test_pictures_boxes_and_links() -> None:
    body = (
        '<text:p>Преди.<draw:frame><draw:image xlink:href="https://tracker.bg/1.png"/>'
        "<svg:desc>Дворът на центъра</svg:desc></draw:frame></text:p>"
        "<draw:frame><draw:text-box><text:p>В каре</text:p></draw:text-box></draw:frame>"
        '<text:p><text:a xlink:href="https://centre.bg/otchet">отчетът</text:a></text:p>'
    )

    read = document(odt(body))

    assert [block.text for block in read.blocks] == [
        "Преди.",
        "В каре",
        "отчетът (https://centre.bg/otchet)",
    ]
    assert read.findings == (
        Finding(FindingKind.PICTURE_LEFT_OUT, Place(None, 1), "Дворът на центъра"),
        Finding(FindingKind.EXTERNAL_REFERENCE_IGNORED, Place(None, 1), "https://tracker.bg/1.png"),
    )


def test_contents_are_left_out_and_macros_ignored() -> None:
    body = (
        "<text:table-of-content><text:index-body><text:p>Цел 3</text:p></text:index-body>"
        "</text:table-of-content><text:p>Текст.</text:p>"
    )

    read = document(odt(body, parts={"Basic/Standard/Module1.xml": "<x/>"}))

    assert [block.text for block in read.blocks] == ["Текст."]
    assert read.findings == (
        Finding(FindingKind.PAGE_FURNITURE, None, count=1),
        Finding(FindingKind.MACRO_IGNORED, None),
    )


def test_signs_that_are_elements_and_headings_by_style_are_read() -> None:
    styles = (
        '<style:style style:name="P2" style:parent-style-name="Heading_20_3"/>'
        '<style:style style:name="P3" style:parent-style-name="Contents_20_1"/>'
    )
    body = (
        '<text:p text:style-name="P2">Цел</text:p><text:p text:style-name="P3">Цел 3</text:p>'
        "<text:section><text:p>едно<text:tab/>две<text:line-break/><text:bookmark-ref>три</text:bookmark-ref></text:p>"
        "</text:section><text:p>С каре<draw:custom-shape><text:p>в каре</text:p></draw:custom-shape></text:p>"
        '<text:p><text:a xlink:href="https://centre.bg/">centre.bg</text:a></text:p>'
    )

    read = document(odt(body, styles=styles))

    assert [(block.text, block.level) for block in read.blocks] == [
        ("Цел", 3),
        ("едно две\nтри", 0),
        ("С каре", 0),
        ("в каре", 0),
        ("centre.bg", 0),
    ]


def test_tables_within_tables_and_notes_in_them_are_read_once() -> None:
    note = "<text:note><text:note-body><text:p>Бележка.</text:p></text:note-body></text:note>"
    cell = "<table:table-row><table:table-cell>{}</table:table-cell></table:table-row>"
    inner = f"<table:table>{cell.format('<text:p>вътре</text:p>')}</table:table>"
    rows = cell.format(f"<text:p>вън{note}</text:p>{inner}") + cell.format("<text:p/>")

    read = document(odt(f"<table:table>{rows}</table:table><text:list><text:list-header/></text:list>"))

    assert [(block.kind.value, block.text) for block in read.blocks] == [
        ("table_row", "вън вътре"),
        ("paragraph", "Бележка."),
    ]


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        ({"META-INF/manifest.xml": "<m><manifest:encryption-data/></m>"}, Refusal.ENCRYPTED),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, Refusal.NOT_A_DOCUMENT),
        ({"content.xml": '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'}, Refusal.ENTITIES),
        ({"content.xml": "<x/>"}, Refusal.DAMAGED),
    ],
)
def test_what_is_locked_or_something_else_is_refused(parts: dict[str, str], refusal: Refusal) -> None:
    with pytest.raises(RefusedError) as raised:
        document(odt("<text:p>Текст.</text:p>", parts=parts))

    assert raised.value.refusal is refusal
