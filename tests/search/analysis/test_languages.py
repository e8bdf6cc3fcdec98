"""Which languages a word may be in, and terms in those that Snowball knows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop.search.analysis import analyse, is_stop_word, query_languages
from cop.search.contract import CONCEPT, EXACT, SKELETON

ANY_TEXT = st.text(alphabet=st.characters(), max_size=120)


@pytest.mark.parametrize(
    ("word", "reader_language", "languages"),
    [
        ("практика", "bg", ("bg", "ru")),
        ("практика", "ru", ("ru", "bg")),
        ("практика", "en", ("bg", "ru")),
        ("выбор", "bg", ("ru",)),
        ("ещё", "bg", ("ru",)),
        ("семьи", "bg", ("ru",)),
        ("съвет", "ru", ("bg",)),
        ("объект", "ru", ("ru", "bg")),
        ("ѝ", "ru", ("bg",)),
        ("дітей", "bg", ()),
        ("praktika", "bg", ("en",)),
        ("2019", "bg", ()),
    ],
)
def test_query_languages_follow_decisive_letters_then_the_reader(
    word: str, reader_language: str, languages: tuple[str, ...]
) -> None:
    assert query_languages(word, reader_language) == languages


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("ru", "ребёнком ребенком"),
        ("ru", "услуга услуги услугами услугах"),
        ("ru", "практика практики практику"),
        ("en", "service services"),
        ("en", "mentoring mentored mentor"),
        ("de", "Kindern Kinder"),
        ("it", "bambini bambino"),
        ("lt", "vaikas vaikai vaiko"),
        ("fr", "practices practice"),  # unknown to us: as English
    ],
)
def test_forms_of_a_word_give_one_term(language: str, forms: str) -> None:
    assert len(set(analyse(forms, language))) == 1


def test_stop_words_are_of_their_language() -> None:
    asked = [("на", "bg"), ("на", "ru"), ("что", "ru"), ("the", "en"), ("деца", "bg"), ("the", "fr")]

    assert [is_stop_word(word, language) for word, language in asked] == [True, True, True, True, False, True]


@pytest.mark.parametrize("language", ["bg", "ru", "en", "de", "it", "lt", "xx", EXACT])
@given(text=ANY_TEXT)
def test_every_word_of_any_text_gives_one_term(language: str, text: str) -> None:
    terms = analyse(text, language)

    assert len(terms) == len(analyse(text, EXACT))
    assert all(terms)


@given(ANY_TEXT)
def test_any_text_has_a_skeleton(text: str) -> None:
    assert all(analyse(text, SKELETON))


def test_concept_slugs_are_taken_as_they_stand() -> None:
    assert analyse("children-at-risk", CONCEPT) == ["children-at-risk"]
