"""One search over every kind of record, each shown in the same plain way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cop.catalogue import queries
from cop.catalogue.faces import explanation
from cop.catalogue.matching import Match, match
from cop.catalogue.queries import Found
from cop.catalogue.questions import PAGE_SIZE, Asked
from cop.core.i18n import gettext as _
from cop.core.permissions import VISITOR
from cop.core.records import RecordCard, Ref, cards_of, kinds
from cop.search import index
from cop.search.contract import KIND_FACET, FacetRequest, Part
from cop.web.templating import LinkTo

BY_KIND: Final = (FacetRequest(KIND_FACET, exclusive=True),)


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A record as the list shows it: why it was found stands below."""

    card: RecordCard
    kind: str
    title: str
    snippet: str
    matched: Sequence[str]


def find(
    asked: Asked, kind: str, language: str, *, offset: int | None = None, limit: int = PAGE_SIZE
) -> Found:
    """Answer a question over all kinds ("") or one of them, and count every kind."""
    filters = asked.filters | ({KIND_FACET: (kind,)} if kind else {})
    return queries.find(
        replace(asked, filters=filters), language, offset=offset, limit=limit, kind="", facets=BY_KIND
    )


def matched(found: Found, language: str) -> list[tuple[RecordCard, Match | None]]:
    """Return the hits that visitors may see, and how each was found."""
    cards = cards_of((Ref(hit.kind, hit.id) for hit in found.hits), actor=VISITOR, language=language)
    matches = _matches(found, cards)
    return [(card, matches.get(card.ref)) for card in cards]


def shown(found: Found, language: str) -> list[FoundRecord]:
    """Return the hits as the list shows them."""
    names = {kind: str(record_kind.label) for kind, record_kind in kinds().items()}
    return [_shown(card, names[card.ref.kind], why, language) for card, why in matched(found, language)]


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


def tabs(found: Found, text: str, chosen: str, language: str) -> list[LinkTo]:
    """Return the kinds in which there is something, with how much; a click shows that kind alone."""
    counts = found.facets.get(KIND_FACET, {})
    path = f"/{language}/search"
    links = [LinkTo(_("Everything (%(n)s)", n=sum(counts.values())), address(path, text), not chosen)]
    links += [
        LinkTo(f"{record_kind.plural} ({counts[kind]})", address(path, text, kind), kind == chosen)
        for kind, record_kind in kinds().items()
        if counts.get(kind)
    ]
    return links


def address(path: str, text: str, kind: str = "", page: int = 1) -> str:
    """Return the address of a question over everything, or one kind."""
    whole = replace(Asked(text=text), page=page).address(path)
    return f"{whole}{'&' if '?' in whole else '?'}kind={kind}" if kind else whole


def pagination(text: str, kind: str, page: int, total: int, path: str) -> dict[str, object]:
    """Return the arguments of the pagination macro."""
    pages = max(1, -(-total // PAGE_SIZE))
    return {
        "page": page,
        "pages": pages,
        "first_url": address(path, text, kind) if page > 2 else "",
        "previous_url": address(path, text, kind, min(page, pages + 1) - 1) if page > 1 else "",
        "next_url": address(path, text, kind, page + 1) if page < pages else "",
    }
