"""Reading boards, and what may be shown of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from babel.dates import get_timezone
from flask import current_app
from sqlalchemy import ColumnElement, exists, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from cop.core import hosts
from cop.core.db import db, now
from cop.core.i18n import ngettext
from cop.core.kept import Kept
from cop.core.permissions import Actor, Role
from cop.core.records import Ref
from cop.voices.content import Item, items
from cop.voices.enums import BoardState
from cop.voices.models import Board, BoardCall, BoardPublication, BoardTally, BoardText


def today(zone: str) -> date:
    """Return the day that it is now by the clock of a zone."""
    return now().astimezone(get_timezone(zone)).date()


def state_of(board: Board) -> BoardState:
    """Return whether a board takes answers today."""
    if board.closed_at is not None:
        return BoardState.CLOSED
    day = today(board.zone)
    if day < board.opens_on:
        return BoardState.WAITING
    return BoardState.OVER if board.closes_on is not None and day > board.closes_on else BoardState.OPEN


def items_of(board: Board) -> tuple[Item, ...]:
    """Return what a board asks."""
    return items(board.tool, board.questions, with_words=board.with_words)


def normal(code: str) -> str:
    """Return a code as it is kept, however it was typed."""
    return code.lower().replace("-", "").replace(" ", "")[:16]


def by_code(code: str) -> Board | None:
    """Return the board that a link leads to."""
    return db.session.scalar(select(Board).where(Board.code == normal(code)))


def led_by(actor: Actor) -> ColumnElement[bool] | None:
    """Return the condition under which a board is the actor's to look after; None where none is."""
    if Role.EDITOR in actor.roles:
        return Board.id.is_not(None)
    mine = [(kind, id) for kind, host in hosts.hosts().items() if actor.is_member for id in host.own(actor)]
    return tuple_(Board.place_kind, Board.place_id).in_(mine) if mine else None


def led(id: int, *, actor: Actor) -> Board | None:
    """Return a board that the actor looks after; the twin of the rule for LEAD."""
    condition = led_by(actor)
    if condition is None:
        return None
    return db.session.scalar(select(Board).where(Board.id == id, condition))


def helped_at(id: int, *, actor: Actor) -> Board | None:
    """Return a board where the actor looks after those who ask for help; the twin of the rule for HELP."""
    if Role.MODERATOR in actor.roles:
        return db.session.get(Board, id)
    return led(id, actor=actor)


@dataclass(frozen=True, slots=True)
class Row:
    """A board in a list, with what waits at it."""

    board: Board
    calls: int


def listed(actor: Actor, limit: int, offset: int = 0) -> list[Row]:
    """Return the boards that the actor looks after, those with somebody who asks for help first."""
    condition = led_by(actor)
    if condition is None and Role.MODERATOR not in actor.roles:
        return []
    waiting = (
        select(func.count(BoardCall.id))
        .where(BoardCall.board_id == Board.id, BoardCall.settled_at.is_(None))
        .scalar_subquery()
    )
    query = select(Board, waiting.label("calls"))
    if Role.MODERATOR in actor.roles:
        query = query.where(waiting > 0 if condition is None else or_(condition, waiting > 0))
    elif condition is not None:
        query = query.where(condition)
    query = query.order_by((waiting > 0).desc(), Board.id.desc()).limit(limit).offset(offset)
    return [Row(row.Board, row.calls) for row in db.session.execute(query)]


_PLACES: Final = (
    select(Board.place_kind, Board.place_id)
    .where(Board.is_public.is_(True), exists().where(BoardPublication.board_id == Board.id))
    .distinct()
)


def public_places() -> frozenset[Ref]:
    """Return the places with results that everybody may see, kept as long as no public content changes."""
    kept: Kept[None, frozenset[Ref]] = current_app.extensions.setdefault("cop.voices", Kept(1))
    return kept.get([None], lambda _: {None: _public_places()})[None]


def _public_places() -> frozenset[Ref]:
    rows = db.session.connection().execute(_PLACES)
    return frozenset(Ref(row.place_kind, row.place_id) for row in rows)


def public_at(*places: Ref) -> list[tuple[Board, BoardPublication]]:
    """Return the boards of places whose results everybody may see, each with the last of them."""
    later = aliased(BoardPublication)
    is_last = ~(
        select(later.number)
        .where(later.board_id == Board.id, later.number > BoardPublication.number)
        .exists()
    )
    rows = db.session.execute(
        select(Board, BoardPublication)
        .join(BoardPublication, BoardPublication.board_id == Board.id)
        .where(tuple_(Board.place_kind, Board.place_id).in_(places), Board.is_public.is_(True), is_last)
        .order_by(Board.id.desc())
    )
    return [(row.Board, row.BoardPublication) for row in rows]


def publications(board_id: int) -> list[BoardPublication]:
    """Return all that was ever shown of a board, the oldest first."""
    return list(
        db.session.scalars(
            select(BoardPublication)
            .where(BoardPublication.board_id == board_id)
            .order_by(BoardPublication.number)
        )
    )


def last_publication(board_id: int) -> BoardPublication | None:
    """Return what may be shown of a board now."""
    return db.session.scalar(
        select(BoardPublication)
        .where(BoardPublication.board_id == board_id)
        .order_by(BoardPublication.number.desc())
        .limit(1)
    )


def tallies(board_id: int) -> dict[str, dict[str, int]]:
    """Return the true numbers by item and option. For the rules of what may be shown alone."""
    found: dict[str, dict[str, int]] = {}
    rows = db.session.execute(
        select(BoardTally.item, BoardTally.option, BoardTally.count).where(BoardTally.board_id == board_id)
    )
    for item, option, count in rows:
        found.setdefault(item, {})[option] = count
    return found


def texts(board_id: int) -> list[BoardText]:
    """Return the words that those who look after a board may read; their order says nothing."""
    return list(
        db.session.scalars(
            select(BoardText)
            .where(BoardText.board_id == board_id, BoardText.batch.is_not(None))
            .order_by(BoardText.item, BoardText.id)
        )
    )


def waiting_texts(board_id: int) -> int:
    """Return how many have written something that nobody may read yet."""
    query = select(func.count()).where(BoardText.board_id == board_id, BoardText.batch.is_(None))
    return db.session.scalar(query) or 0


def text_of(id: str, board_id: int) -> BoardText | None:
    """Return words of a board that may be read."""
    return db.session.scalar(
        select(BoardText).where(
            BoardText.id == id, BoardText.board_id == board_id, BoardText.batch.is_not(None)
        )
    )


def calls(board_id: int) -> list[BoardCall]:
    """Return who has asked for help, those who wait first."""
    return list(
        db.session.scalars(
            select(BoardCall)
            .where(BoardCall.board_id == board_id)
            .order_by(BoardCall.settled_at.is_not(None), BoardCall.id.desc())
        )
    )


def call_of(id: int, board_id: int) -> BoardCall | None:
    """Return one who has asked for help."""
    return db.session.scalar(select(BoardCall).where(BoardCall.id == id, BoardCall.board_id == board_id))


def due_boards(answers: int) -> list[int]:
    """Return ids of boards that have got so many answers since something was last shown of them."""
    shown = (
        select(func.max(BoardPublication.answers))
        .where(BoardPublication.board_id == Board.id)
        .scalar_subquery()
    )
    query = select(Board.id).where(Board.answers - func.coalesce(shown, 0) >= answers).order_by(Board.id)
    return list(db.session.scalars(query))


def ripe_texts(before: date, least: int) -> list[int]:
    """Return ids of boards where at least so many words from before that day wait to be read."""
    query = (
        select(BoardText.board_id)
        .where(BoardText.batch.is_(None), BoardText.day < before)
        .group_by(BoardText.board_id)
        .having(func.count() >= least)
        .order_by(BoardText.board_id)
    )
    return list(db.session.scalars(query))


def opened_by(person_id: int) -> Iterable[Mapping[str, Any]]:
    """Return the boards that one person has opened."""
    rows = db.session.execute(
        select(Board.code, Board.titles, Board.created_at)
        .where(Board.opened_by == person_id)
        .order_by(Board.id)
    )
    return [{"board": row.code, "title": row.titles, "opened": _written(row.created_at)} for row in rows]


def hidden_by(person_id: int) -> Iterable[Mapping[str, Any]]:
    """Return the words on boards that one person has hidden: why, and not what they were."""
    rows = db.session.execute(
        select(Board.code, BoardText.hidden_because)
        .join(Board, Board.id == BoardText.board_id)
        .where(BoardText.hidden_by == person_id)
        .order_by(Board.code, BoardText.id)
    )
    return [{"board": row.code, "reason": row.hidden_because} for row in rows]


def settled_by(person_id: int) -> Iterable[Mapping[str, Any]]:
    """Return the calls for help that one person has looked after."""
    rows = db.session.execute(
        select(Board.code, BoardCall.settled_at)
        .join(Board, Board.id == BoardCall.board_id)
        .where(BoardCall.settled_by == person_id)
        .order_by(BoardCall.id)
    )
    return [{"board": row.code, "settled": _written(row.settled_at)} for row in rows]


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def effects_of_leaving(person_id: int) -> Iterator[str]:
    """Say how many boards stay without that person."""
    if n := db.session.scalar(select(func.count()).where(Board.opened_by == person_id)):
        yield ngettext(
            "%(n)s feedback board stays, with those who look after its place.",
            "%(n)s feedback boards stay, with those who look after their places.",
            n,
        )
