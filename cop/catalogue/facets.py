"""Facets with their counts. A page shows a hundred values: each is drawn once, with gaps, and kept."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from markupsafe import Markup

from cop.catalogue.questions import AT_LEAST, COMBINING, EXCLUSIVE, Addresses, Asked
from cop.config import LANGUAGES
from cop.core.i18n import gettext as _
from cop.core.i18n import speaking
from cop.core.kept import GAP, Pattern
from cop.rubric.criteria import CRITERIA
from cop.search.contract import Facets
from cop.vocabulary.queries import vocabulary
from cop.web.templating import macros

VALUES_SHOWN: Final = 6
"""Values of one facet; the rest stand behind a link."""


@lru_cache(maxsize=16)
def headings(language: str) -> dict[str, str]:
    """Return the name of each facet."""
    with speaking(language):
        names = {
            "country": _("Country"),
            "target_group": _("Target group"),
            "innovation": _("Kind of innovation"),
            "phase": _("Phase"),
            "skill": _("Skill"),
            "language": _("Language of the text"),
            "running": _("Running or ended"),
            "year": _("Year of start"),
        }
        return names | {f"at_least.{criterion.key}": str(criterion.short) for criterion in CRITERIA}


def value_label(facet: str, value: str, language: str) -> str:
    """Return a facet value in words."""
    return _labels(facet, language)(value)


def _labels(facet: str, language: str) -> Callable[[str], str]:
    """Return what puts the values of a facet into words: asked once, as a page has a hundred values."""
    if facet == "language":
        return lambda value: LANGUAGES[value].name if value in LANGUAGES else value
    if facet == "running" or facet in AT_LEAST:
        return lambda value: _own_word(facet, value, language)
    if facet == "year":
        return str
    words = vocabulary()
    return lambda value: words.label(value, language)


@lru_cache(maxsize=512)
def _own_word(facet: str, value: str, language: str) -> str:
    with speaking(language):
        if facet == "running":
            return {"running": _("Running"), "ended": _("Ended")}.get(value, value)
        return _("at least %(step)s of 4", step=value)


def of_facts(asked: Asked, counts: Facets, path: str, language: str) -> Markup:
    """Return the facets of facts, with addresses that add or remove a value."""
    addresses = Addresses(asked, path)
    groups = (_of_facts(f, asked, counts, addresses, language) for f in (*EXCLUSIVE, *COMBINING))
    return Markup("".join(groups))  # noqa: S704 - all of them are Markup, and asking each costs more


def of_scores(asked: Asked, counts: Facets, path: str, language: str) -> Markup:
    """Return the facets of scores in the same way."""
    addresses = Addresses(asked, path)
    groups = (_of_scores(f, asked, counts, addresses, language) for f in AT_LEAST)
    return Markup("".join(groups))  # noqa: S704 - as above


def _of_facts(facet: str, asked: Asked, counts: Facets, addresses: Addresses, language: str) -> Markup:
    offered = _offered(facet, asked, counts)
    if not offered:
        return Markup()
    shown = list(offered) if asked.whole == facet else list(offered)[:VALUES_SHOWN]
    drawn = _values(facet, shown, offered, asked, addresses, language)
    id, heading = facet.replace(".", "-"), headings(language)[facet]
    if hidden := len(offered) - len(shown):
        drawn.append(_more(id, heading, hidden, language).filled(addresses.whole(facet)))
    return _group(id, heading, language).filled(_lines(drawn))


def _of_scores(facet: str, asked: Asked, counts: Facets, addresses: Addresses, language: str) -> Markup:
    offered = _offered(facet, asked, counts)
    if not offered:
        return Markup()
    drawn = _values(facet, list(offered), offered, asked, addresses, language)
    pattern = _score_group(headings(language)[facet], facet in asked.filters, language)
    return pattern.filled(_lines(drawn))


def _lines(drawn: list[str]) -> Markup:
    return Markup("\n".join(drawn))  # noqa: S704 - as above


def _offered(facet: str, asked: Asked, counts: Facets) -> dict[str, int]:
    """Return the values with their counts, in the order in which they are shown."""
    chosen = asked.filters.get(facet, ())
    given = dict.fromkeys(chosen, 0) | dict(counts.get(facet, {}))
    return {value: given[value] for value in _in_order(facet, given, chosen)}


def _in_order(facet: str, counts: Mapping[str, int], chosen: Sequence[str]) -> list[str]:
    if facet == "year" or facet in AT_LEAST:
        return sorted(counts, reverse=facet == "year")
    return sorted(counts, key=lambda value: (value not in chosen, -counts[value], value))


def _values(
    facet: str,
    shown: Sequence[str],
    counts: Mapping[str, int],
    asked: Asked,
    addresses: Addresses,
    language: str,
) -> list[str]:
    chosen, changed = asked.filters.get(facet, ()), addresses.of(facet)
    label_of = _labels(facet, language)
    drawn = []
    for value in shown:
        own_language = value if facet == "language" and value in LANGUAGES else ""
        pattern = _value(label_of(value), value in chosen, own_language, language)
        url = changed.removing(value) if value in chosen else changed.adding_as_text(value)
        drawn.append(pattern.joined(url, str(counts[value])))
    return drawn


@lru_cache(maxsize=4096)
def _value(label: str, is_chosen: bool, own_language: str, language: str) -> Pattern:
    return Pattern(macros("search").facet_value(label, is_chosen, own_language, language, GAP, GAP))


@lru_cache(maxsize=512)
def _more(id: str, heading: str, hidden: int, language: str) -> Pattern:
    with speaking(language):
        return Pattern(macros("search").facet_more(id, heading, hidden, GAP))


@lru_cache(maxsize=64)
def _group(id: str, heading: str, language: str) -> Pattern:
    with speaking(language):
        return Pattern(macros("search").facet_group(id, heading, GAP))


@lru_cache(maxsize=128)
def _score_group(heading: str, is_open: bool, language: str) -> Pattern:
    with speaking(language):
        return Pattern(macros("search").score_group(heading, is_open, GAP))
