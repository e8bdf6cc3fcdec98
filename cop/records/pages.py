"""What the templates of every kind of record show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from cop.core.i18n import gettext as _
from cop.records.content import Place
from cop.records.models import Tables
from cop.records.queries import VersionEntry
from cop.vocabulary.queries import vocabulary
from cop.web.templating import LinkTo, absolute, day, language_names, macros


@dataclass(frozen=True, slots=True)
class Section:
    """A section of text: its anchor, heading and safe markup."""

    id: str
    label: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the facts; `language` where it is not the reader's."""

    label: str
    value: str | Markup
    language: str = ""


def sections(html: Mapping[str, str], names: Iterable[str], labels: Mapping[str, str]) -> list[Section]:
    """Return the sections that say something."""
    # The markup was made by core.markdown, which lets nothing unsafe through.
    return [Section(name, labels[name], Markup(html[name])) for name in names if name in html]  # noqa: S704


def stated(rows: Iterable[tuple[str, str | Markup]]) -> list[Fact]:
    """Return what is stated, and nothing for what is not."""
    return [Fact(label, value) for label, value in rows if value]


def place(where: Place, language: str) -> str:
    """Return city and country."""
    city = where.city.get(language) or next(iter(where.city.values()), "")
    country = vocabulary().label(where.country, language) if where.country else ""
    return ", ".join(word for word in (city, country) if word)


def linked(url: str, label: str) -> Markup:
    """Return a link within the site."""
    return Markup('<a href="{}">{}</a>').format(url, label)


def outward(url: str, dead: Mapping[str, date], label: str = "") -> Markup:
    """Return a link to another site, under its address where it has no label; `dead` as a page has it."""
    return Markup(macros("record").outward(url, dead, label))  # noqa: S704 - a template's output


def concepts(slugs: Iterable[str], language: str) -> Markup:
    """Return concepts, each leading to all that has it."""
    words = vocabulary()
    return Markup(", ").join(
        linked(f"/{language}/concepts/{slug}", words.label(slug, language)) for slug in slugs
    )


def translations(tables: Tables[Any], page: Any, language: str) -> list[LinkTo]:
    """Return the languages in which a record can be read."""
    names = language_names(language)
    return [
        LinkTo(names[code], tables.address(page.slug, code), is_current=code == page.language, language=code)
        for code in page.content.texts
    ]


def version_rows(
    tables: Tables[Any],
    slug: str,
    entries: Iterable[VersionEntry],
    shown: int,
    language: str,
    *,
    has_notes: bool = False,
) -> list[dict[str, object]]:
    """Return the versions for their list; `shown` is the one on this page, notes are for readers or not."""
    return [
        {
            "number": entry.number,
            "url": f"{tables.address(slug, language)}/versions/{entry.number}",
            "date": day(entry.created_at),
            "iso_date": entry.created_at.date().isoformat(),
            "summary": entry.note if has_notes else "",
            "is_current": entry.number == shown,
        }
        for entry in entries
    ]


def citation(tables: Tables[Any], page: Any, title: str, names: Iterable[str]) -> str:
    """Return how to cite this version of what these organisations tell."""
    who, address = ", ".join(names), absolute(tables.address(page.slug, page.language))
    # A day in Bulgarian and Russian ends in a full stop of its own: "2026 г."
    parts = (who, title, f"{_('Good social practice')}, {day(page.updated_at).rstrip('.')}")
    return f"{'. '.join(part for part in parts if part)}. {address}/versions/{page.version_number}"


def article(
    tables: Tables[Any],
    page: Any,
    language: str,
    *,
    about: Iterable[str],
    authors: Iterable[tuple[str, str | None]],
    **besides: Any,
) -> dict[str, Any]:
    """Return a record as schema.org describes an article; `authors` are (name, website)."""
    text, words = page.content.texts[page.language], vocabulary()
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": text.title,
        "description": text.strapline,
        "inLanguage": page.language,
        "url": absolute(tables.address(page.slug, language)),
        "datePublished": page.published_at.date().isoformat(),
        "dateModified": page.updated_at.date().isoformat(),
        "version": page.version_number,
        "about": [words.label(slug, language) for slug in about],
        "author": [
            {"@type": "Organization", "name": name} | ({"url": website} if website else {})
            for name, website in authors
        ],
        "contentLocation": _location(page.content.facts.place, language),
    }
    return {key: value for key, value in (data | besides).items() if value}


def _location(where: Place, language: str) -> dict[str, Any]:
    data: dict[str, Any] = {"@type": "Place", "name": place(where, language)}
    if point := where.point:
        data["geo"] = {"@type": "GeoCoordinates", "latitude": point.latitude, "longitude": point.longitude}
    return data if data["name"] else {}


def changes_shown(
    found: Sequence[tuple[str, str, Sequence[tuple[str, str]]]], language: str
) -> list[dict[str, object]]:
    """Return (language, label, parts) of what differs for its macro, the reader's language first."""
    names = language_names(language)
    return [
        {
            "label": _("%(field)s (%(language)s)", field=label, language=names[code]) if code else label,
            "language": code,
            "parts": parts,
        }
        for code, label, parts in sorted(found, key=lambda change: change[0] not in ("", language))
    ]
