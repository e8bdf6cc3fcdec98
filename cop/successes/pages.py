"""What the templates of a self-description show."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from cop.core.i18n import best_text
from cop.core.i18n import gettext as _
from cop.core.markdown import render
from cop.practices.pages import Fact
from cop.practices.rules import compared, shown
from cop.successes.content import SuccessContent, SuccessFacts, SuccessText
from cop.successes.queries import SuccessPage, VersionEntry
from cop.successes.questions import BY_KEY, SHORT
from cop.vocabulary.queries import vocabulary
from cop.web.templating import LinkTo, absolute, day, language_names


@dataclass(frozen=True, slots=True)
class Answered:
    """One question with its answer; no markup where there is none yet. `language` is that of the answer."""

    id: str
    number: int
    label: str
    question: str
    html: Markup
    language: str


def answers(page: SuccessPage) -> list[Answered]:
    """Return every question in order; what is not translated is given in the original."""
    source = page.content.source_language
    original = page.content.texts[source]
    found = []
    for number, key in enumerate(SuccessText.ANSWERS, 1):
        html, language = page.html.get(key, ""), page.language
        if not html and language != source and (said := getattr(original, key)):
            html, language = render(said), source
        # The markup is made by core.markdown, which lets nothing unsafe through.
        markup = Markup(html)  # noqa: S704
        label, question = str(SHORT[key]), str(BY_KEY[key].label)
        found.append(Answered(key, number, label, question, markup, language))
    return found


def field_label(name: str) -> str:
    """Return the name of any field, for editors and for the list of what changed."""
    facts = {
        "facts.year": _("Year"),
        "facts.place": _("Place"),
        "facts.organisations": _("Organisation"),
        "facts.target_groups": _("Target groups"),
        "facts.links": _("More links"),
        "facts.source": _("Source"),
        "title": _("Name of the service"),
        "strapline": _("In one sentence"),
        "evaluations": _("Evaluations from outside"),
        "state": _("State of the translation"),
    }
    return facts.get(name) or str(SHORT[name])


def place(stated: Any, language: str) -> str:
    """Return city and country."""
    city = best_text(stated.city, language)[1] if stated.city else ""
    country = vocabulary().label(stated.country, language) if stated.country else ""
    return ", ".join(word for word in (city, country) if word)


def facts(page: SuccessPage, language: str) -> list[Fact]:
    """Return what is stated, and nothing for what is not."""
    stated, words = page.content.facts, vocabulary()
    rows: list[tuple[str, str | Markup]] = [
        ("facts.year", str(stated.year or "")),
        ("facts.place", place(stated.place, language)),
        (
            "facts.organisations",
            Markup("; ").join(
                _to(f"/{language}/organisations/{slug}", name) for slug, name in page.organisations
            ),
        ),
        (
            "facts.target_groups",
            Markup(", ").join(
                _to(f"/{language}/concepts/{slug}", words.label(slug, language))
                for slug in stated.target_groups
            ),
        ),
        ("facts.links", Markup(", ").join(_outward(link) for link in stated.links)),
    ]
    return [Fact(field_label(name), value) for name, value in rows if value]


def _to(url: str, label: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(url, label)


def _outward(url: str) -> Markup:
    label = url.split("://", 1)[-1].rstrip("/")
    return Markup('<a href="{}" rel="nofollow noopener">{}</a>').format(url, label)


def named(content: SuccessContent, language: str) -> tuple[tuple[str, str], ...]:
    """Return (slug, name) of the organisations as the content itself names them."""
    return tuple((o.slug, best_text(o.names, language)[1]) for o in content.facts.organisations)


def translations(page: SuccessPage) -> list[LinkTo]:
    """Return the languages in which it can be read."""
    return [
        LinkTo(name, f"/{code}/successes/{page.slug}", is_current=code == page.language, language=code)
        for code, name in language_names(page.language).items()
        if code in page.content.texts
    ]


def versions(page: SuccessPage, entries: Iterable[VersionEntry], shown_number: int, language: str) -> Any:
    """Return the versions for their list: the last one of a year stands at the year's own address."""
    years: set[int | None] = set()
    rows = []
    for entry in entries:
        is_last = entry.year is not None and entry.year not in years
        years.add(entry.year)
        part = str(entry.year) if is_last else f"versions/{entry.number}"
        rows.append(
            {
                "number": entry.number,
                "url": f"/{language}/successes/{page.slug}/{part}",
                "date": day(entry.created_at),
                "iso_date": entry.created_at.date().isoformat(),
                "summary": _("describes %(year)s", year=entry.year) if entry.year else "",
                "is_current": entry.number == shown_number,
            }
        )
    return rows


def differences(old: SuccessContent, new: SuccessContent) -> list[tuple[str, str, Any]]:
    """Return what the new content changes: (language, label, parts)."""
    found: list[tuple[str, str, Any]] = [
        ("", field_label(f"facts.{name}"), compared(shown(before), shown(after)))
        for name in SuccessFacts.model_fields
        if (before := getattr(old.facts, name)) != (after := getattr(new.facts, name))
    ]
    for language in dict.fromkeys((*old.texts, *new.texts)):
        one, other = old.texts.get(language), new.texts.get(language)
        for name in SuccessText.model_fields:
            before, after = (_said(text, name) for text in (one, other))
            if before != after:
                found.append((language, field_label(name), compared(before, after)))
    return found


def _said(text: SuccessText | None, name: str) -> str:
    if text is None:
        return ""
    if name == "evaluations":
        return "\n".join(
            " · ".join(cell for cell in (e.by, e.when, e.what, e.result) if cell) for e in text.evaluations
        )
    return shown(getattr(text, name))


def changes(old: SuccessContent, new: SuccessContent, language: str) -> list[dict[str, object]]:
    """Return the differences for their macro, in the reader's language first."""
    names = language_names(language)
    found = sorted(differences(old, new), key=lambda change: change[0] not in ("", language))
    return [
        {
            "label": _("%(field)s (%(language)s)", field=label, language=names[code]) if code else label,
            "language": code,
            "parts": parts,
        }
        for code, label, parts in found
    ]


def citation(page: SuccessPage, site: str) -> str:
    """Return how to cite this version."""
    who = ", ".join(name for _slug, name in page.organisations)
    when = day(page.updated_at).rstrip(".")
    address = absolute(f"/{page.language}/successes/{page.slug}/versions/{page.version_number}")
    about = _("Success self-description")
    return f"{who + '. ' if who else ''}{page.text.title}. {about}. {site}, {when}. {address}"


def json_ld(page: SuccessPage, language: str) -> dict[str, Any]:
    """Return the self-description as schema.org describes an article; no rating stands in it."""
    stated, words = page.content.facts, vocabulary()
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "genre": _("Success self-description"),
        "headline": page.text.title,
        "description": page.text.strapline,
        "inLanguage": page.language,
        "url": absolute(f"/{language}/successes/{page.slug}"),
        "datePublished": page.published_at.date().isoformat(),
        "dateModified": page.updated_at.date().isoformat(),
        "version": page.version_number,
        "temporalCoverage": str(stated.year or ""),
        "about": [words.label(slug, language) for slug in stated.target_groups],
        "author": [{"@type": "Organization", "name": name} for _slug, name in page.organisations],
    }
    if where := place(stated.place, language):
        data["contentLocation"] = {"@type": "Place", "name": where}
    return {key: value for key, value in data.items() if value}


def record(page: SuccessPage, language: str) -> dict[str, Any]:
    """Return what the template of the record itself takes."""
    told = answers(page)
    return {
        "page": page,
        "text": page.text,
        "facts": facts(page, language),
        "answers": told,
        "unanswered": sum(1 for answer in told if not answer.html),
        "translations": translations(page),
    }
