"""Practices as cards. What of a card is the same wherever it stands is drawn once and kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import current_app
from markupsafe import Markup

from cop.catalogue.queries import Match
from cop.core.i18n import gettext as _
from cop.core.kept import Kept
from cop.core.permissions import VISITOR
from cop.practices.cards import Card, cards
from cop.reviews.queries import CardScores
from cop.rubric.criteria import CRITERIA
from cop.search.parse import Reason
from cop.vocabulary.queries import Vocabulary, vocabulary
from cop.web.svg import mini_profile_path
from cop.web.templating import LinkTo, decimal, language_names

TAGS_SHOWN: Final = 4
MOST_KEPT: Final = 3000
"""Faces in one process: about 2 kB each."""


@dataclass(frozen=True, slots=True)
class Face:
    """A card, and its drawn parts."""

    card: Card
    url: str
    meta: Markup
    tags: Markup
    profile: Markup


Key = tuple[Vocabulary, str, int]


def faces(ids: Sequence[int], language: str) -> list[Face]:
    """Return the faces in the order of the ids; what visitors may not see is left out."""
    kept: Kept[Key, Face] = current_app.extensions.setdefault("cop.faces", Kept(MOST_KEPT))
    words = vocabulary()  # it may be a second older than the stamp, and a face says its words

    def make(missing: list[Key]) -> dict[Key, Face]:
        new = cards([id for _words, _language, id in missing], actor=VISITOR, language=language)
        return {(words, language, card.id): _draw(card, language) for card in new}

    keys = [(words, language, id) for id in ids]
    found = kept.get(keys, make)
    return [found[key] for key in keys if key in found]


def _draw(card: Card, language: str) -> Face:
    words = vocabulary()
    macros: Any = current_app.jinja_env.get_template("components/cards.html").module
    medians = card.scorecard.medians if card.scorecard else {}
    tags = [LinkTo(words.label(s, language), f"/{language}/concepts/{s}") for s in card.tags[:TAGS_SHOWN]]
    shown = {
        "place": place(card, language),
        "organisation": ", ".join(card.organisations),
        "is_running": card.is_running if card.is_running is not None else (False if card.ended else None),
        "language": card.language,
        "language_name": language_names(language)[card.language],
    }
    path = mini_profile_path(tuple(medians.get(c.key) for c in CRITERIA))
    return Face(
        card,
        f"/{language}/practices/{card.slug}",
        macros.card_meta(shown, language),
        macros.tag_list(tags),
        macros.card_profile(path, profile_words(card.scorecard)),
    )


def view(face: Face, language: str, match: Match | None = None) -> dict[str, Any]:
    """Return a card as its template takes it."""
    card = face.card
    return {
        "url": face.url,
        "title": match.title if match else card.title,
        "strapline": "" if match and match.field == "strapline" else card.strapline,
        "language": card.language,
        "meta": face.meta,
        "tags": face.tags,
        "profile": face.profile,
        "snippet": match.snippet if match else "",
        "matched": [explanation(reason, language) for reason in match.reasons] if match else [],
        "compare_url": "",
        "is_compared": False,
    }


def place(card: Card, language: str) -> str:
    """Return "Milan, Italy"."""
    country = vocabulary().label(card.country, language) if card.country else ""
    return ", ".join(word for word in (card.city, country) if word)


def profile_words(scorecard: CardScores | None) -> str:
    """Return the profile for those who do not see the picture; empty where there is none."""
    if scorecard is None:
        return ""
    medians = scorecard.medians
    parts = [f"{c.short}: {decimal(m)}" for c in CRITERIA if (m := medians.get(c.key)) is not None]
    return "; ".join(parts) or _("Too few ratings")


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
