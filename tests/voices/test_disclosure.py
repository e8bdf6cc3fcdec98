"""What may be shown of many answers: nobody stands alone, not even for whoever compares two publications."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop.voices.disclosure import ANSWERS, GROUP, many_of_several, may_show, one_of_a_row

VALUES = ("5", "4", "3", "2", "1")


def counts(*numbers: int) -> dict[str, int]:
    return dict(zip(VALUES, numbers, strict=True))


@pytest.mark.parametrize(
    ("numbers", "groups"),
    [
        ((5, 0, 0, 0, 0), [(("5",), 5), (("4",), 0), (("3",), 0), (("2",), 0), (("1",), 0)]),
        ((4, 0, 0, 0, 1), [(VALUES, 5)]),
        ((3, 1, 2, 0, 0), [(("5",), 3), (("4", "3"), 3), (("2",), 0), (("1",), 0)]),
        ((1, 2, 0, 1, 4), [(("5", "4"), 3), (("3",), 0), (("2", "1"), 5)]),
        ((2, 2, 2, 2, 2), [(("5", "4"), 4), (("3", "2", "1"), 6)]),
    ],
)
def test_neighbours_are_put_together_until_nobody_stands_alone(
    numbers: tuple[int, ...], groups: list[Any]
) -> None:
    shown = one_of_a_row(VALUES, counts(*numbers), [])

    assert shown is not None
    assert len(shown["groups"]) == len(groups)
    assert sum(number for _values, number in shown["groups"]) == sum(numbers)
    assert all(may_show(number) for _values, number in shown["groups"])
    if numbers != (2, 2, 2, 2, 2):  # two ways are as fine there
        assert [(tuple(values), number) for values, number in shown["groups"]] == groups


def test_four_answers_are_not_shown_and_five_are() -> None:
    assert one_of_a_row(VALUES, counts(4, 0, 0, 0, 0), []) is None
    assert one_of_a_row(VALUES, counts(5, 0, 0, 0, 0), []) is not None
    assert many_of_several(VALUES, counts(4, 4, 4, 4, 4), 4, None) is None
    assert many_of_several(VALUES, counts(4, 4, 4, 4, 4), 5, None) is not None


def test_the_same_waits_until_five_more_have_come() -> None:
    first = counts(5, 0, 0, 0, 0)

    assert one_of_a_row(VALUES, counts(9, 0, 0, 0, 0), [first]) is None
    assert one_of_a_row(VALUES, counts(10, 0, 0, 0, 0), [first]) is not None


def test_one_who_answers_otherwise_is_not_told_by_the_difference() -> None:
    # Of five who came in between one said "very bad": the sum alone would show three of them, which hides
    # nobody who knows that there had been two.
    before = counts(10, 0, 0, 0, 2)
    shown = one_of_a_row(VALUES, counts(14, 0, 0, 0, 3), [before])

    assert shown is None or [["1"], 3] not in shown["groups"]


def test_what_would_become_coarser_waits_until_answers_have_doubled() -> None:
    before = counts(5, 5, 5, 0, 0)

    assert one_of_a_row(VALUES, counts(7, 7, 6, 0, 0), [before]) is None
    doubled = one_of_a_row(VALUES, counts(16, 6, 6, 1, 1), [before])
    assert doubled is not None
    assert doubled["of"] == 30


def test_number_of_an_option_moves_by_groups_alone() -> None:
    first = many_of_several(VALUES, counts(5, 2, 0, 3, 1), 5, None)
    assert first == {"of": 5, "options": counts(5, 0, 0, 3, 0)}

    assert many_of_several(VALUES, counts(9, 5, 0, 5, 1), 9, first) is None
    second = many_of_several(VALUES, counts(7, 5, 0, 6, 2), 10, first)

    assert second == {"of": 10, "options": counts(5, 5, 0, 6, 0)}


ANSWERS_IN_ORDER = st.lists(st.sampled_from(range(5)), min_size=5, max_size=70)


def published(answers: list[int], every: int) -> list[tuple[dict[str, int], dict[str, Any]]]:
    """Let answers come one by one and look every so many: (true numbers, what was shown) of each time."""
    found: list[tuple[dict[str, int], dict[str, Any]]] = []
    row = [0] * 5
    for number, answer in enumerate(answers, 1):
        row[answer] += 1
        if number % every == 0:
            true = counts(*row)
            shown = one_of_a_row(VALUES, true, [before for before, _shown in found])
            if shown is not None:
                found.append((true, shown))
    return found


def unions(groups: list[Any]) -> dict[tuple[str, ...], int]:
    """Whatever can be added up from neighbouring groups."""
    sums = {}
    for a, b in combinations(range(len(groups) + 1), 2):
        values = tuple(value for group, _number in groups[a:b] for value in group)
        sums[values] = sum(number for _values, number in groups[a:b])
    return sums


@given(answers=ANSWERS_IN_ORDER, every=st.integers(min_value=1, max_value=7))
def test_no_difference_between_any_two_publications_is_of_one_or_two_people(
    answers: list[int], every: int
) -> None:
    times = published(answers, every)
    sums = [unions(shown["groups"]) for _true, shown in times]

    assert all(may_show(number) for one in sums for number in one.values())
    for early, late in combinations(range(len(times)), 2):
        assert times[late][1]["of"] - times[early][1]["of"] >= ANSWERS
        for values in sums[early].keys() & sums[late].keys():
            assert may_show(sums[late][values] - sums[early][values]), (values, times)


@given(
    answers=st.lists(st.sets(st.sampled_from(VALUES), min_size=1), max_size=60),
    every=st.integers(min_value=1, max_value=7),
)
def test_least_numbers_never_say_too_much_and_move_by_groups(answers: list[set[str]], every: int) -> None:
    true = counts(0, 0, 0, 0, 0)
    shown: dict[str, Any] | None = None
    for number, chosen in enumerate(answers, 1):
        for value in chosen:
            true[value] += 1
        if number % every:
            continue
        new = many_of_several(VALUES, true, number, shown)
        if new is None:
            continue
        for value in VALUES:
            least, before = new["options"][value], shown["options"][value] if shown else 0
            assert least <= true[value] < least + GROUP
            assert may_show(least - before)
        shown = new
