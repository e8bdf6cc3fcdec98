"""What a reader asks of the catalogue, and the address that says so."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final
from urllib.parse import quote_plus

from markupsafe import Markup

from cop.rubric.criteria import CRITERIA

PAGE_SIZE: Final = 20
LAST_PAGE: Final = 100_000
"""A page number beyond is a mistake; it is read as this one, which is empty."""

EXCLUSIVE: Final = ("country", "running", "year", "innovation")
"""Facets where a second value replaces the first: a record has one, or a reader wants one."""
COMBINING: Final = ("target_group", "phase", "skill", "language")
AT_LEAST: Final = tuple(f"at_least.{criterion.key}" for criterion in CRITERIA)
FACETS: Final = (*EXCLUSIVE, *COMBINING, *AT_LEAST)
NARROWING: Final = ("group", "language", "year")
"""What records of several kinds are narrowed by, a second value replacing the first."""
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
        return f"{path}?{'&'.join(_written(*pair) for pair in pairs)}" if pairs else path


@lru_cache(maxsize=2048)
def _written(name: str, value: str) -> str:
    """Return one pair as it stands in an address; the same few stand there a hundred times."""
    return f"{name}={quote_plus(value)}"


@dataclass(frozen=True, slots=True)
class AskedOfAll:
    """A question to records of all kinds: of one where `kind` says so, with one value of a facet."""

    text: str = ""
    kind: str = ""
    filters: dict[str, str] = field(default_factory=dict)
    page: int = 1

    def adding(self, facet: str, value: str) -> "AskedOfAll":
        """Return the question with that value of a facet, instead of another."""
        return replace(self, filters=self.filters | {facet: value}, page=1)

    def removing(self, facet: str) -> "AskedOfAll":
        """Return the question without a value of that facet."""
        rest = {name: value for name, value in self.filters.items() if name != facet}
        return replace(self, filters=rest, page=1)

    def address(self, path: str) -> str:
        """Return the address of this question under a path."""
        pairs = [("q", self.text), ("kind", self.kind)]
        pairs += [(name, self.filters.get(name, "")) for name in NARROWING]
        pairs.append(("page", str(self.page) if self.page > 1 else ""))
        written = "&".join(_written(*pair) for pair in pairs if pair[1])
        return f"{path}?{written}" if written else path


class Addresses:
    """The addresses of a question with one thing changed, as Markup; what they share is written once."""

    def __init__(self, asked: Asked, path: str) -> None:
        self._asked, self.path = asked, path
        first = replace(asked, page=1)
        self._pairs = [(_place(name), _written(name, value)) for name, value in first.pairs()]

    def of(self, facet: str) -> "FacetAddresses":
        """Return those that change this facet."""
        before, after = self._around(_place(facet))
        return FacetAddresses(self.path, facet, self._asked.filters.get(facet, ()), before, after)

    def whole(self, facet: str) -> str:
        """Return the address where all values of this facet are shown, not yet Markup."""
        return replace(self._asked, whole=facet, page=1).address(self.path)

    def sorted_by(self, keys: Iterable[str]) -> list[Markup]:
        """Return the address with each of these orders, and no weights."""
        before, after = self._around(_place("sort"))
        return [_address(self.path, [*before, _written("sort", key), *after]) for key in keys]

    def _around(self, place: int) -> tuple[list[str], list[str]]:
        """Return the pairs before that place, and those after it."""
        pairs = self._pairs
        return [pair for at, pair in pairs if at < place], [pair for at, pair in pairs if at > place]


class FacetAddresses:
    """The addresses of a question with other values of one facet."""

    def __init__(
        self, path: str, facet: str, chosen: tuple[str, ...], before: list[str], after: list[str]
    ) -> None:
        self._path, self._facet, self._chosen = path, facet, chosen
        self._before, self._after = before, after
        kept = [] if is_exclusive(facet) else [_written(facet, value) for value in chosen]
        self._start = str(_address(path, [*before, *kept, ""]))
        self._end = "".join(f"&amp;{pair}" for pair in after)

    def adding(self, value: str) -> Markup:
        """Return the address with that value, instead of another where only one can hold."""
        return Markup(self.adding_as_text(value))  # noqa: S704 - see _address

    def adding_as_text(self, value: str) -> str:
        """Return the same, escaped too, for who puts a hundred of them together."""
        return f"{self._start}{_written(self._facet, value)}{self._end}"

    def removing(self, value: str) -> Markup:
        """Return the address without that value."""
        rest = [_written(self._facet, v) for v in self._chosen if v != value]
        return _address(self._path, [*self._before, *rest, *self._after])


def _address(path: str, pairs: list[str]) -> Markup:
    # Our path and quoted pairs: nothing but the ampersand between them is special in Markup.
    return Markup(f"{path}?{'&amp;'.join(pairs)}" if pairs else path)  # noqa: S704


_PLACES: Final = {name: at for at, name in enumerate(("q", *FACETS))} | dict.fromkeys(
    ("sort", *WEIGHTS), len(FACETS) + 1
)
"""Where a name stands in an address: the question, the filters, their order; whatever else comes last."""


def _place(name: str) -> int:
    return _PLACES.get(name, len(_PLACES))


def is_exclusive(facet: str) -> bool:
    """Whether a click on a value of this facet replaces the chosen one."""
    return facet in EXCLUSIVE or facet in AT_LEAST
