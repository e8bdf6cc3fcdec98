"""Opening a board, changing, closing and removing it."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import delete, insert, select

from cop.config import LANGUAGES
from cop.core import audit, stamps
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize
from cop.core.records import Ref
from cop.voices import queries, results
from cop.voices.content import FEWEST_GOALS, LINE_LIMIT, MOST_GOALS, MOST_QUESTIONS, TITLE_LIMIT
from cop.voices.enums import Asked, BoardState, BoardTool
from cop.voices.models import Board, BoardTally, BoardTicket
from cop.voices.rules import Permission

KIND: Final = "board"
_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without those that are taken for one another when they are read from paper."""
CODE_LENGTH: Final = 8
LONGEST_DAYS: Final = 731


@dataclass(frozen=True, slots=True)
class Plan:
    """What is said of a board by those who open it; texts by language."""

    languages: Sequence[str]
    opens_on: date
    closes_on: date | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    questions: Sequence[Mapping[str, Any]] = ()
    with_words: bool = True
    is_public: bool = False


def open_board(place: Ref, *, actor: Actor, tool: BoardTool, plan: Plan, zone: str) -> Board:
    """Open a board for the users of a place."""
    authorize(actor, Permission.OPEN, place)
    said = _good(tool, plan)
    board = Board(
        code="".join(secrets.choice(_LETTERS) for _n in range(CODE_LENGTH)),
        place_kind=place.kind,
        place_id=place.id,
        tool=tool,
        zone=zone,
        opened_by=actor.id,
        **said,
    )
    db.session.add(board)
    db.session.flush()
    audit.record(actor, "board.open", KIND, board.code, tool=tool.value)
    return board


def change(board: Board, *, actor: Actor, plan: Plan) -> Board:
    """Change what is said of a board; what it asks stays, as soon as somebody has answered."""
    authorize(actor, Permission.LEAD, board)
    db.session.refresh(board, with_for_update=True)
    said = _good(board.tool, plan)
    if board.answers and (said["questions"], said["with_words"]) != (board.questions, board.with_words):
        raise ConflictError(
            _(
                "Somebody has answered already, so the questions stay as they are. "
                "Open another board for others."
            )
        )
    if board.is_public != said["is_public"] or board.is_public:
        stamps.bump(stamps.CONTENT)
    for name, value in said.items():
        setattr(board, name, value)
    audit.record(actor, "board.change", KIND, board.code)
    return board


def close(board: Board, *, actor: Actor) -> Board:
    """Take no more answers; a second time changes nothing."""
    authorize(actor, Permission.LEAD, board)
    db.session.refresh(board, with_for_update=True)
    if board.closed_at is None:
        board.closed_at = now()
        db.session.flush()
        db.session.execute(delete(BoardTicket).where(BoardTicket.board_id == board.id))
        results.publish(board)
        audit.record(actor, "board.close", KIND, board.code)
    return board


def reopen(board: Board, *, actor: Actor) -> Board:
    """Take answers again; forms that were opened before are not taken any more."""
    authorize(actor, Permission.LEAD, board)
    db.session.refresh(board, with_for_update=True)
    if board.closed_at is not None:
        board.closed_at = None
        board.opening += 1
        audit.record(actor, "board.reopen", KIND, board.code)
    return board


def remove(board: Board, *, actor: Actor, reason: str) -> None:
    """Remove a board with all that was answered there."""
    authorize(actor, Permission.LEAD, board)
    why = " ".join(reason.split())[:300]
    if not why:
        raise InvalidError("reason", _("Say why, in a few words."))
    audit.record(actor, "board.remove", KIND, board.code, reason=why, answers=board.answers)
    if board.is_public:
        stamps.bump(stamps.CONTENT)
    db.session.execute(delete(Board).where(Board.id == board.id))
    db.session.expunge(board)


class Demonstration(BaseModel):
    """A board with invented answers, as a seed gives it: how many answered, and how often each was chosen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[str, StringConstraints(pattern=f"^[{_LETTERS}]{{{CODE_LENGTH}}}$")]
    tool: BoardTool
    titles: dict[str, str]
    questions: list[dict[str, Any]] = Field(default_factory=list)
    people: int = Field(ge=1)
    chosen: dict[str, dict[str, int]]


def put_demonstrations(place: Ref, contents: Sequence[Demonstration], *, actor: Actor) -> int:
    """Open the demonstrations of a place that are not there yet; return how many. They ask for no words."""
    authorize(actor, Permission.DEMONSTRATE)
    codes = select(Board.code).where(Board.code.in_([one.code for one in contents]))
    known = set(db.session.scalars(codes))
    fresh = [one for one in contents if one.code not in known]
    for one in fresh:
        _demonstrate(place, one)
        audit.record(actor, "board.demonstrate", KIND, one.code, tool=one.tool.value)
    if fresh:
        stamps.bump(stamps.CONTENT)
    return len(fresh)


def _demonstrate(place: Ref, one: Demonstration) -> None:
    plan = Plan(
        languages=tuple(LANGUAGES),
        opens_on=queries.today("UTC"),
        titles=one.titles,
        questions=one.questions,
        with_words=False,
        is_public=True,
    )
    board = Board(
        code=one.code,
        place_kind=place.kind,
        place_id=place.id,
        tool=one.tool,
        zone="UTC",
        is_demonstration=True,
        answers=one.people,
        **_good(one.tool, plan),
    )
    db.session.add(board)
    db.session.flush()
    counts = {item: {"": one.people, **options} for item, options in one.chosen.items()}
    rows = [
        {"board_id": board.id, "item": item, "option": option, "count": count}
        for item, options in counts.items()
        for option, count in options.items()
    ]
    db.session.execute(insert(BoardTally), rows)
    results.publish(board)


def end_demonstrations(*, actor: Actor) -> int:
    """Remove every demonstration with all that was answered there; return how many there were."""
    authorize(actor, Permission.DEMONSTRATE)
    boards = db.session.scalars(select(Board).where(Board.is_demonstration.is_(True))).all()
    for board in boards:
        db.session.execute(delete(Board).where(Board.id == board.id))
        db.session.expunge(board)
    if boards:
        audit.record(actor, "board.end_demonstrations", KIND, "all", boards=len(boards))
        stamps.bump(stamps.CONTENT)
    return len(boards)


def _good(tool: BoardTool, plan: Plan) -> dict[str, Any]:
    """Return the columns that a plan gives; raise InvalidError naming the field that does not fit."""
    languages = [code for code in LANGUAGES if code in plan.languages]
    if not languages:
        raise InvalidError("languages", _("Choose at least one language."))
    if plan.closes_on is not None and plan.closes_on < plan.opens_on:
        raise InvalidError("closes_on", _("It cannot close before it opens."))
    if plan.closes_on is not None and (plan.closes_on - plan.opens_on).days > LONGEST_DAYS:
        raise InvalidError("closes_on", _("A board is open for two years at most."))
    titles = {code: _line(plan.titles.get(code, "")) for code in LANGUAGES}
    for code, title in titles.items():
        if len(title) > TITLE_LIMIT:
            raise InvalidError(f"title-{code}", _too_long(TITLE_LIMIT))
    return {
        "languages": languages,
        "opens_on": plan.opens_on,
        "closes_on": plan.closes_on,
        "titles": {code: title for code, title in titles.items() if title},
        "questions": _good_questions(tool, plan.questions, languages),
        "with_words": plan.with_words,
        "is_public": plan.is_public,
    }


def _good_questions(
    tool: BoardTool, questions: Sequence[Mapping[str, Any]], languages: Sequence[str]
) -> list[dict[str, Any]]:
    if tool not in (BoardTool.QUESTIONS, BoardTool.WEB):
        return []
    found = []
    for number, question in enumerate(questions, 1):
        texts = {code: _line(question["texts"].get(code, "")) for code in LANGUAGES}
        if not any(texts.values()):
            continue
        for code in LANGUAGES:
            if code in languages and not texts[code]:
                name = LANGUAGES[code].name
                message = _(
                    "Write number %(number)s in this language too: %(language)s.",
                    number=number,
                    language=name,
                )
                raise InvalidError(f"text-{number}-{code}", message)
            if len(texts[code]) > LINE_LIMIT:
                raise InvalidError(f"text-{number}-{code}", _too_long(LINE_LIMIT))
        asked = Asked(question.get("asked") or Asked.FACES)
        found.append({"asked": asked.value, "texts": {code: text for code, text in texts.items() if text}})
    _refuse_number(tool, len(found))
    return found


def _refuse_number(tool: BoardTool, number: int) -> None:
    if tool is BoardTool.QUESTIONS and not 1 <= number <= MOST_QUESTIONS:
        raise InvalidError("text-1", _("Write from one to %(most)s questions.", most=MOST_QUESTIONS))
    if tool is BoardTool.WEB and number and not FEWEST_GOALS <= number <= MOST_GOALS:
        message = _(
            "Write from %(fewest)s to %(most)s goals, or none: then ours are shown.",
            fewest=FEWEST_GOALS,
            most=MOST_GOALS,
        )
        raise InvalidError("text-1", message)


def _line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())


def _too_long(limit: int) -> str:
    return _("This is too long: at most %(count)s characters.", count=limit)


def require_open(board: Board) -> None:
    """Raise ConflictError where a board takes no answers now."""
    match queries.state_of(board):
        case BoardState.OPEN:
            return
        case BoardState.WAITING:
            raise ConflictError(_("Nobody can answer here yet."))
        case _:
            raise ConflictError(_("Nobody can answer here any more."))


def forget_person(person_id: int) -> None:
    """Take a person out of the boards that they opened; the boards stay."""
    for board in db.session.scalars(select(Board).where(Board.opened_by == person_id)):
        board.opened_by = None
