"""What follows for conversations where a consent has ended: somebody has quoted the words there."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from cop.core.db import db
from cop.core.markdown import render, words_of
from cop.core.redaction import Redactable
from cop.discussions.models import Post, Summary
from cop.discussions.operations import touch


def _refresh_posts(rows: Sequence[tuple[Any, ...]], _words: Sequence[str]) -> None:
    posts = db.session.scalars(select(Post).where(Post.id.in_([id for (id,) in rows]))).all()
    for post in posts:
        post.html = str(render(post.text))
        post.words = words_of(post.html)
    db.session.flush()
    for thread_id in {post.thread_id for post in posts}:
        touch(thread_id)


def _refresh_summaries(rows: Sequence[tuple[Any, ...]], _words: Sequence[str]) -> None:
    for summary in db.session.scalars(select(Summary).where(Summary.id.in_([id for (id,) in rows]))):
        summary.html = str(render(summary.text))
        touch(summary.thread_id)


REDACTABLES = (
    Redactable(table="discussion_posts", refresh=_refresh_posts),
    Redactable(table="discussion_summaries", refresh=_refresh_summaries),
)
