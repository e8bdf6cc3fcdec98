"""The arithmetic of the scorecard: pure functions over steps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

MINIMUM_REVIEWERS = 2
"""Below this a criterion has "too few ratings" instead of a number."""


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """What reviewers made of one criterion: the steps given, in order, and apart those who saw none fit."""

    steps: tuple[int, ...]
    not_applicable: int = 0

    @property
    def reviewers(self) -> int:
        """Number of reviewers who answered, either way."""
        return len(self.steps) + self.not_applicable

    @property
    def is_enough(self) -> bool:
        """Whether there are enough steps for a number."""
        return len(self.steps) >= MINIMUM_REVIEWERS

    @property
    def is_not_applicable(self) -> bool:
        """Whether the reviewers agree that the criterion does not apply."""
        return not self.steps and self.not_applicable >= MINIMUM_REVIEWERS

    @property
    def median(self) -> float | None:
        """Median step, 0 to 4, or None where there are too few."""
        return _median(self.steps) if self.is_enough else None

    @property
    def range(self) -> tuple[int, int] | None:
        """(lowest, highest) step, or None where there are too few."""
        return (self.steps[0], self.steps[-1]) if self.is_enough else None


# The answers of a few reviewers are few, and a list of twenty records asks for a hundred and sixty of them.


@lru_cache(maxsize=4096)
def _median(steps: tuple[int, ...]) -> float:
    return float(median(steps))


@lru_cache(maxsize=4096)
def counted(steps: tuple[int, ...], not_applicable: int) -> CriterionScore:
    """Return the score with these steps, in order, and so many who saw none fit."""
    return CriterionScore(steps, not_applicable)


def score(steps: Iterable[int | None]) -> CriterionScore:
    """Gather the steps of all reviewers on one criterion; None means not applicable."""
    given = list(steps)
    return CriterionScore(tuple(sorted(s for s in given if s is not None)), given.count(None))


def tenths(value: float) -> int:
    """Return a median as the integer that search sorts by: 3.5 is 35."""
    return round(value * 10)


def reached(value: float) -> Sequence[int]:
    """Return the steps 1 to 4 that a median reaches: 3.5 reaches 1, 2 and 3."""
    return [step for step in range(1, 5) if value >= step]
