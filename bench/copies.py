"""Copies of the corpus by SQL alone: where only the number of practices counts, and not their words.

Writing a practice and finding its words again costs 9 ms of computing; copying one, nothing to speak of.
Run with the DATA_DIR of a benchmark and the number of practices that there shall be.
"""

import sys
from typing import Any, Final

from sqlalchemy import delete, func, insert, literal, select
from sqlalchemy.sql.elements import ColumnElement

from cop.app import create_app
from cop.core import stamps
from cop.core.db import db, transaction
from cop.core.outbox import Job
from cop.practices.models import (
    Practice,
    PracticeConcept,
    PracticeOrganisation,
    PracticeText,
    PracticeVersion,
)
from cop.search import index

DISTINCT: Final = 1000
"""So many practices have words of their own."""
_CHILDREN: Final[tuple[Any, ...]] = (PracticeText, PracticeConcept, PracticeOrganisation, PracticeVersion)


def main(size: int) -> None:
    """Copy what there is of the corpus until there are so many; the index is rebuilt afterwards."""
    app = create_app()
    with app.app_context(), transaction():
        query = select(func.count(), func.max(Practice.id)).where(Practice.slug.startswith("practice-"))
        count, last = db.session.execute(query).one()
        for number in range(1, -(-size // count)):
            _copy(number, number * int(last))
        stamps.bump(stamps.CONTENT)
        db.session.execute(delete(Job).where(Job.kind == index.JOB_KIND))


def _copy(number: int, further: int) -> None:
    """Copy each practice of the corpus to the id that lies so much further."""
    slug = Practice.slug + literal(f"-{number}")
    originals = select(Practice.id).where(Practice.slug.regexp_match(r"^practice-\d{6}$"))
    for model in (Practice, *_CHILDREN):
        columns = [c for c in model.__table__.columns if not (model is PracticeVersion and c.name == "id")]
        values = [_value(column, slug, further) for column in columns]
        query = select(*values).select_from(model)
        if model is not Practice:
            query = query.join(Practice, Practice.id == model.practice_id)
        query = query.where(Practice.id.in_(originals))
        db.session.execute(insert(model).from_select([column.name for column in columns], query))


def _value(column: Any, slug: ColumnElement[str], further: int) -> Any:
    if column.name == "practice_id" or (column.name == "id" and column.table is Practice.__table__):
        return column + further
    if column.name == "slug":
        return slug
    if column.name == "content":
        quoted = [literal('"slug":"') + part + literal('"') for part in (Practice.slug, slug)]
        return func.replace(column, *quoted)
    return column


if __name__ == "__main__":
    main(int(sys.argv[1]))
