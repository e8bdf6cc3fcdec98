"""What of the answers is shown, and when: step by step, and words in handfuls (docs/decisions/0021)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update

from cop.core import stamps
from cop.core.db import db, now, transaction
from cop.core.timers import Timer
from cop.voices import queries
from cop.voices.content import Item
from cop.voices.disclosure import ANSWERS, many_of_several, one_of_a_row
from cop.voices.enums import Shape
from cop.voices.models import Board, BoardCall, BoardPublication, BoardText, BoardTicket

EVERY_SECONDS: Final = 20
TEXT_BATCH: Final = 5
TEXT_DELAY: Final = timedelta(days=1)
"""Words of a day can be read when another whole day has passed."""
CALLS_KEPT: Final = timedelta(days=90)
TICKETS_KEPT: Final = timedelta(days=1)
"""Whole days after that of the sending: a form is good for one day."""


def publish(board: Board) -> bool:
    """Show what may be shown by now; whether that is anything new."""
    db.session.refresh(board, with_for_update=True)  # answers wait for a moment, and are counted after it
    former = queries.publications(board.id)
    if board.answers - (former[-1].answers if former else 0) < ANSWERS:
        return False
    tallies = queries.tallies(board.id)
    shown: dict[str, Any] = dict(former[-1].shown) if former else {}
    counts: dict[str, dict[str, int]] = {}
    for item in queries.items_of(board):
        true = tallies.get(item.key, {})
        if (new := _may_be_shown(item, true, former)) is not None:
            shown[item.key], counts[item.key] = new, true
    if not counts:
        return False
    values = {
        "board_id": board.id,
        "number": len(former) + 1,
        "day": now().date(),
        "answers": board.answers,
        "counts": counts,
        "shown": shown,
    }
    db.session.execute(insert(BoardPublication).values(**values))
    if board.is_public:
        stamps.bump(stamps.CONTENT)
    return True


def _may_be_shown(
    item: Item, true: dict[str, int], former: Sequence[BoardPublication]
) -> dict[str, Any] | None:
    match item.shape:
        case Shape.ONE:
            before = [one.counts[item.key] for one in former if item.key in one.counts]
            return one_of_a_row(item.values, true, before)
        case Shape.MANY:
            last = former[-1].shown.get(item.key) if former else None
            return many_of_several(item.values, true, true.get("", 0), last)
        case Shape.WORDS:
            return None


def publish_due() -> None:
    """Show what may be shown of every board that has got enough answers."""
    for id in queries.due_boards(ANSWERS):
        with transaction():
            if (board := db.session.get(Board, id)) is not None:
                publish(board)


def release_texts() -> None:
    """Let words be read that are old enough, several at once, so that nobody's stand alone."""
    before = now().date() - TEXT_DELAY
    for id in queries.ripe_texts(before, TEXT_BATCH):
        with transaction():
            last = db.session.scalar(select(func.max(BoardText.batch)).where(BoardText.board_id == id)) or 0
            db.session.execute(
                update(BoardText)
                .where(BoardText.board_id == id, BoardText.batch.is_(None), BoardText.day < before)
                .values(batch=last + 1)
            )


def forget_old() -> None:
    """Forget which forms were sent, once they are too old to be sent again, and calls that were settled."""
    with transaction():
        db.session.execute(delete(BoardTicket).where(BoardTicket.day < now().date() - TICKETS_KEPT))
        db.session.execute(delete(BoardCall).where(BoardCall.settled_at < now() - CALLS_KEPT))


TIMERS: Final = (
    Timer("results of boards", EVERY_SECONDS, publish_due),
    Timer("words on boards", 600, release_texts),
    Timer("forget forms of boards", 3600, forget_old),
)
