"""What a reader may have meant, and how a word that is being typed may go on."""

from collections.abc import Iterable, Iterator
from typing import Final

from cop.search.analysis import fold, is_cyrillic, tokens
from cop.search.contract import EXACT, Clause, Query, SearchBackend, Term
from cop.search.parse import ParsedQuery, PlainWord, parse
from cop.search.scanning import clean
from cop.search.thesaurus import Thesaurus

_MOST_WORDS: Final = 4
_MOST_SPELLINGS: Final = 5
_SHORTEST_CORRECTED: Final = 3
_LONG_ENOUGH_FOR_TWO: Final = 6

_LATIN_KEYS: Final = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN_KEYS: Final = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_BDS_LATIN_KEYS: Final = "wertyuiop[]asdfghjkl;'zxcvbnm,./q"
_BDS_KEYS: Final = "уеишщксдзц;ьяаожгтнвмчюйъэфхпрлб,"
_BULGARIAN_PHONETIC_LATIN: Final = "`qwertyuiop[]\\asdfghjklzxcvbnm"
_BULGARIAN_PHONETIC: Final = "чявертъуиопшщюасдфгхйклзьцжбнм"
_TO_CYRILLIC: Final = (
    str.maketrans(_LATIN_KEYS, _RUSSIAN_KEYS),
    str.maketrans(_BDS_LATIN_KEYS, _BDS_KEYS),
    str.maketrans(_BULGARIAN_PHONETIC_LATIN, _BULGARIAN_PHONETIC),
)
_TO_LATIN: Final = (
    str.maketrans(_RUSSIAN_KEYS, _LATIN_KEYS),
    str.maketrans(_BDS_KEYS, _BDS_LATIN_KEYS),
)


def did_you_mean(
    parsed: ParsedQuery, backend: SearchBackend, thesaurus: Thesaurus, audiences: frozenset[str]
) -> str | None:
    """Another query that finds something for these audiences, where words of this one find nothing.

    What other audiences may see is neither counted nor shown: each word offered is asked for first.
    """
    lost = [word for word in parsed.words if not _finds(backend, audiences, (word.clause,))]
    if not lost:
        return None
    corrected = _corrected(parsed.text, lost[:_MOST_WORDS], backend, audiences)
    for text in (corrected, *_other_layouts(parsed.text)):
        if text is None or text == parsed.text:
            continue
        other = parse(text, parsed.reader_language, thesaurus)
        if other.clauses and _finds(backend, audiences, other.clauses, other.excluded):
            return text
    return None


def complete(
    prefix: str,
    *,
    language: str,
    thesaurus: Thesaurus,
    backend: SearchBackend,
    audiences: frozenset[str],
    limit: int = 8,
) -> list[str]:
    """How the text may go on: names of concepts in the reader's language, then words that find something."""
    text, _ = clean(prefix)
    typed = list(tokens(text))
    if not typed or limit <= 0:
        return []
    last, start, end = typed[-1]
    beginning = " ".join(word for word, _, _ in typed)
    if prefix[-1:].isspace() or end < len(text):
        return thesaurus.names_beginning(beginning + " ", language, limit)
    names = thesaurus.names_beginning(beginning, language, limit)
    words = (word for word in backend.complete(EXACT, last, limit) if _is_seen(backend, audiences, word))
    completions: dict[str, str] = {}
    for completion in (*names, *(text[:start] + word for word in words)):
        completions.setdefault(completion.casefold(), completion)
    return list(completions.values())[:limit]


def _is_seen(backend: SearchBackend, audiences: frozenset[str], word: str) -> bool:
    return _finds(backend, audiences, (Clause((Term(EXACT, word),)),))


def _finds(
    backend: SearchBackend,
    audiences: frozenset[str],
    clauses: tuple[Clause, ...],
    excluded: tuple[Clause, ...] = (),
) -> bool:
    return backend.search(Query(audiences, clauses=clauses, excluded=excluded, limit=1)).total > 0


def _corrected(
    text: str, lost: Iterable[PlainWord], backend: SearchBackend, audiences: frozenset[str]
) -> str | None:
    """The text with each lost word put right; None where one of them cannot be."""
    for word in sorted(lost, key=lambda word: -word.start):
        better = _nearest(word.text, backend, audiences)
        if better is None:
            return None
        text = text[: word.start] + better + text[word.start + len(word.text) :]
    return text


def _nearest(word: str, backend: SearchBackend, audiences: frozenset[str]) -> str | None:
    folded = fold(word)
    if len(folded) < _SHORTEST_CORRECTED:
        return None
    # Two slips in a short word are another word: peer is no need.
    furthest = 1 if len(folded) < _LONG_ENOUGH_FOR_TWO else 2
    spellings = [
        s for s in backend.spellings(EXACT, folded, _MOST_SPELLINGS, audiences) if s.distance <= furthest
    ]
    for spelling in sorted(spellings, key=lambda each: (each.distance, -each.frequency, each.text)):
        if spelling.text != folded and _is_seen(backend, audiences, spelling.text):
            return spelling.text
    return None


def _other_layouts(text: str) -> Iterator[str]:
    """The text as it would be, had the keyboard been in the layout that the reader believed in."""
    lowered = text.lower()
    for table in _TO_LATIN if is_cyrillic(lowered) else _TO_CYRILLIC:
        yield lowered.translate(table)
