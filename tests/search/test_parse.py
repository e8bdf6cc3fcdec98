"""What is asked for when a reader types something."""

from time import thread_time
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop.search.analysis import analyse
from cop.search.contract import CONCEPT, EXACT, SKELETON, Clause, Label, Phrase, Prefix, Term
from cop.search.parse import MOST_ALTERNATIVES, MOST_CLAUSES, ParsedQuery, Reason, parse
from cop.search.thesaurus import Thesaurus

THESAURUS: Final = Thesaurus(
    [
        Label("children", "bg", "деца", "label"),
        Label("children", "ru", "дети", "label"),
        Label("children", "en", "children", "label"),
        Label("children-at-risk", "bg", "деца в риск", "label"),
        Label("children-at-risk", "en", "children at risk", "label"),
        Label("institution", "ru", "психоневрологический интернат", "label"),
        Label("institution", "ru", "ПНИ", "abbreviation"),
        Label("institution", "bg", "дом за възрастни хора с психични заболявания", "label"),
    ]
)


def parsed(text: str, reader_language: str = "bg") -> ParsedQuery:
    return parse(text, reader_language, THESAURUS)


def answers(clause: Clause, text: str, language: str) -> bool:
    """Whether a text alone, without its concepts, answers a clause."""
    spaces = {space: analyse(text, space) for space in (EXACT, SKELETON, language)}
    return any(
        isinstance(each, Term) and each.text in spaces.get(each.space, ()) for each in clause.alternatives
    )


TEXTS: Final = (
    ("Добра практика за деца.", "bg"),
    ("Практиките на детето", "bg"),
    ("За практиката с децата", "bg"),
    ("Хорошие практики", "ru"),
    ("Good practice", "en"),
    ("Практикант в детски дом", "bg"),
)


def numbers_found(query: str, reader_language: str = "bg") -> list[int]:
    clauses = parsed(query, reader_language).clauses
    return [
        number
        for number, (text, language) in enumerate(TEXTS)
        if all(answers(clause, text, language) for clause in clauses)
    ]


@pytest.mark.parametrize("reader_language", ["bg", "ru", "en"])
@pytest.mark.parametrize("query", ["praktika", "практика", "практиката", "практики", "Praktiki"])
def test_practice_in_any_form_and_typing_finds_the_same_texts(query: str, reader_language: str) -> None:
    assert numbers_found(query, reader_language) == [0, 1, 2, 3]


@pytest.mark.parametrize("query", ["деца", "дете", "децата", "deca", "detsa", "decata"])
def test_child_in_any_form_and_typing_finds_the_same_texts(query: str) -> None:
    assert numbers_found(query) == [0, 1, 2]


def test_cyrillic_word_is_asked_for_in_both_languages_the_readers_first() -> None:
    query = parsed("практики", "ru")

    assert query.clauses == (
        Clause((Term(EXACT, "практики", 2.0), Term("ru", "практик", 1.0), Term("bg", "практик", 0.8))),
    )


def test_latin_word_is_asked_for_as_english_and_as_typing() -> None:
    query = parsed("uslugi", "en")

    assert query.clauses[0].alternatives == (
        Term(EXACT, "uslugi", 2.0),
        Term("en", "uslugi", 1.0),
        Term("bg", "услуг", 0.5),
        Term("ru", "услуг", 0.5),
        Term(SKELETON, "uslug", 0.3),
    )
    assert query.explain(Term("bg", "услуг", 0.5)) == Reason("typing", "uslugi", "услуги")


def test_abbreviation_leads_to_its_concept_and_its_names() -> None:
    query = parsed("ПНИ", "ru")

    concept = Term(CONCEPT, "institution", 0.8)
    name = Phrase("ru", ("психоневрологическ", "интернат"), 0.6)
    assert concept in query.clauses[0].alternatives
    assert query.explain(concept) == Reason("concept", "ПНИ", "психоневрологический интернат", "institution")
    assert query.explain(name) == Reason("concept", "ПНИ", "психоневрологический интернат", "institution")


def test_every_word_of_a_name_may_be_answered_by_its_concept() -> None:
    query = parsed("деца в риск")

    concept = Term(CONCEPT, "children-at-risk", 0.8)
    assert query.typed == ("деца", "риск")
    assert [concept in clause.alternatives for clause in query.clauses] == [True, True]
    assert query.explain(concept) == Reason("concept", "деца в риск", "деца в риск", "children-at-risk")


@pytest.mark.parametrize(
    "text", ['"Добра практика"', "„Добра практика“", "«Добра практика»", "“Добра практика”"]
)
def test_quoted_words_are_asked_for_as_they_stand(text: str) -> None:
    query = parsed(text)

    assert query.clauses == (Clause((Phrase(EXACT, ("добра", "практика"), 2.0),)),)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ('"добра практика', ("добра", "практика")),
        ("добра „практика", ("добра", "практика")),
        ('""', ()),
        ("- -- * | или", ()),
        ("деца/младежи", ("деца", "младежи")),
        ("онлайн-обучение", ("онлайн-обучение",)),
        ("деца и младежи", ("деца", "младежи")),
        ("и на", ("и", "на")),
        ("deca v riska", ("deca", "riska")),
        ("мама или татко", ("мама татко",)),
        ("мама OR тате OR аз дом", ("мама тате аз", "дом")),
        ("или мама", ("мама",)),
        ("мама или", ("мама",)),
        ("добра\x00практика\u202e", ("добра", "практика")),
        ("\ud800деца", ("деца",)),
        ("", ()),
    ],
)
def test_clauses_follow_what_was_typed(text: str, typed: tuple[str, ...]) -> None:
    query = parsed(text)

    assert query.typed == typed


def test_minus_takes_away_the_word_in_its_forms() -> None:
    query = parsed('практика -деца -"добра воля"')

    assert query.typed == ("практика",)
    assert query.excluded == (
        Clause((Term(EXACT, "деца", 2.0), Term("bg", "дет"), Term("ru", "дец", 0.8), Term("ru", "дет", 0.8))),
        Clause((Phrase(EXACT, ("добра", "воля"), 2.0),)),
    )


def test_star_asks_for_the_beginning_of_a_word() -> None:
    assert parsed("прак*").clauses == (Clause((Prefix(EXACT, "прак"),)),)
    assert parsed("prak*").clauses == (Clause((Prefix(EXACT, "prak"), Prefix(SKELETON, "prak", 0.3))),)
    assert parsed("п*").clauses[0].alternatives[0] == Term(EXACT, "п", 2.0)


def test_hyphenated_words_must_stand_together() -> None:
    query = parsed("арт-терапия")

    assert query.clauses[0].alternatives[:2] == (
        Phrase(EXACT, ("арт", "терапия"), 2.0),
        Phrase("bg", ("арт", "терап")),
    )


def test_plain_words_know_where_they_stand() -> None:
    query = parsed('  добра   практика "за нас" дет*')

    assert [(word.text, word.start) for word in query.words] == [("добра", 0), ("практика", 6)]
    assert query.text == 'добра практика "за нас" дет*'


@pytest.mark.parametrize(
    ("text", "was_cut"), [("дума " * 12, False), ("думи " * 13, True), ("щ" * 400, False), ("щ" * 401, True)]
)
def test_too_much_text_is_cut_and_said_so(text: str, was_cut: bool) -> None:
    query = parsed(text)

    assert query.was_cut == was_cut
    assert len(query.clauses) <= MOST_CLAUSES


def test_text_is_cut_between_words() -> None:
    query = parsed("дума " * 100)

    assert query.text == " ".join(["дума"] * 80)


PIECES: Final = st.one_of(
    st.text(alphabet=st.characters(), max_size=30),
    st.sampled_from(
        ['"', "„", "-", "*", " ", "OR", "или", "деца", "deca", "ПНИ", "в риск", "\x00", "\u202e", '-"', "a-b"]
    ),
)


@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["bg", "ru", "en", "xx"]))
def test_any_text_gives_a_bounded_query_that_explains_itself(text: str, reader_language: str) -> None:
    query = parse(text, reader_language, THESAURUS)

    clauses = (*query.clauses, *query.excluded)
    assert len(query.clauses) == len(query.typed) <= MOST_CLAUSES
    assert all(1 <= len(clause.alternatives) <= MOST_ALTERNATIVES for clause in clauses)
    assert all(query.explain(each).typed for clause in query.clauses for each in clause.alternatives)
    assert all(query.text[word.start :].startswith(word.text) for word in query.words)


@pytest.mark.parametrize("unit", ["дума ", '"', "-", "щ", "a-", " ", "\u0301", "или ", '-"a" '])
def test_a_million_characters_take_no_time(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))

    begun = thread_time()
    parsed(text)
    seconds = thread_time() - begun

    assert seconds < 0.5  # some 1 ms; the limit allows for a busy machine
