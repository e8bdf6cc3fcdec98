"""The language of a page stands in its address; everything else follows from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, current_app, g, has_request_context, request
from markupsafe import Markup
from werkzeug.routing import BaseConverter

from cop.config import DEFAULT_LANGUAGE, LANGUAGES
from cop.core.i18n import set_language, speaking


class LanguageConverter(BaseConverter):
    """`<lang:lang>` in a rule: one of the site's languages, or no match."""

    regex = "|".join(LANGUAGES)
    part_isolating = True


def current_language() -> str:
    """Return the language of this page: its address's, else the first path segment's, else the reader's."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    language = g.get("language")
    return language if isinstance(language, str) else preferred_language()


@contextmanager
def page_in(language: str) -> Iterator[None]:
    """Within the block, what is drawn is as on a page of that language, whatever it becomes a part of."""
    before = g.pop("language", None)
    g.language = language
    try:
        with speaking(language):
            yield
    finally:
        g.pop("language")
        if before is not None:
            g.language = before


def lang_attribute(code: str, language: str) -> Markup:
    """Return the lang attribute of a fragment, where its language is not the page's."""
    return Markup(' lang="{}"').format(code) if code and code != language else _NO_ATTRIBUTE


_NO_ATTRIBUTE = Markup()


def preferred_language() -> str:
    """Return the best language for a reader whose address names none; never by where they are."""
    first = request.path.split("/", 2)[1] if request.path.startswith("/") else ""
    if first in LANGUAGES:
        return first
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return asked
    for tag, quality in request.accept_languages:  # best first; Werkzeug's own choice prefers "en" to "bg-BG"
        language = tag.partition("-")[0].lower()
        if quality > 0 and language in LANGUAGES:
            return language
    return DEFAULT_LANGUAGE


def _pull(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values and "lang" in values:
        g.language = values.pop("lang")
    # Also where the address names none: the thread may have spoken another language before.
    set_language(current_language())


def _inject(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" not in values and _app_expects_language(endpoint):
        values["lang"] = current_language()


def _app_expects_language(endpoint: str) -> bool:
    return current_app.url_map.is_endpoint_expecting(endpoint, "lang")


def init_app(app: Flask) -> None:
    """Set the converter, the defaults and the language of every request."""
    app.url_map.converters["lang"] = LanguageConverter
    app.url_value_preprocessor(_pull)
    app.url_defaults(_inject)
