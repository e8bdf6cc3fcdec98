"""Atom feeds."""

import re
from collections.abc import Mapping, Sequence

from feedgen.feed import FeedGenerator

from cop.core.i18n import gettext as _
from cop.practices.cards import Card
from cop.web.templating import absolute

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _text(words: str) -> str:
    """Leave out the few characters that XML cannot hold, not even escaped."""
    return _NOT_IN_XML.sub("", words)


def atom(
    title: str, path: str, page_path: str, cards: Sequence[Card], places: Mapping[int, str], language: str
) -> bytes:
    """Return a feed of practices, newest first, in the reader's language."""
    feed = FeedGenerator()
    feed.id(absolute(path))
    feed.title(_text(f"{title} – {_('Good social practice')}"))
    feed.link(href=absolute(path), rel="self", type="application/atom+xml")
    feed.link(href=absolute(page_path), rel="alternate", type="text/html")
    feed.language(language)
    feed.author({"name": _("Good social practice")})
    if cards:
        feed.updated(max(card.updated_at for card in cards))
    for card in cards:
        entry = feed.add_entry(order="append")
        address = absolute(f"/{language}/practices/{card.slug}")
        entry.id(address)
        entry.title(_text(card.title))
        entry.link(href=address)
        entry.published(card.published_at)
        entry.updated(card.updated_at)
        entry.summary(
            _text(" – ".join(part for part in (places[card.id], card.strapline) if part) or card.title)
        )
    return bytes(feed.atom_str())
