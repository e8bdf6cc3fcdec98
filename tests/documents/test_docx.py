"""What comes out of a Word file, and what is left in it."""

from io import BytesIO

from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.shared import Inches
from PIL import Image

from cop.documents.contract import Block, BlockKind, Finding, FindingKind, Place
from tests.documents.files import (
    WORD_NAMESPACES,
    document,
    found,
    kinds_and_texts,
    with_part,
    word,
    word_body,
)


def picture() -> BytesIO:
    out = BytesIO()
    Image.new("RGB", (60, 40)).save(out, "PNG")
    out.seek(0)
    return out


def test_headings_paragraphs_and_lists_keep_their_kind() -> None:
    def fill(file: WordFile) -> None:
        file.add_heading("Център „Заедно“", 0)
        file.add_heading("Цел", 1)
        file.add_paragraph("Родителите да останат с децата си.")
        file.add_paragraph("срещи у дома", style="List Bullet")
        file.add_paragraph("план за семейството", style="List Number")
        file.add_paragraph("проверка след година", style="List Number")

    read = document(word(fill))

    assert read.blocks == (
        Block(BlockKind.HEADING, "Център „Заедно“", Place(None, 1), level=1, language="bg"),
        Block(BlockKind.HEADING, "Цел", Place(None, 2), level=1),
        Block(BlockKind.PARAGRAPH, "Родителите да останат с децата си.", Place(None, 3), language="bg"),
        Block(BlockKind.LIST_ITEM, "срещи у дома", Place(None, 4), level=1),
        Block(BlockKind.LIST_ITEM, "план за семейството", Place(None, 5), level=1, number=1),
        Block(BlockKind.LIST_ITEM, "проверка след година", Place(None, 6), level=1, number=2),
    )
    assert (read.format, read.title, read.language) == ("docx", "Център „Заедно“", "bg")


def test_a_bold_line_is_a_heading_and_a_bold_word_is_not() -> None:
    def fill(file: WordFile) -> None:
        file.add_paragraph().add_run("Как работим").bold = True
        mixed = file.add_paragraph("Всеки ден ")
        mixed.add_run("двама души").bold = True
        mixed.add_run(" ходят по домовете и после пишат какво са видели там.")

    read = document(word(fill))

    assert [(block.kind, block.level) for block in read.blocks] == [
        (BlockKind.HEADING, 0),
        (BlockKind.PARAGRAPH, 0),
    ]


def test_a_table_gives_its_rows_with_paragraphs_kept_apart() -> None:
    def fill(file: WordFile) -> None:
        table = file.add_table(rows=2, cols=2)
        table.cell(0, 0).text = "Дейност"
        table.cell(0, 1).text = "Брой"
        table.cell(1, 0).text = "Срещи\nу дома"
        table.cell(1, 1).text = "12"

    read = document(word(fill))

    assert [(block.kind, block.text, block.cells) for block in read.blocks] == [
        (BlockKind.TABLE_ROW, "Дейност | Брой", ("Дейност", "Брой")),
        (BlockKind.TABLE_ROW, "Срещи у дома | 12", ("Срещи\nу дома", "12")),
    ]


def test_a_table_within_a_table_is_text_of_its_cell() -> None:
    inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>вътре</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>вън</w:t></w:r></w:p>{inner}</w:tc></w:tr></w:tbl>"

    read = document(word_body(outer))

    assert [block.cells for block in read.blocks] == [("вън\nвътре",)]


def test_a_picture_is_reported_with_its_caption_or_its_description() -> None:
    def fill(file: WordFile) -> None:
        file.add_paragraph("Снимахме центъра.")
        file.add_picture(picture(), width=Inches(1))
        file.add_paragraph("Фигура 1. Центърът")
        file.add_paragraph("Повече за него има в отчета.")
        file.add_paragraph("Фигура 2. Екипът")

    read = document(word(fill))

    assert [each for each in read.findings if "figure" in each.kind or "picture" in each.kind] == [
        Finding(FindingKind.PICTURE_LEFT_OUT, Place(None, 1), "Фигура 1. Центърът"),
        Finding(FindingKind.MISSING_FIGURE, Place(None, 4), "Фигура 2. Екипът"),
    ]


def test_the_address_of_a_link_stands_behind_its_words() -> None:
    def fill(file: WordFile) -> None:
        target = file.part.relate_to(
            "https://centre.bg/otchet", RELATIONSHIP_TYPE.HYPERLINK, is_external=True
        )
        paragraph = file.add_paragraph("Отчетът е ")
        paragraph._p.append(
            parse_xml(
                f'<w:hyperlink {WORD_NAMESPACES} r:id="{target}"><w:r><w:t>тук</w:t></w:r></w:hyperlink>'
            )
        )

    read = document(word(fill))

    assert kinds_and_texts(read) == [("paragraph", "Отчетът е тук (https://centre.bg/otchet)")]
    assert found(read, FindingKind.EXTERNAL_REFERENCE_IGNORED) == []


def test_footnotes_stand_at_the_end() -> None:
    data = with_part(
        word(lambda file: file.add_paragraph("Текст.")),
        "word/footnotes.xml",
        f'<w:footnotes {WORD_NAMESPACES}><w:footnote w:type="separator"><w:p><w:r><w:t>---</w:t></w:r></w:p>'
        "</w:footnote><w:footnote><w:p><w:r><w:t>Бележка.</w:t></w:r></w:p></w:footnote></w:footnotes>",
    )

    read = document(data)

    assert [block.text for block in read.blocks] == ["Текст.", "Бележка."]


def test_a_text_box_is_read_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>В каре</w:t></w:r></w:p></w:txbxContent>"
    twice = (
        f"<mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )

    read = document(word_body(f"<w:p><w:r><w:t>Преди.</w:t></w:r><w:r>{twice}</w:r></w:p>"))

    assert [block.text for block in read.blocks] == ["Преди.", "В каре"]


def test_styles_based_on_each_other_in_a_circle_end() -> None:
    circle = "".join(
        f'<w:style w:styleId="{one}"><w:name w:val="{one}"/><w:basedOn w:val="{other}"/></w:style>'
        for one, other in (("A", "B"), ("B", "A"))
    )
    data = with_part(
        word_body('<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>Текст.</w:t></w:r></w:p>'),
        "word/styles.xml",
        f"<w:styles {WORD_NAMESPACES}>{circle}</w:styles>",
    )

    assert kinds_and_texts(document(data)) == [("paragraph", "Текст.")]


def test_signs_that_are_elements_and_parts_that_hold_paragraphs_are_read() -> None:
    read = document(
        word_body(
            "<w:sdt><w:sdtContent><w:p><w:r><w:t>едно</w:t><w:tab/><w:t>две</w:t><w:br/><w:t>по</w:t>"
            "<w:noBreakHyphen/><w:t>добре</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        )
    )

    assert [block.text for block in read.blocks] == ["едно две\nпо-добре"]


def test_headings_are_known_by_outline_levels_too() -> None:
    styles = (
        f'<w:styles {WORD_NAMESPACES}><w:style w:styleId="Mine"><w:name w:val="mine"/>'
        '<w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style></w:styles>'
    )
    one = '<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>Цел</w:t></w:r></w:p>'
    two = '<w:p><w:pPr><w:pStyle w:val="Mine"/></w:pPr><w:r><w:t>Път</w:t></w:r></w:p>'

    read = document(with_part(word_body(one + two), "word/styles.xml", styles))

    assert [(block.text, block.level) for block in read.blocks] == [("Цел", 2), ("Път", 3)]


def test_numbers_start_anew_below_each_item_and_an_item_can_leave_its_list() -> None:
    numbering = (
        f'<w:numbering {WORD_NAMESPACES}><w:abstractNum w:abstractNumId="1">'
        '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    body = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        f"<w:r><w:t>дума{at}</w:t></w:r></w:p>"
        for at, (number, depth) in enumerate([(7, 0), (7, 1), (7, 1), (7, 0), (7, 1), (0, 0)])
    )

    read = document(with_part(word_body(body), "word/numbering.xml", numbering))

    assert [(block.kind, block.level, block.number) for block in read.blocks] == [
        (BlockKind.LIST_ITEM, 1, 1),
        (BlockKind.LIST_ITEM, 2, 1),
        (BlockKind.LIST_ITEM, 2, 2),
        (BlockKind.LIST_ITEM, 1, 2),
        (BlockKind.LIST_ITEM, 2, 1),
        (BlockKind.PARAGRAPH, 0, 0),
    ]


def test_items_that_were_typed_are_items() -> None:
    def fill(file: WordFile) -> None:
        file.add_paragraph("– първо")
        file.add_paragraph("2) второ")

    read = document(word(fill))

    assert [(block.kind, block.text, block.number) for block in read.blocks] == [
        (BlockKind.LIST_ITEM, "първо", 0),
        (BlockKind.LIST_ITEM, "второ", 2),
    ]


def test_a_text_box_in_a_table_is_read_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>В каре</w:t></w:r></w:p></w:txbxContent>"
    twice = (
        f"<mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    row = f"<w:tr><w:tc><w:p><w:r><w:t>Преди.</w:t></w:r><w:r>{twice}</w:r></w:p></w:tc></w:tr>"

    read = document(word_body(f"<w:tbl>{row}<w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"))

    assert [block.cells for block in read.blocks] == [("Преди.\nВ каре",)]
