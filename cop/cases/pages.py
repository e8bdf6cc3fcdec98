"""What the templates of a case show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from cop.cases import results
from cop.cases.content import CaseContent, CaseText, FinalSay, Pay
from cop.cases.models import CASES
from cop.cases.questions import Asked
from cop.core.i18n import gettext as _
from cop.records import pages as records
from cop.records.pages import Fact, linked, outward, place
from cop.records.reading import RecordPage
from cop.vocabulary.queries import vocabulary


def section_labels() -> dict[str, str]:
    """Return the headings of the sections, in reading order."""
    return {
        "context": _("The situation"),
        "involvement": _("How people were involved"),
        "preparation": _("Preparation"),
        "support": _("Support and supervision"),
        "status": _("Pay and status"),
        "given_back": _("What people got back"),
        "partner_attitude": _("What partners think of it"),
        "result": _("What came of it"),
        "evidence": _("How this is known"),
        "benefits": _("Benefits"),
    }


def field_label(name: str) -> str:
    """Return the name of any field, for reviewers and for the list of what changed."""
    facts = {
        "facts.place": _("Place"),
        "facts.organisations": _("Organisation"),
        "facts.forms": _("Form of involvement"),
        "facts.aspects": _("What involvement is for"),
        "facts.depth": _("Depth of involvement"),
        "facts.phases": _("Phase"),
        "facts.roles": _("Role of the people involved"),
        "facts.target_groups": _("Target groups"),
        "facts.final_say": _("Who had the final say"),
        "facts.pay": _("Pay or status"),
        "facts.are_results_given_back": _("Results given back to the people"),
        "facts.social_results": _("Social results of involvement"),
        "facts.links": _("More links"),
        "facts.source": _("Source"),
        "title": _("Title"),
        "strapline": _("In one sentence"),
        "risks": _("Risks, and what is done about them"),
        "quotes": _("In their own words"),
        "proposed_results": _("Social results proposed for the list"),
        "state": _("State of the translation"),
    }
    return facts.get(name) or section_labels()[name]


def final_say(value: FinalSay) -> str:
    """Return who decided, in words."""
    return {
        FinalSay.ORGANISATION: _("the organisation"),
        FinalSay.TOGETHER: _("the organisation and the people together"),
        FinalSay.PEOPLE: _("the people themselves"),
    }[value]


def pay(value: Pay) -> str:
    """Return what people got, in words."""
    return {
        Pay.EMPLOYED: _("employed"),
        Pay.PAID: _("paid for the task"),
        Pay.EXPENSES: _("expenses covered"),
        Pay.VOLUNTEER: _("volunteers"),
    }[value]


def facts(page: RecordPage[CaseContent], language: str) -> list[Fact]:
    """Return what is stated, and nothing for what is not; each word leads to the cases that share it."""
    stated = page.content.facts
    rows: list[tuple[str, str | Markup]] = [
        ("facts.place", place(stated.place, language)),
        ("facts.organisations", _organisations(page)),
        ("facts.forms", _links("form", stated.forms, language)),
        ("facts.aspects", _links("aspect", stated.aspects, language)),
        ("facts.depth", _links("depth", [stated.depth] if stated.depth else [], language)),
        ("facts.phases", _links("phase", stated.phases, language)),
        ("facts.roles", _links("role", stated.roles, language)),
        ("facts.target_groups", _links("target_group", stated.target_groups, language)),
        ("facts.final_say", final_say(stated.final_say) if stated.final_say else ""),
        ("facts.pay", pay(stated.pay) if stated.pay else ""),
        ("facts.are_results_given_back", yes_or_no(stated.are_results_given_back)),
        ("facts.social_results", _social_results(page, language)),
        ("facts.links", Markup(", ").join(outward(link, page.dead) for link in stated.links)),
    ]
    return records.stated((field_label(name), value) for name, value in rows)


def _social_results(page: RecordPage[CaseContent], language: str) -> Markup:
    """Return the results of the list as links, then what the case proposes for it in its own words."""
    stated = results.stated(page.content, page.text, page.language)
    named = _links("social_result", stated.slugs, language)
    lang = page.language if page.language != language else ""
    proposed = (
        Markup('<span lang="{}">{}</span>').format(lang, words) if lang else Markup("{}").format(words)
        for words in stated.proposed
    )
    return Markup(", ").join([*([named] if named else []), *proposed])


def proposed(content: CaseContent, language: str) -> list[tuple[results.Decided, str]]:
    """Return what has become of the results that a case proposes, each with its name on the list."""
    known = vocabulary()
    return [(one, known.label(one.slug, language) if one.slug else "") for one in results.decided(content)]


def yes_or_no(value: bool | None) -> str:
    """Return a word for what is known to be so or not."""
    return {True: _("yes"), False: _("no"), None: ""}[value]


def _organisations(page: RecordPage[CaseContent]) -> Markup:
    named = (
        outward(website, page.dead, name) if website else Markup("{}").format(name)
        for _slug, name, website in page.organisations
    )
    return Markup("; ").join(named)


def _links(facet: str, slugs: Sequence[str], language: str) -> Markup:
    words = vocabulary()
    return Markup(", ").join(
        linked(Asked(filters={facet: slug}).address(f"/{language}/cases"), words.label(slug, language))
        for slug in slugs
    )


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody's own words."""

    paragraphs: tuple[str, ...]
    said_by: str


def quotes(text: CaseText) -> list[Said]:
    """Return the words of the people who were involved."""
    return [Said(tuple(p for p in q.words.split("\n") if p.strip()), q.said_by) for q in text.quotes]


def citation(page: RecordPage[CaseContent]) -> str:
    """Return how to cite this version."""
    names = (name for _slug, name, _website in page.organisations)
    return records.citation(CASES, page, page.text.title, names)


def json_ld(page: RecordPage[CaseContent], language: str) -> dict[str, Any]:
    """Return the case as schema.org describes an article."""
    stated = page.content.facts
    return records.article(
        CASES,
        page,
        language,
        about=(*stated.forms, *stated.target_groups),
        authors=((name, website) for _slug, name, website in page.organisations),
    )


def record(page: RecordPage[CaseContent], language: str) -> dict[str, Any]:
    """Return what the template of the record itself takes."""
    return {
        "page": page,
        "text": page.text,
        "facts": facts(page, language),
        "sections": records.sections(page.html, CaseText.SECTIONS, section_labels()),
        "quotes": quotes(page.text),
        "translations": records.translations(CASES, page, language),
    }
