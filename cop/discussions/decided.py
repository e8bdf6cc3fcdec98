"""What moderators decided about words under pseudonyms, until their writers have noted it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from cop.core.db import db
from cop.discussions.enums import Measure, PostState, Rule
from cop.discussions.models import Decision, Post


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision as its writer finds it: what it is, whether it holds, what came of their objection."""

    id: int
    thread_id: int
    post_id: int
    measure: Measure
    rule: Rule
    note: str
    until: date | None
    is_removed: bool
    is_over: bool
    is_upheld: bool


def unseen(persona_ids: Collection[int]) -> list[tuple[int, Decided]]:
    """Return (persona, what was decided about words of theirs and they have not noted), the oldest first."""
    if not persona_ids:
        return []
    query = (
        select(
            Post.persona_id,
            Post.thread_id,
            Post.state.label("post_state"),
            Decision.id,
            Decision.post_id,
            Decision.measure,
            Decision.rule,
            Decision.note,
            Decision.until,
            Decision.settled_at,
            Decision.ended_at,
        )
        .join(Post, Post.id == Decision.post_id)
        .where(
            Post.persona_id.in_(persona_ids),
            or_(
                Decision.seen_at.is_(None),
                Decision.settled_at > Decision.seen_at,
                Decision.ended_at > Decision.seen_at,
            ),
        )
        .order_by(Decision.id)
    )
    return [(row.persona_id, _decided(row)) for row in db.session.execute(query)]


def _decided(row: Any) -> Decided:
    return Decided(
        id=row.id,
        thread_id=row.thread_id,
        post_id=row.post_id,
        measure=Measure(row.measure),
        rule=Rule(row.rule),
        note=row.note,
        until=row.until,
        is_removed=row.post_state == PostState.REMOVED,
        is_over=row.ended_at is not None,
        is_upheld=row.settled_at is not None and row.ended_at is None,
    )
