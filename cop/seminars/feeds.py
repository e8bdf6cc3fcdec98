"""The Atom feed of seminars."""

from collections.abc import Sequence

from flask import Response

from cop.core.i18n import gettext as _
from cop.seminars.content import STATE_LABELS
from cop.seminars.queries import Card
from cop.seminars.times import words
from cop.web.atom import Entry
from cop.web.atom import atom as feed_of


def atom(cards: Sequence[Card], language: str) -> Response:
    """Return a feed of seminars, those first about which something was said last."""
    path = f"/{language}/seminars"
    entries = [
        Entry(
            path=f"{path}/{card.slug}",
            title=card.title,
            published_at=card.created_at,
            updated_at=card.updated_at,
            summary=" – ".join(part for part in _said(card, language) if part),
        )
        for card in cards
    ]
    return feed_of(_("Seminars"), f"{path}/feed.atom", path, entries, language)


def _said(card: Card, language: str) -> tuple[str, str, str]:
    return words(card.when, language), str(STATE_LABELS[card.state]), card.strapline
