"""For programs: JSON, feeds, sitemap, robots."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any
from xml.sax.saxutils import escape

from flask import Blueprint, Response, current_app, jsonify, request, url_for

from cop.catalogue import everything, faces, forms, queries
from cop.catalogue.keeping import cached_for_visitors, cached_if_whole
from cop.config import DEFAULT_LANGUAGE, LANGUAGES
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import VISITOR
from cop.core.records import kinds
from cop.feature import SitemapEntry
from cop.practices import cards as practice_cards
from cop.practices import queries as practices
from cop.practices.models import PRACTICES
from cop.practices.search import KIND
from cop.publishing import feeds, records
from cop.records.queries import newest_ids
from cop.web.atom import atom
from cop.web.caching import cached
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import open_to_all, public
from cop.web.templating import absolute

blueprint = Blueprint("publishing", __name__)

EVERY_KIND = "all"
MOST = 100
"""Records in one answer."""
FURTHEST = 1_000_000
SITEMAP_PAGES = 3_000
"""Pages in one sitemap file, each in every language: a fifth of what the protocol allows."""


def _whole(name: str, default: int, low: int, high: int) -> int:
    text = request.args.get(name, "")
    if not text:
        return default
    if len(text) > 12 or not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise InvalidError(
            name,
            _("“%(name)s” must be a whole number from %(low)s to %(high)s.", name=name, low=low, high=high),
        )
    return int(text)


def _language() -> str:
    language = request.args.get("lang", "")
    if language and language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise InvalidError("lang", _("“lang” must be one of: %(languages)s.", languages=known))
    return language or DEFAULT_LANGUAGE


@blueprint.get("/api/v1/search")
@open_to_all
def search() -> Response:
    """Answer a search as JSON; whoever has signed in finds also what is said in their groups."""
    language = _language()
    limit, offset = _whole("limit", 20, 0, MOST), _whole("offset", 0, 0, FURTHEST)
    kind = request.args.get("kind", "") or KIND
    if kind not in (EVERY_KIND, *kinds()):
        known = ", ".join((EVERY_KIND, *kinds()))
        raise InvalidError("kind", _("“kind” must be one of: %(kinds)s.", kinds=known))
    asked = forms.read(request.args)
    if kind == KIND:
        found = queries.find(asked, language, offset=offset, limit=limit)
        return cached_if_whole(jsonify(records.results(found, language)))
    narrowed = {name: (value,) for name, value in forms.narrowing(request.args).items()}
    asked, actor = replace(asked, filters=narrowed | asked.filters), current_actor()
    wanted = "" if kind == EVERY_KIND else kind
    found = everything.find(asked, wanted, language, actor=actor, offset=offset, limit=limit)
    return cached_for_visitors(jsonify(records.all_results(found, language, actor=actor)))


@blueprint.get("/api/v1/suggest")
@public
def suggest() -> Response:
    """Complete what is being typed."""
    text = forms.clean(request.args.get("q", ""))
    return cached_if_whole(jsonify({"suggestions": queries.completions(text, _language())}))


@blueprint.get("/api/v1/practices")
@public
def practice_list() -> Response:
    """List practices, newest first: `{"total", "items"}`."""
    limit, offset = _whole("limit", 50, 1, MOST), _whole("offset", 0, 0, FURTHEST)
    total, rows = practices.page_of(offset, limit, actor=VISITOR)
    items = ",".join(records.item(*row) for row in rows)
    body = f'{{"total":{total},"items":[{items}]}}\n'
    return cached(Response(body, content_type="application/json; charset=utf-8"))


@blueprint.get("/api/v1/practices/<slug>")
@public
def practice(slug: str) -> Response:
    """Give one practice whole: content, scorecard, version."""
    page = or_404(practices.page(slug, actor=VISITOR, language=DEFAULT_LANGUAGE))
    response = jsonify(records.whole(page))
    response.set_etag(records.mark(page))
    response.make_conditional(request)
    return cached(response)


@blueprint.get("/<lang:lang>/practices/feed.atom")
@public
def feed() -> Response:
    """Give new practices, or those of a search, as an Atom feed."""
    language = current_language()
    asked = forms.read(request.args)
    newest = replace(asked, sort="newest", weights={})
    found = queries.find(newest, language, offset=0, limit=30) if asked.pairs() else None
    ids = [hit.id for hit in found.hits] if found else newest_ids(PRACTICES, 30, actor=VISITOR)
    cards = practice_cards.cards(ids, actor=VISITOR, language=language)
    cards.sort(key=lambda card: card.published_at, reverse=True)
    title = _("New practices: %(query)s", query=asked.text) if asked.text else _("New practices")
    path = asked.address(f"/{language}/practices/feed.atom")
    places = {card.id: faces.place(card, language) for card in cards}
    entries = feeds.entries(cards, places, language)
    return cached_if_whole(atom(title, path, asked.address(f"/{language}/practices"), entries, language))


@blueprint.get("/robots.txt")
@public
def robots() -> Response:
    """Tell crawlers where the map is, and to leave questions alone."""
    lines = ["User-agent: *", "Disallow: /api/", "Disallow: /*?", f"Sitemap: {absolute('/sitemap.xml')}", ""]
    return cached(Response("\n".join(lines), content_type="text/plain; charset=utf-8"))


@blueprint.get("/sitemap.xml")
@public
def sitemap() -> Response:
    """List every public page in every language; a large site lists the parts in which they stand."""
    entries = list(_entries())
    if len(entries) <= SITEMAP_PAGES:
        return _sitemap("urlset", _urls(entries))
    numbers = range(1, -(-len(entries) // SITEMAP_PAGES) + 1)
    addresses = (absolute(url_for("publishing.sitemap_part", number=number)) for number in numbers)
    return _sitemap("sitemapindex", (f"<sitemap><loc>{escape(each)}</loc></sitemap>\n" for each in addresses))


@blueprint.get("/sitemap-<int:number>.xml")
@public
def sitemap_part(number: int) -> Response:
    """List one part of the public pages."""
    start = (number - 1) * SITEMAP_PAGES
    return _sitemap("urlset", _urls(or_404(list(islice(_entries(), start, start + SITEMAP_PAGES)) or None)))


def _sitemap(kind: str, lines: Iterable[str]) -> Response:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    body = f"{head}<{kind} {spaces}>\n{''.join(lines)}</{kind}>\n"
    return cached(Response(body, content_type="application/xml"))


def _entries() -> Iterator[SitemapEntry]:
    for feature in current_app.extensions["cop.features"]:
        if feature.sitemap is not None:
            yield from feature.sitemap()


def _address(entry: SitemapEntry, language: str) -> str:
    arguments: dict[str, Any] = {"lang": language} | entry.arguments
    return url_for(entry.endpoint, **arguments)


def _urls(entries: Iterable[SitemapEntry]) -> Iterator[str]:
    for entry in entries:
        addresses = {code: escape(absolute(_address(entry, code))) for code in LANGUAGES}
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>'
            for code, address in addresses.items()
        )
        changed = f"<lastmod>{entry.changed}</lastmod>" if entry.changed else ""
        for address in addresses.values():
            yield f"<url><loc>{address}</loc>{changed}{others}</url>\n"
