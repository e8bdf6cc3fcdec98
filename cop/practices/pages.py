"""What the templates of a practice show."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from cop.core.i18n import gettext as _
from cop.core.i18n import ngettext, speaking, spoken_language
from cop.core.kept import GAP, Pattern
from cop.practices.content import Facts, Text
from cop.practices.models import PRACTICES
from cop.practices.queries import PracticePage
from cop.records import pages as records
from cop.records.pages import Fact, Section, outward, place
from cop.vocabulary.queries import vocabulary
from cop.web.templating import LinkTo, language_names, macros, month


def section_labels() -> Mapping[str, str]:
    """Return the headings of the sections, in reading order."""
    return _section_labels(spoken_language())


@lru_cache(maxsize=16)
def _section_labels(_language: str) -> Mapping[str, str]:
    return {
        "context": _("Context"),
        "problem": _("The problem"),
        "aim": _("The aim"),
        "method": _("How it works"),
        "distinctive_idea": _("What is special about it"),
        "setting": _("Where it takes place"),
        "activities": _("Activities"),
        "user_role": _("The part users play"),
        "skills": _("Skills"),
        "reach": _("Who is reached"),
        "resources": _("Resources and cost"),
        "funding": _("Funding"),
        "results": _("Results and impact"),
        "user_feedback": _("What users say"),
        "sustainability": _("Sustainability"),
        "transfer": _("Transfer to other places"),
        "lessons": _("Lessons learned"),
        "parent_project": _("Parent project"),
    }


def field_label(name: str) -> str:
    """Return the name of any field, for the list of what changed."""
    facts = {
        "facts.place": _("Place"),
        "facts.organisations": _("Organisation"),
        "facts.website": _("Web site"),
        "facts.links": _("More links"),
        "facts.target_groups": _("Target groups"),
        "facts.fields_of_work": _("Fields of work"),
        "facts.formal_skills": _("Formal skills"),
        "facts.non_formal_skills": _("Non-formal skills"),
        "facts.source": _("Source"),
        "facts.started": _("Period"),
        "facts.ended": _("Period"),
        "facts.is_running": _("Period"),
        "facts.years_of_experience": _("Experience"),
        "facts.age_from": _("Age"),
        "facts.age_to": _("Age"),
        "facts.sex": _("Sex"),
        "facts.innovation_classes": _("Kind of innovation"),
        "facts.phases": _("Phase"),
        "facts.funder_types": _("Funding"),
        "title": _("Title"),
        "strapline": _("In one sentence"),
        "figures": _("Figures, as stated"),
        "state": _("State of the translation"),
    }
    if name.startswith("facts.") and name not in facts:
        return _("Facts")
    return facts.get(name) or section_labels()[name]


def sections(html: Mapping[str, str]) -> list[Section]:
    """Return the sections that say something."""
    return records.sections(html, Text.SECTIONS, section_labels())


def drawn_sections(shown: Sequence[Section], shown_in: str, language: str) -> Markup:
    """Return the sections as they stand on the page, for a reader of that language."""
    drawn = [_section(each.id, each.label, shown_in, language).joined(each.html) for each in shown]
    return Markup("".join(drawn))  # noqa: S704 - all of it is Markup


@lru_cache(maxsize=512)
def _section(id: str, label: str, shown_in: str, language: str) -> Pattern:
    return Pattern(macros("record").text_section(id, label, GAP, shown_in, language))


def contents(shown: Sequence[Section], *, has_files: bool, language: str) -> Markup:
    """Return the contents list of a practice with these sections."""
    return _contents(tuple([section.id for section in shown]), has_files, language)


@lru_cache(maxsize=1024)
def _contents(sections: tuple[str, ...], has_files: bool, language: str) -> Markup:
    with speaking(language):
        names = section_labels()
        listed = [("profile", _("Scores and reasons")), *((id, names[id]) for id in sections)]
        if has_files:
            listed.append(("files", _("Pictures and files")))
        listed.append(("source", _("Source and versions")))
        drawn = macros("navigation").contents_list([{"id": id, "label": label} for id, label in listed])
        return Markup(drawn)  # noqa: S704 - a template's output


def drawn_facts(listed: Sequence[Fact], language: str) -> Markup:
    """Return the list of facts."""
    drawn = (_fact(fact.label, fact.language, language).filled(fact.value) for fact in listed)
    return Markup(macros("record").fact_box(Markup("").join(drawn)))  # noqa: S704 - a template's output


@lru_cache(maxsize=1024)
def _fact(label: str, shown_in: str, language: str) -> Pattern:
    return Pattern(macros("record").fact_line({"label": label, "value": GAP, "language": shown_in}, language))


def facts(page: PracticePage, language: str) -> list[Fact]:
    """Return what is stated, and nothing for what is not."""
    stated = page.content.facts
    text = page.content.texts[page.language]
    rows: list[tuple[str, str | Markup]] = [
        (_("Place"), place(stated.place, language)),
        (_("Organisation"), _parties(page)),
        (_("Period"), period(stated)),
        (_("Experience"), years(stated)),
        (_("Target groups"), _concepts(stated.target_groups, language)),
        (_("Age"), ages(stated)),
        (_("Sex"), sex(stated)),
        (_("Fields of work"), _concepts(stated.fields_of_work, language)),
        (_("Kind of innovation"), _concepts(stated.innovation_classes, language)),
        (_("Phase"), _concepts(stated.phases, language)),
        (_("Formal skills"), _concepts(stated.formal_skills, language)),
        (_("Non-formal skills"), _concepts(stated.non_formal_skills, language)),
        (_("Funding"), _concepts(stated.funder_types, language)),
        (_("Web site"), outward(stated.website, page.dead) if stated.website else ""),
        (_("More links"), Markup(", ").join(outward(link, page.dead) for link in stated.links)),
    ]
    found = records.stated(rows)
    if text.figures:
        figures = "; ".join(f"{f.unit}: {f.stated}" if f.unit else f.stated for f in text.figures)
        found.append(Fact(_("Figures, as stated"), figures, page.language))
    return found


def _parties(page: PracticePage) -> Markup:
    roles = {"lead": "", "partner": _("partner"), "funder": _("funder")}
    shown = []
    for party in page.organisations:
        name = outward(party.website, page.dead, party.name) if party.website else party.name
        role = roles[party.role.value]
        shown.append(Markup("{} ({})").format(name, role) if role else Markup("{}").format(name))
    return Markup("; ").join(shown)


def period(stated: Facts) -> str:
    """Return when it began, whether it goes on and when it ended, as far as that is stated."""
    if stated.started and stated.ended:
        return f"{month(stated.started)} – {month(stated.ended)}"
    if stated.started:
        begun = _("since %(month)s", month=month(stated.started, after_preposition=True))
        still = {True: _("still running"), False: _("ended since"), None: ""}[stated.is_running]
        return f"{begun}, {still}" if still else begun
    if stated.ended:
        return _("until %(month)s", month=month(stated.ended, after_preposition=True))
    return {True: _("running"), False: _("ended"), None: ""}[stated.is_running]


def years(stated: Facts) -> str:
    """Return how long the organisation has done such work."""
    n = stated.years_of_experience
    return "" if n is None else ngettext("at least %(n)s year", "at least %(n)s years", n)


def sex(stated: Facts) -> str:
    """Return for which sex it is, where it is for one."""
    return {"female": _("women and girls"), "male": _("men and boys"), None: ""}[stated.sex]


def ages(stated: Facts) -> str:
    """Return for which ages it is."""
    if stated.age_from is not None and stated.age_to is not None:
        return _("%(low)s to %(high)s years", low=stated.age_from, high=stated.age_to)
    if stated.age_from is not None:
        return _("from %(low)s years", low=stated.age_from)
    return _("up to %(high)s years", high=stated.age_to) if stated.age_to is not None else ""


def _concepts(slugs: Sequence[str], language: str) -> Markup:
    words = vocabulary()
    links = (_concept_link(str(slug), words.label(str(slug), language), language) for slug in slugs)
    return Markup(", ".join(links))  # noqa: S704 - made of safe links


@lru_cache(maxsize=4096)
def _concept_link(slug: str, label: str, language: str) -> Markup:
    return Markup('<a href="/{}/concepts/{}">{}</a>').format(language, slug, label)


def citation(page: PracticePage) -> str:
    """Return how to cite this version."""
    leads = (party.name for party in page.organisations if party.role.value == "lead")
    return records.citation(PRACTICES, page, page.content.texts[page.language].title, leads)


def translations(page: PracticePage, language: str) -> list[LinkTo]:
    """Return the languages the practice can be read in, with the state of each text."""
    states = {
        "original": _("original"),
        "human": _("translated by a person"),
        "machine": _("translated by a machine"),
        "stale": _("older than the original"),
    }
    names = language_names(language)
    return [
        LinkTo(
            _(
                "%(language)s: %(state)s",
                language=names[code],
                state=states[text.state.value],
            ),
            f"/{code}/practices/{page.slug}",
            is_current=code == page.language,
            language=code,
        )
        for code, text in page.content.texts.items()
    ]


def json_ld(page: PracticePage, language: str) -> dict[str, Any]:
    """Return the practice as schema.org describes an article."""
    stated = page.content.facts
    return records.article(
        PRACTICES,
        page,
        language,
        about=(*stated.target_groups, *stated.fields_of_work),
        authors=((party.name, party.website) for party in page.organisations),
    )
