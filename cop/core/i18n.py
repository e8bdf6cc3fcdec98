"""Messages in the reader's language, and texts in the nearest language that there is."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache, lru_cache
from typing import TypeVar

from babel.dates import format_date
from babel.support import NullTranslations, Translations
from markupsafe import Markup

from cop.config import DEFAULT_LANGUAGE, LANGUAGES, ROOT

T = TypeVar("T")

FOLDER = ROOT / "cop" / "translations"

_language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(str(FOLDER), [language])


def set_language(language: str) -> None:
    """Speak this language from now on: for the whole of a request."""
    _language.set(language)


def spoken_language() -> str:
    """Return the language that messages are in."""
    return _language.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within the block, messages are in that language."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def gettext(message: str, /, **values: object) -> str:
    """Return a message in the reader's language, its named placeholders filled."""
    text: str = _catalogue(_language.get()).gettext(message)
    return text % values if values else text


@cache
def _markup(language: str, message: str) -> Markup:
    # Messages are ours: their markup is meant. A doubled percent sign is one where nothing is filled in.
    text: str = _catalogue(language).gettext(message)
    return Markup(text)  # noqa: S704


def template_gettext(message: str, /, **values: object) -> Markup:
    """Return a message for a template: safe markup, its values escaped."""
    text = _markup(_language.get(), message)
    return text % values if values or "%%" in text else text


def template_ngettext(one: str, many: str, n: int, /, **values: object) -> Markup:
    """Return the plural for `n` for a template: safe markup, its values escaped."""
    return Markup(plural(one, many, n)) % ({"num": n, "n": n} | values)  # noqa: S704


def plural(one: str, many: str, n: int) -> str:
    """Return the plural that the reader's language has for `n`; templates fill it themselves."""
    text: str = _catalogue(_language.get()).ngettext(one, many, n)
    return text


def ngettext(one: str, many: str, n: int, /, **values: object) -> str:
    """Return the plural that the reader's language has for `n`, its placeholders filled, %(n)s among them."""
    return plural(one, many, n) % ({"n": n} | values)


class LazyString:
    """A message that is put into the reader's language when it is shown."""

    __slots__ = ("message",)

    def __init__(self, message: str) -> None:
        self.message = message

    def __str__(self) -> str:
        return gettext(self.message)

    def __repr__(self) -> str:
        return f"LazyString({self.message!r})"


lazy_gettext = LazyString


def order_of(language: str, source_language: str = "") -> tuple[str, ...]:
    """Return the languages to try: the reader's, the original's, then the site's in their order."""
    return tuple(dict.fromkeys((language, *([source_language] if source_language else []), *LANGUAGES)))


def best_text(texts: Mapping[str, T], language: str, source_language: str = "") -> tuple[str, T]:
    """Return (language, text), the reader's own where there is one; LookupError where there is none."""
    if language in texts:
        return language, texts[language]
    for code in order_of(language, source_language):
        if code in texts:
            return code, texts[code]
    for code, text in texts.items():
        return code, text
    raise LookupError("no text in any language")


@lru_cache(maxsize=4096)
def day_in_words(value: date, language: str) -> str:
    """Write a day in words: 8 April 2026. English has the order of Europe, like our other languages."""
    return str(format_date(value, format="long", locale=LANGUAGES[language].open_graph_locale))
