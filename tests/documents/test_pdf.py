"""What comes out of a PDF: lines at places become paragraphs with their pages."""

from io import BytesIO

import pytest
from playwright.sync_api import Browser
from pypdf import PdfWriter

from cop.documents.contract import BlockKind, Finding, FindingKind, Place
from cop.documents.refusals import Refusal, RefusedError
from tests.documents.files import block_of, document, found, kinds_and_texts, lines, pdf

LONG = "Общинският център работи с родители, които търсят работа и място в градината."


def locked(data: bytes, to_open: str) -> bytes:
    """Encrypt the file; an empty word opens it for reading."""
    writer = PdfWriter(clone_from=BytesIO(data))
    writer.encrypt(to_open, "only-the-owner", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_lines_are_joined_to_paragraphs_with_their_pages() -> None:
    first = lines([LONG, "Всяка седмица екипът посещава три квартала.", "", LONG, "Така е от две години."])
    second = lines([LONG])

    read = document(pdf([first, second]))

    assert [(block.text, block.place) for block in read.blocks] == [
        (f"{LONG} Всяка седмица екипът посещава три квартала.", Place(1, 1)),
        (f"{LONG} Така е от две години.", Place(1, 2)),
        (LONG, Place(2, 1)),
    ]
    assert (read.format, read.language) == ("pdf", "bg")


def test_a_paragraph_that_goes_on_overleaf_stays_one() -> None:
    first = lines(["Екипът започна с посещения по домовете, защото хората не идваха сами и това"])
    second = lines(["беше единственият начин да бъдат чути от общината.", "", LONG])

    read = document(pdf([first, second]))

    assert [block.place for block in read.blocks] == [Place(1, 1), Place(2, 1)]
    assert read.blocks[0].text.endswith("сами и това беше единственият начин да бъдат чути от общината.")


def test_a_word_broken_at_the_end_of_a_line_is_whole_again() -> None:
    text = ["Програмата е за партньорска подкрепа между жените, а партньорската под-", "крепа е и за най-"]
    more = ["добрите ментори, които работят по социално-икономически проекти с общи-", "ната."]

    read = document(pdf([lines([*text, *more])]))

    assert read.blocks[0].text == (
        "Програмата е за партньорска подкрепа между жените, а партньорската подкрепа е и за най-добрите "
        "ментори, които работят по социално-икономически проекти с общината."
    )


def test_what_every_page_repeats_is_left_out_and_counted() -> None:
    header = (60.0, 810.0, 9.0, "Годишен отчет на сдружението", False)
    pages = [
        [header, *lines([f"{LONG} Част {at}."]), (290.0, 30.0, 9.0, f"стр. {at} от 4", False)]
        for at in range(1, 5)
    ]

    read = document(pdf(pages))

    assert [block.text for block in read.blocks] == [f"{LONG} Част {at}." for at in range(1, 5)]
    assert [each for each in read.findings if each.kind is FindingKind.PAGE_FURNITURE] == [
        Finding(FindingKind.PAGE_FURNITURE, None, count=8)
    ]


def test_larger_and_bold_lines_are_headings() -> None:
    page = [
        (60.0, 780.0, 20.0, "Мобилен екип", False),
        (60.0, 740.0, 14.0, "Резултати", False),
        *lines([LONG], top=715),
        (60.0, 680.0, 11.0, "Какво следва", True),
        *lines([LONG], top=655),
    ]

    read = document(pdf([page]))

    headings = [(block.text, block.level) for block in read.blocks if block.kind is BlockKind.HEADING]
    assert headings == [("Мобилен екип", 1), ("Резултати", 2), ("Какво следва", 0)]
    assert read.title == "Мобилен екип"


def test_bullets_and_numbers_are_list_items() -> None:
    page = [
        *lines([LONG, "", "Предлагаме:"]),
        *lines(
            ["• обучение за родители и за хората, които им помагат всеки ден в града,", "и за съседи;"],
            top=700,
        ),
        *lines(["1. среща", "2. план"], top=660),
    ]

    read = document(pdf([page]))

    assert [(block.text, block.number) for block in read.blocks if block.kind is BlockKind.LIST_ITEM] == [
        ("обучение за родители и за хората, които им помагат всеки ден в града, и за съседи;", 0),
        ("среща", 1),
        ("план", 2),
    ]


def test_a_dash_where_a_line_begins_within_a_sentence_is_no_list() -> None:
    text = [
        "Наставникът, който посещава семейството всяка седмица в продължение на година",
        "– това е сърцето на",
    ]

    read = document(
        pdf(
            [
                lines(
                    [*text, "програмата, а не обучението, което тя също предлага на всички в"],
                ),
                lines(["града."]),
            ]
        )
    )

    assert kinds_and_texts(read) == [
        (
            "paragraph",
            f"{text[0]} {text[1]} програмата, а не обучението, което тя също предлага на всички в града.",
        )
    ]


def test_an_address_broken_at_the_end_of_a_line_is_whole_again() -> None:
    page = lines([f"{LONG[:40]} https://example-center.bg/prakti", "ki/2014?id=7"])

    read = document(pdf([page]))

    assert read.blocks[0].text.endswith("https://example-center.bg/praktiki/2014?id=7")


def test_a_picture_is_reported_with_its_page() -> None:
    read = document(pdf([lines([LONG]), lines(["Фигура 1. Срещата в Русе", "", LONG])], picture_on=2))

    assert [each for each in read.findings if each.kind is FindingKind.PICTURE_LEFT_OUT] == [
        Finding(FindingKind.PICTURE_LEFT_OUT, Place(2, 2), "Фигура 1. Срещата в Русе")
    ]
    assert found(read, FindingKind.MISSING_FIGURE) == []


def test_small_pictures_and_those_on_every_page_are_no_figures() -> None:
    small = pdf([lines([LONG])], picture_on=1).replace(b"/Width 100", b"/Width 30 ")

    assert document(small).findings == ()


def test_a_list_whose_bullets_are_drawn_is_a_list() -> None:
    page = [
        *lines([LONG, "", LONG]),
        *lines(["Първият резултат е видим.", "", "", "Вторият идва по-късно."], top=690, left=90),
        *lines([f"{LONG} Край."], top=610),
    ]

    read = document(pdf([page]))

    assert [block.text for block in read.blocks if block.kind is BlockKind.LIST_ITEM] == [
        "Първият резултат е видим.",
        "Вторият идва по-късно.",
    ]


def test_a_sheet_that_lies_on_its_side_is_read_in_order() -> None:
    page = lines([LONG, "Всяка седмица екипът посещава три квартала."])
    turned = (
        pdf([page])
        .replace(b"1 0 0 1 60 760 Tm", b"0 1 -1 0 60 40 Tm")
        .replace(b"1 0 0 1 60 746 Tm", b"0 1 -1 0 74 40 Tm")
    )

    read = document(turned)

    assert kinds_and_texts(read) == [("paragraph", f"{LONG} Всяка седмица екипът посещава три квартала.")]


def test_no_more_pages_are_read_than_the_longest_text_has() -> None:
    full = [(60.0, 800.0 - at, 1.0, "дума " * 400, False) for at in range(0, 750, 3)]

    read = document(pdf([full, lines([LONG])]))

    assert read.findings[-1].kind is FindingKind.TOO_MANY
    assert LONG not in {block.text for block in read.blocks}


def test_a_script_is_reported() -> None:
    read = document(pdf([lines([LONG])], catalogue="/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"))

    assert found(read, FindingKind.MACRO_IGNORED) == [""]


def test_a_page_that_cannot_be_read_costs_only_itself() -> None:
    good = pdf([lines([LONG]), lines([f"{LONG} Край."])])
    at = good.index(b"stream\nBT")

    read = document(good[:at] + b"stream\n)]" + good[at + 9 :])

    assert [block.place for block in read.blocks] == [Place(2, 1)]


def test_a_file_without_one_readable_page_is_damaged() -> None:
    good = pdf([lines([LONG])])
    at = good.index(b"stream\nBT")

    with pytest.raises(RefusedError) as raised:
        document(good[:at] + b"stream\n)]" + good[at + 9 :])

    assert raised.value.refusal is Refusal.DAMAGED


def test_a_file_locked_only_against_changes_is_read() -> None:
    read = document(locked(pdf([lines([LONG])]), ""))

    assert kinds_and_texts(read) == [("paragraph", LONG)]


def test_a_file_with_a_password_is_refused() -> None:
    with pytest.raises(RefusedError) as raised:
        document(locked(pdf([lines([LONG])]), "тайна"))

    assert raised.value.refusal is Refusal.ENCRYPTED


@pytest.mark.parametrize(("pages", "refusal"), [(501, Refusal.TOO_MANY_PAGES), (3, Refusal.NO_TEXT)])
def test_too_many_pages_and_pages_without_text_are_refused(pages: int, refusal: Refusal) -> None:
    with pytest.raises(RefusedError) as raised:
        document(pdf([[]] * pages))

    assert raised.value.refusal is refusal


@pytest.mark.browser
def test_what_a_browser_prints_is_read(browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.set_content(
        f"<h1>Мобилен екип</h1><h2>Цел</h2><p>{LONG} {LONG}</p><h2>Резултати</h2>"
        f"<ul><li>Първият резултат е видим.</li><li>Вторият идва по-късно.</li></ul><p>{LONG}</p>"
    )

    read = document(page.pdf())
    context.close()

    assert kinds_and_texts(read) == [
        ("heading", "Мобилен екип"),
        ("heading", "Цел"),
        ("paragraph", f"{LONG} {LONG}"),
        ("heading", "Резултати"),
        ("list_item", "Първият резултат е видим."),
        ("list_item", "Вторият идва по-късно."),
        ("paragraph", LONG),
    ]
    assert block_of(read, "Резултати").level == 2
