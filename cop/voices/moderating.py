"""Somebody who asks for help, and words that must not be read: both are looked after, and written down."""

from sqlalchemy import update

from cop.core import audit
from cop.core.db import db, insert_if_absent, now
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize
from cop.voices import mails
from cop.voices.content import NOTE_LIMIT
from cop.voices.models import Board, BoardCall, BoardText, BoardTicket
from cop.voices.operations import KIND
from cop.voices.rules import Permission
from cop.voices.taking import OldFormError, hash_of, number_of


def call(board: Board, *, note: str, language: str, ticket: str) -> None:
    """Tell those who look after a place that somebody asks for help; the same form twice is one call.

    It is taken on a board that is closed, too, and from a form that is old: then it may be told twice.
    """
    try:
        values = {"id": hash_of(number_of(ticket, board)), "board_id": board.id, "day": now().date()}
        if insert_if_absent(BoardTicket, values, ["id"]) is None:
            return
    except OldFormError:
        pass
    words = " ".join(note.replace("\x00", "").split())[:NOTE_LIMIT]
    asked = BoardCall(board_id=board.id, language=language, note=words)
    db.session.add(asked)
    db.session.flush()
    mails.tell_of_call(board, asked)


def settle(asked: BoardCall, board: Board, *, actor: Actor) -> None:
    """Say that somebody has looked after a call; what was said in it goes. Safe to repeat."""
    authorize(actor, Permission.HELP, board)
    settled = db.session.execute(
        update(BoardCall)
        .where(BoardCall.id == asked.id, BoardCall.settled_at.is_(None))
        .values(settled_at=now(), settled_by=actor.id, note="")
    )
    if settled.rowcount:  # type: ignore[attr-defined]
        audit.record(actor, "board.settle_call", KIND, board.code)


def hide(words: BoardText, board: Board, *, actor: Actor, reason: str) -> None:
    """Let nobody read words any more, for a reason that stands in the trail."""
    authorize(actor, Permission.LEAD, board)
    why = " ".join(reason.split())[:300]
    if not why:
        raise InvalidError("reason", _("Say why, in a few words."))
    if not words.hidden_because:
        words.hidden_because, words.hidden_by = why, actor.id
        audit.record(actor, "board.hide_words", KIND, board.code, reason=why)


def show(words: BoardText, board: Board, *, actor: Actor) -> None:
    """Let words be read again that were hidden by mistake."""
    authorize(actor, Permission.LEAD, board)
    if words.hidden_because:
        words.hidden_because, words.hidden_by = "", None
        audit.record(actor, "board.show_words", KIND, board.code)
