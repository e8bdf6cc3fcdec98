"""Text freed from what typesetting and copying leave in it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop.documents.cleaning import clean, join_lines, words


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("соци\u00adална", "социална"),
        ("при\u200bятел\ufeff", "приятел"),
        ("две\u00a0 думи\u2009и\tоще", "две думи и още"),
        ("ﬁнанси ﬂ ﬃ", "fiнанси fl ffi"),
        ("и\u0306 и \u0306 И\u02d8", "й й Й"),
        ("е\u0308 Е \u00a8", "ё Ё"),
        ("cafe\u0301", "café"),
        ("ред\r\nдруг\rтрети\u2028четвърти", "ред\nдруг\nтрети\nчетвърти"),
        ("  ред \n \n\n друг ", "ред\nдруг"),
        ("\u202eобърнат\u202c", "обърнат"),
        ("звън\x07ец\x00", "звънец"),
        ("половин\ud800", "половин\ufffd"),
        ("по\u2011добре", "по-добре"),
        ("", ""),
    ],
)
def test_clean_leaves_what_was_meant(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text())
def test_clean_text_stays_as_it_is_and_can_be_sent(text: str) -> None:
    once = clean(text)

    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once.encode().decode() == once


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["под-", "крепа"], "подкрепа"),
        (["най-", "добрите"], "най-добрите"),
        (["по-", "добре"], "по-добре"),
        (["социално-", "икономически"], "социално-икономически"),
        (["Стара-", "Загора"], "Стара- Загора"),
        (["под\u00ad", "крепа"], "подкрепа"),
        (["две", "думи"], "две думи"),
        (["2014 -", "2020"], "2014 - 2020"),
        (["https://a.bg/x?", "id=7"], "https://a.bg/x?id=7"),
        (["https://a.bg/", "Текст"], "https://a.bg/ Текст"),
        (["", "дума", ""], "дума"),
    ],
)
def test_join_lines_makes_broken_words_whole(lines: list[str], joined: str) -> None:
    known = words(["Социално-икономически и подкрепа"])

    assert join_lines(lines, known) == joined
