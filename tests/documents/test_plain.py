"""What comes out of plain text, whatever its encoding and however its lines are broken."""

import pytest

from cop.documents.contract import BlockKind, FindingKind, Place
from cop.documents.refusals import Refusal, RefusedError
from tests.documents.files import document, kinds_and_texts

BULGARIAN = "Екипът посещава семействата у дома и обсъжда с тях какво им е нужно. Това помага."
RUSSIAN = "Команда приходит в семьи и обсуждает с ними, что им нужно. Это помогает всем детям."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r"]
)
@pytest.mark.parametrize("text", [RUSSIAN, RUSSIAN.upper(), BULGARIAN])
def test_cyrillic_is_read_in_every_encoding(text: str, encoding: str) -> None:
    read = document(text.encode(encoding))

    assert kinds_and_texts(read) == [("paragraph", text)]


def test_english_with_the_quotes_of_windows_is_read() -> None:
    read = document(b"The team\x92s \x93open door\x94 \x96 every day.")

    assert kinds_and_texts(read) == [("paragraph", "The team’s “open door” – every day.")]


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 40,
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0",
        "Größe und Wärme für alle Gäste".encode("cp1252"),
        b"<!DOCTYPE html><html><body>x</body></html>",
        b'<?xml version="1.0"?><x/>',
    ],
)
def test_what_is_not_surely_text_is_refused(data: bytes) -> None:
    with pytest.raises(RefusedError) as raised:
        document(data)

    assert raised.value.refusal is Refusal.NOT_A_DOCUMENT


def test_lines_broken_by_an_old_editor_are_joined() -> None:
    first = [
        "Екипът посещава семействата у дома и обсъжда с тях",
        "какво им е нужно, преди да реши как да им помогне",
    ]
    second = ["Следва нов абзац, който също продължава и на", "втория ред."]
    text = "\n".join([*first, "и кога.", "", *second])

    read = document(text.encode())

    assert [block.text for block in read.blocks] == [
        " ".join([*first, "и кога."]),
        " ".join(second),
    ]


def test_a_line_is_a_paragraph_where_lines_are_long() -> None:
    long = f"{BULGARIAN} {BULGARIAN} {BULGARIAN}"

    read = document(f"{long}\nКратък ред.\n{long}".encode())

    assert [block.text for block in read.blocks] == [long, "Кратък ред.", long]


def test_a_short_line_over_a_paragraph_is_a_heading() -> None:
    read = document(f"Мобилен екип\n\nЦел\n\n{BULGARIAN}\n\nФигура 1\n\n{BULGARIAN} Край.".encode())

    assert [block.text for block in read.blocks if block.kind is BlockKind.HEADING] == ["Мобилен екип", "Цел"]


def test_a_numbered_question_is_a_heading_and_a_numbered_list_is_not() -> None:
    text = f"1. Кои сте вие?\n{BULGARIAN}\n2. Какво правите?\n{BULGARIAN}\n3. Стъпки:\n1. среща\n2. план\n"

    read = document(text.encode())

    assert [(block.kind.value, block.number, block.text[:18]) for block in read.blocks] == [
        ("heading", 0, "1. Кои сте вие?"),
        ("paragraph", 0, BULGARIAN[:18]),
        ("heading", 0, "2. Какво правите?"),
        ("paragraph", 0, BULGARIAN[:18]),
        ("list_item", 3, "Стъпки:"),
        ("list_item", 1, "среща"),
        ("list_item", 2, "план"),
    ]


def test_markdown_keeps_its_meaning() -> None:
    text = (
        "# Център\n\n## Цел\nПо-добър **живот** за <https://centre.bg>.\n\n| Дейност | Брой |\n|---|---|\n"
        "| Срещи | 12 |\n\n**Какво следва**\n\n- първо\n* второ\n"
    )

    read = document(text.encode())

    assert [(block.kind.value, block.level, block.text, block.cells) for block in read.blocks] == [
        ("heading", 1, "Център", ()),
        ("heading", 2, "Цел", ()),
        ("paragraph", 0, "По-добър живот за https://centre.bg.", ()),
        ("table_row", 0, "Дейност | Брой", ("Дейност", "Брой")),
        ("table_row", 0, "Срещи | 12", ("Срещи", "12")),
        ("heading", 0, "Какво следва", ()),
        ("list_item", 1, "първо", ()),
        ("list_item", 1, "второ", ()),
    ]


def test_form_feeds_part_pages_and_their_furniture_goes() -> None:
    sheets = [f"Годишен отчет\n\n{BULGARIAN} Част {at}.\n\n{at}" for at in (1, 2, 3)]

    read = document("\f".join(sheets).encode())

    assert [(block.place, block.text) for block in read.blocks] == [
        (Place(at, 1), f"{BULGARIAN} Част {at}.") for at in (1, 2, 3)
    ]
    assert [(each.kind, each.count) for each in read.findings] == [(FindingKind.PAGE_FURNITURE, 6)]


def test_a_banner_that_comes_again_and_again_is_kept_once() -> None:
    banner = "Повече за проекта има на нашия сайт http://centre.bg/"

    read = document(f"{BULGARIAN}\n\n{banner}\n\n{RUSSIAN}\n\n{banner}\n\nЕдно.\n\n{banner}\n\nДве.".encode())

    assert [block.text for block in read.blocks].count(banner) == 1
    assert [each.count for each in read.findings if each.kind is FindingKind.PAGE_FURNITURE] == [2]
