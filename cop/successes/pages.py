"""What the templates of a self-description show."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from cop.core.i18n import gettext as _
from cop.core.markdown import render
from cop.records import changes
from cop.records import pages as records
from cop.records.changes import Difference
from cop.records.pages import Fact, linked, outward, place
from cop.records.reading import RecordPage
from cop.successes.content import SuccessContent, SuccessText
from cop.successes.models import SUCCESSES
from cop.successes.queries import VersionEntry
from cop.successes.questions import BY_KEY, SHORT
from cop.web.templating import day


@dataclass(frozen=True, slots=True)
class Answered:
    """One question with its answer; no markup where there is none yet. `language` is that of the answer."""

    id: str
    number: int
    label: str
    question: str
    html: Markup
    language: str


def answers(page: RecordPage[SuccessContent]) -> list[Answered]:
    """Return every question in order; what is not translated is given in the original."""
    source = page.content.source_language
    original = page.content.texts[source]
    found = []
    for number, key in enumerate(SuccessText.SECTIONS, 1):
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


def facts(page: RecordPage[SuccessContent], language: str) -> list[Fact]:
    """Return what is stated, and nothing for what is not."""
    stated = page.content.facts
    rows: list[tuple[str, str | Markup]] = [
        ("facts.year", str(stated.year or "")),
        ("facts.place", place(stated.place, language)),
        (
            "facts.organisations",
            Markup("; ").join(
                linked(f"/{language}/organisations/{slug}", name) for slug, name, _site in page.organisations
            ),
        ),
        ("facts.target_groups", records.concepts(stated.target_groups, language)),
        ("facts.links", Markup(", ").join(outward(link, page.dead) for link in stated.links)),
    ]
    return records.stated((field_label(name), value) for name, value in rows)


def versions(
    page: RecordPage[SuccessContent], entries: Iterable[VersionEntry], shown_number: int, language: str
) -> Any:
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


def differences(old: SuccessContent, new: SuccessContent) -> list[Difference]:
    """Return what the new content changes: (language, label, parts)."""
    return changes.differences(old, new, field_label, _said)


def _said(name: str, value: Any) -> str:
    if name == "evaluations":
        rows = ((e.by, e.when, e.what, e.result) for e in value)
        return "\n".join(" · ".join(cell for cell in row if cell) for row in rows)
    return changes.shown(name, value)


def citation(page: RecordPage[SuccessContent]) -> str:
    """Return how to cite this version."""
    title = f"{page.text.title}. {_('Success self-description')}"
    return records.citation(SUCCESSES, page, title, (name for _slug, name, _site in page.organisations))


def json_ld(page: RecordPage[SuccessContent], language: str) -> dict[str, Any]:
    """Return the self-description as schema.org describes an article; no rating stands in it."""
    stated = page.content.facts
    return records.article(
        SUCCESSES,
        page,
        language,
        about=stated.target_groups,
        authors=((name, website) for _slug, name, website in page.organisations),
        genre=_("Success self-description"),
        temporalCoverage=str(stated.year or ""),
    )


def record(page: RecordPage[SuccessContent], language: str) -> dict[str, Any]:
    """Return what the template of the record itself takes."""
    told = answers(page)
    return {
        "page": page,
        "text": page.text,
        "facts": facts(page, language),
        "answers": told,
        "unanswered": sum(1 for answer in told if not answer.html),
        "translations": records.translations(SUCCESSES, page, language),
    }
