"""How reviewers score over all cases: their agreement by criterion, and how mild or strict each is.

What counts is the first round of each case: there nobody has seen what another wrote.
See docs/decisions/0012.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from cop.core.db import db
from cop.reviews.agreement import Agreement, Severity, agreement, severities
from cop.reviews.enums import ReviewState
from cop.reviews.models import Review, Score
from cop.rubric.rubrics import every_criterion


def _first_rounds() -> dict[tuple[int, str], list[tuple[int, int]]]:
    """Return [(reviewer, step)] by (case, criterion)."""
    first = (
        select(Review.submission_id, func.min(Review.round).label("round"))
        .where(Review.submission_id.is_not(None), Review.state == ReviewState.SUBMITTED)
        .group_by(Review.submission_id)
        .subquery()
    )
    query = (
        select(Review.submission_id, Score.criterion, Review.reviewer_id, Review.id, Score.step)
        .join(Score, Score.review_id == Review.id)
        .join(first, (first.c.submission_id == Review.submission_id) & (first.c.round == Review.round))
        .where(Review.state == ReviewState.SUBMITTED, Score.step.is_not(None))
    )
    units: dict[tuple[int, str], list[tuple[int, int]]] = {}
    row: Any
    # By the connection: these are columns, and there may be tens of thousands.
    for row in db.session.connection().execute(query):
        # Who has gone counts as somebody of their own.
        who = row.reviewer_id or -row.id
        units.setdefault((row.submission_id, row.criterion), []).append((who, row.step))
    return units


@dataclass(frozen=True, slots=True)
class Network:
    """How reviewers score over all cases."""

    by_criterion: Mapping[str, Agreement]
    severities: Mapping[int, Severity]


def network() -> Network:
    """Compare all first rounds, in one statement."""
    units = _first_rounds()
    return Network(
        {
            each.key: agreement(
                [[step for _who, step in given] for (_id, key), given in units.items() if key == each.key]
            )
            for each in every_criterion()
        },
        severities([dict(given) for given in units.values()]),
    )
