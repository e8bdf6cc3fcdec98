"""Asking the index what a reader asked for."""

from collections.abc import Mapping
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
EVERY_FACET = tuple(FacetRequest(name, exclusive=is_exclusive(name)) for name in FACETS)


@dataclass(frozen=True, slots=True)
class Found:
    """What the index answers. `is_relaxed`: nothing had all the words, these have some of them."""

    parsed: ParsedQuery
    total: int
    hits: tuple[Hit, ...]
    facets: Facets
    suggestion: str | None = None
    is_relaxed: bool = False
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
    """Answer a query for records of any kind, more widely where nothing fits; None: the index is away."""
    is_relaxed = False
    try:
        results = index.engine().backend.search(query)
        if not results.total:
            parsed, results, is_relaxed = _more_widely(text, parsed, query, language, results)
        suggestion = _suggestion(parsed, results, query.audiences, is_relaxed=is_relaxed)
    except IndexUnavailableError:
        index.report_broken()
        return None
    return Found(parsed, results.total, results.hits, results.facets, suggestion, is_relaxed)


def _more_widely(
    text: str, parsed: ParsedQuery, query: Query, language: str, nothing: Results
) -> tuple[ParsedQuery, Results, bool]:
    """Take words as beginnings of words; then be content with some of the words. Else nothing it is."""
    backend = index.engine().backend
    begun = understand(with_open_ends(text), language)
    if begun.clauses != parsed.clauses:
        clauses = tuple(_by_letters(clause) for clause in begun.clauses)
        results = backend.search(replace(query, clauses=clauses, excluded=begun.excluded))
        if results.total:
            return begun, results, False
    if len(parsed.clauses) > 1:
        results = backend.search(replace(query, match_any=True))
        if results.total:
            return parsed, results, True
    return parsed, nothing, False


def _by_letters(clause: Clause) -> Clause:
    # By its letters alone: whatever merely sounds like a beginning (peer, переговоры) is far too much.
    kept = tuple(a for a in clause.alternatives if not (isinstance(a, Prefix) and a.space == SKELETON))
    return Clause(kept)


def with_open_ends(text: str) -> str:
    """Return the query with every plain word of four letters and more standing for its beginning."""
    if '"' in text or "„" in text or "«" in text:
        return text
    return " ".join(w + "*" if len(w) >= 4 and w.isalpha() and w != "или" else w for w in text.split())


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


def _suggestion(
    parsed: ParsedQuery, results: Results, audiences: frozenset[str], *, is_relaxed: bool
) -> str | None:
    if results.total and not is_relaxed:
        return None
    return did_you_mean(parsed, index.engine().backend, thesaurus(), audiences)


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
