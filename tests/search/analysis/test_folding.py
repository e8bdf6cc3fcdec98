"""One spelling for a word, and where it stands."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop.search.analysis import fold, tokens

ANY_TEXT = st.text(alphabet=st.characters(), max_size=120)


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("ДЕТЕ", "дете"),
        ("ёлка", "елка"),
        ("е\u0308лка", "елка"),
        ("ѝ", "и"),
        ("и\u0300", "и"),
        ("й", "й"),
        ("и\u0306", "й"),
        ("и\u00ad\u0306", "й"),
        ("здра\u0301ве", "здраве"),
        ("соци\u00adален", "социален"),
        ("ра\u200bбота", "работа"),
        ("cоциален", "социален"),  # the first letter is Latin
        ("children’s", "children"),
        ("CHILDREN'S", "children"),
        ("Straße", "strasse"),
        ("ﬁnance", "finance"),
        ("café", "café"),
        ("2019", "2019"),
        ("İzmir", "izmir"),
    ],
)
def test_fold_gives_one_spelling(word: str, folded: str) -> None:
    assert fold(word) == folded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Деца, млади\u00adте и „хора“!", ["деца", "младите", "и", "хора"]),
        ("онлайн-обучение", ["онлайн", "обучение"]),
        ("children's rights don’t end", ["children", "rights", "don", "end"]),
        ("l'integrazione", ["l", "integrazione"]),
        ("COVID-19 / 3.5 %", ["covid", "19", "3", "5"]),
        ("snake_case", ["snake", "case"]),
        ("", []),
        (" - „ “ … ", []),
    ],
)
def test_tokens_are_the_words(text: str, words: list[str]) -> None:
    assert [word for word, _, _ in tokens(text)] == words


def test_tokens_stand_in_the_text_as_it_was_given() -> None:
    text = "Соци\u00adална здра\u0301ва е\u0308лка"

    pieces = [text[start:end] for _, start, end in tokens(text)]

    assert pieces == ["Соци\u00adална", "здра\u0301ва", "е\u0308лка"]


def test_composed_and_decomposed_texts_have_the_same_words() -> None:
    text = "Ёлка, ѝ, йога, Čiurlionis, Größe"

    composed = [word for word, _, _ in tokens(unicodedata.normalize("NFC", text))]
    decomposed = [word for word, _, _ in tokens(unicodedata.normalize("NFD", text))]

    assert composed == decomposed


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    words = [word for word, _, _ in tokens(text)]

    assert [fold(word) for word in words] == words


@given(ANY_TEXT)
def test_tokens_never_overlap(text: str) -> None:
    places = [(start, end) for _, start, end in tokens(text)]

    assert all(start < end for start, end in places)
    assert all(before[1] <= after[0] for before, after in pairwise(places))


def test_text_without_blanks_is_taken_in_bounded_pieces() -> None:
    longest = max(end - start for _, start, end in tokens("щ" * 1_000_000))

    assert longest == 64
