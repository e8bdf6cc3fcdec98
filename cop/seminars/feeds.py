"""The Atom feed of seminars."""

import re
from collections.abc import Sequence

from feedgen.feed import FeedGenerator

from cop.core.i18n import gettext as _
from cop.seminars.content import STATE_LABELS
from cop.seminars.queries import Card
from cop.seminars.times import words
from cop.web.templating import absolute

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _text(said: str) -> str:
    """Leave out the few characters that XML cannot hold, not even escaped."""
    return _NOT_IN_XML.sub("", said)


def atom(cards: Sequence[Card], language: str) -> bytes:
    """Return a feed of seminars, those first about which something was said last."""
    feed = FeedGenerator()
    feed.id(absolute(f"/{language}/seminars/feed.atom"))
    feed.title(f"{_('Seminars')} – {_('Good social practice')}")
    feed.link(href=absolute(f"/{language}/seminars/feed.atom"), rel="self", type="application/atom+xml")
    feed.link(href=absolute(f"/{language}/seminars"), rel="alternate", type="text/html")
    feed.language(language)
    feed.author({"name": _("Good social practice")})
    if cards:
        feed.updated(max(card.updated_at for card in cards))
    for card in cards:
        entry = feed.add_entry(order="append")
        address = absolute(f"/{language}/seminars/{card.slug}")
        entry.id(address)
        entry.title(_text(card.title))
        entry.link(href=address)
        entry.published(card.created_at)
        entry.updated(card.updated_at)
        said = (words(card.when, language), str(STATE_LABELS[card.state]), card.strapline)
        entry.summary(_text(" – ".join(part for part in said if part)))
    return bytes(feed.atom_str())
