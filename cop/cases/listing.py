"""What the search page of cases and the matrix show, made of what was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from cop.cases import cards, results
from cop.cases.cards import Card
from cop.cases.content import UNSTATED
from cop.cases.finding import Matrix
from cop.cases.queries import KIND
from cop.cases.questions import CELL, FACETS, Asked
from cop.catalogue.faces import explanation
from cop.catalogue.matching import Match
from cop.catalogue.pages import Chosen
from cop.config import LANGUAGES
from cop.core.i18n import gettext as _
from cop.core.permissions import VISITOR
from cop.search.contract import Facets
from cop.vocabulary.enums import ConceptKind
from cop.vocabulary.queries import vocabulary
from cop.web.templating import LinkTo, language_names

VALUES_SHOWN = 10
SIDES = {
    "form": ConceptKind.INVOLVEMENT_FORM,
    "depth": ConceptKind.INVOLVEMENT_DEPTH,
    "phase": ConceptKind.LIFE_CYCLE_PHASE,
    "role": ConceptKind.INVOLVEMENT_ROLE,
}


def headings() -> dict[str, str]:
    """Return the name of each facet."""
    return {
        "form": _("Form of involvement"),
        "depth": _("Depth of involvement"),
        "phase": _("Phase"),
        "role": _("Role of the people involved"),
        "aspect": _("What involvement is for"),
        "target_group": _("Target group"),
        "social_result": _("Social results of involvement"),
        "country": _("Country"),
        "language": _("Language of the text"),
    }


def value_label(facet: str, value: str, language: str) -> str:
    """Return a facet value in words."""
    if facet == "language":
        return LANGUAGES[value].name if value in LANGUAGES else value
    return _("not stated") if value == UNSTATED else vocabulary().label(value, language)


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet, with the address that adds or removes it."""

    label: str
    url: str
    count: int
    is_chosen: bool


def facets(asked: Asked, counts: Facets, path: str, language: str) -> list[tuple[str, str, list[Value]]]:
    """Return (name, heading, values) of every facet that has any."""
    found = []
    for name, heading in headings().items():
        chosen = asked.filters.get(name, "")
        given = dict.fromkeys([chosen] if chosen else [], 0) | dict(counts.get(name, {}))
        order = sorted(given, key=lambda value: (value != chosen, -given[value], value))[:VALUES_SHOWN]
        values = [
            Value(
                value_label(name, value, language),
                asked.having(**{name: "" if value == chosen else value}).address(path),
                given[value],
                is_chosen=value == chosen,
            )
            for value in order
        ]
        if values:
            found.append((name, heading, values))
    return found


def chosen_filters(asked: Asked, path: str, language: str) -> list[Chosen]:
    """Return the filters that hold."""
    names = headings()
    return [
        Chosen(names[name], value_label(name, value, language), asked.having(**{name: ""}).address(path))
        for name in FACETS
        if (value := asked.filters.get(name))
    ]


def sorts(asked: Asked, path: str) -> list[LinkTo]:
    """Return the orders that can be chosen."""
    current = asked.sort or ("relevance" if asked.text else "newest")
    offered = [("relevance", _("Best match"))] if asked.text else []
    return [
        LinkTo(label, replace(asked, sort=key, page=1).address(path), current == key)
        for key, label in [*offered, ("newest", _("Newest first"))]
    ]


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case in a list as its template takes it."""

    url: str
    title: str
    language: str
    language_name: str
    place: str
    organisation: str
    strapline: str
    forms: Sequence[LinkTo]
    snippet: str = ""
    matched: Sequence[str] = ()


def shown(found_cards: Sequence[Card], matches: Mapping[int, Match], language: str) -> list[ShownCase]:
    """Return the cards with what led to each."""
    words, names = vocabulary(), language_names(language)
    found = []
    for card in found_cards:
        match = matches.get(card.id)
        country = words.label(card.country, language) if card.country else ""
        found.append(
            ShownCase(
                url=f"/{language}/cases/{card.slug}",
                title=match.title if match else card.title,
                language=card.language,
                language_name=names[card.language],
                place=", ".join(word for word in (card.city, country) if word),
                organisation=", ".join(card.organisations),
                strapline="" if match and match.field == "strapline" else card.strapline,
                forms=[_form(slug, language) for slug in card.forms],
                snippet=match.snippet if match else "",
                matched=[explanation(reason, language) for reason in match.reasons] if match else (),
            )
        )
    return found


def _form(slug: str, language: str) -> LinkTo:
    return LinkTo(
        vocabulary().label(slug, language), Asked(filters={"form": slug}).address(f"/{language}/cases")
    )


def invitation(language: str, chosen: Mapping[str, str]) -> str:
    """Return where a case of that cell is begun, its answers chosen already."""
    asked = {"form": "forms", "depth": "depth", "phase": "phases", "role": "roles"}
    known = [(asked[side], value) for side, value in chosen.items() if value != UNSTATED]
    return f"/{language}/submit?{urlencode([('kind', KIND), *known])}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell of a table: how many cases, and where they are, or where the first can be told, if it can."""

    count: int
    url: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Table:
    """Two sides of the matrix against each other, within what is chosen of the other two."""

    id: str
    caption: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Entry]]]


def tables(matrix: Matrix, chosen: Mapping[str, str], language: str) -> list[Table]:
    """Return form × depth, and phase × role, each within what is chosen of all four."""
    return [
        _table(matrix, "form", "depth", _("Form and depth"), chosen, language),
        _table(matrix, "role", "phase", _("Role and phase"), chosen, language),
    ]


def _table(
    matrix: Matrix, down: str, across: str, caption: str, chosen: Mapping[str, str], language: str
) -> Table:
    rows, columns = (_values(matrix, side, chosen, language) for side in (down, across))
    shown_rows = []
    for row, row_label in rows:
        entries = []
        for column, column_label in columns:
            cell = {**chosen, down: row, across: column}
            count = matrix.count(**cell)
            url = Asked(filters=cell).address(f"/{language}/cases") if count else invitation(language, cell)
            entries.append(
                Entry(count, "" if not count and UNSTATED in cell.values() else url, row_label, column_label)
            )
        shown_rows.append((row_label, entries))
    return Table(f"{down}-{across}", caption, [label for _slug, label in columns], shown_rows)


def _values(matrix: Matrix, side: str, chosen: Mapping[str, str], language: str) -> list[tuple[str, str]]:
    """Return (slug, label) of the values of a side; what is not stated is one, where there is any."""
    if side in chosen:
        return [(chosen[side], value_label(side, chosen[side], language))]
    named = [(c.slug, c.label(language)) for c in vocabulary().of_kind(SIDES[side])]
    has_unstated = matrix.count(**{**chosen, side: UNSTATED})
    return named + ([(UNSTATED, value_label(side, UNSTATED, language))] if has_unstated else [])


def choices(chosen: Mapping[str, str], language: str) -> list[tuple[str, str, list[tuple[str, str]], str]]:
    """Return (name, heading, options, chosen one) of each side, for the form above the tables."""
    names = headings()
    words = vocabulary()
    return [
        (side, names[side], [(c.slug, c.label(language)) for c in words.of_kind(kind)], chosen.get(side, ""))
        for side, kind in SIDES.items()
    ]


def cell_of(asked: Asked) -> dict[str, str]:
    """Return what is chosen of the four sides, where the vocabulary has it."""
    words = vocabulary()
    found = {}
    for side in CELL:
        value = asked.filters.get(side, "")
        concept = words.get(value)
        if value == UNSTATED:
            found[side] = value
        elif concept is not None and concept.kind is SIDES[side]:
            found[side] = concept.slug
    return found


CASES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A social result on the list, with the newest cases that show it."""

    slug: str
    label: str
    other_words: Sequence[str]
    count: int
    url: str
    cases: Sequence[Card]
    is_retired: bool
    replaced_by: str = ""


def result_rows(language: str) -> list[ResultRow]:
    """Return all results by name in four statements: also retired ones, and those that another stands for."""
    words, shown_by = vocabulary(), results.shown_by(VISITOR)
    newest = {id for ids in shown_by.values() for id in ids[:CASES_SHOWN]}
    known = {card.id: card for card in cards.cards(sorted(newest), actor=VISITOR, language=language)}
    rows = []
    for concept in words.concepts.values():
        if concept.kind is ConceptKind.SOCIAL_RESULT:
            ids = [] if concept.replaced_by else shown_by.get(concept.slug, [])
            rows.append(
                ResultRow(
                    slug=concept.slug,
                    label=concept.label(language),
                    other_words=concept.other_words(language),
                    count=len(ids),
                    url=Asked(filters={"social_result": concept.slug}).address(f"/{language}/cases"),
                    cases=[known[id] for id in ids[:CASES_SHOWN] if id in known],
                    is_retired=concept.is_retired,
                    replaced_by=words.label(concept.slug, language) if concept.replaced_by else "",
                )
            )
    return sorted(rows, key=lambda row: row.label.casefold())
