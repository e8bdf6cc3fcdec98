"""Reads a question from an address; whatever stands there, it is read."""

from collections.abc import Iterable

from werkzeug.datastructures import MultiDict

from cop.catalogue.questions import (
    FACETS,
    LAST_PAGE,
    MAX_COMPARED,
    MAX_VALUE_LENGTH,
    MAX_VALUES,
    NARROWING,
    SORTS,
    WEIGHTS,
    Asked,
    AskedOfAll,
    is_exclusive,
)


def read(arguments: MultiDict[str, str]) -> Asked:
    """Read a question from an address; what is unknown or out of bounds is left out."""
    filters = {}
    for name in FACETS:
        if values := _values(arguments.getlist(name)):
            filters[name] = values[:1] if is_exclusive(name) else values
    weights = {name.removeprefix("w."): _whole(arguments.get(name, ""), 0, 5) for name in WEIGHTS}
    sort = arguments.get("sort", "")
    return Asked(
        text=clean(arguments.get("q", "")),
        filters=filters,
        sort=sort if sort in SORTS else "",
        weights=weights if any(weights.values()) else {},
        page=_whole(arguments.get("page", ""), 1, LAST_PAGE),
        compared=_values(arguments.getlist("compare"))[:MAX_COMPARED],
        whole=arguments.get("all", "") if arguments.get("all", "") in FACETS else "",
    )


def read_of_all(arguments: MultiDict[str, str], kinds: Iterable[str]) -> AskedOfAll:
    """Read a question to records of all these kinds in the same way."""
    kind = arguments.get("kind", "")
    return AskedOfAll(
        text=clean(arguments.get("q", "")),
        kind=kind if kind in kinds else "",
        filters=narrowing(arguments),
        page=_whole(arguments.get("page", ""), 1, LAST_PAGE),
    )


def narrowing(arguments: MultiDict[str, str]) -> dict[str, str]:
    """Read what records of several kinds are narrowed by."""
    given = {name: _values(arguments.getlist(name)) for name in NARROWING}
    return {name: values[0] for name, values in given.items() if values}


def clean(text: str) -> str:
    """Return the text as one line of at most 400 characters without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[:400]).split())


def _values(given: Iterable[str]) -> tuple[str, ...]:
    known = (v for v in given if v and len(v) <= MAX_VALUE_LENGTH and v.isprintable())
    return tuple(dict.fromkeys(known))[:MAX_VALUES]


def _whole(text: str, low: int, high: int) -> int:
    digits = text[:12]
    if not digits.isascii() or not digits.isdigit():
        return low
    return max(low, min(high, int(digits)))
