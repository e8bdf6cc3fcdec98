"""What the catalogue's templates show, made of what was found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from flask import current_app
from markupsafe import Markup

from cop.catalogue.queries import Found
from cop.catalogue.questions import AT_LEAST, COMBINING, EXCLUSIVE, FACETS, PAGE_SIZE, Addresses, Asked
from cop.config import LANGUAGES
from cop.core.i18n import gettext as _
from cop.core.i18n import speaking
from cop.practices.cards import Card
from cop.rubric.criteria import CRITERIA
from cop.vocabulary.enums import ConceptKind
from cop.vocabulary.queries import vocabulary
from cop.web.static import static_url
from cop.web.svg import CityCount, city_map
from cop.web.templating import LinkTo

VALUES_SHOWN = 6
"""Values of one facet; the rest stand behind a link."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that can be clicked, or clicked away."""

    label: str
    url: str
    count: int
    is_chosen: bool
    language: str = ""


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """One facet with its values, the most frequent first."""

    id: str
    heading: str
    values: list[FacetValue]
    hidden: int = 0
    whole_url: str = ""
    """Where all values are shown, when `hidden` of them are not."""


def headings() -> dict[str, str]:
    """Return the name of each facet."""
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
    if facet == "language":
        return LANGUAGES[value].name if value in LANGUAGES else value
    if facet == "running":
        return {"running": _("Running"), "ended": _("Ended")}.get(value, value)
    if facet in AT_LEAST:
        return _("at least %(step)s of 4", step=value)
    if facet == "year":
        return value
    return vocabulary().label(value, language)


def facet_groups(
    asked: Asked, found: Found, path: str, language: str
) -> tuple[list[FacetGroup], list[FacetGroup]]:
    """Return (facets of facts, facets of scores), with addresses that add or remove a value."""
    names = headings()
    addresses = Addresses(asked, path)

    def groups(facets: Sequence[str]) -> list[FacetGroup]:
        made = (_facet_group(facet, names[facet], asked, found, addresses, language) for facet in facets)
        return [group for group in made if group is not None]

    return groups((*EXCLUSIVE, *COMBINING)), groups(AT_LEAST)


def _facet_group(
    facet: str, heading: str, asked: Asked, found: Found, addresses: Addresses, language: str
) -> FacetGroup | None:
    chosen = asked.filters.get(facet, ())
    counts = dict.fromkeys(chosen, 0) | dict(found.facets.get(facet, {}))
    if not counts:
        return None
    ordered = _in_order(facet, counts, chosen)
    shown = ordered if asked.whole == facet else ordered[:VALUES_SHOWN]
    changed = addresses.of(facet)
    values = [
        FacetValue(
            value_label(facet, value, language),
            changed.removing(value) if value in chosen else changed.adding(value),
            counts[value],
            value in chosen,
            value if facet == "language" and value in LANGUAGES else "",
        )
        for value in shown
    ]
    hidden = len(ordered) - len(shown)
    whole_url = replace(asked, whole=facet, page=1).address(addresses.path) if hidden else ""
    return FacetGroup(facet.replace(".", "-"), heading, values, hidden, whole_url)


def _in_order(facet: str, counts: Mapping[str, int], chosen: Sequence[str]) -> list[str]:
    if facet == "year" or facet in AT_LEAST:
        return sorted(counts, reverse=facet == "year")
    return sorted(counts, key=lambda value: (value not in chosen, -counts[value], value))


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter that holds, with the address without it."""

    group: str
    label: str
    remove_url: str


def chosen_filters(asked: Asked, path: str, language: str) -> list[Chosen]:
    """Return the filters that hold, in the order of the facets."""
    names = headings()
    return [
        Chosen(names[facet], value_label(facet, value, language), asked.removing(facet, value).address(path))
        for facet in FACETS
        for value in asked.filters.get(facet, ())
    ]


def sorts(asked: Asked, path: str) -> list[LinkTo]:
    """Return the orders that can be chosen; by one criterion, the list of criteria offers."""
    has_text = bool(asked.text)
    current = "weights" if asked.weights else asked.sort or ("relevance" if has_text else "newest")
    offered = [("relevance", _("Best match"))] if has_text else []
    offered.append(("newest", _("Newest first")))
    links = [
        LinkTo(label, replace(asked, sort=key, weights={}, page=1).address(path), current == key)
        for key, label in offered
    ]
    if asked.weights:
        links.append(LinkTo(_("By your weights"), asked.address(path), is_current=True))
    links += [
        LinkTo(str(c.label), asked.address(path), is_current=True)
        for c in CRITERIA
        if current == f"score.{c.key}"
    ]
    return links


def criterion_sorts(asked: Asked, path: str) -> list[LinkTo]:
    """Return the orders by one criterion, highest first."""
    return [
        LinkTo(str(c.label), replace(asked, sort=f"score.{c.key}", weights={}, page=1).address(path))
        for c in CRITERIA
    ]


def pagination(asked: Asked, total: int, path: str) -> dict[str, Any]:
    """Return the arguments of the pagination macro."""
    pages = max(1, -(-total // PAGE_SIZE))

    def at(page: int) -> str:
        return replace(asked, page=page).address(path)

    return {
        "page": asked.page,
        "pages": pages,
        "first_url": at(1) if asked.page > 2 else "",
        "previous_url": at(min(asked.page, pages + 1) - 1) if asked.page > 1 else "",
        "next_url": at(asked.page + 1) if asked.page < pages else "",
    }


def map_of(cards: list[Card], url_of: Callable[[Card], str], language: str) -> Markup | None:
    """Return the map of the practices shown, one dot a city; None where no place is known."""
    cities: dict[tuple[float, float], list[Card]] = {}
    for card in cards:
        if card.point:
            cities.setdefault(card.point, []).append(card)
    if not cities:
        return None
    return _draw_map(
        tuple(
            CityCount(there[0].city or there[0].title, point[0], point[1], len(there), url_of(there[0]))
            for point, there in cities.items()
        ),
        language,
    )


@lru_cache(maxsize=256)
def _draw_map(cities: tuple[CityCount, ...], language: str) -> Markup:
    # Kept as drawn: placing the labels and drawing the dots is a tenth of a page of results.
    macros: Any = current_app.jinja_env.get_template("components/map.html").module
    with speaking(language):
        drawn: Markup = macros.city_map(city_map(cities), static_url("land.svg"), _("Places"))
    return drawn


def tray(asked: Asked, path: str, titles: Mapping[str, tuple[str, str]]) -> list[dict[str, str]]:
    """Return the practices put on the comparison; `titles` maps a slug to (language, title)."""
    return [
        {
            "title": titles[slug][1],
            "language": titles[slug][0],
            "remove_url": asked.comparing(slug).address(path),
        }
        for slug in asked.compared
        if slug in titles
    ]


def kind_label(kind: ConceptKind) -> str:
    """Return what a concept is, in words."""
    return {
        ConceptKind.TARGET_GROUP: _("Target group"),
        ConceptKind.FIELD_OF_WORK: _("Field of work"),
        ConceptKind.FORMAL_SKILL: _("Formal skill"),
        ConceptKind.NON_FORMAL_SKILL: _("Non-formal skill"),
        ConceptKind.INNOVATION_CLASS: _("Kind of innovation"),
        ConceptKind.LIFE_CYCLE_PHASE: _("Phase"),
        ConceptKind.FUNDER_TYPE: _("Kind of funder"),
        ConceptKind.COUNTRY: _("Country"),
    }[kind]
