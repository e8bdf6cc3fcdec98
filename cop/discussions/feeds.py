"""A thread as an Atom feed."""

from typing import Final

from flask import Response

from cop.discussions import reading
from cop.discussions.reading import Seen
from cop.web.atom import Entry
from cop.web.atom import atom as feed_of

ENTRIES: Final = 30


def atom(seen: Seen, language: str) -> Response:
    """Return the newest posts of a thread."""
    path = f"/{language}/threads/{seen.thread.id}"
    entries = [
        Entry(
            path=f"{path}/posts/{post.id}",
            title=seen.thread.title,
            published_at=post.posted_at,
            updated_at=post.edited_at or post.posted_at,
            html=str(post.html),
            author=post.name,
        )
        for post in reading.newest(seen, ENTRIES)
    ]
    return feed_of(seen.thread.title, f"{path}/feed.atom", path, entries, language)
