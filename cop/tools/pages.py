"""What the templates of a tool show."""

from typing import Any

from markupsafe import Markup

from cop.core.i18n import gettext as _
from cop.core.markdown import render
from cop.practices.pages import Fact, Section
from cop.tools.content import ToolText
from cop.tools.queries import ToolPage
from cop.vocabulary.queries import vocabulary
from cop.web.templating import LinkTo, absolute, language_names


def sections(text: ToolText) -> list[Section]:
    """Return the sections that say something."""
    labels = {
        "purpose": _("What the tool is for"),
        "materials": _("What you need"),
        "recorded": _("How answers are recorded"),
    }
    # The markup is made by core.markdown, which lets nothing unsafe through.
    return [
        Section(name, labels[name], Markup(render(source)))  # noqa: S704
        for name in ToolText.SECTIONS
        if (source := getattr(text, name))
    ]


def facts(page: ToolPage, language: str) -> list[Fact]:
    """Return what is stated, and nothing for what is not."""
    stated, words, names = page.content.facts, vocabulary(), language_names(language)
    without_words = {True: _("yes"), False: _("no"), None: ""}[stated.works_without_words]
    rows: list[tuple[str, str | Markup]] = [
        (
            _("For whom"),
            Markup(", ").join(
                _to(f"/{language}/concepts/{slug}", words.label(slug, language))
                for slug in stated.target_groups
            ),
        ),
        (_("Age of the people"), page.text.age),
        (_("Works without words"), without_words),
        (_("Time needed"), page.text.time),
        (_("Languages of the tool"), ", ".join(names[code] for code in stated.languages)),
        (
            _("Who uses it"),
            Markup("; ").join(
                _to(f"/{language}/organisations/{slug}", name) for slug, name in page.organisations
            ),
        ),
    ]
    return [Fact(label, value) for label, value in rows if value]


def _to(url: str, label: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(url, label)


def translations(page: ToolPage, language: str) -> list[LinkTo]:
    """Return the languages in which the tool can be read."""
    names = language_names(language)
    return [
        LinkTo(names[code], f"/{code}/tools/{page.slug}", is_current=code == page.language, language=code)
        for code in page.content.texts
    ]


def json_ld(page: ToolPage, language: str) -> dict[str, Any]:
    """Return the tool as schema.org describes a HowTo; what is not stated is left out."""
    stated, words = page.content.facts, vocabulary()
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "HowTo",
        "name": page.text.title,
        "description": page.text.strapline,
        "inLanguage": page.language,
        "url": absolute(f"/{language}/tools/{page.slug}"),
        "dateModified": page.updated_at.date().isoformat(),
        "audience": [
            {"@type": "Audience", "audienceType": words.label(slug, language)}
            for slug in stated.target_groups
        ],
        "step": [
            {"@type": "HowToStep", "position": number, "text": step}
            for number, step in enumerate(page.text.steps, 1)
        ],
    }
    return {key: value for key, value in data.items() if value}
