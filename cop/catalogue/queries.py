"""Asking the index what a reader asked for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from cop.catalogue.questions import FACETS, PAGE_SIZE, Asked, is_exclusive
from cop.core.permissions import VISITOR
from cop.practices.models import PRACTICES
from cop.practices.search import KIND
from cop.records.queries import titles_beginning
from cop.search import index
from cop.search.contract import (
    CONCEPT,
    PUBLIC,
    SKELETON,
    Clause,
    FacetRequest,
    Facets,
    Hit,
    IndexUnavailableError,
    Prefix,
    Query,
    Results,
    Term,
)
from cop.search.parse import ParsedQuery, parse
from cop.search.suggest import complete, did_you_mean
from cop.search.thesaurus import Thesaurus
from cop.vocabulary.queries import Vocabulary, vocabulary

AUDIENCES = frozenset({PUBLIC})
FEW = 5
"""A sentence that finds fewer finds records with half of its words, too."""
EVERY_FACET = tuple(FacetRequest(name, exclusive=is_exclusive(name)) for name in FACETS)


@dataclass(frozen=True, slots=True)
class Found:
    """What the index answers. `is_relaxed`: little or nothing had all the words; others are found, too."""

    parsed: ParsedQuery
    total: int
    hits: tuple[Hit, ...]
    facets: Facets
    suggestion: str | None = None
    is_relaxed: bool = False
    with_all: int = 0
    """How many of a relaxed answer have all the words."""
    is_degraded: bool = False
    """The index is away; titles were searched in the database, and there are no facets."""


class _Thesaurus:
    """The thesaurus of the present vocabulary, made once for each vocabulary."""

    def __init__(self) -> None:
        self._of: Vocabulary | None = None
        self._thesaurus = Thesaurus(())

    def current(self) -> Thesaurus:
        words = vocabulary()
        if words is not self._of:
            self._thesaurus, self._of = Thesaurus(words.search_labels()), words
        return self._thesaurus


_thesaurus = _Thesaurus()


def thesaurus() -> Thesaurus:
    """Return the thesaurus of the present vocabulary."""
    return _thesaurus.current()


def understand(text: str, language: str) -> ParsedQuery:
    """Read a query's text with the site's vocabulary."""
    return _understand(text, language, thesaurus())


@lru_cache(maxsize=256)
def _understand(text: str, language: str, words: Thesaurus) -> ParsedQuery:
    # The same value for the same question: what marks words in texts remembers by it what it has seen.
    return parse(text, language, words)


def find(
    asked: Asked,
    language: str,
    *,
    offset: int | None = None,
    limit: int = PAGE_SIZE,
    kind: str = KIND,
    facets: tuple[FacetRequest, ...] = EVERY_FACET,
    audiences: frozenset[str] = AUDIENCES,
) -> Found:
    """Answer a question about one kind, or ("") all; where the index is away, from titles in the database."""
    parsed = understand(asked.text, language)
    start = (asked.page - 1) * PAGE_SIZE if offset is None else offset
    query = replace(_query(asked, parsed, kind, start, limit), facets=facets, audiences=audiences)
    return answer(asked.text, parsed, query, language) or _without_index(asked, parsed, query)


def answer(text: str, parsed: ParsedQuery, query: Query, language: str) -> Found | None:
    """Answer a query for records of any kind, more widely where little fits; None: the index is away."""
    try:
        found = _found(text, parsed, query, language)
        suggestion = _suggestion(found, query.audiences)
    except IndexUnavailableError:
        index.report_broken()
        return None
    return replace(found, suggestion=suggestion)


def _found(text: str, parsed: ParsedQuery, query: Query, language: str) -> Found:
    """Ask for all the words, then for words that begin so, then for some of the words.

    Where a sentence finds little, records with half of its words are found too.
    """
    backend, is_sentence = index.engine().backend, _is_sentence(text, parsed)
    for reading, asked in _readings(text, parsed, query, language):
        results = backend.search(asked)
        if is_sentence and results.total < FEW:
            known = _without_filters(asked, results)
            if known >= FEW:
                return _answered(reading, results)
            if known and (found := _with_half(reading, asked, results)).total:
                return found
        if results.total:
            return _answered(reading, results)
    if len(parsed.clauses) > 1:
        some = backend.search(replace(query, match_any=True))
        return _answered(parsed, some, is_relaxed=some.total > 0)
    return _answered(parsed, results)


def _readings(
    text: str, parsed: ParsedQuery, query: Query, language: str
) -> Iterator[tuple[ParsedQuery, Query]]:
    yield parsed, query
    begun = understand(with_open_ends(text), language)
    if begun.clauses != parsed.clauses:
        clauses = tuple(_by_letters(clause) for clause in begun.clauses)
        yield begun, replace(query, clauses=clauses, excluded=begun.excluded)


def _is_sentence(text: str, parsed: ParsedQuery) -> bool:
    # Few words are keywords, and what stands in quotes was meant to the letter.
    return len(text.split()) >= 4 and len(parsed.clauses) >= 3 and not _is_quoted(text)


def _without_filters(asked: Query, results: Results) -> int:
    """Return how much there is without filters: how widely one searches must not change when one narrows.

    Otherwise a filter's count would not be what its click gives.
    """
    if not any(asked.filters.values()):
        return results.total
    return index.engine().backend.search(replace(asked, filters={}, facets=(), limit=0)).total


def _with_half(reading: ParsedQuery, asked: Query, results: Results) -> Found:
    """Answer with what has half of the words at least; what has all of them is among it."""
    half = (len(asked.clauses) + 1) // 2
    wider = index.engine().backend.search(replace(asked, match_any=True, enough=half))
    return _answered(reading, wider, is_relaxed=wider.total > results.total, with_all=results.total)


def _answered(parsed: ParsedQuery, results: Results, *, is_relaxed: bool = False, with_all: int = 0) -> Found:
    return Found(
        parsed, results.total, results.hits, results.facets, is_relaxed=is_relaxed, with_all=with_all
    )


def _by_letters(clause: Clause) -> Clause:
    # By its letters alone: whatever merely sounds like a beginning (peer, переговоры) is far too much.
    kept = tuple(a for a in clause.alternatives if not (isinstance(a, Prefix) and a.space == SKELETON))
    return Clause(kept)


def with_open_ends(text: str) -> str:
    """Return the query with every plain word of four letters and more standing for its beginning."""
    if _is_quoted(text):
        return text
    return " ".join(w + "*" if len(w) >= 4 and w.isalpha() and w != "или" else w for w in text.split())


def _is_quoted(text: str) -> bool:
    return '"' in text or "„" in text or "«" in text


def _query(asked: Asked, parsed: ParsedQuery, kind: str, offset: int, limit: int) -> Query:
    sort = asked.sort or ("relevance" if parsed.clauses else "newest")
    return Query(
        audiences=AUDIENCES,
        clauses=parsed.clauses,
        excluded=parsed.excluded,
        kinds=frozenset({kind}) if kind else frozenset(),
        filters=asked.filters,
        sort="published" if sort == "newest" else sort,
        weights={f"score.{key}": weight for key, weight in asked.weights.items() if weight},
        facets=EVERY_FACET,
        offset=offset,
        limit=limit,
    )


def _suggestion(found: Found, audiences: frozenset[str]) -> str | None:
    if found.total and (not found.is_relaxed or found.with_all):
        return None
    return did_you_mean(found.parsed, index.engine().backend, thesaurus(), audiences)


def _without_index(asked: Asked, parsed: ParsedQuery, query: Query) -> Found:
    words = asked.text.replace('"', " ").split()[:5]
    ids = titles_beginning(PRACTICES, words, query.offset + query.limit, actor=VISITOR)
    shown = ids[query.offset :]
    hits = tuple(Hit(KIND, id, 0.0) for id in shown)
    return Found(parsed, len(ids), hits, {}, is_degraded=True)


def concept_ids(slug: str, limit: int) -> tuple[int, list[int]] | None:
    """Return (total, ids of the newest) of the practices tagged with a concept or a narrower one.

    None where the index is away.
    """
    query = Query(
        audiences=AUDIENCES,
        clauses=(Clause((Term(CONCEPT, slug),)),),
        kinds=frozenset({KIND}),
        sort="published",
        limit=limit,
    )
    try:
        results = index.engine().backend.search(query)
    except IndexUnavailableError:
        index.report_broken()
        return None
    return results.total, [hit.id for hit in results.hits]


def facet_counts(name: str) -> Mapping[str, int]:
    """Return the values of one facet over the whole catalogue."""
    try:
        results = index.engine().backend.search(
            Query(AUDIENCES, kinds=frozenset({KIND}), facets=(FacetRequest(name),), limit=0)
        )
    except IndexUnavailableError:
        index.report_broken()
        return {}
    return results.facets.get(name, {})


def completions(text: str, language: str, limit: int = 8) -> list[str]:
    """Return how what is being typed may go on."""
    try:
        return complete(
            text,
            language=language,
            thesaurus=thesaurus(),
            backend=index.engine().backend,
            audiences=AUDIENCES,
            limit=limit,
        )
    except IndexUnavailableError:
        index.report_broken()
        return []
