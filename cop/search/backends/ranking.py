"""Which documents come first: inverse document frequency, and one page of an order."""

import math
from typing import Final, Protocol

import numpy as np

from cop.search.backends.arrays import Array
from cop.search.contract import EXACT

_EXACT_BOOST: Final = 1.25  # the very word typed stands before another form of it
_LEAST: Final = 1e-6  # a factor above 0: a document that matches has a score
_ID_BITS: Final = 31
_FEW: Final = 256  # then ordering all of them is cheaper than finding those that come first
_ALL: Final = np.arange(_FEW)


def factor(space: str, boost: float, public: int, frequency: int) -> float:
    """What an impact is multiplied with: BM25's inverse document frequency and the boosts."""
    rarity = math.log(1 + (max(public, frequency) - frequency + 0.5) / (frequency + 0.5))
    return max(rarity * boost * (_EXACT_BOOST if space == EXACT else 1.0), _LEAST)


def _whole(values: Array) -> Array:
    """Whole numbers of at most 32 bits in the same order."""
    if values.dtype == np.float32:
        return values.view(np.int32)  # the bits of positive floats are in their order
    bound = 1 << 31
    if values.dtype.itemsize > 4 and len(values) and (values.max() >= bound or values.min() < -bound):
        return np.unique(values, return_inverse=True)[1]
    return values


def _narrowed(values: Array, offset: int, limit: int) -> tuple[Array, int]:
    """Indices among which the page stands, highest value first, and its offset among them."""
    last, first = len(values) - offset - limit, len(values) - offset - 1
    parted = values.copy()
    if not offset:
        parted.partition(last)
        return (values >= parted[last]).nonzero()[0], 0
    parted.partition((last, first))
    lowest, highest = parted[last], parted[first]
    before = int(np.count_nonzero(values > highest))
    return ((values >= lowest) & (values <= highest)).nonzero()[0], offset - before


class Listed(Protocol):
    """What was found: for indices of it, ids and the names of kinds."""

    has_small_ids: bool

    @property
    def has_one_kind(self) -> bool:
        """Whether all that may be found is of one kind."""

    def ids(self, indices: Array, /) -> Array:
        """The ids."""

    def kinds(self, indices: Array, /) -> list[str]:
        """The names of the kinds."""


def page(values: Array, listed: Listed, offset: int, limit: int) -> Array:
    """Indices of one page: highest value first, among equals the newest id, then the kind's name.

    `values` are whole numbers, or float32 not below 0.
    """
    limit = min(limit, len(values) - offset)
    if limit <= 0:
        return np.empty(0, np.intp)
    values = _whole(values)
    if len(values) <= _FEW:
        chosen = _ALL[: len(values)]
    else:
        chosen, offset = _narrowed(values, offset, limit)
    ids = listed.ids(chosen)
    if not listed.has_small_ids:
        ids = np.unique(ids, return_inverse=True)[1]
    keys = (values.take(chosen).astype(np.int64) << _ID_BITS) | ids
    if len(chosen) > max(limit, _FEW):  # many of them are equal
        among, offset = _narrowed(keys, offset, limit)
        chosen, keys = chosen.take(among), keys.take(among)
    # Records of one kind are never equal, as no two have one id.
    order = keys.argsort()[::-1] if listed.has_one_kind else np.lexsort((_ranks(listed.kinds(chosen)), -keys))
    return chosen.take(order[offset : offset + limit])


def _ranks(names: list[str]) -> Array:
    """The place of each name in alphabetical order."""
    ordered = {name: rank for rank, name in enumerate(sorted(set(names)))}
    return np.array([ordered[name] for name in names])
