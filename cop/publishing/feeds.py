"""Practices as entries of a feed."""

from collections.abc import Mapping, Sequence

from cop.practices.cards import Card
from cop.web.atom import Entry


def entries(cards: Sequence[Card], places: Mapping[int, str], language: str) -> list[Entry]:
    """Return an entry a practice, in their order."""
    return [
        Entry(
            path=f"/{language}/practices/{card.slug}",
            title=card.title,
            summary=" – ".join(part for part in (places[card.id], card.strapline) if part) or card.title,
            published_at=card.published_at,
            updated_at=card.updated_at,
        )
        for card in cards
    ]
