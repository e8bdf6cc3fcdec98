"""Taking an answer: once for each form that was opened, counted up, and of whom nothing is kept."""

import secrets
from hashlib import sha256
from typing import Final

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import insert, text, update

from cop.core.db import db, insert_if_absent, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.momentary import Momentary
from cop.voices.content import WORDS_LIMIT, Given
from cop.voices.models import Board, BoardText, BoardTicket
from cop.voices.operations import require_open

GOOD_FOR_SECONDS: Final = 24 * 3600

ANSWERING: Final = Momentary(300, 60)
"""From one address at one board: ten classes behind one router fit into it."""


class OldFormError(ConflictError):
    """The form was opened too long ago, or before the board was opened anew: it is to be sent once more."""

    def __init__(self) -> None:
        super().__init__(_("This page was open for a long time. Look at the pictures and send once more."))


def new_ticket(board: Board) -> str:
    """Return what one form carries, so that it counts once; nothing is written down before it is sent."""
    return _signer().dumps([board.id, board.opening, secrets.token_urlsafe(12)])


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="voices.answer")


def number_of(ticket: str, board: Board) -> str:
    """Return the random number of a form of this board; raise OldFormError where it is none any more."""
    try:
        id, opening, number = _signer().loads(ticket, max_age=GOOD_FOR_SECONDS)
    except (BadSignature, ValueError) as unfit:
        raise OldFormError from unfit
    if (id, opening) != (board.id, board.opening):
        raise OldFormError
    return str(number)


def hash_of(number: str) -> str:
    """Return what is kept of a form that was sent."""
    return sha256(number.encode()).hexdigest()


_COUNT: Final = text(
    "INSERT INTO board_tallies (board_id, item, option, count) VALUES (:board_id, :item, :option, 1) "
    "ON CONFLICT (board_id, item, option) DO UPDATE SET count = board_tallies.count + 1"
)


def take(board: Board, given: Given, *, ticket: str, language: str) -> bool:
    """Count an answer; False where this form has been counted already.

    Whoever may open the page may answer. Raise ConflictError where nobody may now, InvalidError where
    nothing was answered.
    """
    number = number_of(ticket, board)
    require_open(board)
    if given.is_empty:
        raise InvalidError("", _("Choose a picture first."))
    for key, words in given.words.items():
        if len(words) > WORDS_LIMIT:
            raise InvalidError(key, _("This is too long: at most %(count)s characters.", count=WORDS_LIMIT))
    values = {"id": hash_of(number), "board_id": board.id, "day": now().date()}
    if insert_if_absent(BoardTicket, values, ["id"]) is None:
        return False
    _count(board, given)
    for key, words in given.words.items():
        if words:
            _write(board, key, words, language)
    return True


def _count(board: Board, given: Given) -> None:
    counted = db.session.execute(
        update(Board)
        .where(Board.id == board.id, Board.closed_at.is_(None), Board.opening == board.opening)
        .values(answers=Board.answers + 1)
        .execution_options(synchronize_session=False)
    )
    if counted.rowcount != 1:  # type: ignore[attr-defined] # closed at this very moment
        raise ConflictError(_("Nobody can answer here any more."))
    rows = [
        {"board_id": board.id, "item": item, "option": option}
        for item, chosen in sorted(given.chosen.items())
        if chosen
        for option in ("", *sorted(chosen))
    ]
    if rows:
        db.session.execute(_COUNT, rows)


def _write(board: Board, item: str, words: str, language: str) -> None:
    values = {
        "id": secrets.token_hex(16),
        "board_id": board.id,
        "item": item,
        "language": language,
        "text": words,
        "day": now().date(),
        "hidden_because": "",
    }
    db.session.execute(insert(BoardText).values(**values))
