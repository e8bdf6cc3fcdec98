"""What a reader types, turned into clauses of the search contract, each able to say why it is there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal

from cop.search.analysis import (
    fold,
    in_cyrillic,
    is_latin,
    is_stop_word,
    is_typed_stop_word,
    query_languages,
    query_terms,
    skeleton_prefix,
    skeletons,
    stem,
    tokens,
)
from cop.search.contract import CONCEPT, EXACT, SKELETON, Alternative, Clause, Label, Phrase, Prefix, Term
from cop.search.scanning import Kind, Piece, clean, scan
from cop.search.thesaurus import ABBREVIATION, Match, Thesaurus

MOST_CLAUSES: Final = 12
MOST_ALTERNATIVES: Final = 24

_EXACT_BOOST: Final = 2.0
_OTHER_LANGUAGE_BOOST: Final = 0.8
_CONCEPT_BOOST: Final = 0.8
_LABEL_BOOST: Final = 0.6
_TYPING_BOOST: Final = 0.5
_SKELETON_BOOST: Final = 0.3


@dataclass(frozen=True, slots=True)
class Reason:
    """How an alternative came from what was typed.

    "word": as typed. "form": another form of it. "typing": a Cyrillic word typed in Latin letters,
    `found` is that word. "prefix": the beginning of a word. "concept": `typed` names the concept,
    `found` is the name of it that was looked for (the reader's language's own for the concept itself).
    """

    kind: Literal["word", "form", "concept", "typing", "prefix"]
    typed: str
    found: str
    concept: str = ""


@dataclass(frozen=True, slots=True)
class PlainWord:
    """A word that was neither quoted nor excluded, and where it stands in the query's text."""

    text: str
    start: int
    clause: Clause


@dataclass(frozen=True, slots=True, eq=False)
class ParsedQuery:
    """A query of the search box. `typed` says for each clause what the reader typed for it."""

    text: str
    reader_language: str
    clauses: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()
    typed: tuple[str, ...] = ()
    words: tuple[PlainWord, ...] = ()
    was_cut: bool = False
    reasons: Mapping[Alternative, Reason] = field(default_factory=lambda: MappingProxyType({}))

    def explain(self, alternative: Alternative) -> Reason:
        """Why this alternative was looked for; KeyError for one that is not of this query."""
        return self.reasons[alternative]


_Explained = tuple[Alternative, Reason]


def parse(text: str, reader_language: str, thesaurus: Thesaurus) -> ParsedQuery:
    """Any text at all gives a query: what cannot be understood is passed over.

    Words must all be found; `или`, `OR` or `|` between two makes them one clause. At most
    12 clauses of 24 alternatives from 400 characters; `was_cut` where that was not enough.
    """
    cleaned, was_cut = clean(text)
    pieces = list(scan(cleaned))
    wanted = _with_concepts([piece for piece in pieces if not piece.is_excluded], thesaurus)
    groups = _without_stop_words(_joined_by_or(wanted), reader_language)
    unwanted = [piece for piece in pieces if piece.is_excluded]
    reasons: dict[Alternative, Reason] = {}
    clauses = [_clause(group, reader_language, thesaurus, reasons) for group in groups[:MOST_CLAUSES]]
    excluded = [_excluded_clause(piece, reader_language) for piece in unwanted[:MOST_CLAUSES]]
    return ParsedQuery(
        text=cleaned,
        reader_language=reader_language,
        clauses=tuple(clauses),
        excluded=tuple(excluded),
        typed=tuple(" ".join(wanted.piece.text for wanted in group) for group in groups[:MOST_CLAUSES]),
        words=tuple(_plain_words(groups, clauses)),
        was_cut=was_cut or max(len(groups), len(unwanted)) > MOST_CLAUSES,
        reasons=MappingProxyType(reasons),
    )


@dataclass(slots=True, eq=False)
class _Wanted:
    """A piece and the concepts that it is, or is a part of, a name of."""

    piece: Piece
    concepts: list[tuple[str, Label]] = field(default_factory=list)


def _with_concepts(pieces: Sequence[Piece], thesaurus: Thesaurus) -> list[_Wanted]:
    """Look for names in runs of plain words; a quotation or an OR ends a run."""
    wanted = [_Wanted(piece) for piece in pieces]
    run: list[tuple[_Wanted, str]] = []
    for item in (*wanted, None):
        if item is not None and item.piece.kind in (Kind.WORD, Kind.COMPOUND):
            run += [(item, word) for word in item.piece.words]
            continue
        for match in thesaurus.find([word for _, word in run]):
            _note(match, run)
        run = []
    return wanted


def _note(match: Match, run: Sequence[tuple[_Wanted, str]]) -> None:
    """Every word of `деца в риск` may be answered by the concept, so that none is asked for in vain."""
    matched = run[match.start : match.end]
    typed = " ".join(word for _, word in matched)
    for item in dict.fromkeys(item for item, _ in matched):
        item.concepts.append((typed, match.label))


def _without_stop_words(groups: list[list[_Wanted]], reader_language: str) -> list[list[_Wanted]]:
    """Words that say little are asked for only where there are no others, or in a choice with `или`."""
    telling = [group for group in groups if len(group) > 1 or not _is_stop(group[0].piece, reader_language)]
    return telling or groups


def _is_stop(piece: Piece, reader_language: str) -> bool:
    if piece.kind != Kind.WORD:
        return False
    word, folded = piece.words[0], fold(piece.words[0])
    languages = query_languages(word, reader_language)
    return any(is_stop_word(folded, language) for language in languages) or is_typed_stop_word(word)


def _joined_by_or(wanted: Iterable[_Wanted]) -> list[list[_Wanted]]:
    groups: list[list[_Wanted]] = []
    joins = False
    for item in wanted:
        if item.piece.kind == Kind.OR:
            joins = bool(groups)
        elif joins:
            groups[-1].append(item)
            joins = False
        else:
            groups.append([item])
    return groups


def _clause(
    group: Sequence[_Wanted], reader_language: str, thesaurus: Thesaurus, reasons: dict[Alternative, Reason]
) -> Clause:
    """What was typed comes before what it was read as, so that the limit cuts the furthest."""
    explained = [pair for item in group for pair in _alternatives(item.piece, reader_language)]
    explained += [pair for item in group for pair in _concepts(item, reader_language, thesaurus)]
    chosen: dict[tuple[type[Alternative], str, str | tuple[str, ...]], Alternative] = {}
    for alternative, reason in explained:
        text = alternative.texts if isinstance(alternative, Phrase) else alternative.text
        key = (type(alternative), alternative.space, text)
        if key not in chosen and len(chosen) < MOST_ALTERNATIVES:
            chosen[key] = alternative
            reasons.setdefault(alternative, reason)
    return Clause(tuple(chosen.values()))


def _excluded_clause(piece: Piece, reader_language: str) -> Clause:
    """Only the word and its forms: a key by sound or a concept would take away too much."""
    found = (alternative for alternative, _ in _alternatives(piece, reader_language))
    return Clause(tuple(dict.fromkeys(each for each in found if each.space != SKELETON))[:MOST_ALTERNATIVES])


def _alternatives(piece: Piece, reader_language: str) -> Iterator[_Explained]:
    folded = tuple(fold(word) for word in piece.words)
    if piece.kind == Kind.PREFIX:
        yield from _beginning(piece.text, folded[0])
    elif piece.kind == Kind.WORD:
        yield from _word(piece.words[0], reader_language)
    else:
        yield _in_order(EXACT, folded, _EXACT_BOOST), Reason("word", piece.text, piece.text)
    if piece.kind == Kind.COMPOUND:
        for language in query_languages(piece.text, reader_language):
            terms = tuple(stem(word, language) for word in folded)
            yield _in_order(language, terms, 1.0), Reason("form", piece.text, piece.text)


def _beginning(typed: str, folded: str) -> Iterator[_Explained]:
    yield Prefix(EXACT, folded), Reason("prefix", typed, folded)
    if is_latin(folded) and len(key := skeleton_prefix(folded)) >= 2:
        yield Prefix(SKELETON, key, _SKELETON_BOOST), Reason("prefix", typed, folded)


@lru_cache(maxsize=4096)
def _word(typed: str, reader_language: str) -> tuple[_Explained, ...]:
    return tuple(_forms(typed, fold(typed), reader_language))


def _forms(typed: str, folded: str, reader_language: str) -> Iterator[_Explained]:
    yield Term(EXACT, folded, _EXACT_BOOST), Reason("word", typed, folded)
    for rank, (language, term) in enumerate(query_terms(typed, reader_language)):
        yield Term(language, term, _OTHER_LANGUAGE_BOOST if rank else 1.0), Reason("form", typed, folded)
    if is_latin(folded) and len(folded) >= 3:
        yield from _latin_typing(typed, folded, reader_language)


def _latin_typing(typed: str, folded: str, reader_language: str) -> Iterator[_Explained]:
    readings = in_cyrillic(folded)
    for reading in readings:
        for language, term in query_terms(reading, reader_language):
            yield Term(language, term, _TYPING_BOOST), Reason("typing", typed, reading)
    for key in skeletons(folded):
        if len(key) >= 3:
            yield Term(SKELETON, key, _SKELETON_BOOST), Reason("typing", typed, (*readings, folded)[0])


def _concepts(item: _Wanted, reader_language: str, thesaurus: Thesaurus) -> Iterator[_Explained]:
    for typed, label in item.concepts:
        own = thesaurus.preferred(label.concept, reader_language) or label
        yield Term(CONCEPT, label.concept, _CONCEPT_BOOST), Reason("concept", typed, own.text, label.concept)
    for typed, label in item.concepts:
        names = sorted(thesaurus.labels(label.concept), key=lambda name: _rank(name, reader_language))
        for name in names:
            if name != label and (alternative := _name(name)):
                yield alternative, Reason("concept", typed, name.text, label.concept)


def _rank(name: Label, reader_language: str) -> tuple[bool, bool]:
    return name.role != "label", name.language != reader_language


def _name(label: Label) -> Alternative | None:
    words = tuple(word for word, _, _ in tokens(label.text))
    if not words:
        return None
    if label.role == ABBREVIATION:
        return _in_order(EXACT, words, _LABEL_BOOST)
    return _in_order(label.language, tuple(stem(word, label.language) for word in words), _LABEL_BOOST)


def _in_order(space: str, texts: tuple[str, ...], boost: float) -> Alternative:
    return Phrase(space, texts, boost) if len(texts) > 1 else Term(space, texts[0], boost)


def _plain_words(groups: Iterable[Sequence[_Wanted]], clauses: Iterable[Clause]) -> Iterator[PlainWord]:
    for group, clause in zip(groups, clauses, strict=False):
        if len(group) == 1 and group[0].piece.kind == Kind.WORD:
            yield PlainWord(group[0].piece.text, group[0].piece.start, clause)
