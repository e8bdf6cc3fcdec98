"""What is kept about those who look after boards; of those who answer there is nothing to declare."""

from sqlalchemy import update

from cop.core.db import db
from cop.core.i18n import lazy_gettext as _l
from cop.core.privacy import PersonalData
from cop.voices import operations, queries
from cop.voices.models import BoardCall, BoardText


def _forget_hiding(person_id: int) -> None:
    db.session.execute(update(BoardText).where(BoardText.hidden_by == person_id).values(hidden_by=None))


def _forget_settling(person_id: int) -> None:
    db.session.execute(update(BoardCall).where(BoardCall.settled_by == person_id).values(settled_by=None))


PERSONAL = (
    PersonalData(
        table="boards",
        what=_l("Feedback boards that you opened"),
        purpose=_l("To know whom to ask about a board."),
        retention=_l("As long as the board is there; without your name once you leave."),
        export=queries.opened_by,
        erase=operations.forget_person,
        effects=queries.effects_of_leaving,
    ),
    PersonalData(
        table="board_texts",
        what=_l("Words on feedback boards that you hid"),
        purpose=_l(
            "So that somebody answers for what is hidden. Of those who wrote the words nothing is kept."
        ),
        retention=_l("As long as the board is there; without your name once you leave."),
        export=queries.hidden_by,
        erase=_forget_hiding,
    ),
    PersonalData(
        table="board_calls",
        what=_l("Calls for help on feedback boards that you looked after"),
        purpose=_l(
            "So that nobody who asks for help is forgotten. What they wrote of themselves goes as soon as "
            "somebody has looked after it."
        ),
        retention=_l("Three months after it was looked after; without your name once you leave."),
        export=queries.settled_by,
        erase=_forget_settling,
    ),
)
