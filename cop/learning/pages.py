"""What the templates of a module show."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from cop.core.i18n import gettext as _
from cop.core.i18n import ngettext
from cop.learning import pictures
from cop.learning.content import FigureText, ModuleContent, Reference, VideoText
from cop.learning.models import MODULES
from cop.learning.queries import KIND, ModulePage
from cop.learning.rendering import rendered
from cop.learning.sentences import REFERENCE_KINDS
from cop.media.queries import Card, card, publishable
from cop.records.pages import translations
from cop.rubric.criteria import CRITERIA
from cop.rubric.rubrics import every_criterion
from cop.web.templating import LinkTo, absolute, number


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure at the end of its section."""

    key: str
    text: FigureText
    is_missing: bool
    source: str
    picture: Card | None = None
    digest: str = ""

    def as_data(self) -> str:
        """Return the picture as an address that holds it."""
        return pictures.as_data(self.digest)


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section with its figures."""

    id: str
    label: str
    html: Markup
    figures: tuple[ShownFigure, ...]


@dataclass(frozen=True, slots=True)
class ShownTerm:
    """A definition, and what the other languages call it: (language, word)."""

    key: str
    term: str
    definition: str
    equivalents: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ShownVideo:
    """A recording elsewhere, with the text that stands beside it."""

    url: str
    text: VideoText | None


def duration(minutes: int) -> str:
    """Return a reading time in words."""
    hours, rest = divmod(minutes, 60)
    parts = [ngettext("%(n)s hour", "%(n)s hours", hours)] if hours else []
    if rest or not hours:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", rest))
    return " ".join(parts)


def reading_time(stated: int | None, estimate: int) -> str:
    """Return how long it takes to read; an estimate says that it is one."""
    if stated is not None:
        return duration(stated)
    return _("about %(time)s (our estimate)", time=duration(estimate))


def sections(page: ModulePage) -> list[ShownSection]:
    """Return the sections in their order, each with its figures."""
    shown = _figures(page)
    return [
        ShownSection(
            one.id,
            one.title,
            # The markup was made by core.markdown when the text was saved.
            Markup(page.html.get(one.id, "")),  # noqa: S704
            tuple(figure for section, figure in shown if section == one.id),
        )
        for one in page.text.sections
    ]


def _figures(page: ModulePage) -> list[tuple[str, ShownFigure]]:
    """Return (section, figure) of those of which something is said in this language."""
    cards, found = _pictures(page), []
    for figure in page.content.facts.figures:
        if (said := page.text.figures.get(figure.key)) is not None:
            own = cards.get(figure.picture or "")
            if own is not None:
                own = replace(own, description=said.alt, description_language=page.language)
            shown = ShownFigure(figure.key, said, own is None, figure.source, own, figure.picture or "")
            found.append((figure.section, shown))
    return found


def _pictures(page: ModulePage) -> dict[str, Card]:
    """Return the pictures that everybody may see, by their digests."""
    if not any(figure.picture for figure in page.content.facts.figures):
        return {}
    kind, id = ("module_draft", page.draft_id) if page.draft_id else (KIND, page.id)
    return {file.digest: card(file, page.language) for file in publishable(kind, id) if file.width}


def glossary(page: ModulePage) -> list[ShownTerm]:
    """Return the words that are explained, with what each other edition calls them."""
    words = {
        language: {term.key: term.term for term in text.glossary}
        for language, text in page.content.texts.items()
        if language != page.language
    }
    return [
        ShownTerm(
            term.key,
            term.term,
            term.definition,
            tuple((language, said[term.key]) for language, said in words.items() if term.key in said),
        )
        for term in page.text.glossary
    ]


def videos(page: ModulePage) -> list[ShownVideo]:
    """Return the recordings elsewhere."""
    return [ShownVideo(video.url, page.text.videos.get(video.key)) for video in page.content.facts.videos]


def references(page: ModulePage) -> list[tuple[str, Reference]]:
    """Return what to read on, each with the name of its kind."""
    return [(str(REFERENCE_KINDS[one.kind]), one) for one in page.content.facts.references]


def contents(page: ModulePage) -> list[LinkTo]:
    """Return the parts of the page for the list of contents: each label, and its anchor as the address."""
    text, facts = page.text, page.content.facts
    head = [("about", _("About this module"), True)]
    middle = [(one.id, one.title, True) for one in text.sections]
    tail = [
        ("videos", _("To watch"), bool(facts.videos)),
        ("summary", _("In short"), bool(text.summary)),
        ("questions", _("Check yourself"), bool(text.questions)),
        ("glossary", _("Words of this module"), bool(text.glossary)),
        ("references", _("To read on"), bool(facts.references)),
        ("source", _("Source and versions"), True),
    ]
    return [LinkTo(label, id) for id, label, is_there in (*head, *middle, *tail) if is_there]


def labels(page: ModulePage) -> Mapping[str, str]:
    """Return the headings of the page's own parts by anchor."""
    return {link.url: link.label for link in contents(page)}


def criteria(page: ModulePage, language: str) -> list[LinkTo]:
    """Return the criteria about which one learns something here; only the eight have a page to link to."""
    chosen = set(page.content.facts.criteria)
    return [
        LinkTo(str(one.label), f"/{language}/criteria#{one.key}" if one in CRITERIA else "")
        for one in every_criterion()
        if one.key in chosen
    ]


def record(page: ModulePage, language: str) -> dict[str, Any]:
    """Return what the template of the module itself takes."""
    facts = page.content.facts
    html = {name: Markup(page.html.get(name, "")) for name in page.text.FIELDS}  # noqa: S704 - as above
    return {
        "page": page,
        "text": page.text,
        "html": html,
        "number": number(facts.number),
        "reading_time": reading_time(facts.reading_minutes, page.estimate),
        "contents": [{"id": link.url, "label": link.label} for link in contents(page)],
        "headings": labels(page),
        "sections": sections(page),
        "glossary": glossary(page),
        "videos": videos(page),
        "references": references(page),
        "dead": page.dead,
        "criteria": criteria(page, language),
        "translations": translations(MODULES, page, language),
    }


def as_page(content: ModuleContent, language: str) -> dict[str, Any]:
    """Return what a page takes to show other content in its place."""
    shown_in = language if language in content.texts else content.source_language
    return {"content": content, "language": shown_in, "html": rendered(content.texts[shown_in])}


def json_ld(page: ModulePage, language: str) -> dict[str, Any]:
    """Return the module as schema.org describes what one learns from."""
    text, facts = page.text, page.content.facts
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "LearningResource",
        "name": text.title,
        "description": text.strapline,
        "inLanguage": page.language,
        "url": absolute(f"/{language}/learn/{page.slug}"),
        "position": facts.number,
        "timeRequired": f"PT{facts.reading_minutes or page.estimate}M",
        "teaches": text.outcomes,
        "learningResourceType": "module",
        "isAccessibleForFree": True,
        "datePublished": page.published_at.date().isoformat(),
        "dateModified": page.updated_at.date().isoformat(),
        "version": page.version_number,
        "isBasedOn": facts.source.title if facts.source else "",
        "hasPart": [
            {"@type": "DefinedTerm", "name": term.term, "description": term.definition}
            for term in text.glossary
        ],
    }
    return {key: value for key, value in data.items() if value}
