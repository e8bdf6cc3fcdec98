"""Threads, posts, and what readers, writers and moderators leave at them.

What stands at a masked place has no account's number: a persona of that place instead, and its name.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from cop.core.db import Base, LanguageCode, Timestamps, now, pk
from cop.discussions.enums import Following, Measure, PostState, Rule, ThreadState


class Thread(Timestamps, Base):
    """A conversation under a record or in a group.

    `last_position` counts the posts that were ever public: the position of each is given once and stays.
    `key` is the one that the form carried: the same one twice is one thread.
    """

    __tablename__ = "discussion_threads"
    __table_args__ = (Index("ix_discussion_threads_place", "place_kind", "place_id", "last_post_at", "id"),)

    id: Mapped[pk]
    place_kind: Mapped[str] = mapped_column(String(40))
    place_id: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    language: Mapped[LanguageCode]
    state: Mapped[ThreadState] = mapped_column(default=ThreadState.OPEN)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    persona_id: Mapped[int | None]
    byline: Mapped[str] = mapped_column(String(120), default="")
    is_question: Mapped[bool] = mapped_column(default=False)
    answer_id: Mapped[int | None]
    last_position: Mapped[int] = mapped_column(default=0)
    last_post_at: Mapped[datetime] = mapped_column(default=now)
    key: Mapped[str | None] = mapped_column(String(40), unique=True)


class Post(Base):
    """What somebody said. `position` counts from 1 within the thread; what is held has none yet.

    `words` are those of the text as they are compared; `revision` goes up with every change.
    """

    __tablename__ = "discussion_posts"
    __table_args__ = (
        UniqueConstraint("thread_id", "position"),
        Index("ix_discussion_posts_state", "state", "id"),
        Index("ix_discussion_posts_unseen", "has_unseen", "id"),
    )

    id: Mapped[pk]
    thread_id: Mapped[int] = mapped_column(ForeignKey("discussion_threads.id", ondelete="CASCADE"))
    position: Mapped[int | None]
    state: Mapped[PostState]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    persona_id: Mapped[int | None] = mapped_column(index=True)
    byline: Mapped[str] = mapped_column(String(120), default="")
    answers_id: Mapped[int | None]
    language: Mapped[LanguageCode]
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=1)
    posted_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    key: Mapped[str | None] = mapped_column(String(40), unique=True)
    has_unseen: Mapped[bool] = mapped_column(default=False, server_default=false())
    """It came with pictures at which no moderator has looked yet."""
    told_at: Mapped[datetime | None]
    """Since when everybody who wanted to hear of it has been told."""


class FormerPost(Base):
    """What a post said before; `revision` is the one that it had then.

    What a moderator has replaced is sealed: not everybody reads it who reads the post.
    """

    __tablename__ = "discussion_former_posts"
    __table_args__ = (UniqueConstraint("post_id", "revision"),)

    id: Mapped[pk]
    post_id: Mapped[int] = mapped_column(ForeignKey("discussion_posts.id", ondelete="CASCADE"))
    revision: Mapped[int]
    language: Mapped[LanguageCode]
    text: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime]
    is_sealed: Mapped[bool] = mapped_column(default=False, server_default=false())


class Reader(Base):
    """How far somebody has read a thread, and whether they want to hear of it."""

    __tablename__ = "discussion_readers"
    __table_args__ = (
        UniqueConstraint("thread_id", "user_id"),
        Index("uq_discussion_readers_persona", "thread_id", "persona_id", unique=True),
    )

    id: Mapped[pk]
    thread_id: Mapped[int] = mapped_column(ForeignKey("discussion_threads.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    persona_id: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    following: Mapped[Following] = mapped_column(default=Following.NEITHER)


class Draft(Base):
    """What somebody is writing: an answer in a thread, or with `thread_id` 0 a new thread at a place."""

    __tablename__ = "discussion_drafts"
    __table_args__ = (
        UniqueConstraint("place_kind", "place_id", "thread_id", "user_id"),
        Index(
            "uq_discussion_drafts_persona", "place_kind", "place_id", "thread_id", "persona_id", unique=True
        ),
    )

    id: Mapped[pk]
    place_kind: Mapped[str] = mapped_column(String(40))
    place_id: Mapped[int]
    thread_id: Mapped[int] = mapped_column(default=0)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    persona_id: Mapped[int | None]
    title: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    is_question: Mapped[bool] = mapped_column(default=False, server_default=false())
    revision: Mapped[int] = mapped_column(default=1)
    edited_at: Mapped[datetime] = mapped_column(default=now, index=True)


class Summary(Base):
    """What has come out of a thread so far; the greatest number is the present one."""

    __tablename__ = "discussion_summaries"
    __table_args__ = (UniqueConstraint("thread_id", "number"),)

    id: Mapped[pk]
    thread_id: Mapped[int] = mapped_column(ForeignKey("discussion_threads.id", ondelete="CASCADE"))
    number: Mapped[int]
    language: Mapped[LanguageCode]
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    persona_id: Mapped[int | None]
    byline: Mapped[str] = mapped_column(String(120), default="")
    written_at: Mapped[datetime] = mapped_column(default=now)


class Report(Base):
    """Somebody asks the moderators to look at a post; without an account, nobody is told what came of it."""

    __tablename__ = "discussion_reports"
    __table_args__ = (Index("ix_discussion_reports_open", "settled_at", "rule", "id"),)

    id: Mapped[pk]
    post_id: Mapped[int] = mapped_column(ForeignKey("discussion_posts.id", ondelete="CASCADE"), index=True)
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    rule: Mapped[Rule]
    note: Mapped[str] = mapped_column(String(1000), default="")
    reported_at: Mapped[datetime] = mapped_column(default=now)
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))


class Decision(Base):
    """What a moderator has done about a post or its writer: by which rule, and what the writer says to that.

    An appeal is settled by somebody else; `ended_at` says since when it holds no longer. A pause holds to the
    end of the day `until`, at the place of the post or everywhere. `revision` is that of the words replaced.
    """

    __tablename__ = "discussion_decisions"

    id: Mapped[pk]
    post_id: Mapped[int] = mapped_column(ForeignKey("discussion_posts.id", ondelete="CASCADE"), index=True)
    moderator_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    measure: Mapped[Measure] = mapped_column(default=Measure.HIDE, server_default=Measure.HIDE.value)
    rule: Mapped[Rule]
    note: Mapped[str] = mapped_column(String(1000), default="")
    decided_at: Mapped[datetime] = mapped_column(default=now)
    until: Mapped[date | None]
    is_everywhere: Mapped[bool] = mapped_column(default=False, server_default=false())
    revision: Mapped[int | None]
    appeal: Mapped[str] = mapped_column(String(1000), default="")
    appealed_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    settled_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    """When whoever wrote under a pseudonym has noted it: no mail could tell them."""
