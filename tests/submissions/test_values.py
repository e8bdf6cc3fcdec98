"""Values of answers: one shape a widget, a clear sentence where something does not fit."""

from typing import Any

import pytest

from cop.core.errors import InvalidError
from cop.core.permissions import SYSTEM
from cop.submissions.values import from_words, is_empty, joined, normal, shown, words_in
from cop.vocabulary import operations as vocabulary
from tests.catalogue.records import concept
from tests.submissions.notes import QUESTIONS

Q = {question.key: question for question in QUESTIONS}


@pytest.fixture(autouse=True)
def _concepts(db_session: Any) -> None:
    carers, country = concept("carers", en="Carers", bg="Грижещи се"), concept("bg", "country", en="Bulgaria")
    vocabulary.put([carers, country], actor=SYSTEM)
    db_session.commit()


@pytest.mark.parametrize(
    ("key", "given", "kept"),
    [
        ("title", "  A \n title ", "A title"),
        ("need", "One.\r\n\r\nTwo.\x00 ", "One.\n\nTwo."),
        ("began", "", ""),
        ("began", "2013", "2013"),
        ("began", "2013-9", "2013-09"),
        ("began", "09.2013", "2013-09"),
        ("staff", "", None),
        ("staff", "1 200", 1200),
        ("staff", 0, 0),
        ("running", "yes", True),
        ("running", "no", False),
        ("running", "", None),
        ("manner", "talk", "talk"),
        ("manner", "", ""),
        ("topics", ["carers", "carers"], ["carers"]),
        ("links", [" https://a.example ", ""], ["https://a.example"]),
        (
            "figures",
            [
                {"stated": " 12 ", "unit": "people", "by": "us"},
                {"stated": "", "unit": "", "by": "us"},
                {"unit": "x"},
            ],
            [{"stated": "12", "unit": "people", "by": "us"}, {"stated": "", "unit": "x", "by": ""}],
        ),
    ],
)
def test_value_is_kept_in_its_shape(key: str, given: Any, kept: Any) -> None:
    assert normal(Q[key], given) == kept


@pytest.mark.parametrize(
    ("key", "given", "message"),
    [
        (
            "title",
            "x" * 301,
            "This is 1 character too long. Nothing is lost: shorten it and save again.",
        ),
        (
            "need",
            "ж" * 50_002,
            "This is 2 characters too long. Nothing is lost: shorten it and save again.",
        ),
        ("need", ["x"], "This answer cannot be read."),
        ("began", "spring 2013", "Write a year, or a year and a month: 2013 or 2013-09."),
        ("began", "2013-13", "Write a year, or a year and a month: 2013 or 2013-09."),
        ("staff", "about ten", "Write a whole number in digits, such as 12."),
        ("staff", "-1", "Write a whole number in digits, such as 12."),
        ("running", "perhaps", "This answer cannot be read."),
        ("manner", "song", "Choose one of the answers that are offered."),
        ("topics", ["bg"], "Choose from what is offered."),
        ("topics", "carers", "This answer cannot be read."),
        ("links", ["a", "b", "c", "d"], "This is 1 too many. Keep the most important ones."),
        ("links", ["x" * 2001], "This is 1 character too long. Nothing is lost: shorten it and save again."),
        ("figures", [{"poem": "x"}], "This answer cannot be read."),
        ("figures", [{"by": "them", "unit": "x"}], "Choose one of the answers that are offered."),
    ],
)
def test_value_that_does_not_fit_is_refused_with_a_sentence(key: str, given: Any, message: str) -> None:
    with pytest.raises(InvalidError) as refused:
        normal(Q[key], given)

    assert (refused.value.field, refused.value.message) == (key, message)


def test_no_and_nought_are_answers() -> None:
    nothing_and_something: tuple[Any, ...] = (None, "", [], {}, False, 0, "x", ["x"])

    assert [is_empty(given) for given in nothing_and_something] == [True] * 4 + [False] * 4


def test_words_are_counted_in_texts_lists_and_rows() -> None:
    values: tuple[Any, ...] = (
        "Two words",
        ["one", "two three"],
        [{"a": "one two", "b": ""}],
        12,
        True,
        None,
        "",
    )

    assert [words_in(value) for value in values] == [2, 3, 2, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("need", "Text", "Text"),
        ("running", False, "No"),
        ("running", None, ""),
        ("manner", "post", "Post"),
        ("topics", ["carers"], "Carers"),
        ("links", ["a", "b"], "a\nb"),
        ("figures", [{"stated": "12", "unit": "people", "by": "others"}], "12 · people · Others"),
        ("staff", 0, "0"),
    ],
)
def test_answer_is_shown_in_words(key: str, value: Any, words: str) -> None:
    assert shown(Q[key], value, "en") == words


@pytest.mark.parametrize(
    ("key", "words", "value"),
    [
        ("need", "Text", "Text"),
        ("links", "a\n\nb", ["a", "b"]),
        ("figures", "12 people\n", [{"stated": "12 people", "unit": "", "by": ""}]),
        ("topics", "carers\n", ["carers"]),
        ("began", "2013", "2013"),
    ],
)
def test_found_words_become_a_value(key: str, words: str, value: Any) -> None:
    assert from_words(Q[key], words) == value


def test_two_answers_are_joined_where_there_is_room_for_both() -> None:
    pairs = {"need": ("One.", "Two."), "links": (["a"], ["a", "b"]), "title": ("A", "B"), "staff": (1, 2)}

    assert {key: joined(Q[key], *pair) for key, pair in pairs.items()} == {
        "need": "One.\n\nTwo.",
        "links": ["a", "b"],
        "title": None,
        "staff": None,
    }
