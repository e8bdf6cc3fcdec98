"""Finding the records that an issue is put together from: by words of theirs, or by a pasted address."""

from cop.core.permissions import VISITOR
from cop.core.records import RecordCard, Ref, at_path, cards_of, kinds
from cop.search import index
from cop.search.contract import PUBLIC, IndexUnavailableError, Query
from cop.search.parse import parse
from cop.search.thesaurus import Thesaurus

MOST = 12


def find(text: str, language: str) -> list[RecordCard]:
    """Return the public records that are meant, the likeliest first."""
    text = text.strip()[:300]
    if not text:
        return []
    if "/" in text and (card := at_path(text, actor=VISITOR, language=language)) is not None:
        return [card]
    query = Query(
        frozenset({PUBLIC}),
        clauses=parse(text, language, Thesaurus(())).clauses,
        kinds=frozenset(kinds()),
        limit=MOST,
    )
    try:
        hits = index.engine().backend.search(query).hits
    except IndexUnavailableError:
        index.report_broken()
        return []
    return cards_of([Ref(hit.kind, hit.id) for hit in hits], actor=VISITOR, language=language)


def public(kind: str, id: int, language: str) -> RecordCard | None:
    """Return one public record."""
    return next(iter(cards_of([Ref(kind, id)], actor=VISITOR, language=language)), None)
