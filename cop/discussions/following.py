"""How far somebody has read a thread, and whether they want to hear of it."""

from typing import Any

from sqlalchemy import update

from cop.core.db import db, insert_if_absent
from cop.core.forums import Place
from cop.core.permissions import Actor, authorize
from cop.discussions.enums import Following
from cop.discussions.models import Reader, Thread
from cop.discussions.queries import reads_as
from cop.discussions.rules import Permission


def note_reading(thread: Thread, *, actor: Actor, place: Place, position: int) -> None:
    """Note how far the reader has come; never backwards."""
    authorize(actor, Permission.WRITE, place)
    _note(thread, place, min(position, thread.last_position))


def follow(thread: Thread, *, actor: Actor, place: Place, following: Following) -> None:
    """Note whether the reader wants to hear of a thread; safe to repeat."""
    authorize(actor, Permission.WRITE, place)
    _note(thread, place, 0)
    _update(thread, place, following=following)


def keep_following(thread: Thread, place: Place, *, position: int) -> None:
    """Note that whoever writes has read what stands there, and hears what follows unless they muted it."""
    _note(thread, place, position)
    _update(thread, place, Reader.following == Following.NEITHER, following=Following.FOLLOWS)


def _note(thread: Thread, place: Place, position: int) -> None:
    voice = place.voice
    if voice is None:
        return
    values = {
        "thread_id": thread.id,
        "user_id": None if place.is_masked else voice.user_id,
        "persona_id": voice.persona_id if place.is_masked else None,
        "position": position,
        "following": Following.NEITHER.value,
    }
    who = "persona_id" if place.is_masked else "user_id"
    if insert_if_absent(Reader, values, ["thread_id", who]) is None:
        _update(thread, place, Reader.position < position, position=position)


def _update(thread: Thread, place: Place, *conditions: Any, **values: Any) -> None:
    db.session.execute(
        update(Reader)
        .where(Reader.thread_id == thread.id, reads_as(place), *conditions)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
