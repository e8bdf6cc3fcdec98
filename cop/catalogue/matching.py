"""How hits are shown: the passage that tells most, words marked, and why each was found."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from flask import current_app

from cop.catalogue.queries import Found, thesaurus
from cop.core.kept import Kept
from cop.practices import cards as practices
from cop.practices.search import texts_of
from cop.search.contract import Alternative, Hit, Part
from cop.search.parse import ParsedQuery, Reason
from cop.search.snippets import highlight, snippet
from cop.search.thesaurus import Thesaurus

MOST_TEXTS = 500
"""Texts that one process keeps for its snippets: about 8 kB each."""
MOST_MATCHES = 6000
"""Answers to "why was this found" that one process keeps: about 1.5 kB each."""


@dataclass(frozen=True, slots=True)
class Match:
    """How a hit is shown: its title and best passage with the words marked, and why it was found."""

    title: str
    snippet: str
    field: str
    reasons: tuple[Reason, ...]


MatchKey = tuple[str, str, Thesaurus, tuple[tuple[Alternative, ...], ...], int, str]
"""All that a match follows from, but for the texts: those cannot change without the stamp."""


def matches(found: Found, cards: list[practices.Card]) -> dict[int, Match]:
    """Return for each card what led to it; nothing where nothing was typed."""
    parsed = found.parsed
    if not parsed.clauses or found.is_degraded:
        return {}
    kept: Kept[MatchKey, Match] = current_app.extensions.setdefault("cop.matches", Kept(MOST_MATCHES))
    asked = parsed.text, parsed.reader_language, thesaurus()
    hits = {hit.id: hit for hit in found.hits}
    by_key = {(*asked, hits[card.id].matched, card.id, card.language): card for card in cards}

    def make(missing: list[MatchKey]) -> dict[MatchKey, Match]:
        new = {key: by_key[key] for key in missing}
        texts = _texts([(card.id, card.language) for card in new.values()])
        return {
            key: match(parsed, hits[card.id], card, texts[card.id, card.language])
            for key, card in new.items()
        }

    shown = kept.get(list(by_key), make)
    return {card.id: shown[key] for key, card in by_key.items()}


class Titled(Protocol):
    """Whatever is shown in a list by a title in a language."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def language(self) -> str:
        """The language of its title."""


def match(parsed: ParsedQuery, hit: Hit, card: Titled, parts: Sequence[Part]) -> Match:
    """Return how a hit is shown, having its text in the card's language."""
    passage = snippet((part for part in parts if part.field != "title"), card.language, parsed)
    title = highlight(card.title, card.language, parsed)
    marked = [word.lower() for word in _MARKED.findall(title + passage.html)]
    return Match(title, passage.html, passage.field, tuple(_reasons(parsed, hit, marked)))


def _texts(keys: list[tuple[int, str]]) -> dict[tuple[int, str], tuple[Part, ...]]:
    kept: Kept[tuple[int, str], tuple[Part, ...]] = current_app.extensions.setdefault(
        "cop.texts", Kept(MOST_TEXTS)
    )

    def make(missing: list[tuple[int, str]]) -> dict[tuple[int, str], tuple[Part, ...]]:
        texts = texts_of([id for id, _language in missing], {language for _id, language in missing})
        return {(id, language): texts[id][language] for id, language in missing}

    return kept.get(keys, make)


_MARKED = re.compile(r"<mark>(.*?)</mark>")


def _reasons(parsed: ParsedQuery, hit: Hit, marked: Sequence[str]) -> list[Reason]:
    """Return, for each thing asked for, the best reason why it was found.

    A word that the reader sees marked needs none; one that stands in another language's text, or another
    name of the same concept, does.
    """
    told: dict[tuple[str, str, str], Reason] = {}
    for matched in hit.matched:
        reasons = [parsed.explain(alternative) for alternative in matched]
        plain = [reason for reason in reasons if reason.kind in ("word", "form")]
        others = [reason for reason in reasons if reason not in plain]
        is_seen = any(word.startswith(reasons[0].typed[:2].lower()) for word in marked) if reasons else True
        if plain and (is_seen or (marked and not others)):
            continue
        telling = others or plain
        for reason in sorted(telling, key=_plainest)[:1]:
            told[(reason.kind, reason.typed, reason.found)] = reason
    return list(told.values())


def _plainest(reason: Reason) -> int:
    return ("word", "form", "typing", "concept", "prefix").index(reason.kind)
