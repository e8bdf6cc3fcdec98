"""What the templates of a tool show."""

from typing import Any

from markupsafe import Markup

from cop.core.i18n import gettext as _
from cop.records import pages as records
from cop.records.pages import Fact, Section, linked
from cop.records.reading import rendered
from cop.tools.content import ToolText
from cop.tools.queries import ToolPage
from cop.vocabulary.queries import vocabulary
from cop.web.templating import absolute, language_names


def sections(text: ToolText) -> list[Section]:
    """Return the sections that say something."""
    labels = {
        "purpose": _("What the tool is for"),
        "materials": _("What you need"),
        "recorded": _("How answers are recorded"),
    }
    return records.sections(rendered(text), ToolText.SECTIONS, labels)


def facts(page: ToolPage, language: str) -> list[Fact]:
    """Return what is stated, and nothing for what is not."""
    stated, names = page.content.facts, language_names(language)
    without_words = {True: _("yes"), False: _("no"), None: ""}[stated.works_without_words]
    who = (linked(f"/{language}/organisations/{slug}", name) for slug, name in page.organisations)
    return records.stated(
        [
            (_("For whom"), records.concepts(stated.target_groups, language)),
            (_("Age of the people"), page.text.age),
            (_("Works without words"), without_words),
            (_("Time needed"), page.text.time),
            (_("Languages of the tool"), ", ".join(names[code] for code in stated.languages)),
            (_("Who uses it"), Markup("; ").join(who)),
        ]
    )


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
