"""Which language a text is in; nothing rather than the wrong one."""

import pytest

from cop.documents.languages import guess, has_script_of, shares


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Екипът посещава семействата и обсъжда с тях какво им е нужно.", "bg"),
        ("Помощ и подкрепа, но и ангажиране на семействата в целия процес;", ""),
        ("Много строго за всички", ""),
        ("Родителите да останат с децата си.", "bg"),
        ("Команда приходит в семьи и обсуждает с ними, что им нужно.", "ru"),
        ("Объект для детей", ""),
        ("Объект был открыт", "ru"),
        ("Как собирать обратную связь от благополучателей и вовлечь их", "ru"),
        ("The team visits families at home and asks what they need.", "en"),
        ("Das Team besucht die Familien zu Hause und fragt nach.", ""),
        ("Команда приходить у сім'ї та обговорює з ними потреби.", ""),
        ("Екипа посетува семејства и разговара со нив што им треба.", ""),
        ("Цел", ""),
        ("WIT COP", ""),
        ("2014 – 2020", ""),
        ("", ""),
    ],
)
def test_guess_is_right_or_unsure(text: str, language: str) -> None:
    assert guess(text) == language


def test_shares_count_characters_and_leave_out_unsure_ones() -> None:
    assert shares([("bg", "дълъг текст"), ("", "нещо неясно и дълго"), ("en", "short")]) == [
        ("bg", 11),
        ("en", 5),
    ]


@pytest.mark.parametrize(
    ("text", "language", "has_it"),
    [
        ("Мобилен екип", "bg", True),
        ("Mobile team", "bg", False),
        ("Mobile team", "en", True),
        ("Mobile", "", True),
    ],
)
def test_script_is_that_of_the_language(text: str, language: str, has_it: bool) -> None:
    assert has_script_of(text, language) == has_it
