"""What the import report says of a text."""

import pytest

from cop.documents.contract import Finding, FindingKind, Place
from cop.documents.inspection import broken_words
from cop.documents.links import dead_looking
from tests.documents.files import document, found

SENTENCE = "Екипът посещава семействата у дома и обсъжда с тях какво им е нужно."


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("Взаимна под- крепа за всички", ["под- крепа"]),
        ("от двадесет- и повече години", []),
        ("социално-икономически и по-добре", []),
        ("CQI- Continuous Quality", []),
        ("нашият у с п е х е общ", ["у с п е х е"]),
        ("деца и с родители", []),
        ("соци\ufffdлна работа", ["соци\ufffdлна"]),
        ("соци?лна работа", ["соци?лна"]),
        ("Защо? Защото https://a.bg/watch?v=1", []),
        ("????? ?????", ["?????", "?????"]),
        ("cоциална работа", ["cоциална"]),
        ("COVIDът и IT-екипът", []),
        ("Ð¡Ð¾Ñ†Ð¸ работа", ["Ð¡Ð¾Ñ†Ð¸"]),
        ("сцлнтк работа", ["сцлнтк"]),
        ("Първ опит с вкл. и др. в гр. Русе", []),
    ],
)
def test_broken_words_are_those_that_nobody_wrote(text: str, broken: list[str]) -> None:
    assert list(broken_words(text)) == broken


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("Вижте https://centre.bg/otchet.", []),
        ("Вижте www.centre.bg (2014) и http://xn--e1afmkfd.xn--p1ai/", []),
        ("Вижте https://фонд.рф/дети", []),
        ("http:// www.centre.bg", ["http:// www.centre.bg"]),
        ("https:/centre.bg", ["https:/centre.bg"]),
        ("http://localhost:8000/x", ["http://localhost:8000/x"]),
        ("http://192.168.1.5/x и http://8.8.8.8/", ["http://192.168.1.5/x"]),
        ("http://centre/otchet", ["http://centre/otchet"]),
        ("https://centre.bg/mnogo-dal…", ["https://centre.bg/mnogo-dal…"]),
        ("https://centre.bg/mnogo...", ["https://centre.bg/mnogo..."]),
        ("https://example.com/", ["https://example.com/"]),
        ("Изтеглете [отчета](#).", ["[отчета](#)"]),
        ("Запись доступна по ссылке.", ["по ссылке"]),
        ("Запись доступна по ссылке https://fond.ru/1", []),
        ("Выступление (ссылка на запись)", ["(ссылка на запись)"]),
        ("Please click here.", ["click here"]),
    ],
)
def test_links_that_lead_nowhere_are_told(text: str, dead: list[str]) -> None:
    assert list(dead_looking(text)) == dead


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        (f"{SENTENCE}\n\nФигура 1: Рамка", ["Фигура 1: Рамка"]),
        (f"{SENTENCE}\n\nФиг. 2 Рамка", ["Фиг. 2 Рамка"]),
        (f"{SENTENCE}\n\nРис. 3. Рамка", ["Рис. 3. Рамка"]),
        (f"{SENTENCE}\n\nFigure 4. Frame", ["Figure 4. Frame"]),
        (f"{SENTENCE} [снимка на екипа]", ["[снимка на екипа]"]),
        (f"{SENTENCE} ![екип](image1.png)", ["![екип](image1.png)"]),
        (f"{SENTENCE} Както показва Фигура 1, така е.", []),
    ],
)
def test_captions_and_placeholders_without_pictures_are_told(text: str, quotes: list[str]) -> None:
    assert found(document(text.encode()), FindingKind.MISSING_FIGURE) == quotes


def test_a_paragraph_that_begins_in_the_middle_is_told() -> None:
    read = document(
        f"{SENTENCE}\n\nспешната програма е тази, която се променя с времето и с хората.".encode()
    )

    assert read.findings == (
        Finding(
            FindingKind.BROKEN_SENTENCE,
            Place(None, 2),
            "спешната програма е тази, която се променя с времето и с хората.",
        ),
    )


def test_a_second_language_is_told_with_its_place() -> None:
    english = "The content is the responsibility of the authors and it does not reflect the views of others."

    read = document(f"{SENTENCE}\n\n{SENTENCE} И пак.\n\n{english}".encode())

    assert read.findings == (
        Finding(FindingKind.MIXED_LANGUAGES, Place(None, 3), english, languages=("bg", "en")),
    )


def test_many_findings_of_a_kind_are_counted_and_long_quotes_cut() -> None:
    text = "\n\n".join(f"{SENTENCE} https://centre/{at}/{'x' * 300}" for at in range(130))

    read = document(text.encode())

    assert len(read.findings) == 101
    assert read.findings[100] == Finding(FindingKind.DEAD_LOOKING_LINK, None, count=30)
    assert len(read.findings[0].quote) == 160


def test_a_text_that_is_too_long_is_cut_and_told() -> None:
    paragraph = f"{SENTENCE} " * 10

    read = document("\n\n".join(f"{at}{paragraph}" for at in range(700)).encode())

    assert sum(len(block.text) for block in read.blocks) == 400_000
    assert [each.place for each in read.findings if each.kind is FindingKind.TOO_MANY] == [
        read.blocks[-1].place
    ]
