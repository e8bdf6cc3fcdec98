"""Boards, what has been answered on them in numbers, and words; of whoever answers there is nothing.

No row stands for one person's answer. Chosen pictures are counted up; words stand apart from them under a
random key, in tables whose rows lie in the order of that key and not in that of their coming.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from cop.core.db import Base, now, pk
from cop.core.records import Ref
from cop.voices.enums import BoardTool

_UNORDERED = {"sqlite_with_rowid": False}


class Board(Base):
    """A feedback tool that users of a place answer, from a day to a day by the clock of its zone.

    `questions` are own questions or goals: {"asked", "texts"}. `opening` counts how often it was opened:
    forms of a former one are not taken. `answers` counts all of them. It has no time of its last change,
    which would be that of an answer. The first answers of a demonstration are invented; it is no evidence.
    """

    __tablename__ = "boards"
    __table_args__ = (Index("ix_boards_place", "place_kind", "place_id", "is_public"),)

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(16), unique=True)
    place_kind: Mapped[str] = mapped_column(String(40))
    place_id: Mapped[int]
    tool: Mapped[BoardTool]
    titles: Mapped[dict[str, str]]
    languages: Mapped[list[str]] = mapped_column(JSON)
    questions: Mapped[list[dict[str, Any]]]
    with_words: Mapped[bool] = mapped_column(default=True)
    is_public: Mapped[bool] = mapped_column(default=False)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    zone: Mapped[str] = mapped_column(String(64))
    opens_on: Mapped[date]
    closes_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    opening: Mapped[int] = mapped_column(default=1)
    answers: Mapped[int] = mapped_column(default=0)
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def place(self) -> Ref:
        """The record or organisation whose users are asked."""
        return Ref(self.place_kind, self.place_id)


class BoardTicket(Base):
    """A form that has been sent, by the hash of its random number: a second time it counts no more.

    It is forgotten after two days, when the form itself is too old, and when the board closes.
    """

    __tablename__ = "board_tickets"
    __table_args__ = _UNORDERED

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id", ondelete="CASCADE"), index=True)
    day: Mapped[date]


class BoardTally(Base):
    """How many have chosen one option; under the option "" how many have answered the item at all."""

    __tablename__ = "board_tallies"

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id", ondelete="CASCADE"), primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)
    option: Mapped[str] = mapped_column(String(20), primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)


class BoardPublication(Base):
    """What could be shown at one time. `counts` are the true ones of the items shown anew, never shown."""

    __tablename__ = "board_publications"

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    answers: Mapped[int]
    counts: Mapped[dict[str, Any]]
    shown: Mapped[dict[str, Any]]


class BoardText(Base):
    """What somebody has written, without what they chose. `batch` is given to several at once, later."""

    __tablename__ = "board_texts"
    __table_args__ = (Index("ix_board_texts_board", "board_id", "batch"), _UNORDERED)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id", ondelete="CASCADE"))
    item: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    day: Mapped[date]
    batch: Mapped[int | None]
    hidden_because: Mapped[str] = mapped_column(String(300), default="")
    hidden_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)


class BoardCall(Base):
    """Somebody on the page of a board asks for help; what they say of themselves is their own choice."""

    __tablename__ = "board_calls"
    __table_args__ = (Index("ix_board_calls_board", "board_id", "settled_at"),)

    id: Mapped[pk]
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(String(500), default="")
    asked_at: Mapped[datetime] = mapped_column(default=now)
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
