"""What somebody is writing, kept as they write; nobody else ever sees it."""

from typing import Any

from sqlalchemy import ColumnElement, delete, false, select, update

from cop.core.db import db, insert_if_absent, now
from cop.core.errors import ConflictError
from cop.core.forums import Place
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize
from cop.discussions.content import TEXT_LIMIT, TITLE_LIMIT
from cop.discussions.models import Draft
from cop.discussions.rules import Permission


def draft_of(place: Place, thread_id: int = 0) -> Draft | None:
    """Return what the reader of a place is writing there."""
    return db.session.scalar(select(Draft).where(*_written_at(place, thread_id)))


def _written_at(place: Place, thread_id: int) -> tuple[ColumnElement[bool], ...]:
    at = (
        Draft.place_kind == place.ref.kind,
        Draft.place_id == place.ref.id,
        Draft.thread_id == thread_id,
    )
    if (voice := place.voice) is None:
        return (*at, false())
    if place.is_masked:
        return (*at, Draft.persona_id.is_not(None), Draft.persona_id == voice.persona_id)
    return (*at, Draft.user_id == voice.user_id)


def save_draft(
    place: Place,
    *,
    actor: Actor,
    text: str,
    revision: int,
    title: str = "",
    is_question: bool = False,
    thread_id: int = 0,
) -> Draft | None:
    """Keep what is being written; `revision` is the one that its writer had, 0 for none.

    Raise ConflictError where another window has written meanwhile. A draft without words is none.
    """
    authorize(actor, Permission.WRITE, place)
    text, title = text[:TEXT_LIMIT], title[:TITLE_LIMIT]
    written = (title, text, is_question)
    present = draft_of(place, thread_id)
    if present is None:
        if not text.strip() and not title.strip():
            return None
        _begin(place, thread_id)
        present = draft_of(place, thread_id)
        revision = 0
    is_changed = present is not None and (present.title, present.text, present.is_question) != written
    if present is None or (present.revision != revision and is_changed):
        raise ConflictError(_("Another window has saved this draft meanwhile. Reload the page to see it."))
    if is_changed:
        db.session.execute(
            update(Draft)
            .where(Draft.id == present.id)
            .values(
                title=title,
                text=text,
                is_question=is_question,
                revision=present.revision + 1,
                edited_at=now(),
            )
            .execution_options(synchronize_session=False)
        )
        db.session.refresh(present)
    return present


def ensure_draft(place: Place, thread_id: int = 0) -> Draft | None:
    """Return what the reader is writing at a place, begun now where there was nothing."""
    present = draft_of(place, thread_id)
    if present is None:
        _begin(place, thread_id)
        present = draft_of(place, thread_id)
    return present


def _begin(place: Place, thread_id: int) -> None:
    voice = place.voice
    if voice is None:
        return
    values: dict[str, Any] = {
        "place_kind": place.ref.kind,
        "place_id": place.ref.id,
        "thread_id": thread_id,
        "user_id": None if place.is_masked else voice.user_id,
        "persona_id": voice.persona_id if place.is_masked else None,
        "title": "",
        "text": "",
        "is_question": False,
        "revision": 0,
        "edited_at": now(),
    }
    who = "persona_id" if place.is_masked else "user_id"
    insert_if_absent(Draft, values, ["place_kind", "place_id", "thread_id", who])


def drop_draft(draft: Draft) -> None:
    """Remove what was written: it has been posted."""
    db.session.execute(delete(Draft).where(Draft.id == draft.id).execution_options(synchronize_session=False))
