"""One search over every kind of record, each shown in the same plain way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cop.catalogue import queries
from cop.catalogue.faces import explanation
from cop.catalogue.matching import Match, match
from cop.catalogue.queries import Found
from cop.catalogue.questions import NARROWING, PAGE_SIZE, Asked, AskedOfAll
from cop.config import LANGUAGES
from cop.core.forums import audiences_of
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor
from cop.core.records import RecordCard, Ref, cards_of, kinds
from cop.groups.finding import titles
from cop.search import index
from cop.search.contract import KIND_FACET, FacetRequest, Part
from cop.web.templating import LinkTo

FACETS: Final = tuple(FacetRequest(name, exclusive=True) for name in (KIND_FACET, *NARROWING))


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A record as the list shows it: why it was found stands below."""

    card: RecordCard
    kind: str
    title: str
    snippet: str
    matched: Sequence[str]


def find(
    asked: Asked,
    kind: str,
    language: str,
    *,
    actor: Actor,
    offset: int | None = None,
    limit: int = PAGE_SIZE,
) -> Found:
    """Answer a question over all kinds ("") or one of them, and count every kind.

    What only those find who belong somewhere is asked for as them: it is no filter afterwards.
    """
    filters = asked.filters | ({KIND_FACET: (kind,)} if kind else {})
    return queries.find(
        replace(asked, filters=filters),
        language,
        offset=offset,
        limit=limit,
        kind="",
        facets=FACETS,
        audiences=audiences(actor),
    )


def audiences(actor: Actor) -> frozenset[str]:
    """Return as whom somebody searches."""
    return queries.AUDIENCES | audiences_of(actor)


def answered(question: AskedOfAll, language: str, *, actor: Actor) -> Found:
    """Answer what a reader asks of the page."""
    filters: dict[str, tuple[str, ...]] = {name: (value,) for name, value in question.filters.items()}
    asked = Asked(text=question.text, page=question.page, filters=filters)
    return find(asked, question.kind, language, actor=actor)


def matched(found: Found, language: str, *, actor: Actor) -> list[tuple[RecordCard, Match | None]]:
    """Return the hits that somebody may see, and how each was found."""
    cards = cards_of((Ref(hit.kind, hit.id) for hit in found.hits), actor=actor, language=language)
    matches = _matches(found, cards)
    return [(card, matches.get(card.ref)) for card in cards]


def shown(found: Found, language: str, *, actor: Actor) -> list[FoundRecord]:
    """Return the hits as the list shows them."""
    names = {kind: str(record_kind.label) for kind, record_kind in kinds().items()}
    return [
        _shown(card, names[card.ref.kind], why, language)
        for card, why in matched(found, language, actor=actor)
    ]


def _shown(card: RecordCard, kind: str, match: Match | None, language: str) -> FoundRecord:
    if match is None:
        return FoundRecord(card, kind, card.title, card.summary, ())
    reasons = [explanation(reason, language) for reason in match.reasons]
    return FoundRecord(card, kind, match.title, match.snippet or card.summary, reasons)


def _matches(found: Found, cards: Sequence[RecordCard]) -> dict[Ref, Match]:
    if not found.parsed.clauses or found.is_degraded:
        return {}
    hits = {Ref(hit.kind, hit.id): hit for hit in found.hits}
    texts = _texts([card.ref for card in cards])
    return {
        card.ref: match(found.parsed, hits[card.ref], card, texts[card.ref].get(card.language, ()))
        for card in cards
        if card.ref in texts
    }


def _texts(refs: Sequence[Ref]) -> dict[Ref, Mapping[str, Sequence[Part]]]:
    """Return what the index reads of these records, by language."""
    searchables = index.engine().searchables
    return {
        Ref(kind, document.id): document.texts
        for kind in dict.fromkeys(ref.kind for ref in refs)
        for document in searchables[kind].documents([ref.id for ref in refs if ref.kind == kind])
    }


def tabs(found: Found, question: AskedOfAll, path: str) -> list[LinkTo]:
    """Return the kinds in which there is something, with how much; a click shows that kind alone."""
    counts = found.facets.get(KIND_FACET, {})

    def link(label: str, kind: str) -> LinkTo:
        address = replace(question, kind=kind, page=1).address(path)
        return LinkTo(label, address, kind == question.kind)

    return [
        link(_("Everything (%(n)s)", n=sum(counts.values())), ""),
        *(
            link(f"{record_kind.plural} ({counts[kind]})", kind)
            for kind, record_kind in kinds().items()
            if counts.get(kind)
        ),
    ]


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet: a click adds it, or takes it away where it is chosen."""

    label: str
    count: int
    url: str
    is_chosen: bool
    language: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """What one can narrow by."""

    name: str
    heading: str
    values: Sequence[Value]


def facets(found: Found, question: AskedOfAll, path: str, language: str) -> list[Facet]:
    """Return by what the results can be narrowed: where all are alike there is nothing to choose."""
    headings = {"group": _("Group"), "language": _("Language of the text"), "year": _("Year")}
    names = titles(list(found.facets.get("group", {})), language) if found.facets.get("group") else {}
    offered = []
    for name in NARROWING:
        counts = dict(found.facets.get(name, {}))
        chosen = question.filters.get(name, "")
        if chosen:
            counts.setdefault(chosen, 0)
        if chosen or len(counts) > 1:
            values = [
                _value(name, value, counts[value], names, question, path) for value in _order(name, counts)
            ]
            offered.append(Facet(name, headings[name], values))
    return offered


def _order(name: str, counts: Mapping[str, int]) -> list[str]:
    if name == "year":
        return sorted(counts, reverse=True)
    return sorted(counts, key=lambda value: (-counts[value], value))


def _value(
    name: str, value: str, count: int, names: Mapping[str, str], question: AskedOfAll, path: str
) -> Value:
    is_chosen = question.filters.get(name) == value
    changed = question.removing(name) if is_chosen else question.adding(name, value)
    is_language = name == "language" and value in LANGUAGES
    label = LANGUAGES[value].name if is_language else names.get(value, value)
    return Value(label, count, changed.address(path), is_chosen, value if is_language else "")


def pagination(question: AskedOfAll, total: int, path: str) -> dict[str, object]:
    """Return the arguments of the pagination macro."""
    page, pages = question.page, max(1, -(-total // PAGE_SIZE))

    def address(number: int) -> str:
        return replace(question, page=number).address(path)

    return {
        "page": page,
        "pages": pages,
        "first_url": address(1) if page > 2 else "",
        "previous_url": address(min(page, pages + 1) - 1) if page > 1 else "",
        "next_url": address(page + 1) if page < pages else "",
    }
