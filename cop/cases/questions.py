"""What a reader asks of the cases, and the address that says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from cop.catalogue.forms import clean
from cop.catalogue.questions import LAST_PAGE, MAX_VALUE_LENGTH
from cop.vocabulary.queries import vocabulary

CELL: Final = ("form", "depth", "phase", "role")
"""The four sides of the matrix."""
FACETS: Final = (*CELL, "aspect", "target_group", "social_result", "country", "language")
"""Each holds one value: a second one takes the place of the first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the cases. Pages count from 1."""

    text: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    page: int = 1

    def having(self, **filters: str) -> "Asked":
        """Return the question with these filters; an empty one is taken off."""
        together = {name: value for name, value in {**self.filters, **filters}.items() if value}
        return replace(self, filters=together, page=1)

    def pairs(self) -> list[tuple[str, str]]:
        """Return the question as pairs of an address, in one order for equal questions."""
        pairs = [("q", self.text)] if self.text else []
        pairs += [(name, self.filters[name]) for name in FACETS if name in self.filters]
        if self.sort:
            pairs.append(("sort", self.sort))
        return pairs + ([("page", str(self.page))] if self.page > 1 else [])

    def address(self, path: str) -> str:
        """Return the address of this question under a path."""
        pairs = self.pairs()
        return f"{path}?{urlencode(pairs)}" if pairs else path


def read(arguments: MultiDict[str, str]) -> Asked:
    """Read a question from an address; what is unknown or out of bounds is left out."""
    filters = {
        name: value
        for name in FACETS
        if (value := arguments.get(name, "")) and len(value) <= MAX_VALUE_LENGTH and value.isprintable()
    }
    if "social_result" in filters:  # an old address of one that was put together with another
        filters["social_result"] = vocabulary().present(filters["social_result"])
    page = arguments.get("page", "")[:12]
    sort = arguments.get("sort", "")
    return Asked(
        text=clean(arguments.get("q", "")),
        filters=filters,
        sort=sort if sort in ("relevance", "newest") else "",
        page=max(1, min(LAST_PAGE, int(page))) if page.isascii() and page.isdigit() else 1,
    )
