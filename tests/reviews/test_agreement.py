"""Agreement of reviewers, held against published figures."""

import pytest

from cop.reviews.agreement import (
    Agreement,
    Level,
    Severity,
    agreement,
    apart,
    histogram,
    severities,
    weakest,
)

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): four observers, twelve units.
PUBLISHED = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
UNITS = [
    [int(value) for value in unit if value != "."]
    for unit in zip(*(row.split() for row in PUBLISHED), strict=True)
]


@pytest.mark.parametrize(
    ("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_alpha_of_the_published_ratings_is_the_published_one(level: Level, alpha: float) -> None:
    found = agreement(UNITS, level)

    assert found.alpha is not None
    assert round(found.alpha, 3) == alpha
    assert (found.pairable, found.units) == (40, 11)


def test_one_reviewer_agrees_with_nobody() -> None:
    assert agreement([[3], [2], [4]]) == Agreement(alpha=None, pairable=0, units=0, within_one=None)


def test_no_reviewer_at_all_is_no_error() -> None:
    assert agreement([]) == Agreement(alpha=None, pairable=0, units=0, within_one=None)


def test_alpha_is_undefined_where_all_ratings_are_equal() -> None:
    assert agreement([[3, 3], [3, 3]]) == Agreement(alpha=None, pairable=4, units=2, within_one=1.0)


def test_alpha_of_one_unit_is_undefined() -> None:
    assert agreement([[4, 3]]) == Agreement(alpha=None, pairable=2, units=1, within_one=1.0)


def test_alpha_is_one_where_reviewers_agree_on_different_steps() -> None:
    assert agreement([[3, 3], [1, 1]]).alpha == 1.0


def test_share_within_one_step_counts_pairs_of_ratings() -> None:
    assert agreement([[0, 1, 4], [2, 2]]).within_one == 0.5  # of (0,1) (0,4) (1,4) (2,2)


def test_severity_is_the_mean_distance_from_the_median_of_the_others() -> None:
    found = severities([{1: 1, 2: 3, 3: 4}, {1: 2, 2: 2}])

    assert found == {1: Severity((-2.5 + 0) / 2, 2), 2: Severity((0.5 + 0) / 2, 2), 3: Severity(2.0, 1)}


def test_severity_of_whoever_scored_alone_is_not_known() -> None:
    assert severities([{1: 4}, {2: 0}]) == {}


def test_histogram_counts_every_step() -> None:
    assert histogram([3, 0, 3]) == (1, 0, 0, 2, 0)


@pytest.mark.parametrize(("steps", "expected"), [([], 0), ([2], 0), ([1, 3, 2], 2)])
def test_apart_is_the_distance_of_the_extremes(steps: list[int], expected: int) -> None:
    assert apart(steps) == expected


def test_weakest_are_the_lowest_medians_in_the_order_of_the_rubric() -> None:
    assert weakest({"need": 3.0, "skills": 1.5, "results": None, "innovation": 1.5, "experience": 1.0}) == [
        "experience",
        "skills",
    ]
