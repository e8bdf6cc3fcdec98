"""What the catalogue's templates show, made of what was found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from cop.catalogue.facets import headings, value_label
from cop.catalogue.questions import FACETS, PAGE_SIZE, Addresses, Asked
from cop.core.i18n import gettext as _
from cop.core.i18n import speaking
from cop.core.kept import GAP, Pattern
from cop.practices.cards import Card
from cop.rubric.criteria import CRITERIA
from cop.vocabulary.enums import ConceptKind
from cop.web.static import static_url
from cop.web.svg import CityCount, CityDot, city_map
from cop.web.templating import LinkTo, macros


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter that holds, with the address without it."""

    group: str
    label: str
    remove_url: str


def chosen_filters(asked: Asked, path: str, language: str) -> list[Chosen]:
    """Return the filters that hold, in the order of the facets."""
    names = headings(language)
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


def order_tools(asked: Asked, path: str, language: str) -> Markup:
    """Return what orders by the reader's weights or by one criterion, highest first."""
    kept = replace(asked, weights={}, sort="", page=1).pairs()
    urls = Addresses(asked, path).sorted_by([f"score.{c.key}" for c in CRITERIA])
    weights = tuple(asked.weights.get(c.key, 0) for c in CRITERIA)
    return _order_tools(path, weights, language).filled(macros("search").hidden_inputs(kept), *urls)


@lru_cache(maxsize=64)
def _order_tools(path: str, weights: tuple[int, ...], language: str) -> Pattern:
    criteria = [
        {"name": f"w.{c.key}", "label": c.label, "value": weight}
        for c, weight in zip(CRITERIA, weights, strict=True)
    ]
    sorts = [{"label": c.label, "url": GAP} for c in CRITERIA]
    with speaking(language):
        return Pattern(macros("search").order_tools(path, criteria, GAP, any(weights), sorts))


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
    drawn = city_map(
        CityCount(there[0].city or there[0].title, *point, len(there), url=url_of(there[0]))
        for point, there in cities.items()
    )
    dots = "".join([_dot(dot).filled(dot.city.url) for dot in drawn.dots])
    listed = (*(dot.city for dot in drawn.dots), *drawn.outside)
    places = "".join([_place(city).filled(city.url) for city in listed])
    return _map(language, drawn.width, drawn.height).filled(Markup(dots), Markup(places))  # noqa: S704 - drawn


# The same cities stand on many maps: each is drawn once, with a gap for its address. Drawing them anew was
# a tenth of a page of results.


@lru_cache(maxsize=4096)
def _dot(dot: CityDot) -> Pattern:
    return Pattern(macros("map").city_dot(dot, GAP))


@lru_cache(maxsize=4096)
def _place(city: CityCount) -> Pattern:
    return Pattern(macros("map").city_place(city.label, city.count, GAP))


@lru_cache(maxsize=16)
def _map(language: str, width: int, height: int) -> Pattern:
    with speaking(language):
        return Pattern(macros("map").city_map(width, height, static_url("land.svg"), _("Places"), GAP, GAP))


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
        ConceptKind.INVOLVEMENT_FORM: _("Form of involvement"),
        ConceptKind.INVOLVEMENT_ASPECT: _("What involvement is for"),
        ConceptKind.INVOLVEMENT_DEPTH: _("Depth of involvement"),
        ConceptKind.INVOLVEMENT_ROLE: _("Role of the people involved"),
        ConceptKind.SOCIAL_RESULT: _("Social result of involvement"),
    }[kind]
