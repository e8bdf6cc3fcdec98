"""Who may write little, since their account is new, or for a while nothing, since a moderator says so."""

from datetime import timedelta

from sqlalchemy import and_, or_, select

from cop.accounts.models import User
from cop.core.db import db, now
from cop.core.errors import ConflictError
from cop.core.forums import Place
from cop.core.i18n import day_in_words, spoken_language
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor
from cop.discussions.content import NEWCOMER_HOURS
from cop.discussions.enums import Measure
from cop.discussions.models import Decision, Post, Thread


def refuse_paused(place: Place) -> None:
    """Raise ConflictError where a moderator lets the reader of this place write nothing for a while."""
    if (pause := pause_at(place)) is not None and pause.until is not None:
        day = day_in_words(pause.until, spoken_language())
        raise ConflictError(_("You cannot write here until %(day)s. Your words are not lost.", day=day))


def post_of_pause(decision_id: int) -> tuple[int, int] | None:
    """Return (thread, post) of a pause; whether it is the reader's, the page asks."""
    row = db.session.execute(
        select(Post.thread_id, Post.id)
        .join(Decision, Decision.post_id == Post.id)
        .where(Decision.id == decision_id, Decision.measure == Measure.PAUSE)
    ).one_or_none()
    return (row.thread_id, row.id) if row is not None else None


def pause_at(place: Place) -> Decision | None:
    """Return the pause by which the reader of a place may not write there now, the longest one."""
    voice = place.voice
    if voice is None:
        return None
    whose = [and_(Post.persona_id.is_(None), Post.author_id == voice.user_id)]
    if voice.persona_id is not None:
        whose.append(Post.persona_id == voice.persona_id)
    here = and_(Thread.place_kind == place.ref.kind, Thread.place_id == place.ref.id)
    return db.session.scalar(
        select(Decision)
        .join(Post, Post.id == Decision.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(
            Decision.measure == Measure.PAUSE,
            Decision.ended_at.is_(None),
            Decision.until >= now().date(),
            or_(*whose),
            or_(Decision.is_everywhere, here),
        )
        .order_by(Decision.until.desc())
        .limit(1)
    )


def is_newcomer(actor: Actor) -> bool:
    """Whether an account has been open for less than a day."""
    opened = db.session.scalar(select(User.created_at).where(User.id == actor.id))
    return opened is not None and opened > now() - timedelta(hours=NEWCOMER_HOURS)
