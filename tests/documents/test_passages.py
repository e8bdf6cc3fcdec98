"""Which passages are proposed for which field."""

from time import thread_time

import pytest
from docx.document import Document as WordFile

from cop.core.markdown import render
from cop.documents.contract import Block, BlockKind, Place
from cop.documents.markup import escape, markdown
from cop.documents.matching import Matcher, stems
from cop.documents.passages import Passage, Target, propose, unplaced
from tests.documents.files import document, word

TARGETS = (
    Target("title", {}),
    Target("strapline", {}),
    Target("problem", {"bg": ["Проблем", "Защо започнахте"], "ru": ["Проблема"], "en": ["Problem"]}),
    Target("aim", {"bg": ["Цел", "Какво искахте да постигнете"], "ru": ["Цели"], "en": ["Aim"]}),
    Target("results", {"bg": ["Основни резултати и въздействие"], "ru": ["Результаты"], "en": ["Results"]}),
    Target(
        "user_feedback",
        {
            "bg": ["Обратна връзка от потребителите", "Какво казват хората за услугата"],
            "ru": ["Обратная связь от благополучателей"],
            "en": ["Feedback of the users"],
        },
    ),
)
LONG = "Екипът посещава семействата у дома и обсъжда с тях какво им е нужно, преди да реши."


def proposed(text: str) -> list[tuple[str, str]]:
    read = document(text.encode())
    return [(each.target, each.text) for each in propose(read, TARGETS)]


def test_text_under_a_heading_belongs_to_its_field_until_the_next_heading() -> None:
    def fill(file: WordFile) -> None:
        file.add_heading("Мобилен екип", 0)
        file.add_paragraph("Подкрепа там, където живеят хората")
        file.add_heading("1. Цели на работата", 1)
        file.add_paragraph(LONG)
        file.add_paragraph("Предлагаме:")
        file.add_paragraph("срещи", style="List Bullet")
        file.add_paragraph("план", style="List Bullet")
        file.add_heading("Контакти", 1)
        file.add_paragraph("Улица „Първа“ 1")
        file.add_heading("Резултати", 1)
        file.add_paragraph("Две години без раздяла.")

    read = document(word(fill))

    assert propose(read, TARGETS) == [
        Passage("title", "Мобилен екип", Place(None, 1), "", "", 0.9),
        Passage("strapline", "Подкрепа там, където живеят хората", Place(None, 2), "bg", "", 0.4),
        Passage(
            "aim",
            f"{LONG}\n\nПредлагаме:\n\n- срещи\n- план",
            Place(None, 4),
            "bg",
            "1. Цели на работата",
            0.8,
        ),
        Passage("results", "Две години без раздяла.", Place(None, 11), "", "Резултати", 0.5),
    ]
    assert [(each.heading, each.text) for each in unplaced(read, TARGETS)] == [
        ("Контакти", "Улица „Първа“ 1")
    ]


def test_no_text_is_lost_between_what_is_proposed_and_the_rest() -> None:
    text = (
        f"{LONG}\n\nЦел: да помогнем.\n\n{LONG} Още.\n\n4. Кой плаща?\n\nНикой.\n\nРезултати\n\n{LONG} И пак."
    )
    read = document(text.encode())

    shown = [*propose(read, TARGETS), *unplaced(read, TARGETS)]

    everything = " ".join(f"{each.heading} {each.text}" for each in shown)
    lost = [
        word
        for word in " ".join(block.text for block in read.blocks).split()
        if word.strip(":") not in everything
    ]
    assert lost == []


@pytest.mark.parametrize(
    ("text", "field", "passage"),
    [
        (f"Цел: {LONG}", "aim", LONG),
        (f"Aim – {LONG}", "aim", LONG),
        (f"2. Защо започнахте? {LONG}", "problem", LONG),
        (f"Защо започнахте?\n\n{LONG}", "problem", LONG),
        (f"**Какво казват хората**\n\n{LONG}", "user_feedback", LONG),
        (f"Опишете какво искахте да постигнете.\n\n{LONG}", "aim", LONG),
        (f"Обратная связь благополучателей:\n\n{LONG}", "user_feedback", LONG),
        (f"## The main results\n\n{LONG}", "results", LONG),
        (f"| Цел | {LONG} |\n|---|---|", "aim", LONG),
    ],
)
def test_a_field_is_known_by_many_kinds_of_headings(text: str, field: str, passage: str) -> None:
    assert proposed(text) == [(field, passage)]


def test_what_only_looks_like_a_heading_stays_in_its_passage() -> None:
    text = f"Защо започнахте?\n\nЗащото има нужда\n\n{LONG}\n\nКакво следва?\n\n{LONG} Край."

    assert proposed(text) == [
        ("problem", f"### Защото има нужда\n\n{LONG}\n\n### Какво следва?\n\n{LONG} Край.")
    ]


def test_a_numbered_question_that_no_field_asks_ends_the_passage_before_it() -> None:
    text = f"1. Защо започнахте?\n\n{LONG}\n\n2. Имате ли кола?\n\nДа, имаме една."

    assert proposed(text) == [("problem", LONG)]


def test_a_question_of_an_automatic_list_is_a_heading() -> None:
    def fill(file: WordFile) -> None:
        for question in ("Защо започнахте?", "Имате ли кола?"):
            file.add_paragraph(question, style="List Number")
        file.add_paragraph(LONG)

    read = document(word(fill))

    assert [(each.target, each.heading) for each in unplaced(read, TARGETS)] == [("", "Имате ли кола?")]


def test_a_request_behind_a_question_belongs_to_the_question() -> None:
    asked = "Какво казват хората за услугата? Моля, изберете три думи от листа, който получихте тук днес."
    read = document(f"{asked}\n\n{LONG}".encode())

    assert [(each.heading, each.text) for each in propose(read, TARGETS)] == [(asked, LONG)]


def test_the_table_of_a_report_is_not_taken_for_a_form() -> None:
    text = f"## Резултати\n\n{LONG}\n\n| Дейност | Брой |\n|---|---|\n| Срещи | 12 |"

    assert proposed(text) == [("results", f"{LONG}\n\n| Дейност | Брой |\n| --- | --- |\n| Срещи | 12 |")]


def test_a_heading_without_text_is_no_passage() -> None:
    assert proposed("# Цел\n\n# Резултати") == []


@pytest.mark.parametrize(
    "run", [f"Цел? {LONG} Защо?\n\n", "Цел: а\n\n", "# Цел\n\n", "Цел резултати ", "- а - "]
)
def test_proposing_for_the_longest_file_takes_little_time(run: str) -> None:
    read = document((run * 400_000)[:300_000].encode())
    many = [Target(f"field{at}", {"bg": [f"Цел номер {at}", f"Защо {at} пъти"]}) for at in range(30)]

    started = thread_time()
    propose(read, many)

    assert thread_time() - started < 4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Целите на проекта", "цел, проекти"),
        ("Резултатите", "резултат"),
        ("Дейностите", "Дейност"),
        ("Действията", "действия"),
        ("Цели и результаты", "цель, результат"),
        ("Деятельность проекта", "деятельности проектов"),
        ("The results", "result"),
        ("Резултата от дейността", "резултатът, дейност"),
        ("Ещё семья", "еще семьи"),
    ],
)
def test_endings_make_no_difference(one: str, other: str) -> None:
    assert stems(one) == stems(other)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("1. Опишете КАК се приемат вашите успехи? Моля, дайте примери от практиката.", "community"),
        ("Как се приемат вашите успехи и обратната връзка от целевата група", "community"),
        ("Обратна връзка от целевата група", "feedback"),
    ],
)
def test_heading_that_begins_with_a_fields_name_is_that_fields_whatever_follows(
    text: str, field: str
) -> None:
    matcher = Matcher(
        {
            "community": ["Как се приемат вашите успехи", "Опишете как се приемат"],
            "feedback": ["Обратна връзка от целевата група", "Обратна връзка"],
        }
    )

    match = matcher.best(text.removeprefix("1. "))

    assert match is not None
    assert match.key == field


def test_words_that_many_fields_share_decide_little() -> None:
    matcher = Matcher({"a": ["успехи и ресурси"], "b": ["успехи и хора"], "c": ["успехи и време"]})

    best = matcher.best("Кои хора стоят зад вашите успехи")

    assert best is not None
    assert best.key == "b"
    assert matcher.best("нищо общо") is None


@pytest.mark.parametrize(
    "text",
    [
        "# не е заглавие",
        "1. не е списък",
        "1986) не е списък",
        "- не е списък",
        "> не е цитат",
        "звезди * тук * и **там**",
        "_не е наклонено_ и `не е код` и snake_case",
        "C:\\път",
        "първи ред\n- втори ред",
        "https://centre.bg/a_b_c*d",
    ],
)
def test_text_shown_as_markdown_is_the_text(text: str) -> None:
    shown = render(escape(text)).striptags()

    assert shown == " ".join(text.split())


def test_lists_and_tables_become_those_of_markdown() -> None:
    def block(
        kind: BlockKind, text: str, level: int = 0, number: int = 0, cells: tuple[str, ...] = ()
    ) -> Block:
        return Block(kind, text, Place(None, 1), level, number, cells)

    text = markdown(
        [
            block(BlockKind.PARAGRAPH, "едно\nдве"),
            block(BlockKind.LIST_ITEM, "първо", 1, 1),
            block(BlockKind.LIST_ITEM, "вътре", 2),
            block(BlockKind.TABLE_ROW, "", cells=("а|б", "в")),
            block(BlockKind.TABLE_ROW, "", cells=("г",)),
            block(BlockKind.HEADING, "Отдолу", 2),
        ]
    )

    assert text == (
        "едно  \nдве\n\n1. първо\n    - вътре\n\n| а\\|б | в |\n| --- | --- |\n| г |  |\n\n### Отдолу"
    )
