"""How far reviewers agree: pure functions over the steps they gave."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean, median
from typing import Final, Literal

import krippendorff

from cop.rubric.rules import tenths

Level = Literal["nominal", "ordinal", "interval", "ratio"]

FEWEST_UNITS: Final = 2
DIFFERENCE_FOR_A_THIRD: Final = 2
"""Steps between two reviewers on one criterion from which a third is proposed."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far reviewers agree over several units.

    `alpha` is None where it is undefined: too few ratings, or all of them equal. `pairable` counts the
    ratings of units that at least two have rated; `units` counts those units. `within_one` is the share
    of pairs of ratings that lie at most one step apart, 0 to 1, None where there is no pair.
    """

    alpha: float | None
    pairable: int
    units: int
    within_one: float | None


def agreement(units: Sequence[Sequence[int]], level: Level = "ordinal") -> Agreement:
    """Compare the ratings of each unit; who gave them does not matter to Krippendorff's alpha."""
    rated = [list(ratings) for ratings in units if len(ratings) > 1]
    pairs = [abs(a - b) <= 1 for ratings in rated for a, b in combinations(ratings, 2)]
    return Agreement(
        alpha=_alpha(rated, level),
        pairable=sum(len(ratings) for ratings in rated),
        units=len(rated),
        within_one=fmean(pairs) if pairs else None,
    )


def _alpha(rated: Sequence[Sequence[int]], level: Level) -> float | None:
    domain = sorted({rating for ratings in rated for rating in ratings})
    # Where nothing varies there is nothing to agree on: undefined, and not 1. From one unit alone the
    # formula gives 0 whatever the ratings are, which says nothing either.
    if len(domain) < 2 or len(rated) < FEWEST_UNITS:
        return None
    counts = [[ratings.count(value) for value in domain] for ratings in rated]
    return float(krippendorff.alpha(value_counts=counts, value_domain=domain, level_of_measurement=level))


@dataclass(frozen=True, slots=True)
class Severity:
    """How much milder (above 0) or stricter (below 0) than the others somebody scores, in steps."""

    deviation: float
    compared: int
    """Scores that stood beside another's."""


def severities(units: Sequence[Mapping[int, int]]) -> dict[int, Severity]:
    """Return per reviewer the mean deviation from the median of the others; `units` map reviewer to step."""
    deviations: dict[int, list[float]] = {}
    for steps in units:
        for reviewer, step in steps.items():
            if others := [other for who, other in steps.items() if who != reviewer]:
                deviations.setdefault(reviewer, []).append(step - median(others))
    return {who: Severity(fmean(values), len(values)) for who, values in deviations.items()}


def histogram(steps: Sequence[int]) -> tuple[int, int, int, int, int]:
    """Count how often each step from 0 to 4 was given."""
    counted = Counter(steps)
    return counted[0], counted[1], counted[2], counted[3], counted[4]


def apart(steps: Sequence[int]) -> int:
    """Return the steps between the highest and the lowest."""
    return max(steps) - min(steps) if steps else 0


def weakest(medians: Mapping[str, float | None], most: int = 2) -> list[str]:
    """Return the keys of the lowest medians, lowest first; in the rubric's order where they are equal."""
    known = [
        (tenths(value), position, key)
        for position, (key, value) in enumerate(medians.items())
        if value is not None
    ]
    return [key for _value, _position, key in sorted(known)[:most]]
