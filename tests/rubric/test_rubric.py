"""The rubric and its arithmetic."""

from typing import Any

import pytest
from flask import Flask

from cop.config import LANGUAGES
from cop.core.i18n import speaking
from cop.rubric.criteria import CRITERIA, criterion
from cop.rubric.rules import CriterionScore, reached, score, tenths


def test_rubric_has_eight_criteria_of_five_steps() -> None:
    assert len(CRITERIA) == 8
    assert len({c.key for c in CRITERIA}) == 8
    assert [len(c.steps) for c in CRITERIA] == [5] * 8
    assert all(c.weight > 0 for c in CRITERIA)
    assert [criterion(c.key) for c in CRITERIA] == list(CRITERIA)


def test_unknown_criterion_is_an_error() -> None:
    with pytest.raises(KeyError):
        criterion("beauty")


@pytest.mark.parametrize("language", LANGUAGES)
def test_rubric_speaks_every_language(app: Flask, language: str) -> None:
    with app.test_request_context(), speaking(language):
        said = [str(part) for c in CRITERIA for part in (c.short, c.label, c.guidance, *c.steps)]
    with app.test_request_context(), speaking("en"):
        english = [str(part) for c in CRITERIA for part in (c.short, c.label, c.guidance, *c.steps)]

    assert all(text.strip() for text in said)
    assert [a for a, b in zip(said, english, strict=True) if a == b] == (english if language == "en" else [])


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        #                    steps            n.a. reviewers median   range    n.a. agreed
        ([], (               (),              0,   0,        None,    None,    False)),
        ([3], (              (3,),            0,   1,        None,    None,    False)),
        ([3, 3], (           (3, 3),          0,   2,        3.0,     (3, 3),  False)),
        ([4, 1], (           (1, 4),          0,   2,        2.5,     (1, 4),  False)),
        ([4, 0, 1], (        (0, 1, 4),       0,   3,        1.0,     (0, 4),  False)),
        ([0, 0], (           (0, 0),          0,   2,        0.0,     (0, 0),  False)),
        ([None, 2], (        (2,),            1,   2,        None,    None,    False)),
        ([None, 2, 3], (     (2, 3),          1,   3,        2.5,     (2, 3),  False)),
        ([None], (           (),              1,   1,        None,    None,    False)),
        ([None, None], (     (),              2,   2,        None,    None,    True)),
    ],
)  # fmt: skip
def test_scores_of_a_criterion(steps: list[int | None], expected: tuple[Any, ...]) -> None:
    result = score(steps)

    assert (
        result.steps, result.not_applicable, result.reviewers, result.median, result.range,
        result.is_not_applicable,
    ) == expected  # fmt: skip


def test_not_applicable_is_not_zero() -> None:
    assert score([0, 0]) != score([None, None])
    assert score([0, 0]) == CriterionScore((0, 0))


@pytest.mark.parametrize(
    ("median", "integer", "steps"),
    [(0.0, 0, []), (0.5, 5, []), (1.0, 10, [1]), (3.5, 35, [1, 2, 3]), (4.0, 40, [1, 2, 3, 4])],
)
def test_median_as_search_knows_it(median: float, integer: int, steps: list[int]) -> None:
    assert (tenths(median), list(reached(median))) == (integer, steps)
