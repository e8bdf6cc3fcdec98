"""What changed between two versions: nothing for equal ones, each field that differs, in bounded time."""

from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop.practices.content import PracticeContent
from cop.records.changes import FieldChange, changes
from tests.catalogue.records import practice

prose = st.lists(st.sampled_from(["а ", "б ", "в\n\n", "г", " ", "д, "]), max_size=30).map("".join)


def _aim(text: str, **facts: Any) -> PracticeContent:
    return practice("a", facts=facts, aim=text)


def _parts(old: str, new: str) -> tuple[tuple[str, str], ...]:
    (change,) = changes(_aim(old), _aim(new))
    return change.parts


def test_equal_contents_have_no_changes() -> None:
    assert changes(_aim("one"), _aim("one")) == []


def test_facts_stand_first_and_texts_by_language() -> None:
    old = practice("a", facts={"age_from": 5}, texts={"bg": {"title": "А"}}, aim="one")
    new = practice("a", facts={"age_from": 6}, texts={"ru": {"title": "А"}}, aim="two")

    assert [(change.language, change.field) for change in changes(old, new)] == [
        ("", "facts.age_from"),
        ("en", "aim"),
        ("bg", "state"),
        ("bg", "title"),
        ("ru", "state"),
        ("ru", "title"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("one two", "one zwei", (("same", "one "), ("del", "two"), ("ins", "zwei"))),
        ("one", "one two", (("del", "one"), ("ins", "one two"))),
        ("one two three", "one three", (("same", "one "), ("del", "two "), ("same", "three"))),
        ("", "new", (("ins", "new"),)),
        ("old", "", (("del", "old"),)),
    ],
)
def test_change_is_told_in_words(old: str, new: str, parts: tuple[tuple[str, str], ...]) -> None:
    assert _parts(old, new) == parts


def test_fact_is_shown_as_text() -> None:
    old, new = _aim("x", age_from=5), _aim("x", website="https://a.example", target_groups=["boys", "girls"])

    assert changes(old, new) == [
        FieldChange("", "facts.website", (("ins", "https://a.example"),)),
        FieldChange("", "facts.target_groups", (("ins", "boys, girls"),)),
        FieldChange("", "facts.age_from", (("del", "5"),)),
    ]


@given(prose, prose)
def test_parts_together_are_both_texts(old: str, new: str) -> None:
    before, after = _aim(old), _aim(new)

    for change in changes(before, after):
        assert "".join(text for kind, text in change.parts if kind != "ins") == before.texts["en"].aim
        assert "".join(text for kind, text in change.parts if kind != "del") == after.texts["en"].aim
        assert all(text for _kind, text in change.parts)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a b " * 1_000, "a c " * 1_000),
        ("a " * 25_000, "b " + "a " * 24_000),
        ("a " * 9_000, "a " * 9_000 + "b"),
        (" ".join(map(str, range(5_000))), " ".join(map(str, range(5_000, 0, -1)))),
        ("ab " * 3_000, "ba " * 3_000),
        ("x" * 50_000, "y" * 50_000),
    ],
)
def test_hostile_texts_are_compared_soon(old: str, new: str) -> None:
    began = process_time()

    parts = _parts(old, new)

    assert process_time() - began < 2
    assert "".join(text for kind, text in parts if kind != "del") == new.strip()


def test_small_change_in_a_long_text_is_found() -> None:
    old = " ".join(f"word{number}" for number in range(5_000))

    parts = _parts(old, old.replace("word2500 ", "other "))

    assert [(kind, text) for kind, text in parts if kind != "same"] == [
        ("del", "word2500 "),
        ("ins", "other "),
    ]
