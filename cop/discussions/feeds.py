"""A thread as an Atom feed."""

from feedgen.feed import FeedGenerator

from cop.core.i18n import gettext as _
from cop.discussions import reading
from cop.discussions.reading import Seen
from cop.web.templating import absolute

ENTRIES = 30


def atom(seen: Seen, language: str) -> bytes:
    """Return the newest posts of a thread."""
    path = f"/{language}/threads/{seen.thread.id}"
    feed = FeedGenerator()
    feed.id(absolute(f"{path}/feed.atom"))
    feed.title(f"{seen.thread.title} – {_('Good social practice')}")
    feed.link(href=absolute(f"{path}/feed.atom"), rel="self", type="application/atom+xml")
    feed.link(href=absolute(path), rel="alternate", type="text/html")
    feed.language(language)
    feed.updated(seen.thread.last_post_at)
    for post in reading.newest(seen, ENTRIES):
        entry = feed.add_entry(order="append")
        address = absolute(f"{path}/posts/{post.id}")
        entry.id(address)
        entry.title(seen.thread.title)
        entry.link(href=address)
        entry.author({"name": post.name})
        entry.published(post.posted_at)
        entry.updated(post.edited_at or post.posted_at)
        entry.content(str(post.html), type="html")
    return bytes(feed.atom_str())
