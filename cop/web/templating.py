"""What every page knows: its language, the menu, its addresses, how numbers and dates are written."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time, get_timezone, get_timezone_location
from babel.numbers import format_decimal
from flask import Flask, current_app, g, request
from markupsafe import Markup

from cop.config import LANGUAGES
from cop.core.i18n import day_in_words, speaking, template_gettext, template_ngettext
from cop.core.i18n import gettext as _
from cop.web.identity import current_actor, has_cookie
from cop.web.language import current_language, lang_attribute

LONGEST_QUESTION = 4000
"""Bytes of a query string that the language menu carries along; nobody types more."""


@dataclass(frozen=True, slots=True)
class LinkTo:
    """A link as templates take it."""

    label: str
    url: str
    is_current: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class PageLanguage:
    """The same page in one of the languages; `alternate` is its whole address without the question."""

    code: str
    name: str
    url: str
    alternate: str


def base_url() -> str:
    """Return the public address of the site, from the settings and never from the request."""
    return str(current_app.config["COP"].base_url)


def absolute(path: str) -> str:
    """Return the public address of a path of ours."""
    return base_url() + path


def site_languages() -> list[PageLanguage]:
    """Return this page in every language; nothing where the address names none."""
    if "language" not in g or request.url_rule is None:
        return []
    rest = request.path[1 + len(g.language) :]
    question = request.query_string.decode("latin-1") if len(request.query_string) <= LONGEST_QUESTION else ""
    return [
        PageLanguage(
            language.code,
            language.name,
            f"/{language.code}{rest}" + (f"?{question}" if question else ""),
            absolute(f"/{language.code}{rest}"),
        )
        for language in LANGUAGES.values()
    ]


@cache
def _paths(language: str, endpoints: tuple[str, ...]) -> tuple[str, ...]:
    # The same for every page of a language: building addresses is a tenth of a page's time.
    # Not from the request either: one with a host that is not ours has no addresses, and gets a page too.
    addresses = current_app.url_map.bind("")
    return tuple(addresses.build(endpoint, {"lang": language}) for endpoint in endpoints)


@dataclass(frozen=True, slots=True)
class Frame:
    """What is the same around all pages of a language, drawn once: it was a sixth of a page's time."""

    search: Markup
    nav: Markup
    footer: Markup


def _frame(language: str) -> Frame:
    nav = current_app.extensions["cop.nav"]
    here = request.endpoint if any(item.endpoint == request.endpoint for item in nav) else None
    frames: dict[tuple[str, str | None], Frame] = current_app.extensions.setdefault("cop.frames", {})
    if (language, here) not in frames:
        frames[language, here] = _drawn_frame(language, here)
    return frames[language, here]


def _drawn_frame(language: str, here: str | None) -> Frame:
    nav, footer = current_app.extensions["cop.nav"], current_app.extensions["cop.footer"]
    paths = _paths(language, tuple(item.endpoint for item in (*nav, *footer)))
    draw = macros("navigation")
    with speaking(language):
        search = macros("search").search_box(
            f"/{language}/search", language, id="header-q", size="small", label=_("Search everything")
        )
        menu = [
            LinkTo(str(item.label), path, item.endpoint == here)
            for item, path in zip(nav, paths, strict=False)
        ]
        links = [LinkTo(str(item.label), path) for item, path in zip(footer, paths[len(nav) :], strict=True)]
        return Frame(search, draw.main_nav(menu), draw.footer(links))


def macros(name: str) -> Any:
    """Return the macros of a file of components, for who keeps what they draw."""
    return current_app.jinja_env.get_template(f"components/{name}.html").module


def _context() -> dict[str, Any]:
    language = current_language()
    return {
        "lang": language,
        "languages": site_languages(),
        "frame": _frame(language),
        "home_url": f"/{language}/",
        "search_url": f"/{language}/practices",
        "everything_url": f"/{language}/search",
        "feed_url": f"/{language}/practices/feed.atom",
        "canonical_url": absolute(request.path) if "language" in g else "",
        "base_url": base_url(),
        "language_names": language_names(language),
        "open_graph_locale": LANGUAGES[language].open_graph_locale,
        "reader": current_actor(),
        "has_session": has_cookie(),
        "account_links": _account_links(language),
    }


def _account_links(language: str) -> list[LinkTo]:
    """Return the links of whoever has signed in, by what they have been asked to do."""
    actor = current_actor()
    if not actor.is_member:
        return []
    items = [
        item
        for item in current_app.extensions["cop.account_nav"]
        if not item.roles or not item.roles.isdisjoint(actor.roles)
    ]
    paths = _paths(language, tuple(item.endpoint for item in items))
    return [
        LinkTo(str(item.label), path, request.endpoint == item.endpoint)
        for item, path in zip(items, paths, strict=True)
    ]


def moment(value: datetime) -> str:
    """Write a moment in the reader's time, with the name of their zone's city."""
    zone, language = current_actor().timezone or "UTC", current_language()
    local = value.astimezone(get_timezone(zone))
    return f"{day(local)}, {format_time(local, 'HH:mm', locale=language)} ({city(zone, language)})"


@lru_cache(maxsize=1024)
def city(zone: str, language: str) -> str:
    """Return the city of a time zone as the language calls it."""
    return get_timezone_location(zone, locale=language, return_city=True)


def decimal(value: float, language: str = "") -> str:
    """Write a number as a language does, the reader's where none is named: 3.5, 3,5."""
    return _decimal(value, language or current_language())


@lru_cache(maxsize=1024)
def _decimal(value: float, language: str) -> str:
    # Scores take few values, and a page shows dozens of them.
    return str(format_decimal(value, format="0.#", locale=language))


def number(value: int) -> str:
    """Write a whole number with the reader's separators: 1 000."""
    return str(format_decimal(value, locale=current_language()))


@cache
def language_names(language: str) -> dict[str, str]:
    """Return the names of the site's languages in one of them."""
    names = Locale.parse(language).languages
    return {code: names.get(code, code) for code in LANGUAGES}


def day(value: date | datetime) -> str:
    """Write a day in words."""
    return day_in_words(value.date() if isinstance(value, datetime) else value, current_language())


def month(value: str, *, after_preposition: bool = False) -> str:
    """Write "2013-09" as a month in words, in the case it has by itself or in a phrase; "2013" as it is."""
    if len(value) == 4:
        return value
    return _month(value, "MMMM y" if after_preposition else "LLLL y", current_language())


@lru_cache(maxsize=4096)
def _month(value: str, pattern: str, language: str) -> str:
    return format_date(date(int(value[:4]), int(value[5:7]), 1), format=pattern, locale=language)


def init_app(app: Flask) -> None:
    """Set filters, globals, messages and the context of every page."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    # Our own instead of the extension's wrappers, which cost a third of a page full of short labels.
    app.jinja_env.newstyle_gettext = True  # type: ignore[attr-defined]
    app.jinja_env.globals |= {
        "_": template_gettext,
        "gettext": template_gettext,
        "ngettext": template_ngettext,
    }
    app.jinja_env.filters |= {
        "decimalformat": decimal,
        "numberformat": number,
        "day": day,
        "month": month,
        "moment": moment,
    }
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals |= {"absolute": absolute, "lang_attribute": lang_attribute}
    features = app.extensions["cop.features"]
    app.extensions["cop.nav"] = tuple(
        sorted((item for feature in features for item in feature.nav), key=lambda item: item.rank)
    )
    app.extensions["cop.account_nav"] = tuple(
        sorted((item for feature in features for item in feature.account_nav), key=lambda item: item.rank)
    )
    app.extensions["cop.footer"] = tuple(item for feature in features for item in feature.footer)
    app.context_processor(_context)
