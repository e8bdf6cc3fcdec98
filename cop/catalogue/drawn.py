"""The results of a question to the catalogue, drawn once for all readers."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from flask import current_app
from markupsafe import Markup

from cop.catalogue import comparison, faces, facets, matching, pages, queries
from cop.catalogue.faces import Face, ShownCard
from cop.catalogue.queries import Found
from cop.catalogue.questions import Addresses, Asked
from cop.core.kept import Kept, Packed
from cop.core.permissions import VISITOR
from cop.practices import cards as practices
from cop.practices.cards import Card
from cop.search import index
from cop.vocabulary.queries import Vocabulary, vocabulary

MOST_DRAWN: Final = 500
"""Pages of results drawn in one process: packed, about 12 kB each."""
Key = tuple[str, Vocabulary, str]
"""The address, the words, and what the index holds: all that a page of results follows from."""


def results(asked: Asked, language: str) -> Packed:
    """Return what is found and what is being compared, as drawn before where nothing has changed since."""
    kept: Kept[Key, Packed] = current_app.extensions.setdefault("cop.results", Kept(MOST_DRAWN))
    # As for the page of a practice: the words may be a second older than the stamp, and the index follows a
    # change a moment later.
    key = asked.address(_path(language)), vocabulary(), index.engine().backend.generation()
    new: list[Packed] = []

    def draw(_missing: list[Key]) -> dict[Key, Packed]:
        found = queries.find(asked, language)
        new.append(Packed(*_drawn(asked, found, language)))
        return {} if found.is_degraded else {key: new[0]}  # whole again as soon as the index is

    return kept.get([key], draw).get(key) or new[0]


def feed(asked: Asked, language: str) -> str:
    """Return the address of the feed of a question."""
    return replace(asked, compared=(), page=1).address(f"{_path(language)}/feed.atom")


def _path(language: str) -> str:
    return f"/{language}/practices"


def _drawn(asked: Asked, found: Found, language: str) -> tuple[Markup, Markup]:
    path = _path(language)
    shown = faces.faces([hit.id for hit in found.hits], language)
    # Without what a view adds for its reader: what is kept must not know of one.
    values: dict[str, Any] = {
        "lang": language,
        "search_url": path,
        "everything_url": f"/{language}/search",
        "asked": asked,
        "found": found,
        "cards": _cards(asked, found, shown, path, language),
        "facets": facets.of_facts(asked, found.facets, path, language),
        "score_facets": facets.of_scores(asked, found.facets, path, language),
        "chosen": pages.chosen_filters(asked, path, language),
        "sorts": pages.sorts(asked, path),
        "order_tools": pages.order_tools(asked, path, language),
        "pagination": pages.pagination(asked, found.total, path),
        "map": pages.map_of([face.card for face in shown], _place_urls(asked, path), language),
        **_addresses(asked, found, path, language),
    }
    tray = {"lang": language, "tray": _tray(asked, path, language), **_tray_addresses(asked, path, language)}
    return _rendered("catalogue/results.html", values), _rendered("catalogue/tray.html", tray)


def _rendered(template: str, values: dict[str, Any]) -> Markup:
    return Markup(current_app.jinja_env.get_template(template).render(values))  # noqa: S704 - a template's output


def _cards(asked: Asked, found: Found, shown: Sequence[Face], path: str, language: str) -> list[ShownCard]:
    matches = matching.matches(found, [face.card for face in shown])
    compare_url = asked.comparing_addresses(path)
    return [
        faces.view(
            face,
            language,
            matches.get(face.card.id),
            compare_url=compare_url(face.card.slug),
            is_compared=face.card.slug in asked.compared,
        )
        for face in shown
    ]


def _addresses(asked: Asked, found: Found, path: str, language: str) -> dict[str, object]:
    """Return where one can go from here, and what forms must carry along."""
    return {
        "clear_url": replace(asked, filters={}, page=1).address(path),
        "kept_filters": replace(asked, text="", page=1).pairs(),
        "suggestion_url": replace(asked, text=found.suggestion or "", page=1).address(path),
        "feed_of_search": feed(asked, language),
        "export_url": replace(asked, compared=(), page=1).address("/api/v1/search"),
    }


def _place_urls(asked: Asked, path: str) -> Callable[[Card], str]:
    countries = Addresses(asked, path).of("country")
    return lambda card: countries.adding(card.country) if card.country else f"{path}/{card.slug}"


def _tray(asked: Asked, path: str, language: str) -> list[dict[str, str]]:
    if not asked.compared:
        return []
    titles = practices.titles_of(asked.compared, actor=VISITOR, language=language)
    return pages.tray(asked, path, titles)


def _tray_addresses(asked: Asked, path: str, language: str) -> dict[str, str]:
    return {
        "compare_url": comparison.compare_address(asked.compared, language),
        "empty_tray_url": replace(asked, compared=()).address(path),
    }
