"""What may be shown of many answers so that nobody stands alone: pure functions.

Nothing is shown of fewer than ANSWERS people, and every number that is shown stands for at least GROUP of
them, or for nobody. The same holds for what a number has grown by since it was last shown: whoever compares
two publications and knows who came in between learns no more than that of a group. Neighbouring answers
are therefore put together until it is so (docs/decisions/0021).
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from statistics import median
from typing import Any, Final

ANSWERS: Final = 5
GROUP: Final = 3

Counts = Mapping[str, int]
Shown = dict[str, Any]
"""JSON of one item: how many answered (`of`), and either `groups` of neighbouring values with their number
and the `middle` of all, counted in places from 0, or `options` with the least number that chose each."""


def may_show(number: int) -> bool:
    """Whether a number of people gives nobody away."""
    return number == 0 or number >= GROUP


@lru_cache(maxsize=16)
def _partitions(size: int) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return every way to cut so many places in a row into runs (from, to), most runs first."""
    found = []
    for cuts in range(size - 1, -1, -1):
        for chosen in combinations(range(1, size), cuts):
            edges = (0, *chosen, size)
            found.append(tuple(pairwise(edges)))
    return tuple(found)


def one_of_a_row(values: Sequence[str], counts: Counts, shown: Sequence[Counts]) -> Shown | None:
    """Return what may be shown of an item with one answer a person; None where it is to wait.

    `shown` are the counts at each former publication of this item, the oldest first. It waits until
    ANSWERS more have come, and as long as it would have to be shown coarser than before; unless answers
    have doubled, lest a rare one holds it back for ever.
    """
    row = [counts.get(value, 0) for value in values]
    before = [[former.get(value, 0) for value in values] for former in shown]
    total = sum(row)
    if total < ANSWERS or (before and total - sum(before[-1]) < ANSWERS):
        return None
    runs = _finest(row, before)
    if before and total < 2 * sum(before[-1]) and len(runs) < len(_runs_of(before)):
        return None
    places = [place for place, number in enumerate(row) for _person in range(number)]
    groups = [[list(values[a:b]), sum(row[a:b])] for a, b in runs]
    return {"of": total, "groups": groups, "middle": float(median(places))}


def _finest(row: Sequence[int], before: Sequence[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    """Return the most runs of which each, and what it has grown by since each former time, may be shown."""
    return next(
        runs
        for runs in _partitions(len(row))
        if all(
            may_show(sum(row[a:b])) and all(may_show(sum(row[a:b]) - sum(old[a:b])) for old in before)
            for a, b in runs
        )
    )


def _runs_of(before: Sequence[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    return _finest(before[-1], before[:-1])


def many_of_several(
    values: Sequence[str], counts: Counts, answered: int, before: Shown | None
) -> Shown | None:
    """Return what may be shown of an item with several answers a person; None where it is to wait.

    A number moves by GROUP or more, else it stays: "at least so many" is true all the time.
    """
    if answered < ANSWERS or (before is not None and answered - before["of"] < ANSWERS):
        return None
    old = before["options"] if before is not None else {}
    options = {
        value: counts.get(value, 0)
        if counts.get(value, 0) - old.get(value, 0) >= GROUP
        else old.get(value, 0)
        for value in values
    }
    return {"of": answered, "options": options}
