"""Atom feeds, of whatever has a title, an address and dates."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feedgen.feed import FeedGenerator
from flask import Response

from cop.core.i18n import gettext as _
from cop.web.templating import absolute

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `path` is that of its page; it says a summary, or all of it as `html`."""

    path: str
    title: str
    published_at: datetime
    updated_at: datetime
    summary: str = ""
    html: str = ""
    author: str = ""


def _text(words: str) -> str:
    """Leave out the few characters that XML cannot hold, not even escaped."""
    return _NOT_IN_XML.sub("", words)


def atom(title: str, path: str, page_path: str, entries: Sequence[Entry], language: str) -> Response:
    """Return a feed in the reader's language, its entries in the order given."""
    feed = FeedGenerator()
    feed.id(absolute(path))
    feed.title(_text(f"{title} – {_('Good social practice')}"))
    feed.link(href=absolute(path), rel="self", type="application/atom+xml")
    feed.link(href=absolute(page_path), rel="alternate", type="text/html")
    feed.language(language)
    feed.author({"name": _("Good social practice")})
    if entries:
        feed.updated(max(entry.updated_at for entry in entries))
    for each in entries:
        entry = feed.add_entry(order="append")
        entry.id(absolute(each.path))
        entry.title(_text(each.title))
        entry.link(href=absolute(each.path))
        entry.published(each.published_at)
        entry.updated(each.updated_at)
        if each.author:
            entry.author({"name": _text(each.author)})
        if each.html:
            entry.content(_text(each.html), type="html")
        else:
            entry.summary(_text(each.summary))
    return Response(feed.atom_str(), content_type="application/atom+xml; charset=utf-8")
