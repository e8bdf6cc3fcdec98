"""Reading cases: who may see them, and the cells of the matrix."""

from functools import partial

from sqlalchemy import select

from cop.cases.models import CASES, Case, CaseCell
from cop.core.db import db
from cop.core.permissions import Actor
from cop.records import queries as records

KIND = CASES.kind

Cell = tuple[str, str, str, str]
"""Form, depth, phase, role."""

visible_to = partial(records.visible_to, CASES)


def cells(*, actor: Actor) -> dict[Cell, list[int]]:
    """Return the ids of the cases of every cell that has any, in one statement."""
    found: dict[Cell, list[int]] = {}
    for row in db.session.execute(
        select(CaseCell.form, CaseCell.depth, CaseCell.phase, CaseCell.role, CaseCell.case_id)
        .join(Case, Case.id == CaseCell.case_id)
        .where(visible_to(actor))
    ):
        found.setdefault((row.form, row.depth, row.phase, row.role), []).append(row.case_id)
    return found
