"""What the templates of a tool show."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup
from pydantic import BaseModel

from cop.core.i18n import best_text
from cop.core.i18n import gettext as _
from cop.records import changes
from cop.records import pages as records
from cop.records.changes import Difference
from cop.records.pages import Fact, linked
from cop.records.parts import FACTS, Where
from cop.records.reading import RecordPage
from cop.records.sentences import STATES
from cop.tools.content import ToolContent, ToolText
from cop.tools.enums import SHEETS
from cop.tools.models import TOOLS
from cop.vocabulary.queries import vocabulary
from cop.web.language import current_language
from cop.web.templating import absolute, language_names


def section_labels() -> dict[str, str]:
    """Return the headings of the sections, in reading order."""
    return {
        "purpose": _("What the tool is for"),
        "materials": _("What you need"),
        "recorded": _("How answers are recorded"),
    }


def field_label(name: str) -> str:
    """Return the name of any field, for its form and for the list of what changed."""
    fields = {
        "facts.target_groups": _("For whom"),
        "facts.works_without_words": _("Works without words"),
        "facts.languages": _("Languages of the tool"),
        "facts.organisations": _("Who uses it"),
        "facts.sheet": _("A sheet to fill in by hand"),
        "facts.source": _("Source"),
        "state": _("State of the translation"),
        "title": _("Title"),
        "strapline": _("In one sentence"),
        "age": _("Age of the people"),
        "time": _("Time needed"),
        "steps": _("Steps"),
    }
    return fields.get(name) or section_labels()[name]


def said(name: str, value: Any) -> str:
    """Return the value of a field as words, for putting two beside each other."""
    if value is None:
        return ""
    if name == "target_groups":
        return ", ".join(vocabulary().label(slug, current_language()) for slug in value)
    if name == "languages":
        return ", ".join(language_names(current_language())[code] for code in value)
    if name == "works_without_words":
        return _("yes") if value else _("no")
    if name == "organisations":
        return "\n".join(_organisation(_plainly(one)) for one in value)
    if name == "sheet":
        return str(SHEETS[value])
    if name == "source":
        return ". ".join(words for words in _plainly(value).values() if words)
    if name == "state":  # of a version, or as a draft keeps it
        return str(STATES[value])
    return "\n".join(value) if name == "steps" else str(value)


def _plainly(value: Any) -> Any:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else value


def _organisation(one: Mapping[str, Any]) -> str:
    """Return the name of one that is stated, or of a row that was typed."""
    return str(one["name"]) if "name" in one else best_text(one["names"], current_language())[1]


def shown(where: Where, value: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return (field, label, words) of a part of a draft, for putting two beside each other."""
    prefix = "facts." if where.kind == FACTS else ""
    return [(name, field_label(f"{prefix}{name}"), said(name, it)) for name, it in value.items()]


def part_label(where: Where) -> str:
    """Return what a part of a draft is called."""
    return language_names(current_language())[where.language] if where.language else _("Facts")


def differences(old: ToolContent, new: ToolContent) -> list[Difference]:
    """Return what the new content changes: (language, label, parts)."""
    return changes.differences(old, new, field_label, said)


def facts(page: RecordPage[ToolContent], language: str) -> list[Fact]:
    """Return what is stated, and nothing for what is not."""
    stated, names = page.content.facts, language_names(language)
    without_words = {True: _("yes"), False: _("no"), None: ""}[stated.works_without_words]
    who = (linked(f"/{language}/organisations/{slug}", name) for slug, name, _site in page.organisations)
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


def json_ld(page: RecordPage[ToolContent], language: str) -> dict[str, Any]:
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


def record(page: RecordPage[ToolContent], language: str) -> dict[str, Any]:
    """Return what the template of the record itself takes."""
    return {
        "page": page,
        "text": page.text,
        "facts": facts(page, language),
        "sections": records.sections(page.html, ToolText.SECTIONS, section_labels()),
        "translations": records.translations(TOOLS, page, language),
    }
