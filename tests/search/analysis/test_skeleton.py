"""Cyrillic words and their Latin typing meet."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cop.search.analysis import analyse, first_letters, in_cyrillic, skeletons
from cop.search.contract import SKELETON


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("praktika", "практика"),
        ("praktika", "практиките"),
        ("praktiki", "практиката"),
        ("uslugi", "услуги"),
        ("deca", "деца"),
        ("detsa", "деца"),
        ("decata", "деца"),
        ("mladezhi", "младежи"),
        ("mladeji", "младежи"),
        ("jeni", "жените"),
        ("syvet", "съвет"),
        ("savet", "съвет"),
        ("organizaciq", "организации"),
        ("organizatsiya", "организацията"),
        ("organizacija", "организация"),
        ("pomo6t", "помощ"),
        ("pomosht", "помощ"),
        ("u4ilishte", "училището"),
        ("uchilishta", "училище"),
        ("kvartira", "квартиры"),
        ("obuchenie", "обучението"),
        ("xora", "хора"),
        ("horata", "хора"),
        ("wnimanie", "внимание"),
        ("semya", "семья"),
        ("vybor", "выбор"),
        ("group", "група"),
    ],
)
def test_latin_typing_meets_the_cyrillic_word(typed: str, word: str) -> None:
    assert set(analyse(word, SKELETON)) & set(skeletons(typed))


def test_latin_words_are_not_indexed_by_sound() -> None:
    assert analyse("Good практика since 2019", SKELETON) == ["praktik"]


@given(st.text("абвгдежзийклмнопрстуфхцчшщъьюяыэіїєґјўѣѫ", min_size=1, max_size=6))
def test_word_begins_with_a_letter_of_its_first_sound(word: str) -> None:
    assume(word[0] != "ь")  # no word does

    begun = [word[0] in first_letters(key[0]) for key in skeletons(word) if key]

    assert all(begun)


@pytest.mark.parametrize(
    ("sound", "letters"), [("c", "тц"), ("q", "тцч"), ("h", "кх"), ("p", "п"), ("9", "9")]
)
def test_sound_tells_the_letters_that_may_begin_a_word(sound: str, letters: str) -> None:
    assert "".join(sorted(first_letters(sound))) == letters


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("praktika", ("практика",)),
        ("deca", ("деца",)),
        ("mladej", ("младеж", "младей")),
        ("pyt", ("път",)),
        ("grija", ("грижа",)),
        ("pomo6t", ("помощ",)),
        ("ekvilibrium", ("еквилибриум",)),
        ("žena", ()),
        ("b2b", ()),
    ],
)
def test_latin_typing_is_read_as_words_of_the_dictionary(typed: str, readings: tuple[str, ...]) -> None:
    assert in_cyrillic(typed) == readings


def test_few_different_words_share_a_key() -> None:
    text = """Социалната подкрепа има много приложения и ползи за жените мигранти. Този модул предоставя
    информация как да се планират успешни дейности за подпомагане в рамките на общността, разработване
    на стратегии за справяне, научаване на техники за изпълнение на различни дейности и разбиране."""
    keys: dict[str, set[str]] = {}
    for key, term in zip(analyse(text, SKELETON), analyse(text, "bg"), strict=True):
        keys.setdefault(key, set()).add(term)

    shared = sum(map(len, keys.values())) / len(keys)

    assert shared < 1.05
