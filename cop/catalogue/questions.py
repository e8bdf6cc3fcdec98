"""What a reader asks of the catalogue, and the address that says so."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import quote_plus, urlencode

from cop.rubric.criteria import CRITERIA

PAGE_SIZE: Final = 20
LAST_PAGE: Final = 100_000
"""A page number beyond is a mistake; it is read as this one, which is empty."""

EXCLUSIVE: Final = ("country", "running", "year", "innovation")
"""Facets where a second value replaces the first: a record has one, or a reader wants one."""
COMBINING: Final = ("target_group", "phase", "skill", "language")
AT_LEAST: Final = tuple(f"at_least.{criterion.key}" for criterion in CRITERIA)
FACETS: Final = (*EXCLUSIVE, *COMBINING, *AT_LEAST)
WEIGHTS: Final = tuple(f"w.{criterion.key}" for criterion in CRITERIA)
SORTS: Final = ("relevance", "newest", *(f"score.{criterion.key}" for criterion in CRITERIA))

MAX_VALUES: Final = 10
"""Values of one facet that are read; nobody means more."""
MAX_VALUE_LENGTH: Final = 120
MAX_COMPARED: Final = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the catalogue. Pages count from 1; weights are 0 to 5 by criterion."""

    text: str = ""
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    weights: dict[str, int] = field(default_factory=dict)
    page: int = 1
    compared: tuple[str, ...] = ()
    whole: str = ""
    """The facet that is shown with all its values."""

    def adding(self, facet: str, value: str) -> "Asked":
        """Return the question with one more filter, or another value where only one can hold."""
        values = (value,) if is_exclusive(facet) else (*self.filters.get(facet, ()), value)
        return replace(self, filters=self.filters | {facet: values}, page=1)

    def removing(self, facet: str, value: str) -> "Asked":
        """Return the question without that filter."""
        rest = tuple(v for v in self.filters.get(facet, ()) if v != value)
        filters = {name: values for name, values in self.filters.items() if name != facet}
        return replace(self, filters=filters | ({facet: rest} if rest else {}), page=1)

    def comparing(self, slug: str) -> "Asked":
        """Return the question with that practice put on the comparison, or taken off."""
        if slug in self.compared:
            return replace(self, compared=tuple(s for s in self.compared if s != slug))
        return replace(self, compared=(*self.compared, slug)[:MAX_COMPARED])

    def comparing_addresses(self, path: str) -> Callable[[str], str]:
        """Return what gives the address with a practice put on the comparison, or taken off."""
        start = self.address(path)
        start += "&compare=" if "?" in start else "?compare="

        def address(slug: str) -> str:
            if slug in self.compared:
                return self.comparing(slug).address(path)
            return start + quote_plus(slug) if len(self.compared) < MAX_COMPARED else ""

        return address

    def pairs(self) -> list[tuple[str, str]]:
        """Return the question as pairs of an address, in one order for equal questions."""
        pairs = [("q", self.text)] if self.text else []
        pairs += [(name, value) for name in FACETS for value in self.filters.get(name, ())]
        if self.sort:
            pairs.append(("sort", self.sort))
        pairs += [(f"w.{key}", str(weight)) for key, weight in self.weights.items() if weight]
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        if self.whole:
            pairs.append(("all", self.whole))
        return pairs + [("compare", slug) for slug in self.compared]

    def address(self, path: str) -> str:
        """Return the address of this question under a path."""
        pairs = self.pairs()
        return f"{path}?{urlencode(pairs)}" if pairs else path


class Addresses:
    """The addresses of a question with one filter changed; what is common to them is written once."""

    def __init__(self, asked: Asked, path: str) -> None:
        self._asked, self.path = asked, path
        self._pairs = [(_place(name), urlencode([(name, v)])) for name, v in replace(asked, page=1).pairs()]

    def of(self, facet: str) -> "FacetAddresses":
        """Return those that change this facet."""
        place = _place(facet)
        before = "&".join(pair for at, pair in self._pairs if at < place)
        after = "&".join(pair for at, pair in self._pairs if at > place)
        return FacetAddresses(self.path, facet, self._asked.filters.get(facet, ()), before, after)


class FacetAddresses:
    """The addresses of a question with other values of one facet."""

    def __init__(self, path: str, facet: str, chosen: tuple[str, ...], before: str, after: str) -> None:
        self._start = f"{path}?{before}&" if before else f"{path}?"
        self._end = f"&{after}" if after else ""
        self._facet, self._chosen = facet, chosen

    def adding(self, value: str) -> str:
        """Return the address with that value, instead of another where only one can hold."""
        return self._with((value,) if is_exclusive(self._facet) else (*self._chosen, value))

    def removing(self, value: str) -> str:
        """Return the address without that value."""
        return self._with(tuple(v for v in self._chosen if v != value))

    def _with(self, values: tuple[str, ...]) -> str:
        middle = "&".join(f"{self._facet}={quote_plus(value)}" for value in values)
        if middle:
            return f"{self._start}{middle}{self._end}"
        return f"{self._start}{self._end[1:]}".rstrip("&?")


def _place(name: str) -> int:
    """Return where a name stands in an address: the question, the filters in order, then the rest."""
    if name == "q":
        return -1
    return FACETS.index(name) if name in FACETS else len(FACETS)


def is_exclusive(facet: str) -> bool:
    """Whether a click on a value of this facet replaces the chosen one."""
    return facet in EXCLUSIVE or facet in AT_LEAST
