"""Practices as cards. What of a card is the same wherever it stands is drawn once and kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

from flask import current_app
from markupsafe import Markup

from cop.catalogue.matching import Match
from cop.core.i18n import gettext as _
from cop.core.i18n import speaking
from cop.core.kept import GAP, Kept, Pattern
from cop.core.permissions import VISITOR
from cop.practices.cards import Card, cards
from cop.rubric.criteria import CRITERIA
from cop.search.parse import Reason
from cop.vocabulary.queries import Vocabulary, vocabulary
from cop.web.svg import mini_profile_path
from cop.web.templating import LinkTo, decimal, language_names, macros

TAGS_SHOWN: Final = 4
MOST_KEPT: Final = 5000
"""Faces in one process: about 3 kB each."""
_CUT: Final = Markup("\x01")
"""Parts the pieces of a card while the words are still gaps."""
_SHORT: Final = {criterion.key: criterion.short for criterion in CRITERIA}
_KEYS: Final = tuple(_SHORT)


@dataclass(frozen=True, slots=True)
class Face:
    """A card, and its drawn pieces: up to the title, after it, the sentence below, and the rest.

    `foreign` is the attribute of a text in another language than the page's.
    """

    card: Card
    head: Markup
    meta: Markup
    strapline: Markup
    tail: Markup
    foreign: Markup


Key = tuple[Vocabulary, str, int, int]


def faces(ids: Sequence[int], language: str, level: int = 2) -> list[Face]:
    """Return the faces in the order of the ids; what visitors may not see is left out."""
    kept: Kept[Key, Face] = current_app.extensions.setdefault("cop.faces", Kept(MOST_KEPT))
    words = vocabulary()  # it may be a second older than the stamp, and a face says its words

    def make(missing: list[Key]) -> dict[Key, Face]:
        new = cards([key[-1] for key in missing], actor=VISITOR, language=language)
        return {(words, language, level, card.id): _draw(card, language, level) for card in new}

    keys = [(words, language, level, id) for id in ids]
    found = kept.get(keys, make)
    return [found[key] for key in keys if key in found]


def _draw(card: Card, language: str, level: int) -> Face:
    words = vocabulary()
    medians = card.scorecard.medians if card.scorecard else None
    tags = [(f"/{language}/concepts/{slug}", words.label(slug, language)) for slug in card.tags[:TAGS_SHOWN]]
    here, organisation = place(card, language), ", ".join(card.organisations)
    is_running = card.is_running if card.is_running is not None else (False if card.ended else None)
    shape = _Shape(
        language=card.language,
        has_place=bool(here),
        has_organisation=bool(organisation),
        is_running=is_running,
        has_strapline=bool(card.strapline),
        tags=len(tags),
        is_scored=medians is not None,
    )
    head, meta, strapline, tail, foreign = _pieces(shape, language, level)
    scores: tuple[str, ...] = ()
    if medians is not None:
        scores = profile_words(medians, language), mini_profile_path(tuple(map(medians.get, _KEYS)))
    return Face(
        card,
        head=head.filled(f"/{language}/practices/{card.slug}"),
        meta=meta.filled(*filter(None, (here, organisation))),
        strapline=strapline.filled(*filter(None, (card.strapline,))),
        tail=tail.filled(*chain.from_iterable(tags), *scores),
        foreign=foreign.filled(),
    )


class _Shape(NamedTuple):
    """What of a card decides about its markup; the rest are words in it."""

    language: str
    has_place: bool
    has_organisation: bool
    is_running: bool | None
    has_strapline: bool
    tags: int
    is_scored: bool


@lru_cache(maxsize=1024)
def _pieces(shape: _Shape, language: str, level: int) -> tuple[Pattern, ...]:
    """Return the five pieces of such cards: drawing each card anew was a quarter of a page asked first."""
    shown = {
        "url": GAP,
        "place": GAP if shape.has_place else "",
        "organisation": GAP if shape.has_organisation else "",
        "is_running": shape.is_running,
        "language": shape.language,
        "language_name": language_names(language)[shape.language],
        "strapline": GAP if shape.has_strapline else "",
        "tags": [LinkTo(GAP, GAP)] * shape.tags,
        "profile_path": GAP,
        "profile_text": GAP if shape.is_scored else "",
    }
    with speaking(language):
        drawn = macros("cards").card_pieces(shown, language, level, _CUT)
    return tuple(map(Pattern, drawn.split(_CUT)))


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card as its template takes it. Not a mapping: templates read those three times slower."""

    head: Markup
    title: str
    meta: Markup
    strapline: str
    tail: Markup
    foreign: Markup
    plain_title: str
    snippet: str = ""
    matched: Sequence[str] = ()
    compare_url: str = ""
    is_compared: bool = False


def view(
    face: Face, language: str, match: Match | None = None, *, compare_url: str = "", is_compared: bool = False
) -> ShownCard:
    """Return a card with what is particular to this list."""
    card = face.card
    return ShownCard(
        head=face.head,
        title=match.title if match else card.title,
        meta=face.meta,
        strapline="" if match and match.field == "strapline" else face.strapline,
        tail=face.tail,
        foreign=face.foreign,
        plain_title=card.title,
        snippet=match.snippet if match else "",
        matched=[explanation(reason, language) for reason in match.reasons] if match else (),
        compare_url=compare_url,
        is_compared=is_compared,
    )


def place(card: Card, language: str) -> str:
    """Return "Milan, Italy"."""
    country = vocabulary().label(card.country, language) if card.country else ""
    return ", ".join(word for word in (card.city, country) if word)


def profile_words(medians: Mapping[str, float | None], language: str) -> str:
    """Return the profile for those who do not see the picture."""
    parts = [_score(key, m, language) for key in _KEYS if (m := medians.get(key)) is not None]
    return "; ".join(parts) or _("Too few ratings")


@lru_cache(maxsize=1024)
def _score(key: str, median: float, language: str) -> str:
    with speaking(language):
        return f"{_SHORT[key]}: {decimal(median, language)}"


def explanation(reason: Reason, language: str) -> str:
    """Say why a record was found when it does not hold the word as typed."""
    if reason.kind == "concept":
        name = vocabulary().label(reason.concept, language)
        if reason.found.lower() in (name.lower(), reason.typed.lower()):
            return _("“%(typed)s” is a name for: %(concept)s", typed=reason.typed, concept=name)
        return _(
            "“%(typed)s” is a name for %(concept)s, found here as “%(found)s”",
            typed=reason.typed,
            concept=name,
            found=reason.found,
        )
    if reason.kind == "typing":
        return _("“%(typed)s” read as “%(found)s”", typed=reason.typed, found=reason.found)
    if reason.kind == "prefix":
        return _("A word that begins with “%(typed)s”", typed=reason.typed)
    return _("“%(typed)s” stands in the text in another language", typed=reason.typed)
