"""Names of concepts found in what a reader types."""

from time import thread_time
from typing import Final

import pytest

from cop.search.contract import Label
from cop.search.thesaurus import Thesaurus

LABELS: Final = (
    Label("children", "bg", "деца", "label"),
    Label("children", "ru", "дети", "label"),
    Label("children", "en", "children", "label"),
    Label("children", "en", "kids", "synonym"),
    Label("children-at-risk", "bg", "деца в риск", "label"),
    Label("children-at-risk", "ru", "дети группы риска", "label"),
    Label("institution", "ru", "психоневрологический интернат", "label"),
    Label("institution", "ru", "ПНИ", "abbreviation"),
    Label("institution", "bg", "психоневрологичен интернат", "label"),
    Label("violence", "bg", "насилие", "label"),
    Label("domestic-violence", "bg", "насилие", "synonym"),
)


def found(text: str) -> list[tuple[int, int, str]]:
    matches = Thesaurus(LABELS).find(text.split())
    return [(match.start, match.end, match.label.concept) for match in matches]


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("деца", [(0, 1, "children")]),
        ("Децата", [(0, 1, "children")]),
        ("детям", [(0, 1, "children")]),
        ("deca", [(0, 1, "children")]),
        ("kid", [(0, 1, "children")]),
        ("услуги за децата в риск днес", [(2, 5, "children-at-risk")]),
        ("риск в деца", [(2, 3, "children")]),
        ("деца в", [(0, 1, "children")]),
        ("деца деца", [(0, 1, "children"), (1, 2, "children")]),
        ("пни", [(0, 1, "institution")]),
        ("ПНИ", [(0, 1, "institution")]),
        ("pni", [(0, 1, "institution")]),
        ("пней", []),
        ("психоневрологических интернатов", [(0, 2, "institution")]),
        ("насилието", [(0, 1, "violence"), (0, 1, "domestic-violence")]),
        ("", []),
        ("нищо друго", []),
    ],
)
def test_find_takes_the_longest_names_in_any_form(text: str, matches: list[tuple[int, int, str]]) -> None:
    assert found(text) == matches


def test_preferred_name_is_the_label_of_the_readers_language() -> None:
    thesaurus = Thesaurus(LABELS)

    names = [thesaurus.preferred("institution", language) for language in ("bg", "ru", "en")]

    assert [name.text for name in names if name] == [
        "психоневрологичен интернат",
        "психоневрологический интернат",
        "психоневрологический интернат",
    ]
    assert thesaurus.preferred("unknown", "bg") is None


def test_labels_are_all_names_of_the_concept() -> None:
    assert Thesaurus(LABELS).labels("children") == LABELS[:4]


def test_label_without_a_word_is_never_found() -> None:
    thesaurus = Thesaurus([Label("empty", "bg", " - ", "label")])

    assert thesaurus.find(["деца"]) == []


def test_find_is_fast_among_thousands_of_names() -> None:
    names = [Label(f"c{n}", "bg", f"дума{n % 500} понятие{n}", "synonym") for n in range(3000)]
    thesaurus = Thesaurus([*LABELS, *names])
    words = "социални услуги за деца в риск в малки общини".split()
    thesaurus.find(words)

    begun = thread_time()
    for _ in range(100):
        thesaurus.find(words)
    seconds = (thread_time() - begun) / 100

    assert seconds < 0.001  # some 0.02 ms; the limit allows for a busy machine
